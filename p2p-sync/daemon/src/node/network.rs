//! Between the heart, which knows peers by hashes, and the network, which knows them by libp2p peer ids.

use super::Node;
use cybersyn_mesh_core::{Event, ExchangeId, GossipId, Peer, Topic, Verdict};
use cybersyn_mesh_net::{self as net, MessageId, Network, NetworkEvent, PeerId, PublishError};
use std::time::Instant;
use tokio::sync::mpsc;

/// Messages on their way to the network's own queue.
const OUTBOX_MAX: usize = 1_024;
/// Gossip messages waiting for the heart's verdict; the network keeps fewer.
const JUDGED_MAX: usize = 8_192;

/// What the loop tells the network without waiting for it.
pub(super) enum ToNetwork {
    Publish(Topic, Vec<u8>),
    Report(MessageId, PeerId, Verdict),
    Respond(net::Reply, Vec<u8>),
}

/// The way to the network that never makes the loop wait: what does not fit is dropped, and reconciliation heals it.
pub(super) struct Outbox {
    queue: mpsc::Sender<ToNetwork>,
}

impl Outbox {
    pub(super) fn start(network: Network) -> Self {
        let (queue, mut messages) = mpsc::channel(OUTBOX_MAX);
        tokio::spawn(async move {
            while let Some(message) = messages.recv().await {
                if let Err(closed) = deliver(&network, message).await {
                    tracing::debug!(%closed, "nothing more is sent");
                    return;
                }
            }
        });
        Self { queue }
    }

    pub(super) fn send(&self, message: ToNetwork) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.queue.try_send(message) {
            tracing::warn!("the network does not keep up; a message was dropped, reconciliation will heal it");
        }
    }
}

async fn deliver(network: &Network, message: ToNetwork) -> Result<(), net::Closed> {
    match message {
        ToNetwork::Report(id, from, verdict) => network.report(id, from, judged(verdict)).await?,
        ToNetwork::Publish(topic, bytes) => match network.publish(topic_of(topic), bytes).await {
            Ok(_) | Err(PublishError::NoPeers | PublishError::Duplicate) => {}
            Err(PublishError::Closed(closed)) => return Err(closed),
            Err(error) => tracing::debug!(%error, "not published; reconciliation will heal it"),
        },
        ToNetwork::Respond(reply, bytes) => {
            if let Err(error) = network.respond(reply, bytes).await {
                tracing::debug!(%error, "a peer's question was not answered");
            }
        }
    }
    Ok(())
}

fn judged(verdict: Verdict) -> net::Verdict {
    match verdict {
        Verdict::Accept => net::Verdict::Accept,
        Verdict::Ignore => net::Verdict::Ignore,
        Verdict::Reject => net::Verdict::Reject,
    }
}

/// Texts travel with entries: both are documents to the heart.
fn topic_of(topic: Topic) -> net::Topic {
    match topic {
        Topic::Ballots(electorate) => net::Topic::Ballots(electorate),
        Topic::Documents => net::Topic::Entries,
    }
}

/// The topics that a node of the federation listens to.
pub const TOPICS: [net::Topic; 2] = [net::Topic::Ballots(0), net::Topic::Entries];

impl Node {
    /// Something came from the network.
    pub(super) fn heard(&mut self, event: NetworkEvent) {
        match event {
            NetworkEvent::Listening { address } => tracing::info!(%address, "listening for peers"),
            NetworkEvent::Connected { peer, address } => {
                tracing::info!(%peer, %address, "connected");
                let heart_peer = Peer::of(&peer.to_bytes());
                self.peers.insert(heart_peer, peer);
                self.penalties.met(heart_peer, peer, Instant::now());
                self.handle(Event::PeerConnected(heart_peer));
            }
            NetworkEvent::Disconnected { peer } => {
                tracing::info!(%peer, "disconnected");
                let heart_peer = Peer::of(&peer.to_bytes());
                self.peers.remove(&heart_peer);
                self.handle(Event::PeerDisconnected(heart_peer));
            }
            NetworkEvent::Subscribed { peer, topic } => tracing::debug!(%peer, ?topic, "a peer listens"),
            NetworkEvent::Gossip(message) => self.gossip(message),
            NetworkEvent::Request(request) => self.asked(request),
            NetworkEvent::Refused(refusal) => tracing::info!(?refusal, "refused"),
        }
    }

    fn gossip(&mut self, message: net::GossipMessage) {
        let from = Peer::of(&message.from.to_bytes());
        if self.gossip.len() >= JUDGED_MAX || self.is_shut_out(&from) {
            return self.to_network.send(ToNetwork::Report(message.id, message.from, Verdict::Ignore));
        }
        let id = GossipId(self.number());
        self.gossip.insert(id, (message.id, message.from));
        self.handle(Event::Gossip { from, id, bytes: message.data });
    }

    /// The heart answers at once or never: without an answer the request is refused.
    fn asked(&mut self, request: net::IncomingRequest) {
        let from = Peer::of(&request.peer.to_bytes());
        if self.is_shut_out(&from) {
            return;
        }
        let id = ExchangeId(self.number());
        self.replies.insert(id, request.reply);
        self.handle(Event::Asked { from, id, bytes: request.data });
        self.replies.remove(&id);
    }
}
