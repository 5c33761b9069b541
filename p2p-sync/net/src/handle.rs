//! The handle that everybody but the event loop holds.

use crate::{
    Closed, Config, DialFailed, GOSSIP_BYTES_MAX, MessageId, NetworkEvent, PublishError, Reply, RequestError,
    SYNC_BYTES_MAX, StartError, SubscribeError, Topic, Verdict, commands::Command, start,
};
use libp2p::{Multiaddr, PeerId};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

/// A connected peer.
#[derive(Clone, Debug)]
pub struct PeerInfo {
    /// Who.
    pub peer: PeerId,
    /// The peer's end of the connection.
    pub address: Multiaddr,
    /// Gossip score; rejected messages lower it.
    pub score: f64,
    /// Since when.
    pub connected_since: Instant,
    /// Whether we opened the connection.
    pub outbound: bool,
}

/// A peer that is shut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockedPeer {
    /// Who.
    pub peer: PeerId,
    /// For how much longer; none: until [`Network::unblock`].
    pub remaining: Option<Duration>,
}

/// What the chain's registry says of nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// Nodes that persons have registered: full peers. Room is kept for them that others cannot take.
    pub full: HashSet<PeerId>,
    /// Where newcomers begin, with `/p2p/<peer id>`: dialled while connections are too few, 64 at most.
    pub bootstraps: Vec<Multiaddr>,
}

/// Counters since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Gossip messages handed to the application.
    pub gossip_received: u64,
    /// Of them, accepted and forwarded.
    pub gossip_accepted: u64,
    /// Of them, rejected: their senders were charged.
    pub gossip_rejected: u64,
    /// Of them, ignored.
    pub gossip_ignored: u64,
    /// Of them, without a verdict in time.
    pub gossip_expired: u64,
    /// Not handed on because too many waited.
    pub gossip_overflow: u64,
    /// Messages published by us.
    pub gossip_published: u64,
    /// Requests handed to the application.
    pub requests_received: u64,
    /// Requests refused because too many of that peer's waited.
    pub requests_overflow: u64,
    /// Connections refused by guard, block list or limits.
    pub connections_refused: u64,
    /// Gossip messages that wait for a verdict now.
    pub validations_pending: u64,
    /// Connected peers now.
    pub peers: u64,
}

/// The network, as seen by everyone. Cheap to clone; the network stops when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct Network {
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) local_peer: PeerId,
}

impl Network {
    /// Starts the event loop on the current tokio runtime.
    pub fn start(config: Config) -> Result<(Self, mpsc::Receiver<NetworkEvent>), StartError> {
        start::start(config)
    }

    /// This node's peer id.
    pub fn local_peer(&self) -> PeerId {
        self.local_peer
    }

    /// Receives and forwards messages of this topic from now on.
    pub async fn subscribe(&self, topic: Topic) -> Result<(), SubscribeError> {
        self.ask(|done| Command::Subscribe { topic, done }).await?
    }

    /// No longer receives messages of this topic.
    pub async fn unsubscribe(&self, topic: Topic) -> Result<(), Closed> {
        self.ask(|done| Command::Unsubscribe { topic, done }).await
    }

    /// Sends a message to all peers that listen to `topic`.
    pub async fn publish(&self, topic: Topic, data: Vec<u8>) -> Result<MessageId, PublishError> {
        if data.len() > GOSSIP_BYTES_MAX {
            return Err(PublishError::TooLarge(data.len()));
        }
        self.ask(|done| Command::Publish { topic, data, done }).await?
    }

    /// Says what is to be done with a gossip message: forward it, charge `from` for it, or neither. Once per message;
    /// without a verdict in 10 s a message is ignored.
    pub async fn report(&self, id: MessageId, from: PeerId, verdict: Verdict) -> Result<(), Closed> {
        self.tell(Command::Report { id, from, verdict }).await
    }

    /// Asks a connected peer and waits for its answer (at most [`SYNC_BYTES_MAX`] bytes).
    pub async fn request(&self, peer: PeerId, data: Vec<u8>) -> Result<Vec<u8>, RequestError> {
        if data.len() > SYNC_BYTES_MAX {
            return Err(RequestError::TooLarge(data.len()));
        }
        self.ask(|done| Command::Request { peer, data, done }).await?
    }

    /// Answers a request. An answer of more than [`SYNC_BYTES_MAX`] bytes is not sent, the peer sees a failure.
    pub async fn respond(&self, reply: Reply, data: Vec<u8>) -> Result<(), RequestError> {
        if data.len() > SYNC_BYTES_MAX {
            return Err(RequestError::TooLarge(data.len()));
        }
        Ok(self.tell(Command::Respond { reply, data }).await?)
    }

    /// Starts to dial an address; success shows as [`NetworkEvent::Connected`].
    pub async fn dial(&self, address: Multiaddr) -> Result<(), DialFailed> {
        self.ask(|done| Command::Dial { address, done }).await?
    }

    /// Takes over what the registry says now.
    pub async fn know(&self, registry: Registry) -> Result<(), Closed> {
        self.ask(|done| Command::Know { registry, done }).await
    }

    /// Closes connections to `peer` and refuses new ones until [`Network::unblock`]. Not kept over a restart.
    pub async fn block(&self, peer: PeerId) -> Result<(), Closed> {
        self.ask(|done| Command::Block { peer, done }).await
    }

    /// Closes connections to `peer` and refuses new ones for `term`; a block that ends later, or never, stands. Not kept
    /// over a restart. At most 4,096 peers are blocked for a time.
    pub async fn block_for(&self, peer: PeerId, term: Duration) -> Result<(), Closed> {
        self.ask(|done| Command::BlockFor { peer, term, done }).await
    }

    /// Allows connections to `peer` again and dials it if an address is known.
    pub async fn unblock(&self, peer: PeerId) -> Result<(), Closed> {
        self.ask(|done| Command::Unblock { peer, done }).await
    }

    /// Peers that are blocked.
    pub async fn blocked(&self) -> Result<Vec<BlockedPeer>, Closed> {
        self.ask(|done| Command::Blocked { done }).await
    }

    /// Connected peers.
    pub async fn peers(&self) -> Result<Vec<PeerInfo>, Closed> {
        self.ask(|done| Command::Peers { done }).await
    }

    /// Addresses this node listens on, without `/p2p/…`.
    pub async fn listening(&self) -> Result<Vec<Multiaddr>, Closed> {
        self.ask(|done| Command::Listening { done }).await
    }

    /// Addresses (with `/p2p/…`) of peers met, most useful first; store them for [`Config::remembered`].
    pub async fn known_addresses(&self) -> Result<Vec<Multiaddr>, Closed> {
        self.ask(|done| Command::KnownAddresses { done }).await
    }

    /// Counters.
    pub async fn stats(&self) -> Result<Stats, Closed> {
        self.ask(|done| Command::Stats { done }).await
    }

    /// Says goodbye to all peers and stops; returns when the sockets are closed. The event channel then ends.
    pub async fn shutdown(&self) {
        // Already closed is what was asked for.
        let _closed = self.ask(|done| Command::Shutdown { done }).await;
        self.commands.closed().await;
    }

    async fn tell(&self, command: Command) -> Result<(), Closed> {
        self.commands.send(command).await.map_err(|_| Closed)
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, Closed> {
        let (done, answer) = oneshot::channel();
        self.tell(command(done)).await?;
        answer.await.map_err(|_| Closed)
    }
}
