//! Setting the time: here BABE checks the slot by a length kept in state, and the chain-alive clock goes on.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions below.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_timestamp::WeightInfo for SubstrateWeight<T> {
    fn set() -> Weight {
        Weight::from_parts(12_000_000, 1_493).saturating_add(T::DbWeight::get().reads_writes(4, 2))
    }

    fn on_finalize() -> Weight {
        Weight::from_parts(3_246_000, 0)
    }
}
