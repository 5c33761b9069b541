//! What calls and the extension cost.
//!
//! Estimates, until the benchmark runner has measured them on the reference machine (`tests/bench`).

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
    // Writes DailyQuota.
    fn set_quota() -> Weight {
        Weight::from_parts(15_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    // Reads the person of the account (two keys), Timestamp, DailyQuota, a bucket; writes the bucket.
    fn charge() -> Weight {
        Weight::from_parts(20_000_000, 6_000).saturating_add(T::DbWeight::get().reads_writes(5, 1))
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
