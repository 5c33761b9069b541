//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

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

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // Estimated: 420 µs measured for the admission, and the sponsors and accounts of ten vouchers.
    fn vouch() -> Weight {
        Weight::from_parts(520_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(78, 24))
    }

    // 2026-11-21: 10 runs; the shortest took 29.9 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w.
    fn prove_life() -> Weight {
        Weight::from_parts(31_928_000, 3_009).saturating_add(T::DbWeight::get().reads_writes(7, 1))
    }

    // Estimated: 240 µs measured for the renewal, and the sponsors and accounts of ten vouchers.
    fn renew() -> Weight {
        Weight::from_parts(340_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(72, 12))
    }

    // Estimated: 120 µs measured for the strike, and ten vouchers who answer for it.
    fn strike() -> Weight {
        Weight::from_parts(230_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(54, 50))
    }

    // 2026-11-21: 10 runs; the shortest took 25.8 µs.
    // Keys: Personhood.ActiveCount 1r 0w, Personhood.Params 1r 1w, Timestamp.Now 1r 0w, Personhood.NotBefore 0r 1w.
    fn set_parameters() -> Weight {
        Weight::from_parts(28_282_000, 327).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // Estimated: 140 µs measured for the lapse, and ten vouchers looked at.
    fn poke() -> Weight {
        Weight::from_parts(210_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(36, 7))
    }

    // Estimated.
    fn set_defences() -> Weight {
        Weight::from_parts(30_000_000, 1_000).saturating_add(T::DbWeight::get().reads_writes(4, 3))
    }

    // Estimated: signature, point check, deposit.
    fn apply() -> Weight {
        Weight::from_parts(240_000_000, 16_000).saturating_add(T::DbWeight::get().reads_writes(14, 10))
    }

    // Estimated: an admission whose ten vouchers are looked at again.
    fn admit() -> Weight {
        Weight::from_parts(480_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(66, 20))
    }

    // Estimated.
    fn release_deposit() -> Weight {
        Weight::from_parts(90_000_000, 12_000).saturating_add(T::DbWeight::get().reads_writes(8, 4))
    }

    // Estimated.
    fn challenge() -> Weight {
        Weight::from_parts(90_000_000, 16_000).saturating_add(T::DbWeight::get().reads_writes(24, 8))
    }

    // Estimated: a strike for which ten vouchers answer, and the end of the case.
    fn rule() -> Weight {
        Weight::from_parts(280_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(60, 54))
    }

    // 2026-11-21: 10 runs; the shortest took 5.4 µs.
    // Keys: Timestamp.Now 1r 0w, Personhood.LastBlock 1r 1w, Personhood.Outages 1r 1w.
    fn on_finalize() -> Weight {
        Weight::from_parts(5_688_000, 313).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 3.4 µs.
    // Keys: Personhood.Unanchored 1r 0w, Personhood.NextDay 1r 0w.
    fn on_idle_base() -> Weight {
        Weight::from_parts(3_615_000, 227).saturating_add(T::DbWeight::get().reads_writes(2, 0))
    }

    // 2026-11-21: 10 runs; the shortest took 37.9 µs.
    // Keys: Personhood.Unanchored 1r 1w, Personhood.Citizens 1r 1w, Personhood.Params 1r 0w,
    // Personhood.LastAlive 1r 1w, Personhood.NotBefore 1r 0w, Attention.Parameters 1r 0w, Attention.Pages 1r 1w,
    // Attention.Pending 1r 0w, Timestamp.Now 1r 0w, Attention.PageCount 1r 0w, Personhood.Agenda 0r 2w.
    fn anchor_founder() -> Weight {
        Weight::from_parts(40_110_000, 8_225).saturating_add(T::DbWeight::get().reads_writes(10, 6))
    }

    // 2026-11-21: 10 runs; the shortest took 8.8 µs.
    // Keys: Personhood.Unanchored 1r 0w, Personhood.NextDay 1r 1w, Personhood.Agenda 1r 0w, Personhood.Outages 1r 0w.
    fn agenda_day() -> Weight {
        Weight::from_parts(8_984_000, 1_124).saturating_add(T::DbWeight::get().reads_writes(4, 1))
    }

    // Estimated: an admission whose ten vouchers are looked at again.
    fn agenda_item() -> Weight {
        Weight::from_parts(480_000_000, 60_000).saturating_add(T::DbWeight::get().reads_writes(72, 22))
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
