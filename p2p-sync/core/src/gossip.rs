//! What leaves this node by gossip: ballots in bundles, spaced per voter and proposal (DESIGN section 4.4).
//!
//! Spacing is policy, never validity: what is held back is stored and counted here all the same, and the newest ballot
//! of a voter always leaves in the end.

use codec::Encode;
use cybersyn_primitives::{CitizenIndex, Millis, ProposalId, SignedBallot};
use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::{
    limits::{
        BUNDLE_BYTES_MAX, BUNDLE_BYTES_MIN, BUNDLE_MILLIS_FULL, BUNDLE_MILLIS_MAX, RELAY_BALLOTS_MAX, SPACING_BURST,
        SPACING_ENTRIES_MAX, SPACING_MILLIS,
    },
    message::{Message, encode},
};

type Key = (ProposalId, CitizenIndex);

/// One voter's allowance on one proposal, kept as the time at which it will be whole again (GCRA), and what waits.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    whole_at: Millis,
    held: Option<SignedBallot>,
}

/// Spaces the relaying of changes of mind.
#[derive(Debug, Default)]
pub struct Spacing {
    allowances: HashMap<Key, Allowance>,
    /// When an allowance has something to release or can be forgotten.
    wakes: BTreeSet<(Millis, Key)>,
}

impl Spacing {
    /// Whether a ballot may be relayed now. If not, it is held back, unless a greater one of the voter already is.
    pub fn allow(&mut self, signed: &SignedBallot, now: Millis) -> bool {
        let key = (signed.ballot.proposal, signed.ballot.citizen);
        if !self.allowances.contains_key(&key) && self.allowances.len() >= SPACING_ENTRIES_MAX {
            return true;
        }
        let allowance = self.allowances.entry(key).or_insert(Allowance { whole_at: now, held: None });
        self.wakes.remove(&(allowance.wake_at(), key));
        let allowed = allowance.held.is_none() && allowance.take(now);
        if !allowed && allowance.held.is_none_or(|held| held.ballot.order() < signed.ballot.order()) {
            allowance.held = Some(*signed);
        }
        self.wakes.insert((allowance.wake_at(), key));
        allowed
    }

    /// Ballots held back whose time has come.
    pub fn release(&mut self, now: Millis) -> Vec<SignedBallot> {
        let mut released = Vec::new();
        while let Some((at, key)) = self.wakes.first().copied().filter(|(at, _)| *at <= now) {
            self.wakes.remove(&(at, key));
            let Some(allowance) = self.allowances.get_mut(&key) else { continue };
            match allowance.held.take() {
                Some(held) => {
                    allowance.take(now);
                    released.push(held);
                    self.wakes.insert((allowance.wake_at(), key));
                }
                None => {
                    self.allowances.remove(&key);
                }
            }
        }
        released
    }

    /// Ballots held back.
    pub fn held(&self) -> usize {
        self.allowances.values().filter(|allowance| allowance.held.is_some()).count()
    }
}

impl Allowance {
    fn take(&mut self, now: Millis) -> bool {
        let whole_at = self.whole_at.max(now) + SPACING_MILLIS;
        let allowed = whole_at <= now + SPACING_BURST * SPACING_MILLIS;
        if allowed {
            self.whole_at = whole_at;
        }
        allowed
    }

    /// When one more may pass if something is held, else when nothing need be remembered.
    fn wake_at(&self) -> Millis {
        match self.held {
            Some(_) => self.whole_at.saturating_sub((SPACING_BURST - 1) * SPACING_MILLIS),
            None => self.whole_at,
        }
    }
}

/// Collects ballots into bundles.
#[derive(Debug, Default)]
pub struct Bundler {
    waiting: VecDeque<SignedBallot>,
    since: Millis,
}

impl Bundler {
    /// Adds a ballot. When too many wait it is left out: peers get it by reconciliation.
    pub fn add(&mut self, signed: SignedBallot, now: Millis) {
        if self.waiting.is_empty() {
            self.since = now;
        }
        if self.waiting.len() < RELAY_BALLOTS_MAX {
            self.waiting.push_back(signed);
        }
    }

    /// Bundles that are full or have waited long enough, as gossip messages.
    pub fn take(&mut self, now: Millis) -> Vec<Vec<u8>> {
        let mut bundles = Vec::new();
        while self.is_ready(now) {
            let count = self.waiting.len().min(BUNDLE_BALLOTS_MAX);
            bundles.push(encode(&Message::Ballots(self.waiting.drain(..count).collect())));
        }
        bundles
    }

    fn is_ready(&self, now: Millis) -> bool {
        let waited = now.saturating_sub(self.since);
        let bytes = self.waiting.len() * BALLOT_BYTES;
        !self.waiting.is_empty()
            && (self.waiting.len() >= BUNDLE_BALLOTS_MAX
                || waited >= BUNDLE_MILLIS_MAX
                || (bytes >= BUNDLE_BYTES_MIN && waited >= BUNDLE_MILLIS_FULL))
    }
}

/// A signed ballot in SCALE.
const BALLOT_BYTES: usize = 82;
/// Ballots that fit into a bundle.
const BUNDLE_BALLOTS_MAX: usize = (BUNDLE_BYTES_MAX - 8) / BALLOT_BYTES;

/// A message of one entry or text.
pub fn single(message: &Message) -> Vec<u8> {
    debug_assert!(message.encoded_size() > 0);
    encode(message)
}
