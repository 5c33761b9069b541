//! `cybersyn tally`: how a vote stands.

use crate::{
    args::TallyArgs,
    context::Context,
    exit::{Answer, Failure},
    mesh::MeshApiClient,
    output::table,
};
use anyhow::Result;
use cybersyn_primitives::api::{LiveTally, PhaseView, SideView, TallyView};

pub(super) async fn run(context: &Context, args: &TallyArgs) -> Result<Answer> {
    let mesh = context.mesh().await?;
    let tally = mesh.client.tally(args.proposal).await.map_err(|error| mesh.failed(error))?;
    if !args.watch {
        context.out.show(&tally, text)?;
        return Ok(Answer::Yes);
    }
    let mut changes = mesh.client.subscribe_tally(args.proposal).await.map_err(|error| mesh.failed(error))?;
    context.out.stream(&tally, text)?;
    let mut shown = tally;
    while shown.phase != PhaseView::Final {
        let Some(change) = changes.next().await else {
            return Err(Failure::Missing(format!("{} closed the connection", mesh.url)).into());
        };
        let change = change.map_err(|error| Failure::Missing(format!("{}: {error}", mesh.url)))?;
        if change != shown {
            context.out.stream(&change, text)?;
            shown = change;
        }
    }
    Ok(Answer::Yes)
}

fn text(live: &LiveTally) -> String {
    let row = |name: &str, side: fn(&TallyView) -> &SideView| {
        let (mesh, settled) = (side(&live.mesh), side(&live.settled));
        [
            name.to_owned(),
            format!("{:.3}", mesh.weight_rounded),
            mesh.voters.to_string(),
            format!("{:.3}", settled.weight_rounded),
            settled.voters.to_string(),
        ]
    };
    let rows = [row("yes", |tally| &tally.yes), row("no", |tally| &tally.no), row("abstain", |tally| &tally.abstain)];
    let phase = format!("{:?}", live.phase).to_lowercase();
    format!(
        "proposal {}: {phase}, finalized block {}\n{}{}",
        live.proposal,
        live.finalized,
        table(["", "mesh: weight", "voters", "settled: weight", "voters"], rows),
        expertise(live).unwrap_or_default(),
    )
}

/// What expertise does to the result, which everybody is told.
fn expertise(live: &LiveTally) -> Option<String> {
    let (influence, plain) = (live.expertise?, live.settled_plain.as_ref()?);
    let share = f64::from(influence.share_permille) / 10.0;
    let (yes, no) = (plain.yes.weight_rounded, plain.no.weight_rounded);
    let decides = if influence.changed_outcome { "; it decides the outcome" } else { "" };
    Some(format!("\nexpertise is {share:.1} % of what is settled{decides}; without it: yes {yes:.3}, no {no:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{
        expertise::Influence,
        tally::{Side, Tally},
    };

    fn tally(yes: u128) -> TallyView {
        let side = |weight| Side { weight, ..Side::default() };
        (&Tally { yes: side(yes << 32), ..Tally::default() }).into()
    }

    #[test]
    fn expertise_is_marked_where_it_weighs() {
        let mut live = LiveTally {
            proposal: 1,
            phase: PhaseView::Voting,
            mesh: tally(4),
            settled: tally(4),
            settled_plain: None,
            expertise: None,
            finalized: 9,
        };
        assert!(!text(&live).contains("expertise"));
        live.settled_plain = Some(tally(3));
        live.expertise = Some(Influence { share_permille: 250, changed_outcome: true });
        let shown = text(&live);
        assert!(shown.contains("25.0 %") && shown.contains("decides") && shown.contains("yes 3.000"), "{shown}");
    }
}
