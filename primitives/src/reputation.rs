//! Reputation: what a person has earned in the eyes of the others, by context (seed 003, art. 6 and 7-E).
//!
//! It is never transferred, fades by a share per year, and changes by a named [`Cause`] only. A loss is set against what
//! was earned and mends in twelve parts, one a month; what was earned stays underneath, so nothing is lost for good.

use crate::{
    CitizenIndex, Class, DidId, Hash, Millis, ProposalId,
    fade::{FadeClock, HalfLives, day_of, faded},
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Reputation in millionths of a point.
pub type Points = u64;
/// Months since 1970, each of 30 days: losses mend at their beginnings.
pub type Month = u32;

/// One point.
pub const POINT: Points = 1_000_000;
/// Days in a month of mending.
pub const MONTH_DAYS: u32 = 30;
/// Monthly parts in which a loss mends: the last one 330 to 360 days after the loss.
pub const MENDING_MONTHS: u32 = 12;

/// What a person is known for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Context {
    /// How things work; the only one that weighs in votes, of technical classes.
    Technical,
    /// Living together.
    Community,
    /// Care for the environment.
    Environmental,
    /// Art, learning, tradition.
    Cultural,
    /// Judging and mediating.
    Judicial,
}

impl Context {
    /// Every context, in the order of encoding.
    pub const ALL: [Context; 5] =
        [Context::Technical, Context::Community, Context::Environmental, Context::Cultural, Context::Judicial];

    /// Where the proposer of an implemented proposal of that class earns.
    pub fn of_class(class: Class) -> Self {
        match class {
            Class::Technical => Context::Technical,
            _ => Context::Community,
        }
    }
}

/// Why a person's reputation changes. Carries all that the size of the change follows from, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Cause {
    /// A proposal of the person's was enacted and implemented: a share of the attention spent on it is earned.
    #[codec(index = 0)]
    Implemented {
        /// Which.
        proposal: ProposalId,
        /// Tokens of all its live ballots when it became final.
        tokens: u64,
    },
    /// The tribunal found against the person.
    #[codec(index = 1)]
    Verdict {
        /// The case.
        case: u32,
        /// Points lost, whole ones.
        points: u32,
    },
    /// The person's measured performance as an operator of a function.
    #[codec(index = 2)]
    Performance {
        /// Which function.
        function: u16,
        /// The period that was measured; periods count in their order, and each once.
        period: u32,
        /// Points earned, or lost if below zero; whole ones.
        points: i32,
    },
    /// An accredited issuer attests what the person did.
    #[codec(index = 3)]
    Attestation {
        /// Hash of the credential.
        credential: Hash,
        /// Who issued it.
        issuer: DidId,
        /// Points earned, whole ones.
        points: u32,
    },
    /// The person vouched for somebody who was found to be fake.
    #[codec(index = 4)]
    FakeVouch {
        /// The fake.
        fake: CitizenIndex,
        /// Points lost, whole ones.
        points: u32,
    },
}

/// What a cause was about: within a context it counts once per person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Occasion {
    /// A proposal.
    #[codec(index = 0)]
    Proposal(ProposalId),
    /// A case before the tribunal.
    #[codec(index = 1)]
    Case(u32),
    /// Operating a function, whatever the period.
    #[codec(index = 2)]
    Function(u16),
    /// A credential.
    #[codec(index = 3)]
    Credential(Hash),
    /// Vouching for a fake.
    #[codec(index = 4)]
    Fake(CitizenIndex),
}

/// What a cause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Change {
    /// So much is earned.
    #[codec(index = 0)]
    Gain(Points),
    /// So much is set against what was earned, until it mends.
    #[codec(index = 1)]
    Loss(Points),
}

impl Cause {
    /// What the cause does; none if it names more points than one change may move. A greater share of attention is cut
    /// down to that: attention was spent by others, points are named by who gives the cause.
    pub fn change(&self, params: &ReputationParams) -> Option<Change> {
        let bounded = |points: u32| (points <= params.change_max).then_some(Points::from(points) * POINT);
        match *self {
            Cause::Implemented { tokens, .. } => Some(Change::Gain(params.share_of(tokens))),
            Cause::Attestation { points, .. } => bounded(points).map(Change::Gain),
            Cause::Verdict { points, .. } | Cause::FakeVouch { points, .. } => bounded(points).map(Change::Loss),
            Cause::Performance { points, .. } => {
                bounded(points.unsigned_abs()).map(if points < 0 { Change::Loss } else { Change::Gain })
            }
        }
    }

    /// What it is about.
    pub fn occasion(&self) -> Occasion {
        match *self {
            Cause::Implemented { proposal, .. } => Occasion::Proposal(proposal),
            Cause::Verdict { case, .. } => Occasion::Case(case),
            Cause::Performance { function, .. } => Occasion::Function(function),
            Cause::Attestation { credential, .. } => Occasion::Credential(credential),
            Cause::FakeVouch { fake, .. } => Occasion::Fake(fake),
        }
    }

    /// Which time of several on the same occasion: a cause counts if it is later than the last one that did.
    pub fn serial(&self) -> u32 {
        match self {
            Cause::Performance { period, .. } => *period,
            _ => 0,
        }
    }
}

/// The numbers of reputation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct ReputationParams {
    /// Share of the attention spent on an implemented proposal that its proposer earns, in thousandths.
    pub share_permille: u16,
    /// Most points that one cause moves, whole ones.
    pub change_max: u32,
    /// Technical points with which expertise weighs its most, whole ones.
    pub expertise_full: u32,
    /// An alert is given if expertise is more of a result's weight than this, in thousandths.
    pub alert_permille: u16,
}

impl Default for ReputationParams {
    fn default() -> Self {
        Self { share_permille: 100, change_max: 10_000, expertise_full: 1_000, alert_permille: 300 }
    }
}

impl ReputationParams {
    /// Shares are shares, something can be earned, and expertise takes some.
    pub fn are_valid(&self) -> bool {
        self.share_permille <= 1_000 && self.alert_permille <= 1_000 && self.change_max > 0 && self.expertise_full > 0
    }

    /// Points for attention spent.
    fn share_of(&self, tokens: u64) -> Points {
        let share = u128::from(tokens).saturating_mul(u128::from(POINT)) * u128::from(self.share_permille) / 1_000;
        let most = Points::from(self.change_max) * POINT;
        Points::try_from(share).unwrap_or(Points::MAX).min(most)
    }
}

/// What the clocks of fading and mending show at some date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Reading {
    /// Half-lives that have passed.
    pub half_lives: HalfLives,
    /// The month.
    pub month: Month,
}

impl Reading {
    /// What the clocks show at `date`.
    pub fn at(date: Millis, clock: &FadeClock) -> Self {
        let day = day_of(date);
        Self { half_lives: clock.at(day), month: day / MONTH_DAYS }
    }
}

/// Losses that mend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Losses {
    /// The first part mends when the month after this one begins, each further part a month later.
    pub since: Month,
    /// What mends when.
    pub parts: BoundedVec<Points, ConstU32<MENDING_MONTHS>>,
}

impl Losses {
    /// What has not mended by `month`.
    pub fn open(&self, month: Month) -> Points {
        self.parts.iter().skip(self.mended(month)).fold(0, |sum, part| sum.saturating_add(*part))
    }

    /// Adds a loss: a twelfth mends at the beginning of each of the next twelve months, odd millionths with the first.
    pub fn add(&mut self, loss: Points, month: Month) {
        let mended = self.mended(month).min(self.parts.len());
        self.parts.drain(..mended);
        self.since = month.max(self.since);
        self.parts.bounded_resize(MENDING_MONTHS as usize, 0);
        let months = Points::from(MENDING_MONTHS);
        let mut odd = loss % months;
        for part in self.parts.iter_mut() {
            *part = part.saturating_add(loss / months).saturating_add(core::mem::take(&mut odd));
        }
    }

    /// How many parts have mended by `month`.
    fn mended(&self, month: Month) -> usize {
        month.saturating_sub(self.since) as usize
    }
}

/// One person's reputation in one context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ReputationAccount {
    /// What was earned, less what had faded when it was last written.
    pub earned: Points,
    /// What the clock showed then.
    pub half_lives: HalfLives,
    /// Losses that have not mended.
    pub losses: Losses,
}

/// Up to 256 accounts, by citizen index.
pub type ReputationPage = BoundedVec<ReputationAccount, ConstU32<{ crate::SLOTS_PER_PAGE }>>;

impl ReputationAccount {
    /// What was earned and has not faded, as if nothing had been lost.
    pub fn earned_at(&self, reading: &Reading) -> Points {
        faded(self.earned, reading.half_lives.saturating_sub(self.half_lives))
    }

    /// The reputation: what was earned and has not faded, less what was lost and has not mended.
    pub fn points(&self, reading: &Reading) -> Points {
        self.earned_at(reading).saturating_sub(self.losses.open(reading.month))
    }

    /// Applies a change that happens at `reading`.
    pub fn apply(&mut self, change: Change, reading: &Reading) {
        match change {
            Change::Gain(points) => {
                self.earned = self.earned_at(reading).saturating_add(points);
                self.half_lives = reading.half_lives.max(self.half_lives);
            }
            Change::Loss(points) => self.losses.add(points, reading.month),
        }
    }
}
