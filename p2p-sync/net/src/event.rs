//! What the network tells the application.

use crate::{MessageId, Topic};
use libp2p::{Multiaddr, PeerId, request_response::ResponseChannel};

/// Something happened. Connection events are never dropped; gossip and requests are refused while the application
/// does not keep up (peers learn by reconciliation or ask again).
#[derive(Debug)]
pub enum NetworkEvent {
    /// The node can be reached at this address.
    Listening {
        /// Where.
        address: Multiaddr,
    },
    /// The first connection to a peer is up.
    Connected {
        /// Who.
        peer: PeerId,
        /// The peer's end of the connection.
        address: Multiaddr,
    },
    /// The last connection to a peer is gone.
    Disconnected {
        /// Who.
        peer: PeerId,
    },
    /// A peer listens to a topic.
    Subscribed {
        /// Who.
        peer: PeerId,
        /// To what.
        topic: Topic,
    },
    /// A gossip message waits for a verdict: call [`crate::Network::report`].
    Gossip(GossipMessage),
    /// A peer asks: call [`crate::Network::respond`], or drop the [`Reply`] to refuse.
    Request(IncomingRequest),
    /// Something suspicious was refused; for logs and alerts.
    Refused(Refusal),
}

/// A gossip message that is forwarded only once it has been accepted.
#[derive(Clone, Debug)]
pub struct GossipMessage {
    /// Identity: hash of topic and data.
    pub id: MessageId,
    /// The neighbour that sent it, who is charged if it is rejected; not its author.
    pub from: PeerId,
    /// What it is about.
    pub topic: Topic,
    /// At most [`crate::GOSSIP_BYTES_MAX`] bytes.
    pub data: Vec<u8>,
}

/// A peer's request.
#[derive(Debug)]
pub struct IncomingRequest {
    /// Who asks.
    pub peer: PeerId,
    /// At most [`crate::SYNC_BYTES_MAX`] bytes.
    pub data: Vec<u8>,
    /// The way back.
    pub reply: Reply,
}

/// The way back to a peer that asked. Dropping it refuses the request.
#[derive(Debug)]
pub struct Reply(pub(crate) ResponseChannel<Vec<u8>>);

/// What was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A connection, by the peer guard or the connection limits.
    Connection {
        /// Who, where known.
        peer: Option<PeerId>,
        /// From or to where.
        address: Option<Multiaddr>,
        /// Why.
        reason: String,
    },
    /// A peer of another chain.
    ForeignChain {
        /// Who.
        peer: PeerId,
        /// What it calls its protocol (at most 64 characters).
        protocol: String,
    },
    /// A gossip message, because too many wait for a verdict.
    GossipOverflow {
        /// Who sent it.
        peer: PeerId,
    },
    /// A request, because too many of the peer's requests are unanswered.
    RequestOverflow {
        /// Who asked.
        peer: PeerId,
    },
}
