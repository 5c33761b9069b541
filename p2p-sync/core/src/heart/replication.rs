//! Who else has a client's ballot on disk: a ballot is replicated when two other operators have (DESIGN section 4.3).

use cybersyn_primitives::{Millis, ProposalId};
use std::collections::{BTreeMap, BTreeSet};

use super::{Heart, exchange::Asked};
use crate::{
    Peer,
    limits::{HOLDS_MAX, REPLICATION_MAX},
    message::Query,
    reconcile::Id,
};

/// A ballot is replicated when so many other operators have it on disk.
const REPLICAS: usize = 2;
/// Time between two questions.
const HOLDS_MILLIS: Millis = 1_000;

/// A ballot: proposal and id in the proposal's set.
pub(super) type BallotName = (ProposalId, Id);

/// Own clients' ballots on open proposals, and who has them.
#[derive(Debug, Default)]
pub(super) struct Replication {
    watched: BTreeMap<BallotName, BTreeSet<Peer>>,
    replicated: BTreeSet<BallotName>,
    next_questions: Millis,
}

impl Replication {
    /// Begins to ask who else has a ballot on disk.
    pub(super) fn watch(&mut self, ballot: BallotName) {
        if self.watched.len() < REPLICATION_MAX && !self.replicated.contains(&ballot) {
            self.watched.entry(ballot).or_default();
        }
    }

    pub(super) fn is_replicated(&self, ballot: &BallotName) -> bool {
        self.replicated.contains(ballot)
    }

    /// A peer said which ballots it has on disk.
    pub(super) fn holds(&mut self, by: Peer, ballots: &[BallotName], answers: &[bool]) {
        for (ballot, _) in ballots.iter().zip(answers).filter(|(_, holds)| **holds) {
            let Some(holders) = self.watched.get_mut(ballot) else { continue };
            holders.insert(by);
            if holders.len() >= REPLICAS {
                self.watched.remove(ballot);
                if self.replicated.len() < REPLICATION_MAX {
                    self.replicated.insert(*ballot);
                }
            }
        }
    }

    /// A proposal is no longer open: what counts is what was settled.
    pub(super) fn forget(&mut self, proposal: ProposalId) {
        let all = (proposal, Id::default())..=(proposal, [u8::MAX; 32]);
        let watched: Vec<BallotName> = self.watched.range(all.clone()).map(|(ballot, _)| *ballot).collect();
        let replicated: Vec<BallotName> = self.replicated.range(all).copied().collect();
        for ballot in watched {
            self.watched.remove(&ballot);
        }
        for ballot in replicated {
            self.replicated.remove(&ballot);
        }
    }
}

impl Heart {
    /// Asks peers which of the watched ballots they have, if it is time to.
    pub(super) fn ask_holds_due(&mut self) {
        if self.now < self.replication.next_questions || self.replication.watched.is_empty() {
            return;
        }
        self.replication.next_questions = self.now + HOLDS_MILLIS;
        let asks = &self.asks;
        for peer in self.neighbours.due_holders(|peer| !asks.asks_holds_of(peer)) {
            let unknown = self.replication.watched.iter().filter(|(_, holders)| !holders.contains(&peer));
            let ballots: Vec<BallotName> = unknown.map(|(ballot, _)| *ballot).take(HOLDS_MAX).collect();
            if !ballots.is_empty() {
                self.ask(peer, &Query::Holds(ballots.clone()), Asked::Holds(ballots));
            }
        }
    }
}
