//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{Weight, constants::RocksDbWeight},
};

/// Weights of calls and hooks, each at its worst: as many vouchers, nodes and voting keys as fit, full pages of roll
/// and attention.
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
    /// Working one item of the agenda: a case that ends and admits its newcomer. A lapse costs what a poke does.
    fn agenda_item() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 10 runs; the shortest took 1134.3 µs.
    // Keys: Timestamp.Now 1r 0w, Personhood.Protection 1r 0w, Did.AccountDid 2r 0w, Personhood.CitizenOf 2r 1w,
    // Personhood.Citizens 10r 1w, Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w,
    // Personhood.Vouchings 10r 1w, Personhood.CaseOf 1r 0w, Personhood.Privileged 1r 0w, Personhood.Sponsors 10r 1w,
    // Personhood.Candidates 1r 0w, Did.Dids 1r 1w, Personhood.Applications 1r 1w, Personhood.CurrentCohort 1r 1w,
    // Personhood.ActiveCount 1r 1w, System.BlockHash 1r 0w, Personhood.CounterForApplications 1r 1w,
    // Personhood.Opened 1r 1w, Personhood.NextCitizen 1r 1w, Ballots.SlotOf 1r 1w, Ballots.NextSlot 1r 1w,
    // Ballots.RollPages 1r 1w, Attention.Parameters 1r 0w, Attention.Pages 1r 1w, Attention.Pending 1r 0w,
    // Attention.PageCount 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w, Personhood.Agenda 0r 3w.
    fn vouch() -> Weight {
        Weight::from_parts(1_176_857_000, 38_680).saturating_add(T::DbWeight::get().reads_writes(59, 21))
    }

    // 2026-11-21: 10 runs; the shortest took 32.8 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w.
    fn prove_life() -> Weight {
        Weight::from_parts(42_944_000, 3_095).saturating_add(T::DbWeight::get().reads_writes(7, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 558.2 µs.
    // Keys: Timestamp.Now 1r 0w, Personhood.Protection 1r 0w, Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w,
    // Personhood.Citizens 11r 1w, Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w,
    // Personhood.Vouchings 10r 1w, Personhood.CaseOf 1r 0w, Personhood.Privileged 1r 0w, Personhood.Sponsors 10r 1w,
    // Did.Dids 1r 0w, Personhood.Renewals 1r 1w, Personhood.LastBlock 1r 0w, Personhood.Outages 1r 0w,
    // Personhood.ActiveCount 1r 1w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w, Attention.Pages 1r 1w,
    // Attention.Parameters 1r 0w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w, Mesh.PeersOf 1r 1w,
    // Mesh.Peers 8r 8w, Personhood.Agenda 0r 3w, Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn renew() -> Weight {
        Weight::from_parts(567_262_000, 40_181).saturating_add(T::DbWeight::get().reads_writes(60, 36))
    }

    // 2026-11-21: 10 runs; the shortest took 648.3 µs.
    // Keys: Personhood.Citizens 11r 1w, Personhood.ActiveCount 1r 1w, Timestamp.Now 1r 0w, Attention.Pages 1r 1w,
    // Attention.Parameters 1r 0w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w, Mesh.PeersOf 1r 1w,
    // Mesh.Peers 8r 8w, Personhood.Renewals 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Personhood.CaseOf 1r 0w, Personhood.Deposits 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.Sponsors 1r 1w, Personhood.Protection 1r 0w, Personhood.Vouchings 10r 10w,
    // Reputation.Parameters 1r 0w, Reputation.Counted 10r 10w, Reputation.Clock 1r 0w, Reputation.Pages 1r 1w,
    // Personhood.Agenda 0r 1w, Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn strike() -> Weight {
        Weight::from_parts(669_085_000, 37_130).saturating_add(T::DbWeight::get().reads_writes(58, 55))
    }

    // 2026-11-21: 10 runs; the shortest took 29.1 µs.
    // Keys: Personhood.ActiveCount 1r 0w, Personhood.Params 1r 1w, Timestamp.Now 1r 0w, Personhood.NotBefore 0r 1w.
    fn set_parameters() -> Weight {
        Weight::from_parts(32_158_000, 433).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 346.8 µs.
    // Keys: Personhood.Citizens 11r 1w, Timestamp.Now 1r 0w, Personhood.LastAlive 1r 0w, Personhood.Params 1r 0w,
    // Personhood.NotBefore 1r 0w, Personhood.Sponsors 1r 0w, Personhood.Vouchings 10r 0w, Personhood.LastBlock 1r 0w,
    // Personhood.Outages 1r 0w, Personhood.ActiveCount 1r 1w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Attention.Pages 1r 1w, Attention.Parameters 1r 0w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w,
    // Mesh.PeersOf 1r 1w, Mesh.Peers 8r 8w, Personhood.Agenda 0r 1w, Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn poke() -> Weight {
        Weight::from_parts(354_813_000, 38_505).saturating_add(T::DbWeight::get().reads_writes(44, 30))
    }

    // 2026-11-21: 10 runs; the shortest took 11.2 µs.
    // Keys: Personhood.Privileged 1r 1w, Personhood.ActiveCount 1r 0w, Personhood.Protection 0r 1w.
    fn set_defences() -> Weight {
        Weight::from_parts(12_098_000, 333).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 167.9 µs.
    // Keys: Timestamp.Now 1r 0w, Personhood.Candidates 1r 1w, Personhood.CitizenOf 1r 0w, Did.AccountDid 1r 0w,
    // Did.Dids 1r 0w, System.BlockHash 1r 0w, Personhood.Protection 1r 0w, Personhood.CurrentCohort 1r 1w,
    // Personhood.ActiveCount 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w, Personhood.Applications 1r 1w,
    // Personhood.CounterForApplications 1r 1w, Personhood.Opened 1r 1w, Personhood.Agenda 0r 2w.
    fn apply() -> Weight {
        Weight::from_parts(174_983_000, 2_971).saturating_add(T::DbWeight::get().reads_writes(14, 9))
    }

    // 2026-11-21: 10 runs; the shortest took 1014.5 µs.
    // Keys: Personhood.Candidates 1r 1w, Personhood.CaseOf 1r 0w, Timestamp.Now 1r 0w, Personhood.Citizens 10r 1w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w, Personhood.Vouchings 10r 0w,
    // Personhood.CitizenOf 1r 1w, Did.AccountDid 1r 0w, Did.Dids 1r 1w, Personhood.NextCitizen 1r 1w,
    // Ballots.SlotOf 1r 1w, Ballots.NextSlot 1r 1w, Ballots.RollPages 1r 1w, Personhood.ActiveCount 1r 1w,
    // Personhood.Privileged 1r 0w, Personhood.Protection 1r 0w, Attention.Parameters 1r 0w, Attention.Pages 1r 1w,
    // Attention.Pending 1r 0w, Attention.PageCount 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.Agenda 0r 3w, Personhood.Sponsors 0r 1w.
    fn admit() -> Weight {
        Weight::from_parts(1_072_170_000, 37_800).saturating_add(T::DbWeight::get().reads_writes(42, 17))
    }

    // 2026-11-21: 10 runs; the shortest took 51.3 µs.
    // Keys: Personhood.Deposits 1r 1w, Personhood.CaseOf 1r 0w, Personhood.Citizens 1r 0w, Personhood.Sponsors 1r 0w,
    // System.Account 1r 1w, Balances.Holds 1r 1w.
    fn release_deposit() -> Weight {
        Weight::from_parts(55_213_000, 944).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 139.6 µs.
    // Keys: Timestamp.Now 1r 0w, Personhood.Protection 1r 0w, Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w,
    // Personhood.Citizens 2r 0w, Personhood.LastAlive 1r 0w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w,
    // Personhood.Vouchings 1r 1w, Personhood.CaseOf 2r 1w, Personhood.Privileged 1r 0w, Personhood.Sponsors 11r 0w,
    // Personhood.CaseBy 1r 1w, Personhood.CounterForCases 1r 1w, Personhood.Candidates 1r 0w,
    // Personhood.NextCase 1r 1w, Personhood.Cases 1r 1w, Personhood.Agenda 0r 1w.
    fn challenge() -> Weight {
        Weight::from_parts(147_641_000, 4_790).saturating_add(T::DbWeight::get().reads_writes(29, 7))
    }

    // 2026-11-21: 10 runs; the shortest took 667.8 µs.
    // Keys: Personhood.Cases 1r 1w, Personhood.CounterForCases 1r 1w, Personhood.Protection 1r 0w,
    // Personhood.Vouchings 11r 11w, Personhood.Citizens 11r 1w, Personhood.ActiveCount 1r 1w, Timestamp.Now 1r 0w,
    // Attention.Pages 1r 1w, Attention.Parameters 1r 0w, Attention.Pending 1r 0w, Attention.PageCount 1r 0w,
    // Mesh.PeersOf 1r 1w, Mesh.Peers 8r 8w, Personhood.Renewals 1r 0w, Ballots.SlotOf 1r 0w, Ballots.RollPages 1r 1w,
    // Personhood.Deposits 1r 1w, System.Account 1r 1w, Balances.Holds 1r 1w, Personhood.Sponsors 1r 1w,
    // Reputation.Parameters 1r 0w, Reputation.Counted 10r 10w, Reputation.Clock 1r 0w, Reputation.Pages 1r 1w,
    // Personhood.Agenda 0r 2w, Personhood.CaseOf 0r 1w, Personhood.CaseBy 0r 1w, Mesh.Bootstraps 0r 8w,
    // Mesh.Agenda 0r 8w.
    fn rule() -> Weight {
        Weight::from_parts(674_343_000, 37_417).saturating_add(T::DbWeight::get().reads_writes(60, 61))
    }

    // 2026-11-21: 10 runs; the shortest took 6.6 µs.
    // Keys: Timestamp.Now 1r 0w, Personhood.LastBlock 1r 1w, Personhood.Outages 1r 1w.
    fn on_finalize() -> Weight {
        Weight::from_parts(6_840_000, 407).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 4.5 µs.
    // Keys: Personhood.Unanchored 1r 0w, Personhood.NextDay 1r 0w.
    fn on_idle_base() -> Weight {
        Weight::from_parts(4_637_000, 321).saturating_add(T::DbWeight::get().reads_writes(2, 0))
    }

    // 2026-11-21: 10 runs; the shortest took 40.5 µs.
    // Keys: Personhood.Unanchored 1r 1w, Personhood.Citizens 1r 1w, Personhood.Params 1r 0w,
    // Personhood.LastAlive 1r 1w, Personhood.NotBefore 1r 0w, Attention.Parameters 1r 0w, Attention.Pages 1r 1w,
    // Attention.Pending 1r 0w, Timestamp.Now 1r 0w, Attention.PageCount 1r 0w, Personhood.Agenda 0r 2w.
    fn anchor_founder() -> Weight {
        Weight::from_parts(41_832_000, 8_319).saturating_add(T::DbWeight::get().reads_writes(10, 6))
    }

    // 2026-11-21: 10 runs; the shortest took 10.3 µs.
    // Keys: Personhood.Unanchored 1r 0w, Personhood.NextDay 1r 1w, Personhood.Agenda 1r 0w, Personhood.Outages 1r 0w.
    fn agenda_day() -> Weight {
        Weight::from_parts(11_427_000, 1_218).saturating_add(T::DbWeight::get().reads_writes(4, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 1061.9 µs.
    // Keys: Personhood.Unanchored 1r 0w, Personhood.NextDay 1r 1w, Personhood.Agenda 2r 4w, Personhood.Cases 1r 1w,
    // Personhood.CounterForCases 1r 1w, Personhood.Candidates 1r 1w, Timestamp.Now 1r 0w, Personhood.Citizens 10r 1w,
    // Personhood.LastAlive 1r 1w, Personhood.Params 1r 0w, Personhood.NotBefore 1r 0w, Personhood.Vouchings 10r 0w,
    // Personhood.CitizenOf 1r 1w, Did.AccountDid 1r 0w, Did.Dids 1r 1w, Personhood.NextCitizen 1r 1w,
    // Ballots.SlotOf 1r 1w, Ballots.NextSlot 1r 1w, Ballots.RollPages 1r 1w, Personhood.ActiveCount 1r 1w,
    // Personhood.Privileged 1r 0w, Personhood.Protection 1r 0w, Attention.Parameters 1r 0w, Attention.Pages 1r 1w,
    // Attention.Pending 1r 0w, Attention.PageCount 1r 0w, System.Account 1r 1w, Balances.Holds 1r 1w,
    // Personhood.Outages 1r 0w, Personhood.CaseOf 0r 1w, Personhood.Sponsors 0r 1w, Personhood.CaseBy 0r 1w.
    fn agenda_item() -> Weight {
        Weight::from_parts(1_075_524_000, 38_446).saturating_add(T::DbWeight::get().reads_writes(48, 23))
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
        RocksDbWeight::get().reads_writes(95, 40)
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
        RocksDbWeight::get().reads_writes(30, 8)
    }
    fn rule() -> Weight {
        RocksDbWeight::get().reads_writes(64, 77)
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
        RocksDbWeight::get().reads_writes(74, 27)
    }
}
