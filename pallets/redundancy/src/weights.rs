//! What calls cost.
//!
//! Estimates, until the benchmark runner has measured them on the reference machine (`tests/bench`).

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{Weight, constants::RocksDbWeight},
};

/// What calls cost.
pub trait WeightInfo {
    /// `set_validators` with `validators` of them.
    fn set_validators(validators: u32) -> Weight;
    /// `release_keys`.
    fn release_keys() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // Reads the session keys of each validator; writes Validators, Changed.
    fn set_validators(validators: u32) -> Weight {
        let each = Weight::from_parts(3_000_000, 2_700).saturating_add(T::DbWeight::get().reads(1));
        Weight::from_parts(20_000_000, 1_500)
            .saturating_add(each.saturating_mul(validators.into()))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    // Reads and writes the keys, their owners, the account and its holds; reads three sets of validators.
    fn release_keys() -> Weight {
        Weight::from_parts(60_000_000, 30_000).saturating_add(T::DbWeight::get().reads_writes(10, 6))
    }
}

impl WeightInfo for () {
    fn set_validators(validators: u32) -> Weight {
        let each = Weight::from_parts(3_000_000, 2_700).saturating_add(RocksDbWeight::get().reads(1));
        Weight::from_parts(20_000_000, 1_500)
            .saturating_add(each.saturating_mul(validators.into()))
            .saturating_add(RocksDbWeight::get().writes(2))
    }
    fn release_keys() -> Weight {
        Weight::from_parts(60_000_000, 30_000).saturating_add(RocksDbWeight::get().reads_writes(10, 6))
    }
}
