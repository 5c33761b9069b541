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
    /// [`crate::Pallet::set_controllers`].
    fn set_controllers() -> Weight;
    /// [`crate::Pallet::set_also_known_as`].
    fn set_also_known_as() -> Weight;
    /// [`crate::Pallet::manage`], with the change that costs most.
    fn manage() -> Weight;
}

/// Weights with the runtime's own database costs.
///
/// What was measured before DIDs had links has the cost of `Did.Links` added: the longest value, and 2 to 3 µs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 20 runs; the shortest took 59.1 µs.
    // Keys: Did.AccountDid 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w.
    fn create() -> Weight {
        Weight::from_parts(60_752_000, 895).saturating_add(T::DbWeight::get().reads_writes(5, 4))
    }

    // 2026-11-21: 20 runs; the shortest took 175.1 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, Personhood.CitizenOf 1r 0w,
    // Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w.
    fn add_key() -> Weight {
        Weight::from_parts(181_939_000, 40_085).saturating_add(T::DbWeight::get().reads_writes(9, 4))
    }

    // 2026-11-21: 20 runs; the shortest took 183.5 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w,
    // Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn revoke_key() -> Weight {
        Weight::from_parts(188_879_000, 41_865).saturating_add(T::DbWeight::get().reads_writes(11, 8))
    }

    // 2026-11-21: 20 runs; the shortest took 73.4 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w, Timestamp.Now 1r 0w.
    fn set_service() -> Weight {
        Weight::from_parts(77_242_000, 13_827).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }

    // 2026-11-21: 20 runs; the shortest took 72.4 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w, Timestamp.Now 1r 0w.
    fn remove_service() -> Weight {
        Weight::from_parts(77_532_000, 14_217).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }

    // 2026-11-21: 20 runs; the shortest took 153.0 µs.
    // Keys: Did.AccountDid 2r 2w, Did.Dids 1r 1w, System.BlockHash 1r 0w, Timestamp.Now 1r 0w, System.Account 2r 2w,
    // Balances.Holds 2r 2w, Did.Recoveries 0r 1w.
    fn rotate() -> Weight {
        Weight::from_parts(159_525_000, 14_406).saturating_add(T::DbWeight::get().reads_writes(10, 8))
    }

    // 2026-11-21: 20 runs; the shortest took 280.6 µs.
    // Keys: Did.AccountDid 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 1w, Personhood.ActiveCount 1r 1w, Ballots.SlotOf 1r 0w,
    // Ballots.RollPages 1r 1w, Attention.Pages 1r 1w, Attention.Parameters 1r 0w, Attention.Pending 1r 0w,
    // Attention.PageCount 1r 0w, Mesh.PeersOf 1r 1w, Mesh.Peers 8r 8w, Did.Recoveries 0r 1w, Personhood.Agenda 0r 1w,
    // Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn deactivate() -> Weight {
        Weight::from_parts(287_739_000, 48_751).saturating_add(T::DbWeight::get().reads_writes(23, 36))
    }

    // 2026-11-21: 20 runs; the shortest took 63.3 µs.
    // Keys: Timestamp.Now 1r 0w, Did.Nonces 1r 1w, Did.Dids 1r 0w, System.BlockHash 1r 0w.
    fn dispatch_as() -> Weight {
        Weight::from_parts(65_358_000, 11_325).saturating_add(T::DbWeight::get().reads_writes(4, 1))
    }

    // Estimated: 75.1 µs on 2026-11-21 without a recovery that ends.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Did.Recoveries 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w. And the least notice, where it is stored: 1r 0w.
    fn set_guardians() -> Weight {
        Weight::from_parts(88_000_000, 14_947).saturating_add(T::DbWeight::get().reads_writes(8, 4))
    }

    // 2026-11-21: 20 runs; the shortest took 45.8 µs.
    // Keys: Did.AccountDid 2r 0w, Did.Dids 2r 0w, Did.Recoveries 1r 1w, Timestamp.Now 1r 0w.
    fn support_recovery() -> Weight {
        Weight::from_parts(46_409_000, 13_186).saturating_add(T::DbWeight::get().reads_writes(6, 1))
    }

    // 2026-11-21: 20 runs; the shortest took 30.1 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 0w, Did.Recoveries 1r 1w.
    fn veto_recovery() -> Weight {
        Weight::from_parts(31_106_000, 12_230).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    // Estimated: 786.7 µs on 2026-11-21 without nodes; 16 µs for each of eight, 5 µs for each key that is no node's, and
    // an event for each of twelve keys more.
    // Keys: Did.Recoveries 1r 1w, Timestamp.Now 1r 0w, Did.Dids 1r 1w, Did.AccountDid 1r 2w, System.BlockHash 1r 0w,
    // Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, System.Account 2r 2w,
    // Balances.Holds 2r 2w, Mesh.Peers 20r 8w, Mesh.PeersOf 1r 1w, Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn recover() -> Weight {
        Weight::from_parts(1_053_000_000, 44_847).saturating_add(T::DbWeight::get().reads_writes(34, 35))
    }

    // Estimated: as `set_guardians`, and the records of as many controllers as may be.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 9r 1w, Did.Links 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w.
    fn set_controllers() -> Weight {
        Weight::from_parts(180_000_000, 105_000).saturating_add(T::DbWeight::get().reads_writes(14, 4))
    }

    // Estimated: as `set_service`, and the links.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Did.Links 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w.
    fn set_also_known_as() -> Weight {
        Weight::from_parts(85_000_000, 14_217).saturating_add(T::DbWeight::get().reads_writes(6, 4))
    }

    // Estimated: as `revoke_key`, and the links.
    // Keys: Did.AccountDid 1r 0w, Did.Links 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w,
    // Balances.Holds 1r 1w, Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w, Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn manage() -> Weight {
        Weight::from_parts(200_000_000, 42_000).saturating_add(T::DbWeight::get().reads_writes(11, 9))
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
        RocksDbWeight::get().reads_writes(23, 35)
    }
    fn dispatch_as() -> Weight {
        RocksDbWeight::get().reads_writes(2, 1)
    }
    fn set_guardians() -> Weight {
        RocksDbWeight::get().reads_writes(6, 4)
    }
    fn support_recovery() -> Weight {
        RocksDbWeight::get().reads_writes(5, 1)
    }
    fn veto_recovery() -> Weight {
        RocksDbWeight::get().reads_writes(3, 1)
    }
    fn recover() -> Weight {
        RocksDbWeight::get().reads_writes(33, 34)
    }
    fn set_controllers() -> Weight {
        RocksDbWeight::get().reads_writes(14, 4)
    }
    fn set_also_known_as() -> Weight {
        RocksDbWeight::get().reads_writes(6, 4)
    }
    fn manage() -> Weight {
        RocksDbWeight::get().reads_writes(11, 9)
    }
}
