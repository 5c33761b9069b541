//! A proposal's ledger: its terms, where it stands, its tally and the roots of what was settled (DESIGN 4.7 and 4.8).
//!
//! The chain keeps one per proposal, for ever; the mesh decodes it to know until when ballots still settle.

use crate::{
    Hash, Millis,
    clock::AliveClock,
    receipt::Accumulator,
    rule::{Effect, LiveBallot, vote},
    tally::Tally,
    terms::Terms,
    traits::Decision,
    weight::EXPERTISE_NONE,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Where a proposal's ballot box stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Phase {
    /// No block at or after `closes` has been seen.
    Open,
    /// Closed: ballots dated before `closes` still settle until the grace has passed.
    Grace {
        /// The chain-alive clock when the box closed; grace runs from here.
        alive_at_close: Millis,
    },
    /// Nothing settles any more; the pages are being hashed, in order, and removed.
    Counting {
        /// The next page to be hashed.
        next: u32,
        /// The live-set tree over the pages hashed so far.
        pages: Accumulator,
    },
    /// Decided for ever.
    Final,
}

/// What is kept besides in a class where expertise weighs.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Weighing {
    /// What the same ballots make without expertise.
    pub plain: Tally,
    /// Whether the factors of all who may vote are marked. Before that nothing settles, or order would decide weight.
    pub is_marked: bool,
}

/// What the chain keeps of a proposal's vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ledger {
    /// The terms of the vote.
    pub terms: Terms,
    /// Where the box stands.
    pub phase: Phase,
    /// Sum of the live ballots.
    pub tally: Tally,
    /// In a class where expertise weighs: the tally without it.
    pub weighing: Option<Weighing>,
    /// The tally at the first block at or after `closes`.
    pub tally_at_close: Option<Tally>,
    /// The log of batches, each a [`crate::receipt::batch_leaf`].
    pub log: Accumulator,
    /// Root of the live set, once final.
    pub live_root: Option<Hash>,
    /// How many pages the live-set root is over, once final.
    pub live_pages: u32,
}

impl Ledger {
    /// The ledger of a box that opens.
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            phase: Phase::Open,
            tally: Tally::default(),
            weighing: terms.class.weighs_expertise().then(Weighing::default),
            tally_at_close: None,
            log: Accumulator::default(),
            live_root: None,
            live_pages: 0,
        }
    }

    /// Whether what expertise weighs is still to be marked.
    pub fn is_unmarked(&self) -> bool {
        self.weighing.is_some_and(|weighing| !weighing.is_marked)
    }

    /// Applies to the tallies what settling a ballot does, in the place of the voter's live ballot `before`.
    pub fn apply(&mut self, before: Option<&LiveBallot>, effect: &Effect) {
        effect.apply(&mut self.tally);
        let Some(weighing) = &mut self.weighing else { return };
        if let Some(before) = before {
            weighing.plain.remove(&vote(&before.body, &self.terms, EXPERTISE_NONE));
        }
        weighing.plain.add(&vote(&effect.live.body, &self.terms, EXPERTISE_NONE));
    }

    /// Whether ballots may still settle in blocks to come: until the grace has been seen to end.
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Grace { .. })
    }

    /// Whether the box is open though its time is over.
    pub fn is_close_due(&self, clock: &AliveClock) -> bool {
        self.phase == Phase::Open && clock.now >= self.terms.closes
    }

    /// Chain-alive milliseconds of grace that are left; none once nothing settles any more.
    pub fn grace_left(&self, clock: &AliveClock) -> Option<Millis> {
        let used = match self.phase {
            Phase::Open => 0,
            Phase::Grace { alive_at_close } => clock.alive.saturating_sub(alive_at_close),
            Phase::Counting { .. } | Phase::Final => return None,
        };
        Some(self.terms.grace.saturating_sub(used))
    }

    /// Whether ballots dated before `closes` settle at a block with this clock.
    pub fn takes_ballots(&self, clock: &AliveClock) -> bool {
        let before_close = self.phase == Phase::Open && clock.now < self.terms.closes;
        before_close || self.grace_left(clock).is_some_and(|left| left > 0)
    }

    /// Closes the box: the tally at close is kept and the grace begins. Does nothing unless it is due.
    pub fn close_if_due(&mut self, clock: &AliveClock) -> bool {
        let due = self.is_close_due(clock);
        if due {
            self.tally_at_close = Some(self.tally);
            self.phase = Phase::Grace { alive_at_close: clock.alive };
        }
        due
    }

    /// What was decided; none until the proposal is final.
    pub fn decision(&self) -> Option<Decision> {
        let live_root = self.live_root.filter(|_| self.phase == Phase::Final)?;
        let outcome_of = |tally: &Tally| tally.outcome(&self.terms.thresholds, self.terms.quorum_base);
        Some(Decision {
            outcome: outcome_of(&self.tally),
            outcome_at_close: outcome_of(self.tally_at_close.as_ref().unwrap_or(&self.tally)),
            tally: self.tally,
            live_root,
        })
    }
}
