//! Requests under way, in both directions, bounded per peer.

use crate::RequestError;
use libp2p::{
    PeerId,
    request_response::{InboundRequestId, OutboundFailure, OutboundRequestId},
};
use std::collections::HashMap;
use tokio::sync::oneshot;

/// Where the answer to one of our requests goes.
pub(crate) type Answer = oneshot::Sender<Result<Vec<u8>, RequestError>>;

/// The requests without an answer yet.
#[derive(Debug)]
pub(crate) struct Requests {
    per_peer_max: usize,
    per_light_max: usize,
    ours: HashMap<OutboundRequestId, (PeerId, Answer)>,
    theirs: HashMap<InboundRequestId, PeerId>,
}

impl Requests {
    pub fn new(per_peer_max: usize, per_light_max: usize) -> Self {
        Self { per_peer_max, per_light_max, ours: HashMap::new(), theirs: HashMap::new() }
    }

    /// Whether one more request may be sent to `peer`, to which this node may be a light one.
    pub fn may_ask(&self, peer: &PeerId) -> Result<(), RequestError> {
        let waiting = self.ours.values().filter(|(asked, _)| asked == peer).count();
        if waiting < self.per_light_max { Ok(()) } else { Err(RequestError::TooMany(waiting, *peer)) }
    }

    /// A request was sent.
    pub fn asked(&mut self, id: OutboundRequestId, peer: PeerId, answer: Answer) {
        self.ours.insert(id, (peer, answer));
    }

    /// Its answer has come.
    pub fn answered(&mut self, id: &OutboundRequestId, data: Vec<u8>) {
        if let Some((_, answer)) = self.ours.remove(id) {
            // Whoever asked may have gone; then nobody misses the answer.
            let _gone = answer.send(Ok(data));
        }
    }

    /// It will not come.
    pub fn failed(&mut self, id: &OutboundRequestId, failure: OutboundFailure) {
        if let Some((peer, answer)) = self.ours.remove(id) {
            let error = match failure {
                OutboundFailure::Timeout => RequestError::Timeout(peer),
                OutboundFailure::DialFailure => RequestError::NotConnected(peer),
                failure => RequestError::Failed { peer, reason: failure.to_string() },
            };
            let _gone = answer.send(Err(error));
        }
    }

    /// Notes a request of a light or full peer; false: too many of its requests are unanswered.
    pub fn admit(&mut self, id: InboundRequestId, peer: PeerId, is_light: bool) -> bool {
        let most = if is_light { self.per_light_max } else { self.per_peer_max };
        let waiting = self.theirs.values().filter(|asker| **asker == peer).count();
        let room = waiting < most;
        if room {
            self.theirs.insert(id, peer);
        }
        room
    }

    /// A peer's request is answered, refused or void.
    pub fn closed(&mut self, id: &InboundRequestId) {
        self.theirs.remove(id);
    }

    /// The last connection to a peer is gone: nothing of it waits any longer.
    pub fn gone(&mut self, peer: &PeerId) {
        self.theirs.retain(|_, asker| asker != peer);
    }
}
