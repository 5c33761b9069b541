//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.
//!
//! `propose` and decisions include what the ballot boxes, the preimage store and the scheduler do.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{RuntimeDbWeight, Weight, constants::RocksDbWeight},
};

/// What calls and hooks cost.
pub trait WeightInfo {
    /// `propose` with a call of so many bytes.
    fn propose(call_bytes: u32) -> Weight;
    /// `withdraw`, with what the ballot boxes and the preimage store do.
    fn withdraw() -> Weight;
    /// Any one call on an article.
    fn article() -> Weight;
    /// `set_parameters`.
    fn set_parameters() -> Weight;
    /// `retry_enactment`.
    fn retry_enactment() -> Weight;
    /// Taking note of a decision: for the pallet that tells of it.
    fn decided() -> Weight;
    /// Looking whether a day is due.
    fn look_at_agenda() -> Weight;
    /// Looking at one article, or finding that a day has none left.
    fn look_at_article() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 6 steps of 10 runs, medians up to 3.1 % above; the shortest took 51.5 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Constitution.CurrentParameters 1r 0w, Constitution.OpenContents 1r 1w, Constitution.OpenCount 1r 1w,
    // Personhood.ActiveCount 1r 0w, Ballots.Clock 1r 0w, Ballots.OpenBoxes 1r 1w, Ballots.Closing 1r 1w,
    // Constitution.NextProposal 1r 1w, Ballots.Ledgers 1r 1w, Ballots.ClosingCursor 1r 1w, Preimage.StatusFor 1r 0w,
    // Preimage.RequestStatusFor 1r 1w, Personhood.LastAlive 1r 1w, Preimage.PreimageFor 0r 1w,
    // Constitution.Proposals 0r 1w.
    fn propose(call_bytes: u32) -> Weight {
        Weight::from_parts(59_775_120, 3_713)
            .saturating_add(T::DbWeight::get().reads_writes(16, 10))
            .saturating_add(Weight::from_parts(2_829, 0).saturating_mul(call_bytes.into()))
    }

    // 2026-11-21: 10 runs; the shortest took 57.9 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Constitution.Proposals 1r 1w, Preimage.StatusFor 1r 0w, Preimage.RequestStatusFor 1r 1w, Ballots.Ledgers 1r 1w,
    // Ballots.Clock 1r 0w, Ballots.Closing 1r 1w, Ballots.OpenBoxes 1r 1w, Constitution.OpenCount 1r 1w,
    // Preimage.PreimageFor 0r 1w, Constitution.OpenContents 0r 1w.
    fn withdraw() -> Weight {
        Weight::from_parts(61_011_000, 2_385).saturating_add(T::DbWeight::get().reads_writes(12, 8))
    }

    // 2026-11-21: 10 runs; the shortest took 18.1 µs.
    // Keys: Timestamp.Now 1r 0w, Constitution.Articles 1r 1w, Constitution.CurrentParameters 1r 0w,
    // Constitution.DueCursor 1r 0w, Constitution.Due 0r 3w.
    fn article() -> Weight {
        Weight::from_parts(18_668_000, 840).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 7.3 µs.
    // Keys: Constitution.CurrentParameters 1r 1w.
    fn set_parameters() -> Weight {
        Weight::from_parts(7_782_000, 585).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 43.0 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Constitution.Proposals 1r 1w, Scheduler.Lookup 1r 1w, Scheduler.Agenda 1r 1w, Preimage.StatusFor 1r 0w,
    // Preimage.RequestStatusFor 1r 1w.
    fn retry_enactment() -> Weight {
        Weight::from_parts(45_668_000, 1_939).saturating_add(T::DbWeight::get().reads_writes(9, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 33.0 µs.
    // Keys: Constitution.Proposals 1r 1w, Constitution.OpenCount 1r 1w, Scheduler.Lookup 1r 1w, Scheduler.Agenda 1r 1w,
    // Preimage.StatusFor 1r 0w, Preimage.RequestStatusFor 1r 1w, Timestamp.Now 1r 0w, Constitution.OpenContents 0r 1w.
    fn decided() -> Weight {
        Weight::from_parts(34_802_000, 490).saturating_add(T::DbWeight::get().reads_writes(7, 6))
    }

    // 2026-11-21: 10 runs; the shortest took 4.1 µs.
    // Keys: Constitution.DueCursor 1r 0w, Timestamp.Now 1r 0w.
    fn look_at_agenda() -> Weight {
        Weight::from_parts(4_326_000, 205).saturating_add(T::DbWeight::get().reads_writes(2, 0))
    }

    // 2026-11-21: 10 runs; the shortest took 17.7 µs.
    // Keys: Constitution.DueCursor 1r 0w, Timestamp.Now 1r 0w, Constitution.Due 1r 1w, Constitution.Articles 1r 1w,
    // Constitution.CurrentParameters 1r 0w, Constitution.Shelved 0r 1w.
    fn look_at_article() -> Weight {
        Weight::from_parts(18_238_000, 910).saturating_add(T::DbWeight::get().reads_writes(5, 3))
    }
}

impl WeightInfo for () {
    fn propose(call_bytes: u32) -> Weight {
        propose(call_bytes, RocksDbWeight::get())
    }
    fn withdraw() -> Weight {
        estimate(60, 11, 9, RocksDbWeight::get())
    }
    fn article() -> Weight {
        estimate(40, 5, 6, RocksDbWeight::get())
    }
    fn set_parameters() -> Weight {
        estimate(20, 0, 1, RocksDbWeight::get())
    }
    fn retry_enactment() -> Weight {
        estimate(60, 14, 5, RocksDbWeight::get())
    }
    fn decided() -> Weight {
        estimate(60, 16, 8, RocksDbWeight::get())
    }
    fn look_at_agenda() -> Weight {
        estimate(5, 2, 1, RocksDbWeight::get())
    }
    fn look_at_article() -> Weight {
        estimate(30, 3, 3, RocksDbWeight::get())
    }
}

/// Microseconds of code, keys read and written.
fn estimate(micros: u64, reads: u64, writes: u64, db: RuntimeDbWeight) -> Weight {
    let proof = reads.saturating_mul(1_500);
    Weight::from_parts(micros.saturating_mul(1_000_000), proof).saturating_add(db.reads_writes(reads, writes))
}

/// A call is encoded, hashed and stored: some 3 ns a byte.
fn propose(call_bytes: u32, db: RuntimeDbWeight) -> Weight {
    estimate(60, 14, 11, db).saturating_add(Weight::from_parts(3_000, 1).saturating_mul(call_bytes.into()))
}
