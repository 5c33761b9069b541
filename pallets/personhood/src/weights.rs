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
        Weight::from_parts(350_000_000, 260_000).saturating_add(T::DbWeight::get().reads_writes(32, 21))
    }
    fn prove_life() -> Weight {
        Weight::from_parts(40_000_000, 16_000).saturating_add(T::DbWeight::get().reads_writes(9, 1))
    }
    // Renewal by the last vouch.
    fn renew() -> Weight {
        Weight::from_parts(120_000_000, 260_000).saturating_add(T::DbWeight::get().reads_writes(38, 11))
    }
    // With eight nodes of the person, as in every lapse below; ten vouchers answer for it.
    fn strike() -> Weight {
        Weight::from_parts(770_000_000, 600_000).saturating_add(T::DbWeight::get().reads_writes(95, 61))
    }
    fn set_parameters() -> Weight {
        Weight::from_parts(15_000_000, 2_000).saturating_add(T::DbWeight::get().reads_writes(1, 2))
    }
    // A lapse.
    fn poke() -> Weight {
        Weight::from_parts(190_000_000, 280_000).saturating_add(T::DbWeight::get().reads_writes(26, 40))
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
    // A lapse.
    fn agenda_item() -> Weight {
        Weight::from_parts(190_000_000, 280_000).saturating_add(T::DbWeight::get().reads_writes(27, 41))
    }
}

/// For mocks.
impl WeightInfo for () {
    fn vouch() -> Weight {
        RocksDbWeight::get().reads_writes(32, 21)
    }
    fn prove_life() -> Weight {
        RocksDbWeight::get().reads_writes(9, 1)
    }
    fn renew() -> Weight {
        RocksDbWeight::get().reads_writes(38, 11)
    }
    fn strike() -> Weight {
        RocksDbWeight::get().reads_writes(95, 61)
    }
    fn set_parameters() -> Weight {
        RocksDbWeight::get().reads_writes(1, 2)
    }
    fn poke() -> Weight {
        RocksDbWeight::get().reads_writes(26, 40)
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
        RocksDbWeight::get().reads_writes(27, 41)
    }
}
