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
    // 2026-11-21: 10 runs; the shortest took 99.9 µs.
    // Keys: Did.AccountDid 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w.
    fn create() -> Weight {
        Weight::from_parts(104_547_000, 895).saturating_add(T::DbWeight::get().reads_writes(5, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 221.0 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, Personhood.CitizenOf 1r 0w,
    // Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Did.Links 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w.
    fn add_key() -> Weight {
        Weight::from_parts(296_835_000, 40_145).saturating_add(T::DbWeight::get().reads_writes(9, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 199.4 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, Did.Links 1r 0w, System.Account 1r 1w,
    // Balances.Holds 1r 1w, Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w, Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn revoke_key() -> Weight {
        Weight::from_parts(203_455_000, 41_921).saturating_add(T::DbWeight::get().reads_writes(11, 8))
    }

    // 2026-11-21: 10 runs; the shortest took 83.8 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Did.Links 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w.
    fn set_service() -> Weight {
        Weight::from_parts(85_708_000, 13_887).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 81.0 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Did.Links 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w.
    fn remove_service() -> Weight {
        Weight::from_parts(82_825_000, 14_277).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 158.7 µs.
    // Keys: Did.AccountDid 2r 2w, Did.Dids 1r 1w, System.BlockHash 1r 0w, Timestamp.Now 1r 0w, Did.Links 1r 0w,
    // System.Account 2r 2w, Balances.Holds 2r 2w, Did.Recoveries 0r 1w.
    fn rotate() -> Weight {
        Weight::from_parts(164_758_000, 14_434).saturating_add(T::DbWeight::get().reads_writes(10, 8))
    }

    // 2026-11-21: 10 runs; the shortest took 291.5 µs.
    // Keys: Did.AccountDid 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 1w, Personhood.ActiveCount 1r 1w, Ballots.SlotOf 1r 0w,
    // Ballots.RollPages 1r 1w, Attention.Pages 1r 1w, Attention.Parameters 1r 0w, Attention.Pending 1r 0w,
    // Attention.PageCount 1r 0w, Mesh.PeersOf 1r 1w, Mesh.Peers 8r 8w, Did.Links 0r 1w, Did.Recoveries 0r 1w,
    // Personhood.Agenda 0r 1w, Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn deactivate() -> Weight {
        Weight::from_parts(302_264_000, 46_419).saturating_add(T::DbWeight::get().reads_writes(23, 36))
    }

    // 2026-11-21: 10 runs; the shortest took 66.0 µs. And the sign of life, as `quota.charge` has it.
    // Keys: Did.Nonces 1r 1w, Timestamp.Now 1r 0w, Did.Dids 1r 0w, System.BlockHash 1r 0w, Did.AccountDid 1r 0w,
    // Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w,
    // Personhood.NotBefore 1r 0w.
    fn dispatch_as() -> Weight {
        Weight::from_parts(92_512_000, 14_337).saturating_add(T::DbWeight::get().reads_writes(10, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 50.4 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, 0xad94f365af7e6b3f76384f9ae8475222 1r 0w, Did.Links 1r 0w,
    // Timestamp.Now 1r 0w, Did.Recoveries 1r 1w.
    fn set_guardians() -> Weight {
        Weight::from_parts(51_968_000, 15_404).saturating_add(T::DbWeight::get().reads_writes(6, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 47.2 µs.
    // Keys: Did.AccountDid 2r 0w, Did.Dids 2r 0w, Did.Recoveries 1r 1w, Timestamp.Now 1r 0w.
    fn support_recovery() -> Weight {
        Weight::from_parts(48_172_000, 13_198).saturating_add(T::DbWeight::get().reads_writes(6, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 31.1 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 0w, Did.Recoveries 1r 1w.
    fn veto_recovery() -> Weight {
        Weight::from_parts(31_678_000, 12_242).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 1000.9 µs.
    // Keys: Did.Recoveries 1r 1w, Timestamp.Now 1r 0w, Did.Dids 1r 1w, Did.AccountDid 1r 2w, System.BlockHash 1r 0w,
    // Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Mesh.Peers 20r 8w,
    // Mesh.PeersOf 1r 1w, Did.Links 1r 1w, System.Account 2r 2w, Balances.Holds 2r 2w, Mesh.Bootstraps 0r 8w,
    // Mesh.Agenda 0r 8w.
    fn recover() -> Weight {
        Weight::from_parts(1_093_842_000, 43_750).saturating_add(T::DbWeight::get().reads_writes(34, 35))
    }

    // 2026-11-21: 10 runs; the shortest took 223.7 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 9r 1w, Did.Links 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w.
    fn set_controllers() -> Weight {
        Weight::from_parts(325_178_000, 100_592).saturating_add(T::DbWeight::get().reads_writes(14, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 87.6 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Dids 1r 1w, Did.Links 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Timestamp.Now 1r 0w.
    fn set_also_known_as() -> Weight {
        Weight::from_parts(90_205_000, 12_213).saturating_add(T::DbWeight::get().reads_writes(6, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 213.4 µs.
    // Keys: Did.AccountDid 1r 0w, Did.Links 1r 1w, Did.Dids 1r 1w, Timestamp.Now 1r 0w, System.Account 1r 1w,
    // Balances.Holds 1r 1w, Personhood.CitizenOf 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w, Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn manage() -> Weight {
        Weight::from_parts(217_487_000, 42_195).saturating_add(T::DbWeight::get().reads_writes(11, 9))
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
