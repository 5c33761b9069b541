//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{Weight, constants::RocksDbWeight},
};

/// What calls and the extension cost.
pub trait WeightInfo {
    /// `set_quota`.
    fn set_quota() -> Weight;
    /// The extension's own part for a free call, without the runtime's judgement of the call.
    fn charge() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 10 runs; the shortest took 4.3 µs.
    // Keys: Quota.DailyQuota 0r 1w.
    fn set_quota() -> Weight {
        Weight::from_parts(4_546_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 29.9 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Quota.Buckets 1r 1w, Quota.DailyQuota 1r 0w, Personhood.LastAlive 1r 1w.
    fn charge() -> Weight {
        Weight::from_parts(31_418_000, 3_137).saturating_add(T::DbWeight::get().reads_writes(7, 2))
    }
}

impl WeightInfo for () {
    fn set_quota() -> Weight {
        Weight::from_parts(15_000_000, 0).saturating_add(RocksDbWeight::get().writes(1))
    }
    fn charge() -> Weight {
        Weight::from_parts(20_000_000, 6_000).saturating_add(RocksDbWeight::get().reads_writes(5, 1))
    }
}
