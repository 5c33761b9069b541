//! What calls and hooks cost.
//!
//! Estimates, until the benchmark runner has measured them on the reference machine (`tests/bench`): time spent in the
//! code, plus the database's published cost per key.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{Weight, constants::RocksDbWeight},
};

/// What calls and hooks cost.
pub trait WeightInfo {
    /// `set_parameters`.
    fn set_parameters() -> Weight;
    /// Looking for a pending change and recording how far it got.
    fn pending() -> Weight;
    /// Converting one full page.
    fn convert_page() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // Reads Timestamp, Pending, Parameters, PageCount; writes Pending, Parameters.
    fn set_parameters() -> Weight {
        Weight::from_parts(20_000_000, 1_600).saturating_add(T::DbWeight::get().reads_writes(4, 2))
    }
    // Reads Pending, PageCount, Parameters; writes Pending.
    fn pending() -> Weight {
        Weight::from_parts(5_000_000, 1_600).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }
    // Reads and writes Converted and a page of 256 accounts.
    fn convert_page() -> Weight {
        Weight::from_parts(60_000_000, 12_000).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
}

impl WeightInfo for () {
    fn set_parameters() -> Weight {
        Weight::from_parts(20_000_000, 1_600).saturating_add(RocksDbWeight::get().reads_writes(4, 2))
    }
    fn pending() -> Weight {
        Weight::from_parts(5_000_000, 1_600).saturating_add(RocksDbWeight::get().reads_writes(3, 1))
    }
    fn convert_page() -> Weight {
        Weight::from_parts(60_000_000, 12_000).saturating_add(RocksDbWeight::get().reads_writes(2, 2))
    }
}
