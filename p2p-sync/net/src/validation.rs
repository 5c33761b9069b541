//! Gossip messages that wait for the application's verdict: how many, how large, from whom, since when.

use crate::{Limits, MessageId};
use libp2p::PeerId;
use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

/// A verdict that comes later than this finds the message gone from gossip's own cache.
const VERDICT_WAIT_MAX: Duration = Duration::from_secs(10);

/// The waiting messages.
#[derive(Debug)]
pub(crate) struct Validations {
    limits: Limits,
    waiting: HashMap<MessageId, Waiting>,
    /// Oldest first; ids that have got their verdict stay until they are due.
    by_age: VecDeque<(Instant, MessageId)>,
    per_peer: HashMap<PeerId, usize>,
    bytes: usize,
}

#[derive(Debug)]
struct Waiting {
    from: PeerId,
    bytes: usize,
}

impl Validations {
    pub fn new(limits: Limits) -> Self {
        Self { limits, waiting: HashMap::new(), by_age: VecDeque::new(), per_peer: HashMap::new(), bytes: 0 }
    }

    /// Notes a message of a light or full peer; false: there is no room for it.
    pub fn admit(&mut self, id: MessageId, (from, is_light): (PeerId, bool), bytes: usize, now: Instant) -> bool {
        let most = match is_light {
            true => self.limits.validations_per_light_max,
            false => self.limits.validations_per_peer_max,
        };
        let of_peer = self.per_peer.get(&from).copied().unwrap_or(0);
        let room = self.waiting.len() < self.limits.validations_max
            && self.by_age.len() < self.limits.validations_max.saturating_mul(64)
            && self.bytes.saturating_add(bytes) <= self.limits.validation_bytes_max
            && of_peer < most
            && !self.waiting.contains_key(&id);
        if room {
            self.waiting.insert(id, Waiting { from, bytes });
            self.by_age.push_back((now, id));
            self.per_peer.insert(from, of_peer + 1);
            self.bytes += bytes;
        }
        room
    }

    /// The verdict on a message has come; the peer that sent it, or none if it does not wait (any longer).
    pub fn settle(&mut self, id: &MessageId) -> Option<PeerId> {
        let Waiting { from, bytes } = self.waiting.remove(id)?;
        self.bytes -= bytes;
        if let Some(count) = self.per_peer.get_mut(&from) {
            *count -= 1;
            if *count == 0 {
                self.per_peer.remove(&from);
            }
        }
        Some(from)
    }

    /// Messages that have waited too long; they no longer wait.
    pub fn expire(&mut self, now: Instant) -> Vec<(MessageId, PeerId)> {
        let mut expired = Vec::new();
        while let Some((since, id)) = self.by_age.front().copied() {
            if now.saturating_duration_since(since) < VERDICT_WAIT_MAX {
                break;
            }
            self.by_age.pop_front();
            expired.extend(self.settle(&id).map(|from| (id, from)));
        }
        expired
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> MessageId {
        MessageId([n; 32])
    }

    fn validations(max: usize, per_peer: usize, bytes: usize) -> Validations {
        Validations::new(Limits {
            validations_max: max,
            validations_per_peer_max: per_peer,
            validation_bytes_max: bytes,
            ..Limits::default()
        })
    }

    #[test]
    fn one_peer_cannot_fill_the_queue() {
        let mut waiting = validations(10, 2, 1_000);
        let (greedy, other, now) = (PeerId::random(), PeerId::random(), Instant::now());
        assert!(waiting.admit(id(1), (greedy, false), 1, now));
        assert!(waiting.admit(id(2), (greedy, false), 1, now));
        assert!(!waiting.admit(id(3), (greedy, false), 1, now));
        assert!(waiting.admit(id(4), (other, false), 1, now));
    }

    #[test]
    fn a_light_peer_has_a_smaller_share() {
        let limits = Limits { validations_per_peer_max: 2, validations_per_light_max: 1, ..Limits::default() };
        let (mut waiting, peer, now) = (Validations::new(limits), PeerId::random(), Instant::now());
        assert!(waiting.admit(id(1), (peer, true), 1, now));
        assert!(!waiting.admit(id(2), (peer, true), 1, now));
        assert!(waiting.admit(id(2), (peer, false), 1, now), "since it was registered");
    }

    #[test]
    fn a_verdict_makes_room() {
        let mut waiting = validations(1, 1, 1_000);
        let (peer, now) = (PeerId::random(), Instant::now());
        assert!(waiting.admit(id(1), (peer, false), 1, now));
        assert!(!waiting.admit(id(2), (peer, false), 1, now));
        assert_eq!(waiting.settle(&id(1)), Some(peer));
        assert!(waiting.admit(id(2), (peer, false), 1, now));
    }

    #[test]
    fn bytes_are_bounded() {
        let mut waiting = validations(10, 10, 100);
        let (peer, now) = (PeerId::random(), Instant::now());
        assert!(waiting.admit(id(1), (peer, false), 100, now));
        assert!(!waiting.admit(id(2), (peer, false), 1, now));
    }

    #[test]
    fn a_message_without_verdict_expires_once() {
        let mut waiting = validations(10, 10, 100);
        let (peer, now) = (PeerId::random(), Instant::now());
        waiting.admit(id(1), (peer, false), 1, now);
        waiting.admit(id(2), (peer, false), 1, now);
        waiting.settle(&id(2));
        assert_eq!(waiting.expire(now + VERDICT_WAIT_MAX / 2), []);
        assert_eq!(waiting.expire(now + VERDICT_WAIT_MAX), [(id(1), peer)]);
        assert_eq!(waiting.settle(&id(1)), None);
    }
}
