//! Temperate epistemocracy (Living Constitution, art. 7-E): what expertise weighs, and when it weighs so much that
//! everybody must be told.
//!
//! A factor applies in technical classes only: [`crate::rule::vote`] sees to that. It is a pure function of technical
//! reputation, the same for everybody, and never above two. Chain, mesh and audit read the same pinned factors, by
//! [`pinned`].

use crate::{
    SLOTS_PER_PAGE,
    reputation::{POINT, Points},
    tally::Tally,
    terms::Terms,
    weight::{EXPERTISE_MAX, EXPERTISE_NONE},
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The factor of somebody with that technical reputation, in thousandths: 1000 with none, rising evenly, 2000 from
/// `full` whole points on. Rounded down.
pub fn expertise_permille(reputation: Points, full: u32) -> u16 {
    let full = u128::from(full.max(1)) * u128::from(POINT);
    let range = EXPERTISE_MAX - EXPERTISE_NONE;
    let extra = u128::from(reputation).min(full) * u128::from(range) / full;
    EXPERTISE_NONE + u16::try_from(extra).unwrap_or(range)
}

/// The factors that are pinned for a proposal, of one page of the roll by position, in thousandths. Of a page that has
/// none, nobody weighs more than plainly.
pub type FactorPage = BoundedVec<u16, ConstU32<SLOTS_PER_PAGE>>;

/// The factor of the voter at `position`; plain beyond the end, for whoever is there came later.
pub fn pinned(factors: &[u16], position: u8) -> u16 {
    factors.get(usize::from(position)).copied().unwrap_or(EXPERTISE_NONE)
}

/// What expertise did to a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Influence {
    /// Share of the weight of yes and no that is there by expertise alone, in thousandths, rounded up: at most 500, as
    /// nobody weighs more than double.
    pub share_permille: u16,
    /// Whether the outcome would have been another without.
    pub changed_outcome: bool,
}

impl Influence {
    /// Compares the tally of a vote with what the same ballots make without expertise.
    pub fn between(tally: &Tally, plain: &Tally, terms: &Terms) -> Self {
        let total = tally.yes.weight.saturating_add(tally.no.weight);
        let added = total.saturating_sub(plain.yes.weight.saturating_add(plain.no.weight));
        let share = added.saturating_mul(1_000).div_ceil(total.max(1));
        let outcome = |tally: &Tally| tally.outcome(&terms.thresholds, terms.quorum_base);
        Self {
            share_permille: u16::try_from(share).unwrap_or(u16::MAX),
            changed_outcome: outcome(tally) != outcome(plain),
        }
    }

    /// Whether everybody must be told: expertise is more than `limit_permille` of the result's weight, or decided it.
    pub fn is_alarming(&self, limit_permille: u16) -> bool {
        self.changed_outcome || self.share_permille > limit_permille
    }
}
