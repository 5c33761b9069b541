//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{Weight, constants::RocksDbWeight},
};

/// Weights of the calls, each for a DID with as many keys and services as fit.
pub trait WeightInfo {
    /// [`crate::Pallet::create`].
    fn create() -> Weight;
    /// [`crate::Pallet::add_key`].
    fn add_key() -> Weight;
    /// [`crate::Pallet::revoke_key`].
    fn revoke_key() -> Weight;
    /// [`crate::Pallet::set_service`].
    fn set_service() -> Weight;
    /// [`crate::Pallet::remove_service`].
    fn remove_service() -> Weight;
    /// [`crate::Pallet::rotate`].
    fn rotate() -> Weight;
    /// [`crate::Pallet::deactivate`].
    fn deactivate() -> Weight;
    /// [`crate::Pallet::dispatch_as`], without the call within.
    fn dispatch_as() -> Weight;
    /// [`crate::Pallet::set_guardians`].
    fn set_guardians() -> Weight;
    /// [`crate::Pallet::support_recovery`].
    fn support_recovery() -> Weight;
    /// [`crate::Pallet::veto_recovery`].
    fn veto_recovery() -> Weight;
    /// [`crate::Pallet::recover`].
    fn recover() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 10 runs; the shortest took 60.8 µs.
    // Keys: Did.AccountDid 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w.
    fn create() -> Weight {
        Weight::from_parts(63_115_000, 895).saturating_add(T::DbWeight::get().reads_writes(5, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 180.5 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, Personhood.CitizenOf 1r 0w,
    // Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w.
    fn add_key() -> Weight {
        Weight::from_parts(185_148_000, 37_643).saturating_add(T::DbWeight::get().reads_writes(8, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 162.5 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w.
    fn revoke_key() -> Weight {
        Weight::from_parts(167_431_000, 37_689).saturating_add(T::DbWeight::get().reads_writes(8, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 72.5 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w, Timestamp.Now 1r 0w.
    fn set_service() -> Weight {
        Weight::from_parts(74_022_000, 11_479).saturating_add(T::DbWeight::get().reads_writes(5, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 70.7 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w, Timestamp.Now 1r 0w.
    fn remove_service() -> Weight {
        Weight::from_parts(71_567_000, 11_869).saturating_add(T::DbWeight::get().reads_writes(5, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 146.9 µs.
    // Keys: Did.AccountDid 2r 2w, Did.Dids 1r 1w, System.BlockHash 1r 0w, Timestamp.Now 1r 0w, System.Account 2r 2w,
    // Balances.Holds 2r 2w.
    fn rotate() -> Weight {
        Weight::from_parts(155_143_000, 12_150).saturating_add(T::DbWeight::get().reads_writes(9, 7))
    }

    // 2026-11-21: 10 runs; the shortest took 172.8 µs.
    // Keys: Did.AccountDid 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 1w, Personhood.ActiveCount 1r 1w, Ballots.SlotOf 1r 0w,
    // Ballots.RollPages 1r 1w, Attention.Pages 1r 1w, Attention.Parameters 1r 0w, Attention.Pending 1r 0w,
    // Attention.PageCount 1r 0w, Personhood.Agenda 0r 1w.
    fn deactivate() -> Weight {
        Weight::from_parts(175_553_000, 44_216).saturating_add(T::DbWeight::get().reads_writes(14, 9))
    }
    // Estimated: one signature check, and a record of full size.
    fn dispatch_as() -> Weight {
        Weight::from_parts(110_000_000, 14_000).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }
    // Estimated.
    fn set_guardians() -> Weight {
        Weight::from_parts(60_000_000, 14_000).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }
    // Estimated.
    fn support_recovery() -> Weight {
        Weight::from_parts(70_000_000, 14_000).saturating_add(T::DbWeight::get().reads_writes(5, 1))
    }
    // Estimated.
    fn veto_recovery() -> Weight {
        Weight::from_parts(50_000_000, 14_000).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }
    // Estimated: eight keys, each taken off a full page of the roll in 100 µs.
    fn recover() -> Weight {
        Weight::from_parts(1_050_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(12, 9))
    }
}

/// For mocks.
impl WeightInfo for () {
    fn create() -> Weight {
        RocksDbWeight::get().reads_writes(5, 4)
    }
    fn add_key() -> Weight {
        RocksDbWeight::get().reads_writes(7, 4)
    }
    fn revoke_key() -> Weight {
        RocksDbWeight::get().reads_writes(7, 4)
    }
    fn set_service() -> Weight {
        RocksDbWeight::get().reads_writes(4, 3)
    }
    fn remove_service() -> Weight {
        RocksDbWeight::get().reads_writes(4, 3)
    }
    fn rotate() -> Weight {
        RocksDbWeight::get().reads_writes(8, 7)
    }
    fn deactivate() -> Weight {
        RocksDbWeight::get().reads_writes(11, 9)
    }
    fn dispatch_as() -> Weight {
        RocksDbWeight::get().reads_writes(2, 1)
    }
    fn set_guardians() -> Weight {
        RocksDbWeight::get().reads_writes(4, 3)
    }
    fn support_recovery() -> Weight {
        RocksDbWeight::get().reads_writes(5, 1)
    }
    fn veto_recovery() -> Weight {
        RocksDbWeight::get().reads_writes(3, 1)
    }
    fn recover() -> Weight {
        RocksDbWeight::get().reads_writes(12, 9)
    }
}
