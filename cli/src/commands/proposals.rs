//! `cybersyn proposals`: what there is to vote on.

use crate::{context::Context, exit::Answer, output::table, time::date};
use anyhow::Result;
use cybersyn_primitives::api::ProposalView;

pub(super) async fn run(context: &Context) -> Result<Answer> {
    let mesh = context.mesh().await?;
    let proposals = mesh.all_proposals().await?;
    context.out.show(&proposals, |proposals| {
        if proposals.is_empty() {
            return "no proposals yet; `cybersyn propose` makes one".to_owned();
        }
        table(["id", "title", "class", "phase", "opens", "closes", "outcome"], proposals.iter().map(row))
    })?;
    Ok(Answer::Yes)
}

fn row(proposal: &ProposalView) -> [String; 7] {
    [
        proposal.id.to_string(),
        proposal.title.clone().unwrap_or_else(|| "(text not here yet)".into()),
        format!("{:?}", proposal.class).to_lowercase(),
        format!("{:?}", proposal.phase).to_lowercase(),
        date(proposal.opens),
        date(proposal.closes),
        proposal.outcome.map(|outcome| format!("{outcome:?}").to_lowercase()).unwrap_or_default(),
    ]
}
