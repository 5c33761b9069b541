//! Where something came from, and so who hears what became of it.

use crate::{GossipId, Peer, RequestId};

/// Who brought a ballot, entry or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A client of this node that waits for an answer.
    Client(RequestId),
    /// A neighbour, in a gossip message that waits for a verdict.
    Gossip(Peer, GossipId),
    /// A peer, in a reconciliation.
    Sync(Peer),
    /// It was parked; nobody waits. None: a client of this node brought it.
    Parked(Option<Peer>),
}

impl Source {
    /// The peer to be charged; none: a client of this node.
    pub fn peer(&self) -> Option<Peer> {
        match self {
            Source::Client(_) => None,
            Source::Gossip(peer, _) | Source::Sync(peer) => Some(*peer),
            Source::Parked(peer) => *peer,
        }
    }
}
