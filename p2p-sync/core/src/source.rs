//! Where something came from, and so who hears what became of it.

use crate::{GossipId, Peer, RequestId, parking::Origin};

/// Who brought a ballot, entry or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A client of this node that waits for an answer.
    Client(RequestId),
    /// A neighbour, in a gossip message that waits for a verdict.
    Gossip(Peer, GossipId),
    /// A peer, in a reconciliation.
    Sync(Peer),
    /// It was parked; nobody waits.
    Parked(Origin),
}

impl Source {
    /// The peer to be charged; none: a client of this node.
    pub fn peer(&self) -> Option<Peer> {
        match self {
            Source::Client(_) => None,
            Source::Gossip(peer, _) | Source::Sync(peer) => Some(*peer),
            Source::Parked(Origin::Peer(peer)) => Some(*peer),
            Source::Parked(Origin::Client(_)) => None,
        }
    }

    /// Whose room it takes while it is parked.
    pub fn origin(&self) -> Origin {
        match self {
            Source::Client(request) => Origin::Client(request.client),
            Source::Gossip(peer, _) | Source::Sync(peer) => Origin::Peer(*peer),
            Source::Parked(origin) => *origin,
        }
    }
}
