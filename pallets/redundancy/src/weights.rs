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
    /// `set_validators` with `validators` of them.
    fn set_validators(validators: u32) -> Weight;
    /// `release_keys`.
    fn release_keys() -> Weight;
    /// `set_performance`.
    fn set_performance() -> Weight;
    /// Counting a block.
    fn count_block() -> Weight;
    /// Looking for what reputation has not been told, and writing back what it is not told now.
    fn look_at_pending() -> Weight;
    /// Telling reputation of one person.
    fn tell() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 8 steps of 10 runs, medians up to 2.5 % above; the shortest took 8.5 µs.
    // Keys: Session.NextKeys 100r 0w, Redundancy.Validators 0r 1w, Redundancy.Changed 0r 1w.
    fn set_validators(validators: u32) -> Weight {
        Weight::from_parts(7_648_035, 283)
            .saturating_add(T::DbWeight::get().reads_writes(0, 2))
            .saturating_add(Weight::from_parts(2_149_464, 77).saturating_mul(validators.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 0).saturating_mul(validators.into()))
    }

    // 2026-11-21: 10 runs; the shortest took 51.3 µs.
    // Keys: Session.NextKeys 1r 1w, Redundancy.Validators 1r 0w, Session.Validators 1r 0w, Session.QueuedKeys 1r 0w,
    // Balances.Holds 1r 1w, System.Account 1r 1w, Session.ExternallySetKeys 1r 0w, Session.KeyOwner 0r 2w.
    fn release_keys() -> Weight {
        Weight::from_parts(53_180_000, 4_842).saturating_add(T::DbWeight::get().reads_writes(7, 5))
    }

    // 2026-11-21: 10 runs; the shortest took 4.3 µs.
    // Keys: Redundancy.Parameters 0r 1w.
    fn set_performance() -> Weight {
        Weight::from_parts(4_407_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 3.9 µs.
    // Keys: Redundancy.Authored 1r 1w.
    fn count_block() -> Weight {
        Weight::from_parts(3_966_000, 532).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 5.8 µs.
    // Keys: Redundancy.Pending 1r 1w.
    fn look_at_pending() -> Weight {
        Weight::from_parts(6_009_000, 6_142).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 120.0 µs.
    // Keys: Personhood.Citizens 1r 0w, Reputation.Parameters 1r 0w, Reputation.Counted 1r 1w, Timestamp.Now 1r 0w,
    // Reputation.Clock 1r 0w, Reputation.Pages 1r 1w, Reputation.Pins 1r 0w, Reputation.Kept 32r 32w.
    fn tell() -> Weight {
        Weight::from_parts(121_242_000, 1_461).saturating_add(T::DbWeight::get().reads_writes(39, 34))
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
    fn set_performance() -> Weight {
        Weight::from_parts(15_000_000, 1_000).saturating_add(RocksDbWeight::get().writes(1))
    }
    fn count_block() -> Weight {
        Weight::from_parts(10_000_000, 1_000).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
    }
    fn look_at_pending() -> Weight {
        Weight::from_parts(30_000_000, 7_000).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
    }
    fn tell() -> Weight {
        Weight::from_parts(200_000_000, 70_000).saturating_add(RocksDbWeight::get().reads_writes(40, 34))
    }
}
