//! Offences: a message costs its sender once, however many of its parts are bad.

use std::collections::HashMap;

use super::Heart;
use crate::{
    Peer,
    event::{Effect, Offence},
    limits::PEERS_MAX,
    source::{Delivery, Source},
};

/// The latest message that each peer was charged for.
#[derive(Debug, Default)]
pub(super) struct Charges {
    latest: HashMap<Peer, Delivery>,
}

impl Charges {
    /// Whether a peer is to be charged for this message. Of two messages judged at once the older one may go free.
    fn is_first(&mut self, peer: Peer, delivery: Delivery) -> bool {
        if self.latest.get(&peer).is_some_and(|latest| *latest >= delivery) {
            return false;
        }
        if self.latest.len() >= 2 * PEERS_MAX {
            self.latest.clear();
        }
        self.latest.insert(peer, delivery);
        true
    }

    /// A peer has gone.
    pub(super) fn forget(&mut self, peer: &Peer) {
        self.latest.remove(peer);
    }
}

impl Heart {
    /// Charges who brought it, once for each message; own clients are not charged.
    pub(super) fn penalize(&mut self, source: Source, offence: Offence) {
        let Some(peer) = source.peer() else { return };
        if source.delivery().is_none_or(|delivery| self.charges.is_first(peer, delivery)) {
            self.effects.push(Effect::Penalize { peer, offence });
        }
    }

    /// The number of a message that came now.
    pub(super) fn delivery(&mut self) -> Delivery {
        self.deliveries += 1;
        Delivery(self.deliveries)
    }
}
