//! Verifications under way, and who may ask for more: a peer that keeps the verifier busy finds itself refused, not the
//! others.

use std::collections::HashMap;

use super::Candidate;
use crate::{
    Peer, WorkId,
    limits::{WORKS_OF_CLIENTS_MAX, WORKS_OF_PEERS_MAX, WORKS_PER_PEER_MAX},
};

/// For whom a verification is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payer {
    /// Own clients' ballots: one at a time.
    Ballots,
    /// Own clients, for everything else.
    Clients,
    /// A peer.
    Peer(Peer),
}

/// A verification under way.
#[derive(Debug)]
pub(super) struct Running {
    pub payer: Payer,
    pub candidates: Vec<Candidate>,
    /// It covers every ballot of the gossip message that they came in.
    pub is_whole: bool,
}

/// The verifications under way.
#[derive(Debug, Default)]
pub(super) struct Works {
    running: HashMap<WorkId, Running>,
}

impl Works {
    /// Whether one more may begin.
    pub(super) fn has_room(&self, payer: Payer) -> bool {
        let of_payer = self.running.values().filter(|running| running.payer == payer).count();
        match payer {
            Payer::Ballots => of_payer == 0,
            Payer::Clients => of_payer < WORKS_OF_CLIENTS_MAX,
            Payer::Peer(_) => {
                let of_peers = self.running.values().filter(|running| matches!(running.payer, Payer::Peer(_))).count();
                of_payer < WORKS_PER_PEER_MAX && of_peers < WORKS_OF_PEERS_MAX
            }
        }
    }

    pub(super) fn begin(&mut self, id: WorkId, running: Running) {
        self.running.insert(id, running);
    }

    pub(super) fn end(&mut self, id: WorkId) -> Option<Running> {
        self.running.remove(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.running.len()
    }
}
