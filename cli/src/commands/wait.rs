//! Following a ballot until it is where its voter wants it. Clients resubmit until settled (DESIGN section 4.3).

use crate::{
    args::WaitArg,
    context::Context,
    exit::Failure,
    mesh::{Mesh, MeshApiClient},
};
use anyhow::Result;
use codec::Encode;
use cybersyn_primitives::{
    SignedBallot,
    api::{BallotState, BallotView, Hex},
};
use futures::{
    StreamExt,
    stream::{SelectAll, select_all},
};
use jsonrpsee::core::client::Subscription;
use std::time::Duration;

/// Time between two questions; what a daemon tells by itself comes at once.
const INTERVAL: Duration = Duration::from_secs(1);
/// The ballot is sent again after so many questions without settlement.
const RESUBMIT_EVERY: u32 = 15;
/// Questions in a row that no daemon may answer.
const SILENT_MAX: u32 = 60;

/// Waits until the ballot is settled or counted, or can be neither any more.
pub(super) async fn wait(
    context: &Context,
    meshes: &[Mesh],
    signed: &SignedBallot,
    mut view: BallotView,
    goal: WaitArg,
) -> Result<BallotView> {
    let spinner = context.out.progress("waiting for settlement", 0);
    let mut changes = changes(meshes, signed).await;
    let (mut rounds, mut silent) = (0u32, 0u32);
    while !is_done(&view.state, goal) {
        tokio::select! {
            Some(Ok(changed)) = changes.next() => {
                view = changed;
                continue;
            }
            () = tokio::time::sleep(INTERVAL) => spinner.tick(),
        }
        rounds = rounds.saturating_add(1);
        let resubmit = rounds.is_multiple_of(RESUBMIT_EVERY) && !matches!(view.state, BallotState::Settled { .. });
        match ask(meshes, signed, resubmit).await {
            Some(found) => (view, silent) = (found, 0),
            None => silent = silent.saturating_add(1),
        }
        if silent > SILENT_MAX {
            return Err(
                Failure::Missing("no mesh daemon answers any more; `cybersyn receipt` tells later".into()).into()
            );
        }
    }
    spinner.finish_and_clear();
    Ok(view)
}

/// What the daemons tell of the voter's ballot by themselves. One that does not is asked.
async fn changes(meshes: &[Mesh], signed: &SignedBallot) -> SelectAll<Subscription<BallotView>> {
    let (proposal, citizen) = (signed.ballot.proposal, signed.ballot.citizen);
    let asked = meshes.iter().map(|mesh| mesh.client.subscribe_ballot(proposal, citizen, None));
    select_all(futures::future::join_all(asked).await.into_iter().flatten())
}

async fn ask(meshes: &[Mesh], signed: &SignedBallot, resubmit: bool) -> Option<BallotView> {
    let (proposal, citizen) = (signed.ballot.proposal, signed.ballot.citizen);
    for mesh in meshes.iter().filter(|mesh| mesh.client.is_connected()) {
        if resubmit && let Ok(view) = mesh.client.submit_ballot(Hex(signed.encode())).await {
            return Some(view);
        }
        if let Ok(view) = mesh.client.ballot(proposal, citizen).await {
            return Some(view);
        }
    }
    None
}

fn is_done(state: &BallotState, goal: WaitArg) -> bool {
    match state {
        BallotState::Counted | BallotState::Refused { .. } | BallotState::Superseded { .. } => true,
        BallotState::Settled { .. } => goal == WaitArg::Settled,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settled_is_enough_only_for_those_who_asked_for_it() {
        let settled = BallotState::Settled { batch: 0 };
        assert!(is_done(&settled, WaitArg::Settled) && !is_done(&settled, WaitArg::Counted));
        assert!(is_done(&BallotState::Counted, WaitArg::Settled));
        assert!(!is_done(&BallotState::WaitingForAttention { missing: 1 }, WaitArg::Settled));
    }
}
