//! The roll of an electorate: which slot is which citizen, since when, and which keys sign for them.
//!
//! Tenures and keys are intervals in chain time and are kept until every proposal that they touch is final, so that
//! validity at a ballot's date can be decided at any later block. The first tenure is kept for ever.

use crate::{CitizenIndex, KeyVersion, Millis, VotingKey};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most voting keys kept in one slot: devices in use plus those retired but still needed by an open proposal.
pub const KEYS_MAX: u32 = 8;
/// Most tenures kept in one slot (a lapse and a return make a second one).
pub const TENURES_MAX: u32 = 4;

/// A half-open interval `since <= t < until`; open-ended without `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Interval {
    /// First millisecond inside.
    pub since: Millis,
    /// First millisecond after, when ended.
    pub until: Option<Millis>,
}

impl Interval {
    /// An interval that has begun and not ended.
    pub fn open(since: Millis) -> Self {
        Self { since, until: None }
    }

    /// Whether `date` lies inside.
    pub fn contains(&self, date: Millis) -> bool {
        self.since <= date && self.until.is_none_or(|until| date < until)
    }
}

/// A voting key in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RollKey {
    /// Which key of the citizen's DID.
    pub version: KeyVersion,
    /// ed25519 public key.
    pub key: VotingKey,
    /// When it signs validly.
    pub force: Interval,
    /// Revoked as stolen: nothing signed by it settles any more, whatever its date.
    pub stolen: bool,
}

/// One voter's entry on the roll.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RollSlot {
    /// The voter.
    pub citizen: CitizenIndex,
    /// When the voter was a person and a member of the electorate, in order. The first one is never pruned: it says
    /// since when the voter belongs.
    pub tenures: BoundedVec<Interval, ConstU32<TENURES_MAX>>,
    /// Struck as fake: nothing of theirs settles any more, whatever its date.
    pub struck: bool,
    /// The voter's keys, by ascending version.
    pub keys: BoundedVec<RollKey, ConstU32<KEYS_MAX>>,
}

impl RollSlot {
    /// When the voter first joined the electorate; a lapse and a return do not change it.
    pub fn joined(&self) -> Option<Millis> {
        self.tenures.first().map(|tenure| tenure.since)
    }

    /// Whether the voter belonged to the electorate at `date`.
    pub fn was_member(&self, date: Millis) -> bool {
        self.tenures.iter().any(|tenure| tenure.contains(date))
    }

    /// The key of that version.
    pub fn key(&self, version: KeyVersion) -> Option<&RollKey> {
        self.keys.iter().find(|key| key.version == version)
    }
}

/// Up to 256 slots of a roll; slots are filled in order and stay.
pub type RollPage = BoundedVec<RollSlot, ConstU32<{ crate::SLOTS_PER_PAGE }>>;
