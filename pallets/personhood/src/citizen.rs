//! What the chain keeps of one person, and the parameters of personhood.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{CitizenIndex, DAY, DidId, Millis, application::Application};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most vouches that the parameters may ask for.
pub const VOUCHES_MAX: u32 = 10;

/// Days since 1970: all deadlines fall on midnight UTC.
pub type Day = u16;

/// The day that `time` falls in.
pub fn day_of(time: Millis) -> Day {
    Day::try_from(time / DAY).unwrap_or(Day::MAX)
}

/// Midnight at which `day` begins.
pub fn begin_of(day: Day) -> Millis {
    Millis::from(day).saturating_mul(DAY)
}

/// The first midnight at or after `time`: deadlines are rounded in the person's favour.
pub fn next_midnight(time: Millis) -> Millis {
    time.div_ceil(DAY).saturating_mul(DAY)
}

/// Where a person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Status {
    /// In force, unless a deadline has passed.
    #[codec(index = 0)]
    Active,
    /// Expired, silent for too long, or without a DID; can be renewed by vouches.
    #[codec(index = 1)]
    Lapsed,
    /// Found to be fake; for good.
    #[codec(index = 2)]
    Struck,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Citizen {
    /// The person's DID.
    pub did: DidId,
    /// When the person was admitted; 0 in founders until the first block has given them a time.
    pub admitted: Millis,
    /// Midnight at which the status ends unless renewed; 0 in founders until the first block.
    pub expires: Millis,
    /// No lapse before this: an outage of the chain moved it.
    pub not_before: Millis,
    /// The lapse that a warning was given of.
    pub warned: Option<Millis>,
    /// Day on which the deadlines are looked at next, while active.
    pub visit: Day,
    /// Where the person stands.
    pub status: Status,
}

/// Vouchers collected so far.
pub type Vouchers = BoundedVec<CitizenIndex, ConstU32<VOUCHES_MAX>>;

/// An application that waits for vouches.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pending {
    /// What the newcomer signed.
    pub application: Application,
    /// Who vouched.
    pub vouchers: Vouchers,
    /// Who vouched first, and has it on their account ([`crate::OPEN_APPLICATIONS_MAX`]).
    pub opened_by: CitizenIndex,
}

/// A renewal that waits for vouches.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Renewal {
    /// After this the vouches are void.
    pub expires: Millis,
    /// Who vouched.
    pub vouchers: Vouchers,
}

/// The numbers of personhood (seed 003, BIP-0004). Durations in milliseconds.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    /// Vouches that make or renew a person: 1..=10.
    pub vouches_needed: u32,
    /// How long a status lasts.
    pub expiry: Millis,
    /// Longest silence.
    pub proof_of_life: Millis,
    /// How long ahead of a lapse the person is warned.
    pub warning: Millis,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { vouches_needed: 3, expiry: 365 * DAY, proof_of_life: 90 * DAY, warning: 30 * DAY }
    }
}

impl Parameters {
    /// Within reason: 1 to 10 vouches, a status and a silence of two days to ten years, and a warning of at least a day
    /// that is shorter than both.
    pub fn are_valid(&self) -> bool {
        let durations = [self.expiry, self.proof_of_life];
        (1..=VOUCHES_MAX).contains(&self.vouches_needed)
            && self.warning >= DAY
            && durations.iter().all(|duration| (2 * DAY..=3_650 * DAY).contains(duration) && self.warning < *duration)
    }
}

/// What is looked at on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Due {
    /// Deadlines of a person.
    #[codec(index = 0)]
    Citizen(CitizenIndex),
    /// An application that may have expired.
    #[codec(index = 1)]
    Application(DidId),
    /// A renewal that may have expired.
    #[codec(index = 2)]
    Renewal(CitizenIndex),
    /// A newcomer whose time to be challenged may be over.
    #[codec(index = 3)]
    Candidate(DidId),
    /// A case that may have waited too long.
    #[codec(index = 4)]
    Case(u32),
}

/// A time without blocks, after `from` and up to `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Outage {
    /// Timestamp of the last block before.
    pub from: Millis,
    /// Timestamp of the first block after.
    pub until: Millis,
}

impl Outage {
    /// Whether `time` passed while the chain was down.
    pub fn contains(&self, time: Millis) -> bool {
        self.from < time && time <= self.until
    }
}
