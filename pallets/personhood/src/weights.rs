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
    // 2026-11-21: 10 runs; the shortest took 415.7 µs.
    // Keys: Timestamp.Now 1r 0w, Did.AccountDid 2r 1w, Personhood.CitizenOf 2r 1w, Personhood.Citizens 10r 1w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w, Did.Dids 1r 1w,
    // Personhood.Applications 1r 1w, System.BlockHash 1r 0w, Personhood.NextCitizen 1r 1w, Ballots.SlotOf 1r 1w,
    // Ballots.NextSlot 1r 1w, Ballots.RollPages 1r 1w, Personhood.ActiveCount 1r 1w, Attention.Parameters 1r 0w,
    // Attention.Pages 1r 1w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w, System.Account 1r 1w,
    // Personhood.CounterForApplications 1r 1w, Personhood.Opened 1r 1w, Personhood.Agenda 0r 3w.
    // Estimated on top until the next run: noting the vouchers.
    fn vouch() -> Weight {
        Weight::from_parts(421_481_000, 37_093).saturating_add(T::DbWeight::get().reads_writes(33, 19))
    }

    // 2026-11-21: 10 runs; the shortest took 29.9 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w.
    fn prove_life() -> Weight {
        Weight::from_parts(31_928_000, 3_009).saturating_add(T::DbWeight::get().reads_writes(7, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 235.4 µs.
    // Keys: Timestamp.Now 1r 0w, Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 11r 1w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w, Did.Dids 1r 0w,
    // Personhood.Renewals 1r 1w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Attention.Parameters 1r 0w,
    // Attention.Pages 1r 1w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w, Personhood.ActiveCount 1r 1w,
    // Personhood.Agenda 0r 2w.
    // Estimated on top until the next run: noting the vouchers.
    fn renew() -> Weight {
        Weight::from_parts(244_466_000, 37_234).saturating_add(T::DbWeight::get().reads_writes(26, 9))
    }

    // 2026-11-21: 10 runs; the shortest took 119.3 µs.
    // Keys: Personhood.Citizens 1r 1w, Personhood.ActiveCount 1r 1w, Timestamp.Now 1r 0w, Attention.Pages 1r 1w,
    // Attention.Parameters 1r 0w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w, Personhood.Renewals 1r 0w,
    // Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Personhood.Agenda 0r 1w.
    // Estimated on top until the next run: eight nodes of the person, ten vouchers who answer.
    fn strike() -> Weight {
        Weight::from_parts(840_841_000, 92_172).saturating_add(T::DbWeight::get().reads_writes(52, 59))
    }

    // 2026-11-21: 10 runs; the shortest took 25.8 µs.
    // Keys: Personhood.ActiveCount 1r 0w, Personhood.Params 1r 1w, Timestamp.Now 1r 0w, Personhood.NotBefore 0r 1w.
    fn set_parameters() -> Weight {
        Weight::from_parts(28_282_000, 327).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 134.9 µs.
    // Keys: Personhood.Citizens 1r 1w, Timestamp.Now 1r 0w, Personhood.LastAlive 1r 0w, Personhood.Params 1r 0w,
    // Personhood.NotBefore 1r 0w, Personhood.LastBlock 1r 0w, Personhood.Outages 1r 0w, Personhood.ActiveCount 1r 1w,
    // Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Attention.Pages 1r 1w, Attention.Parameters 1r 0w,
    // Attention.Pending 1r 0w, Attention.PageCount 1r 0w, Personhood.Agenda 0r 1w.
    // Estimated on top until the next run: eight nodes of the person.
    fn poke() -> Weight {
        Weight::from_parts(259_088_000, 49_660).saturating_add(T::DbWeight::get().reads_writes(31, 37))
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

    // 2026-11-21: 10 runs; the shortest took 133.4 µs.
    // Keys: Personhood.Unanchored 1r 0w, Personhood.NextDay 1r 1w, Personhood.Agenda 2r 1w, Personhood.Citizens 1r 1w,
    // Personhood.LastAlive 1r 0w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w, Personhood.LastBlock 1r 0w,
    // Personhood.Outages 1r 0w, Personhood.ActiveCount 1r 1w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Attention.Pages 1r 1w, Attention.Parameters 1r 0w, Attention.Pending 1r 0w, Timestamp.Now 1r 0w,
    // Attention.PageCount 1r 0w.
    // Estimated on top until the next run: eight nodes of the person.
    fn agenda_item() -> Weight {
        Weight::from_parts(263_405_000, 50_072).saturating_add(T::DbWeight::get().reads_writes(35, 38))
    }
}

/// For mocks.
impl WeightInfo for () {
    fn vouch() -> Weight {
        RocksDbWeight::get().reads_writes(32, 20)
    }
    fn prove_life() -> Weight {
        RocksDbWeight::get().reads_writes(9, 1)
    }
    fn renew() -> Weight {
        RocksDbWeight::get().reads_writes(38, 10)
    }
    fn strike() -> Weight {
        RocksDbWeight::get().reads_writes(7, 8)
    }
    fn set_parameters() -> Weight {
        RocksDbWeight::get().reads_writes(1, 2)
    }
    fn poke() -> Weight {
        RocksDbWeight::get().reads_writes(9, 8)
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
        RocksDbWeight::get().reads_writes(10, 9)
    }
}
