//! Weights of the calls. `SubstrateWeight` holds estimates until the project's own runner has measured them.

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

/// Most bytes of a proof for one DID and its account: record, map entries and trie nodes.
const PROOF_BYTES: u64 = 14_000;
/// Proof of what a voting key touches besides: the citizen and a roll page.
const ROLL_PROOF_BYTES: u64 = 120_000;

/// Estimated weights over the runtime's database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // Reads and writes: the DID, its account's entry, the deposit's hold and balance.
    fn create() -> Weight {
        Weight::from_parts(120_000_000, PROOF_BYTES).saturating_add(T::DbWeight::get().reads_writes(5, 4))
    }
    // With the point check, and citizen, slot and roll page of a voting key.
    fn add_key() -> Weight {
        Weight::from_parts(250_000_000, PROOF_BYTES + ROLL_PROOF_BYTES)
            .saturating_add(T::DbWeight::get().reads_writes(7, 4))
    }
    fn revoke_key() -> Weight {
        Weight::from_parts(60_000_000, PROOF_BYTES + ROLL_PROOF_BYTES)
            .saturating_add(T::DbWeight::get().reads_writes(7, 4))
    }
    fn set_service() -> Weight {
        Weight::from_parts(55_000_000, PROOF_BYTES).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }
    fn remove_service() -> Weight {
        Weight::from_parts(50_000_000, PROOF_BYTES).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }
    // With one signature check, and the deposits of two accounts.
    fn rotate() -> Weight {
        Weight::from_parts(150_000_000, PROOF_BYTES).saturating_add(T::DbWeight::get().reads_writes(8, 7))
    }
    // With citizen, roll page, attention page and counters of a person.
    fn deactivate() -> Weight {
        Weight::from_parts(80_000_000, PROOF_BYTES + 2 * ROLL_PROOF_BYTES)
            .saturating_add(T::DbWeight::get().reads_writes(11, 9))
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
