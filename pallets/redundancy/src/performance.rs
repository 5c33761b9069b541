//! What performance is, and what it earns: arithmetic without storage.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{CitizenIndex, DAY, Millis};
use scale_info::TypeInfo;

/// Most points that a period earns or costs: a tenth of what one cause may move by default.
pub const POINTS_MAX: u16 = 1_000;
/// Shares of blocks are kept in thousandths.
const BLOCK: u64 = 1_000;

/// The numbers of performance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PerformanceParams {
    /// How long a period is at least, in milliseconds; it ends with the first session that ends later.
    pub period: Millis,
    /// Whose equal share is fewer blocks gets nothing and loses nothing: chance would decide.
    pub blocks_min: u32,
    /// Who makes so many thousandths of an equal share does well.
    pub good_permille: u16,
    /// Who makes fewer thousandths of an equal share, which is the average, does badly.
    pub poor_permille: u16,
    /// Points that a good period earns, whole ones.
    pub gain: u16,
    /// Points that a bad period costs, whole ones.
    pub loss: u16,
}

impl Default for PerformanceParams {
    /// The bound of bad performance is the society's (seed 003, art. 4-B). With 500 blocks the number that chance gives
    /// differs from an equal share by a tenth in one period of forty.
    fn default() -> Self {
        Self { period: 30 * DAY, blocks_min: 500, good_permille: 900, poor_permille: 300, gain: 10, loss: 10 }
    }
}

impl PerformanceParams {
    /// A minute to a year; good is better than bad, and can be reached.
    pub fn are_valid(&self) -> bool {
        (60_000..=366 * DAY).contains(&self.period)
            && self.blocks_min > 0
            && self.poor_permille < self.good_permille
            && self.good_permille <= 1_000
            && self.gain <= POINTS_MAX
            && self.loss <= POINTS_MAX
    }

    /// The points that a person's work of one period earns, or costs if below zero.
    pub fn points(&self, work: &Work) -> i32 {
        if work.due < u64::from(self.blocks_min).saturating_mul(BLOCK) {
            return 0;
        }
        // In thousandths of thousandths of a block.
        let authored = u64::from(work.authored).saturating_mul(BLOCK).saturating_mul(1_000);
        if authored >= work.due.saturating_mul(self.good_permille.into()) {
            return self.gain.into();
        }
        if authored < work.due.saturating_mul(self.poor_permille.into()) {
            return i32::from(self.loss).saturating_neg();
        }
        0
    }
}

/// Blocks made, beside those that an equal share would have been.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Work {
    /// Blocks made.
    pub authored: u32,
    /// The equal share of all blocks made while sitting, in thousandths of a block.
    pub due: u64,
}

impl Work {
    /// What one of `seats` did in a session in which all made `blocks`.
    pub fn of_session(authored: u32, blocks: u32, seats: u32) -> Self {
        Self { authored, due: u64::from(blocks).saturating_mul(BLOCK).checked_div(seats.into()).unwrap_or_default() }
    }

    /// Together with other work.
    pub fn and(self, other: Self) -> Self {
        Self { authored: self.authored.saturating_add(other.authored), due: self.due.saturating_add(other.due) }
    }
}

/// A validator's work of the period under way.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Measure<ValidatorId> {
    /// The validator.
    pub validator: ValidatorId,
    /// Who answers for it until the period ends: whose account it was when its first session of the period ended.
    pub citizen: CitizenIndex,
    /// What it did.
    pub work: Work,
}

/// What reputation is to be told of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Report {
    /// Whose work.
    pub citizen: CitizenIndex,
    /// What all their seats did together.
    pub work: Work,
    /// What it earns or costs; never nothing.
    pub points: i32,
}
