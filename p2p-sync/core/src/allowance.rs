//! What peers may cost: each has an allowance that fills up with time (a token bucket, kept as in GCRA as the time at which
//! it will be whole again).
//!
//! It outlives a connection, so that coming and going fills nothing up; whole ones need not be remembered.

use cybersyn_primitives::Millis;
use std::collections::HashMap;

use crate::{
    Peer,
    limits::{BYTES_PER_MILLI, ELEMENTS_PER_MILLI, PEERS_MAX},
};

/// Allowances that are remembered; of peers beyond, nothing is taken until others are whole again.
const REMEMBERED_MAX: usize = 8 * PEERS_MAX;

/// The allowances of all peers.
#[derive(Debug)]
pub struct Allowances {
    behind_max: Millis,
    whole_at: HashMap<Peer, Millis>,
}

impl Allowances {
    /// Whole ones, of which each may be at most `behind_max` milliseconds behind.
    pub fn new(behind_max: Millis) -> Self {
        Self { behind_max, whole_at: HashMap::new() }
    }

    /// Whether the peer may cost anything now.
    pub fn is_open(&self, peer: &Peer, now: Millis) -> bool {
        match self.whole_at.get(peer) {
            Some(whole_at) => *whole_at <= now.saturating_add(self.behind_max),
            None => self.whole_at.len() < REMEMBERED_MAX,
        }
    }

    /// Takes what the peer has cost off its allowance.
    pub fn charge(&mut self, peer: Peer, cost: Millis, now: Millis) {
        if self.whole_at.len() >= REMEMBERED_MAX / 2 && !self.whole_at.contains_key(&peer) {
            self.whole_at.retain(|_, whole_at| *whole_at > now);
        }
        let whole_at = self.whole_at.entry(peer).or_insert(now);
        *whole_at = (*whole_at).max(now).saturating_add(cost);
    }
}

/// What it costs to look at so many elements and to send so many bytes.
pub fn cost(elements: u64, bytes: usize) -> Millis {
    elements / ELEMENTS_PER_MILLI + bytes as u64 / BYTES_PER_MILLI
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: Peer = Peer([1; 32]);

    #[test]
    fn who_spends_it_waits_until_it_fills_up_again() {
        let mut allowances = Allowances::new(100);
        (0..11).for_each(|_| {
            assert!(allowances.is_open(&PEER, 1_000));
            allowances.charge(PEER, 10, 1_000);
        });
        assert!(!allowances.is_open(&PEER, 1_009));
        assert!(allowances.is_open(&PEER, 1_010));
        assert!(allowances.is_open(&Peer([2; 32]), 1_000), "others have their own");
    }

    #[test]
    fn whole_allowances_are_forgotten_and_others_are_not() {
        let mut allowances = Allowances::new(100);
        allowances.charge(PEER, 1_000, 0);
        for number in 0..2 * REMEMBERED_MAX as u32 {
            let mut name = [9; 32];
            name[..4].copy_from_slice(&number.to_be_bytes());
            allowances.charge(Peer(name), 1, u64::from(number) / 1_024);
        }
        assert!(allowances.whole_at.len() <= REMEMBERED_MAX);
        assert!(!allowances.is_open(&PEER, 899));
        assert!(allowances.is_open(&PEER, 900));
    }
}
