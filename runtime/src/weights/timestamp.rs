//! Setting the time: here BABE checks the slot by a length kept in state, and the chain-alive clock goes on.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions below.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_timestamp::WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 10 runs; the shortest took 9.3 µs.
    // Keys: Timestamp.Now 1r 1w, Redundancy.SlotMillis 1r 0w, Babe.CurrentSlot 1r 0w, Ballots.Clock 1r 1w.
    fn set() -> Weight {
        Weight::from_parts(9_895_000, 375).saturating_add(T::DbWeight::get().reads_writes(4, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 0.8 µs.
    fn on_finalize() -> Weight {
        Weight::from_parts(931_000, 0)
    }
}
