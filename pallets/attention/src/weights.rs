//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

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
    // 2026-11-21: 10 runs; the shortest took 9.3 µs.
    // Keys: Attention.Pending 1r 1w, Timestamp.Now 1r 0w, Attention.Parameters 1r 1w, Attention.PageCount 1r 0w.
    fn set_parameters() -> Weight {
        Weight::from_parts(10_075_000, 138).saturating_add(T::DbWeight::get().reads_writes(4, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 4.7 µs.
    // Keys: Attention.Pending 1r 1w, Attention.PageCount 1r 0w, Attention.Parameters 1r 0w.
    fn pending() -> Weight {
        Weight::from_parts(4_947_000, 146).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 15.7 µs.
    // Keys: Attention.Pending 1r 1w, Attention.PageCount 1r 0w, Attention.Parameters 1r 0w, Attention.Converted 1r 0w,
    // Attention.Pages 1r 1w.
    fn convert_page() -> Weight {
        Weight::from_parts(15_974_000, 6_548).saturating_add(T::DbWeight::get().reads_writes(5, 2))
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
