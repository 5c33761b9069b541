//! Weights of calls and hooks. `SubstrateWeight` holds estimates until the project's own runner has measured them.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{Weight, constants::RocksDbWeight},
};

/// Weights of calls and hooks, each at its worst: as many vouchers as fit, full pages of roll and attention.
pub trait WeightInfo {
    /// [`crate::Pallet::vouch`].
    fn vouch() -> Weight;
    /// [`crate::Pallet::prove_life`].
    fn prove_life() -> Weight;
    /// [`crate::Pallet::renew`].
    fn renew() -> Weight;
    /// [`crate::Pallet::strike`].
    fn strike() -> Weight;
    /// [`crate::Pallet::set_parameters`].
    fn set_parameters() -> Weight;
    /// [`crate::Pallet::poke`].
    fn poke() -> Weight;
    /// [`crate::Pallet::set_defences`].
    fn set_defences() -> Weight;
    /// [`crate::Pallet::apply`].
    fn apply() -> Weight;
    /// [`crate::Pallet::admit`].
    fn admit() -> Weight;
    /// [`crate::Pallet::release_deposit`].
    fn release_deposit() -> Weight;
    /// [`crate::Pallet::challenge`].
    fn challenge() -> Weight;
    /// [`crate::Pallet::rule`].
    fn rule() -> Weight;
    /// Noting the block's time and an outage before it.
    fn on_finalize() -> Weight;
    /// What `on_idle` reads in any case.
    fn on_idle_base() -> Weight;
    /// Starting one founder's time.
    fn anchor_founder() -> Weight;
    /// Finding a day of the agenda done.
    fn agenda_day() -> Weight;
    /// Working one item of the agenda.
    fn agenda_item() -> Weight;
}

/// Estimated weights over the runtime's database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // Admission by the last vouch: signature, point check, DID, roll page, attention page, agenda.
    fn vouch() -> Weight {
        Weight::from_parts(420_000_000, 300_000).saturating_add(T::DbWeight::get().reads_writes(78, 24))
    }
    fn prove_life() -> Weight {
        Weight::from_parts(40_000_000, 16_000).saturating_add(T::DbWeight::get().reads_writes(9, 1))
    }
    // Renewal by the last vouch.
    fn renew() -> Weight {
        Weight::from_parts(190_000_000, 300_000).saturating_add(T::DbWeight::get().reads_writes(84, 14))
    }
    // All vouchers answer for it.
    fn strike() -> Weight {
        Weight::from_parts(180_000_000, 320_000).saturating_add(T::DbWeight::get().reads_writes(54, 50))
    }
    fn set_parameters() -> Weight {
        Weight::from_parts(15_000_000, 2_000).saturating_add(T::DbWeight::get().reads_writes(1, 2))
    }
    // A lapse of one whose vouchers are all looked at.
    fn poke() -> Weight {
        Weight::from_parts(100_000_000, 260_000).saturating_add(T::DbWeight::get().reads_writes(30, 10))
    }
    fn set_defences() -> Weight {
        Weight::from_parts(15_000_000, 2_000).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
    // Signature, point check, deposit.
    fn apply() -> Weight {
        Weight::from_parts(220_000_000, 16_000).saturating_add(T::DbWeight::get().reads_writes(10, 8))
    }
    // As the last vouch, with all vouchers looked at again.
    fn admit() -> Weight {
        Weight::from_parts(300_000_000, 280_000).saturating_add(T::DbWeight::get().reads_writes(66, 20))
    }
    fn release_deposit() -> Weight {
        Weight::from_parts(80_000_000, 12_000).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }
    fn challenge() -> Weight {
        Weight::from_parts(60_000_000, 24_000).saturating_add(T::DbWeight::get().reads_writes(20, 7))
    }
    // Upheld: a strike for which all vouchers answer.
    fn rule() -> Weight {
        Weight::from_parts(200_000_000, 320_000).saturating_add(T::DbWeight::get().reads_writes(56, 52))
    }
    fn on_finalize() -> Weight {
        Weight::from_parts(12_000_000, 4_000).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }
    fn on_idle_base() -> Weight {
        Weight::from_parts(8_000_000, 4_000).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }
    fn anchor_founder() -> Weight {
        Weight::from_parts(60_000_000, 130_000).saturating_add(T::DbWeight::get().reads_writes(6, 5))
    }
    fn agenda_day() -> Weight {
        Weight::from_parts(10_000_000, 4_000).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }
    // An admission.
    fn agenda_item() -> Weight {
        Weight::from_parts(320_000_000, 260_000).saturating_add(T::DbWeight::get().reads_writes(70, 21))
    }
}

/// For mocks.
impl WeightInfo for () {
    fn vouch() -> Weight {
        RocksDbWeight::get().reads_writes(78, 24)
    }
    fn prove_life() -> Weight {
        RocksDbWeight::get().reads_writes(9, 1)
    }
    fn renew() -> Weight {
        RocksDbWeight::get().reads_writes(84, 14)
    }
    fn strike() -> Weight {
        RocksDbWeight::get().reads_writes(54, 50)
    }
    fn set_parameters() -> Weight {
        RocksDbWeight::get().reads_writes(1, 2)
    }
    fn poke() -> Weight {
        RocksDbWeight::get().reads_writes(30, 10)
    }
    fn set_defences() -> Weight {
        RocksDbWeight::get().reads_writes(2, 2)
    }
    fn apply() -> Weight {
        RocksDbWeight::get().reads_writes(10, 8)
    }
    fn admit() -> Weight {
        RocksDbWeight::get().reads_writes(66, 20)
    }
    fn release_deposit() -> Weight {
        RocksDbWeight::get().reads_writes(6, 3)
    }
    fn challenge() -> Weight {
        RocksDbWeight::get().reads_writes(20, 7)
    }
    fn rule() -> Weight {
        RocksDbWeight::get().reads_writes(56, 52)
    }
    fn on_finalize() -> Weight {
        RocksDbWeight::get().reads_writes(3, 2)
    }
    fn on_idle_base() -> Weight {
        RocksDbWeight::get().reads_writes(3, 1)
    }
    fn anchor_founder() -> Weight {
        RocksDbWeight::get().reads_writes(6, 5)
    }
    fn agenda_day() -> Weight {
        RocksDbWeight::get().reads_writes(2, 2)
    }
    fn agenda_item() -> Weight {
        RocksDbWeight::get().reads_writes(70, 21)
    }
}
