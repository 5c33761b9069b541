//! What handles ask of the event loop.

use crate::{
    BlockedPeer, DialFailed, MessageId, PeerInfo, PublishError, Registry, Reply, RequestError, Stats, SubscribeError,
    Topic, Verdict,
};
use libp2p::{Multiaddr, PeerId};
use std::time::Duration;
use tokio::sync::oneshot;

/// One method of [`crate::Network`], with the way back.
#[derive(Debug)]
pub(crate) enum Command {
    Subscribe { topic: Topic, done: oneshot::Sender<Result<(), SubscribeError>> },
    Unsubscribe { topic: Topic, done: oneshot::Sender<()> },
    Publish { topic: Topic, data: Vec<u8>, done: oneshot::Sender<Result<MessageId, PublishError>> },
    Report { id: MessageId, from: PeerId, verdict: Verdict },
    Request { peer: PeerId, data: Vec<u8>, done: oneshot::Sender<Result<Vec<u8>, RequestError>> },
    Respond { reply: Reply, data: Vec<u8> },
    Dial { address: Multiaddr, done: oneshot::Sender<Result<(), DialFailed>> },
    Block { peer: PeerId, done: oneshot::Sender<()> },
    BlockFor { peer: PeerId, term: Duration, done: oneshot::Sender<()> },
    Know { registry: Registry, done: oneshot::Sender<()> },
    Unblock { peer: PeerId, done: oneshot::Sender<()> },
    Blocked { done: oneshot::Sender<Vec<BlockedPeer>> },
    Peers { done: oneshot::Sender<Vec<PeerInfo>> },
    Listening { done: oneshot::Sender<Vec<Multiaddr>> },
    KnownAddresses { done: oneshot::Sender<Vec<Multiaddr>> },
    Stats { done: oneshot::Sender<Stats> },
    Shutdown { done: oneshot::Sender<()> },
}
