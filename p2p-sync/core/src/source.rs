//! Where something came from, and so who hears what became of it.

use crate::{GossipId, Peer, RequestId, parking::Origin};

/// Number of a message whose contents are judged one by one, so that its sender is charged for it once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delivery(pub u64);

/// Who brought a ballot, entry or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A client of this node, who waits for an answer.
    Client(RequestId),
    /// A neighbour, in a gossip message that waits for a verdict.
    Gossip(Peer, GossipId),
    /// A peer, in a message of a reconciliation.
    Sync(Peer, Delivery),
    /// It was parked; nobody waits. What falls due together counts as one message.
    Parked(Origin, Delivery),
}

impl Source {
    /// The peer to charge if it turns out forged.
    pub fn peer(&self) -> Option<Peer> {
        match self {
            Source::Client(_) | Source::Parked(Origin::Client(_), _) => None,
            Source::Gossip(peer, _) | Source::Sync(peer, _) | Source::Parked(Origin::Peer(peer), _) => Some(*peer),
        }
    }

    /// The message, where one can bring many things; none where it is judged as one.
    pub fn delivery(&self) -> Option<Delivery> {
        match self {
            Source::Client(_) | Source::Gossip(..) => None,
            Source::Sync(_, delivery) | Source::Parked(_, delivery) => Some(*delivery),
        }
    }

    /// Whose room it takes while it is parked.
    pub fn origin(&self) -> Origin {
        match self {
            Source::Client(request) => Origin::Client(request.client),
            Source::Gossip(peer, _) | Source::Sync(peer, _) => Origin::Peer(*peer),
            Source::Parked(origin, _) => *origin,
        }
    }
}
