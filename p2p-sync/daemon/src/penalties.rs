//! What peers pay for what no honest peer sends: points that decay, and with too many of them time outside, each time
//! twice as long.
//!
//! Pure: time comes in, how long somebody is to be shut out goes out. Whoever is merely behind pays nothing: the heart
//! parks what cannot be judged yet and names no offence.

use cybersyn_mesh_core::{Offence, Peer, Severity};
use cybersyn_mesh_net::PeerId;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// With so many points a peer is shut out.
pub const POINTS_MAX: f64 = 100.0;
/// Half of the points are forgiven in this time.
const HALF_LIFE: Duration = Duration::from_secs(600);
/// The first time outside …
const TERM_FIRST: Duration = Duration::from_secs(600);
/// … and the longest.
const TERM_MAX: Duration = Duration::from_secs(24 * 3_600);
/// Whoever has behaved for so long since begins with the first term again.
const FORGOTTEN: Duration = Duration::from_secs(24 * 3_600);
/// Peers that are remembered; beyond, the one that matters least is forgotten.
const RECORDS_MAX: usize = 4_096;

/// What is remembered of peers.
#[derive(Debug, Default)]
pub struct Penalties {
    records: HashMap<Peer, Record>,
}

/// What is remembered of one peer.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Its libp2p name.
    pub peer_id: PeerId,
    /// The last offence.
    pub offence: Option<Offence>,
    /// How many times in a row it was shut out.
    pub times: u32,
    /// It is shut out until then.
    outside_until: Option<Instant>,
    points: f64,
    as_of: Instant,
}

/// What an offence has led to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentence {
    /// Who.
    pub peer_id: PeerId,
    /// Its points now.
    pub points: f64,
    /// To be shut out for so long from now on.
    pub term: Option<Duration>,
}

/// What an offence costs: within a few minutes the second message is the last one that nothing but ill will explains,
/// and the fourth that another version might.
fn price(severity: Severity) -> f64 {
    match severity {
        Severity::Mild => 30.0,
        Severity::Grave => 60.0,
    }
}

impl Penalties {
    /// A peer is connected: from now on it can be charged, also for what is judged after it has gone.
    pub fn met(&mut self, peer: Peer, peer_id: PeerId, now: Instant) {
        if self.records.len() >= RECORDS_MAX && !self.records.contains_key(&peer) {
            self.forget_least(now);
        }
        let record = Record { peer_id, offence: None, times: 0, outside_until: None, points: 0.0, as_of: now };
        let record = self.records.entry(peer).or_insert(record);
        record.decay(now);
    }

    /// Charges a peer for one message; `connected` is its libp2p name if it is connected now, for then it has to pay even
    /// if so many others came since that it was forgotten. None: it was, and it has gone.
    pub fn charge(
        &mut self,
        peer: &Peer,
        connected: Option<PeerId>,
        offence: Offence,
        now: Instant,
    ) -> Option<Sentence> {
        if let Some(peer_id) = connected {
            self.met(*peer, peer_id, now);
        }
        let record = self.records.get_mut(peer)?;
        record.decay(now);
        record.offence = Some(offence);
        let is_outside = record.is_outside(now);
        if !is_outside {
            record.points += price(offence.severity());
        }
        let points = record.points;
        let term = (points >= POINTS_MAX).then(|| record.shut_out(now));
        Some(Sentence { peer_id: record.peer_id, points, term })
    }

    /// Points of a peer.
    pub fn points(&self, peer: &Peer, now: Instant) -> f64 {
        self.records.get(peer).map_or(0.0, |record| record.points_at(now))
    }

    /// Whether a peer is shut out.
    pub fn is_outside(&self, peer: &Peer, now: Instant) -> bool {
        self.records.get(peer).is_some_and(|record| record.is_outside(now))
    }

    /// What is remembered of a peer.
    pub fn record(&self, peer: &Peer) -> Option<&Record> {
        self.records.get(peer)
    }

    /// Forgets what a peer did.
    pub fn forgive(&mut self, peer: &Peer) {
        if let Some(record) = self.records.get_mut(peer) {
            *record = Record { offence: None, times: 0, outside_until: None, points: 0.0, ..*record };
        }
    }

    /// Of all who are not shut out the one with the fewest points, and the longest ago; else the one to come in first.
    fn forget_least(&mut self, now: Instant) {
        let weight = |record: &Record| (record.outside_until.filter(|until| *until > now), record.points_at(now));
        let least = self.records.iter().min_by(|(_, a), (_, b)| {
            let ((outside_a, points_a), (outside_b, points_b)) = (weight(a), weight(b));
            outside_a.cmp(&outside_b).then(points_a.total_cmp(&points_b)).then(a.as_of.cmp(&b.as_of))
        });
        if let Some(peer) = least.map(|(peer, _)| *peer) {
            self.records.remove(&peer);
        }
    }
}

impl Record {
    fn points_at(&self, now: Instant) -> f64 {
        let lives = now.saturating_duration_since(self.as_of).as_secs_f64() / HALF_LIFE.as_secs_f64();
        self.points * 0.5f64.powf(lives)
    }

    fn decay(&mut self, now: Instant) {
        self.points = self.points_at(now);
        self.as_of = now;
        if self.outside_until.is_some_and(|until| now.saturating_duration_since(until) >= FORGOTTEN) {
            (self.outside_until, self.times) = (None, 0);
        }
    }

    fn is_outside(&self, now: Instant) -> bool {
        self.outside_until.is_some_and(|until| now < until)
    }

    /// Its points are paid for with the time outside.
    fn shut_out(&mut self, now: Instant) -> Duration {
        let term = TERM_FIRST.saturating_mul(1 << self.times.min(16)).min(TERM_MAX);
        self.times = self.times.saturating_add(1);
        self.points = 0.0;
        self.outside_until = now.checked_add(term);
        term
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: Peer = Peer([1; 32]);
    const MINUTE: Duration = Duration::from_secs(60);

    fn met(now: Instant) -> Penalties {
        let mut penalties = Penalties::default();
        penalties.met(PEER, PeerId::random(), now);
        penalties
    }

    /// Offends until it is shut out; how many messages that took and for how long.
    fn offend(penalties: &mut Penalties, offence: Offence, now: Instant) -> (u32, Duration) {
        for messages in 1..100 {
            if let Some(term) = penalties.charge(&PEER, None, offence, now).unwrap().term {
                return (messages, term);
            }
        }
        panic!("never shut out");
    }

    fn forge(penalties: &mut Penalties, now: Instant) -> (u32, Duration) {
        offend(penalties, Offence::BadSignature, now)
    }

    #[test]
    fn the_second_forged_message_is_the_last_and_the_fourth_malformed_one() {
        let now = Instant::now();
        assert_eq!(offend(&mut met(now), Offence::Malformed, now), (4, 10 * MINUTE));
        let mut penalties = met(now);
        assert_eq!(forge(&mut penalties, now), (2, 10 * MINUTE));
        assert!(penalties.is_outside(&PEER, now + 10 * MINUTE - Duration::from_millis(1)));
        assert!(!penalties.is_outside(&PEER, now + 10 * MINUTE));
    }

    #[test]
    fn a_mistake_now_and_then_is_forgiven() {
        let mut now = Instant::now();
        let mut penalties = met(now);
        for _ in 0..100 {
            assert_eq!(penalties.charge(&PEER, None, Offence::Malformed, now).unwrap().term, None);
            now += 10 * MINUTE;
        }
        assert!(penalties.points(&PEER, now + HALF_LIFE) < POINTS_MAX / 4.0);
    }

    #[test]
    fn half_of_the_points_are_gone_after_the_half_life() {
        let now = Instant::now();
        let mut penalties = met(now);
        penalties.charge(&PEER, None, Offence::Junk, now);
        assert!((penalties.points(&PEER, now + HALF_LIFE) - 15.0).abs() < 1e-9);
    }

    #[test]
    fn each_time_outside_is_twice_as_long_up_to_a_day() {
        let mut now = Instant::now();
        let mut penalties = met(now);
        let mut terms = Vec::new();
        for _ in 0..10 {
            let (_, term) = forge(&mut penalties, now);
            terms.push(term.as_secs() / 60);
            now += term;
        }
        assert_eq!(terms, [10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440]);
    }

    #[test]
    fn a_day_of_good_conduct_is_remembered_instead() {
        let now = Instant::now();
        let mut penalties = met(now);
        let (_, term) = forge(&mut penalties, now);
        assert_eq!(forge(&mut penalties, now + term + FORGOTTEN), (2, 10 * MINUTE));
    }

    #[test]
    fn what_was_under_way_when_it_was_shut_out_does_not_count_twice() {
        let now = Instant::now();
        let mut penalties = met(now);
        forge(&mut penalties, now);
        for _ in 0..100 {
            assert_eq!(penalties.charge(&PEER, None, Offence::BadSignature, now).unwrap().term, None);
        }
        assert_eq!(forge(&mut penalties, now + 10 * MINUTE), (2, 20 * MINUTE));
    }

    #[test]
    fn a_forgiven_peer_begins_anew() {
        let now = Instant::now();
        let mut penalties = met(now);
        forge(&mut penalties, now);
        penalties.forgive(&PEER);
        assert!(!penalties.is_outside(&PEER, now));
        assert_eq!(forge(&mut penalties, now), (2, 10 * MINUTE));
    }

    #[test]
    fn coming_and_going_forgives_nothing() {
        let now = Instant::now();
        let mut penalties = met(now);
        let id = penalties.record(&PEER).unwrap().peer_id;
        penalties.charge(&PEER, None, Offence::Junk, now);
        penalties.met(PEER, id, now);
        assert_eq!(penalties.points(&PEER, now), 30.0);
    }

    /// Twice as many strangers come and go as are remembered.
    fn crowd(penalties: &mut Penalties, now: Instant) {
        for n in 0..2 * RECORDS_MAX {
            let mut name = [0; 32];
            name[..8].copy_from_slice(&(n as u64).to_be_bytes());
            penalties.met(Peer(name), PeerId::random(), now);
        }
        assert_eq!(penalties.records.len(), RECORDS_MAX);
    }

    #[test]
    fn strangers_in_masses_do_not_displace_offenders() {
        let now = Instant::now();
        let mut penalties = met(now);
        forge(&mut penalties, now);
        crowd(&mut penalties, now);
        assert!(penalties.is_outside(&PEER, now));
    }

    #[test]
    fn whoever_is_connected_pays_even_if_strangers_in_masses_displaced_it() {
        let (id, begun) = (PeerId::random(), Instant::now());
        let now = begun + MINUTE;
        let mut penalties = Penalties::default();
        penalties.met(PEER, id, begun);
        crowd(&mut penalties, now);
        assert!(penalties.record(&PEER).is_none(), "it kept quiet the longest");
        let mut charge = || penalties.charge(&PEER, Some(id), Offence::BadSignature, now);
        assert_eq!(charge(), Some(Sentence { peer_id: id, points: 60.0, term: None }));
        assert_eq!(charge().and_then(|sentence| sentence.term), Some(10 * MINUTE));
    }
}
