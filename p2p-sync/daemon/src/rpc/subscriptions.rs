//! What subscribers are sent: a view of the node whenever it is another than before.

use crate::node::{Node, NodeHandle, Stopped};
use cybersyn_mesh_api::types::{BallotState, BallotView, LiveTally};
use cybersyn_mesh_core::Change;
use cybersyn_primitives::{CitizenIndex, Hash, ProposalId};
use jsonrpsee::{SubscriptionMessage, SubscriptionSink, core::SubscriptionResult};
use serde::Serialize;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Least time between two messages of one subscription.
const INTERVAL: Duration = Duration::from_millis(250);
/// A ballot is looked at again after so long even if nothing on its proposal changed: that it is replicated changes
/// nothing else.
const LOOK_INTERVAL: Duration = Duration::from_secs(2);

/// A subscription that was accepted.
pub struct Subscription {
    /// Who is told.
    pub sink: SubscriptionSink,
    /// What may have changed, from before the first look on.
    pub changes: Receiver<Change>,
    /// What is looked at.
    pub node: NodeHandle,
}

/// A ballot that is followed.
#[derive(Clone, Copy, Debug)]
pub struct Followed {
    /// Its proposal.
    pub proposal: ProposalId,
    /// Its voter.
    pub citizen: CitizenIndex,
    /// Its leaf hash; none: whichever is the voter's greatest.
    pub id: Option<Hash>,
}

impl Subscription {
    /// Sends tallies of `proposal` until somebody leaves; `last` is sent first.
    pub async fn tallies(mut self, proposal: ProposalId, mut last: LiveTally) -> SubscriptionResult {
        self.send(&last).await?;
        while self.changed(proposal).await {
            let Ok(Some(tally)) = self.look(move |node| node.tally(proposal).ok()).await else { return Ok(()) };
            if tally != last {
                last = tally;
                self.send(&last).await?;
                tokio::time::sleep(INTERVAL).await;
            }
        }
        Ok(())
    }

    /// Sends the states of a ballot until the last one or somebody leaves.
    pub async fn ballot(mut self, followed: Followed) -> SubscriptionResult {
        let mut last = None;
        loop {
            let Ok((view, is_final)) = self.look(move |node| seen(node, followed)).await else { return Ok(()) };
            if let Some(view) = view.filter(|view| last.as_ref() != Some(view)) {
                self.send(&view).await?;
                if is_final && is_last(&view.state) {
                    return Ok(());
                }
                last = Some(view);
                tokio::time::sleep(INTERVAL).await;
            }
            let changed = tokio::time::timeout(LOOK_INTERVAL, self.changed(followed.proposal));
            if !changed.await.unwrap_or(true) {
                return Ok(());
            }
        }
    }

    async fn look<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Node) -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        self.node.ask(question).await
    }

    /// Waits until something on `proposal` may have changed; false: the subscriber or the node has gone.
    async fn changed(&mut self, proposal: ProposalId) -> bool {
        tokio::select! {
            () = self.sink.closed() => false,
            changed = next_change(&mut self.changes, proposal) => changed,
        }
    }

    async fn send(&self, view: &impl Serialize) -> SubscriptionResult {
        let message = SubscriptionMessage::new(self.sink.method_name(), self.sink.subscription_id(), view)?;
        self.sink.send(message).await?;
        Ok(())
    }
}

/// A ballot as it stands, and whether its proposal is final.
fn seen(node: &mut Node, followed: Followed) -> (Option<BallotView>, bool) {
    let Followed { proposal, citizen, id } = followed;
    let view = match id {
        Some(id) => node.heart.ballot_by_id(proposal, citizen, &id),
        None => node.heart.ballot(proposal, citizen),
    };
    (view, node.is_final(proposal))
}

/// Whether the state of a ballot on a final proposal stays as it is.
fn is_last(state: &BallotState) -> bool {
    matches!(state, BallotState::Counted | BallotState::Refused { .. } | BallotState::Superseded { .. })
}

/// Waits for the next change that may concern the proposal; false: the node stops.
async fn next_change(changes: &mut Receiver<Change>, proposal: ProposalId) -> bool {
    loop {
        match changes.recv().await {
            Ok(Change::Tally(id) | Change::Proposal(id)) if id == proposal => return true,
            Ok(_) => {}
            // Changes were missed: one of them may have been ours.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}
