//! Buckets that refill continuously, in 16 bytes and without a rounding that starves anyone.
//!
//! A bucket does not hold what is left but *when it will be full again*: using a share of the quota moves that moment
//! on by the same share of a day, at least a millisecond. (Known in networks as the generic cell rate algorithm.)

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{DAY, Millis};
use scale_info::TypeInfo;

/// What a person may use in 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Quota {
    /// Execution time, in picoseconds.
    pub ref_time: u64,
    /// Encoded transactions, in bytes.
    pub bytes: u32,
}

impl Default for Quota {
    /// 100 ms and 256 kB: some 500 ordinary calls, or two proposals that bring a call of the greatest size.
    fn default() -> Self {
        Self { ref_time: 100_000_000_000, bytes: 256 * 1024 }
    }
}

impl Quota {
    /// Whether it lets persons act, and nobody fill blocks: 10 ms to 10 s, 4 kB to 16 MB a day.
    pub fn is_valid(&self) -> bool {
        (10_000_000_000..=10_000_000_000_000).contains(&self.ref_time)
            && (4 * 1024..=16 * 1024 * 1024).contains(&self.bytes)
    }
}

/// How far a person's quota is used up. A full bucket is the default.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Bucket {
    /// When execution time will be available in full (Unix milliseconds).
    pub ref_time_full: Millis,
    /// When bytes will be available in full (Unix milliseconds).
    pub bytes_full: Millis,
}

impl Bucket {
    /// The bucket after `cost` is taken at `now`; none when that is more than is left.
    #[must_use]
    pub fn take(&self, cost: &Quota, now: Millis, quota: &Quota) -> Option<Self> {
        Some(Self {
            ref_time_full: take(self.ref_time_full, cost.ref_time, now, quota.ref_time)?,
            bytes_full: take(self.bytes_full, cost.bytes.into(), now, quota.bytes.into())?,
        })
    }

    /// What is left at `now`.
    pub fn remaining(&self, now: Millis, quota: &Quota) -> Quota {
        let bytes = left(self.bytes_full, now, quota.bytes.into());
        Quota {
            ref_time: left(self.ref_time_full, now, quota.ref_time),
            bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        }
    }

    /// Thousandths left at `now` of what is used up furthest.
    pub fn remaining_permille(&self, now: Millis) -> u64 {
        left(self.ref_time_full.max(self.bytes_full), now, 1_000)
    }
}

fn take(full: Millis, cost: u64, now: Millis, quota: u64) -> Option<Millis> {
    let time = u128::from(cost).saturating_mul(DAY.into()).div_ceil(u128::from(quota.max(1)));
    let full = full.max(now).saturating_add(Millis::try_from(time).unwrap_or(Millis::MAX));
    (full <= now.saturating_add(DAY)).then_some(full)
}

fn left(full: Millis, now: Millis, quota: u64) -> u64 {
    let refilled = DAY.saturating_sub(full.saturating_sub(now));
    let share = u128::from(refilled).saturating_mul(quota.into()) / u128::from(DAY);
    u64::try_from(share).unwrap_or(u64::MAX)
}
