//! Peers that did what no honest peer does: charged once per message, and shut out when it is too much.

use super::Node;
use crate::penalties::Sentence;
use cybersyn_mesh_api::types::BlockedPeerView;
use cybersyn_mesh_core::{Offence, Peer};
use cybersyn_mesh_net::{BlockedPeer, PeerId};
use std::time::{Duration, Instant};

impl Node {
    /// Notes an offence of the message that is being handled. However many of its items are bad, it is one.
    pub(super) fn note_offence(&mut self, peer: Peer, offence: Offence) {
        self.offences.entry(peer).or_insert(offence);
    }

    /// Charges the peers whose message has just been handled.
    pub(super) fn charge_offenders(&mut self) {
        for (peer, offence) in std::mem::take(&mut self.offences) {
            self.out.metrics.penalties.inc();
            let connected = self.peers.get(&peer).copied();
            match self.penalties.charge(&peer, connected, offence, Instant::now()) {
                Some(sentence) => self.execute(sentence, offence),
                None => tracing::warn!(?offence, "a peer met long ago had sent what no honest peer sends"),
            }
        }
    }

    fn execute(&self, sentence: Sentence, offence: Offence) {
        let Sentence { peer_id: peer, points, term } = sentence;
        match term {
            None => tracing::warn!(%peer, ?offence, points, "a peer sent what no honest peer sends"),
            Some(term) => {
                tracing::warn!(%peer, ?offence, points, ?term, "a peer sent what no honest peer sends; it is shut out");
                self.out.metrics.blocks.inc();
                self.shut_out(peer, term);
            }
        }
    }

    /// In a task of its own: this must reach the network even while an attacker keeps its queue full.
    fn shut_out(&self, peer: PeerId, term: Duration) {
        let network = self.out.network.clone();
        tokio::spawn(async move {
            if let Err(closed) = network.block_for(peer, term).await {
                tracing::debug!(%closed, "nobody is connected any more");
            }
        });
    }

    /// Whether nothing more is taken from a peer: what it sent before the network closed the connection.
    pub(super) fn is_shut_out(&self, peer: &Peer) -> bool {
        self.penalties.is_outside(peer, Instant::now())
    }

    /// A peer's penalty points.
    pub(crate) fn penalty(&self, peer: &Peer) -> f64 {
        self.penalties.points(peer, Instant::now())
    }

    /// An operator lets a peer in again.
    pub(crate) fn forgive(&mut self, peer: &PeerId) {
        self.penalties.forgive(&Peer::of(&peer.to_bytes()));
    }

    /// A peer that the network keeps out, with what it did.
    pub(crate) fn blocked_view(&self, blocked: BlockedPeer) -> BlockedPeerView {
        let record = self.penalties.record(&Peer::of(&blocked.peer.to_bytes()));
        // Without an end it is the operator who keeps it out.
        let record = record.filter(|_| blocked.remaining.is_some());
        let offence = record.and_then(|record| record.offence).map(name_of);
        BlockedPeerView {
            peer_id: blocked.peer.to_string(),
            seconds_left: blocked.remaining.map(|remaining| remaining.as_secs()),
            offence: offence.map(str::to_owned),
            times: record.map_or(0, |record| record.times),
        }
    }
}

fn name_of(offence: Offence) -> &'static str {
    match offence {
        Offence::Malformed => "malformed",
        Offence::BadSignature => "bad-signature",
        Offence::Junk => "junk",
        Offence::Unsolicited => "unsolicited",
    }
}
