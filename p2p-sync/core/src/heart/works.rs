//! Verifications under way, and who may ask for more: a peer that keeps the verifier busy finds itself refused, not the
//! others.

use std::collections::HashMap;

use super::Candidate;
use crate::{
    FullPeers, Peer, WorkId,
    limits::{WORKS_OF_CLIENTS_MAX, WORKS_OF_LIGHT_MAX, WORKS_OF_PEERS_MAX, WORKS_PER_PEER_MAX},
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
    /// Whether one more may begin, where all but `full` are light peers.
    pub(super) fn has_room(&self, payer: Payer, full: &FullPeers) -> bool {
        let of_payer = self.running.values().filter(|running| running.payer == payer).count();
        match payer {
            Payer::Ballots => of_payer == 0,
            Payer::Clients => of_payer < WORKS_OF_CLIENTS_MAX,
            Payer::Peer(peer) => {
                let of_peers = self.of_peers().count();
                let of_light = || self.of_peers().filter(|peer| full.is_light(peer)).count();
                let has_room = of_payer < WORKS_PER_PEER_MAX && of_peers < WORKS_OF_PEERS_MAX;
                has_room && (!full.is_light(&peer) || of_light() < WORKS_OF_LIGHT_MAX)
            }
        }
    }

    /// The peer that pays, of each that a peer pays for.
    fn of_peers(&self) -> impl Iterator<Item = Peer> {
        self.running.values().filter_map(|running| match running.payer {
            Payer::Peer(peer) => Some(peer),
            Payer::Ballots | Payer::Clients => None,
        })
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
