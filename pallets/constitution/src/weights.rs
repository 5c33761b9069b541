//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.
//!
//! `propose` and decisions include what the ballot boxes, the preimage store and the scheduler do; `enact` what reputation
//! does, and like all that schedules, the decoding of a call of 128 kB.

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
    /// `enact`, without what the call takes.
    fn enact() -> Weight;
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
    // 2026-11-21: 8 steps of 10 runs, medians up to 1.0 % above; the shortest took 69.3 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Constitution.CurrentParameters 1r 0w, Constitution.OpenContents 1r 1w, Constitution.OpenCount 1r 1w,
    // Ballots.OpenBoxes 1r 1w, Personhood.ActiveCount 1r 0w, Ballots.Clock 1r 0w, Ballots.Closing 1r 1w,
    // Reputation.Pins 1r 1w, Constitution.NextProposal 1r 1w, Ballots.Ledgers 1r 1w, Reputation.Unpinned 1r 0w,
    // Reputation.Clock 1r 0w, Reputation.Parameters 1r 0w, Ballots.NextSlot 1r 0w, Ballots.MarkingQueue 1r 1w,
    // Ballots.ClosingCursor 1r 0w, Preimage.StatusFor 1r 0w, Preimage.RequestStatusFor 1r 1w,
    // Personhood.LastAlive 1r 0w, Preimage.PreimageFor 0r 1w, Constitution.Proposals 0r 1w.
    fn propose(call_bytes: u32) -> Weight {
        Weight::from_parts(81_904_496, 4_258)
            .saturating_add(T::DbWeight::get().reads_writes(23, 11))
            .saturating_add(Weight::from_parts(2_993, 0).saturating_mul(call_bytes.into()))
    }

    // 2026-11-21: 10 runs; the shortest took 69.1 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Constitution.Proposals 1r 1w, Preimage.StatusFor 1r 0w, Preimage.RequestStatusFor 1r 1w, Ballots.Ledgers 1r 1w,
    // Ballots.Clock 1r 0w, Ballots.Closing 1r 1w, Ballots.OpenBoxes 1r 1w, Ballots.MarkingQueue 1r 1w,
    // Reputation.Pins 1r 1w, Reputation.Kept 1r 0w, Constitution.OpenCount 1r 1w, Preimage.PreimageFor 0r 1w,
    // Constitution.OpenContents 0r 1w.
    fn withdraw() -> Weight {
        Weight::from_parts(70_926_000, 2_671).saturating_add(T::DbWeight::get().reads_writes(15, 10))
    }

    // 2026-11-21: 10 runs; the shortest took 18.7 µs.
    // Keys: Timestamp.Now 1r 0w, Constitution.Articles 1r 1w, Constitution.CurrentParameters 1r 0w,
    // Constitution.DueCursor 1r 0w, Constitution.Due 0r 3w.
    fn article() -> Weight {
        Weight::from_parts(19_059_000, 840).saturating_add(T::DbWeight::get().reads_writes(4, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 7.7 µs.
    // Keys: Constitution.CurrentParameters 1r 1w.
    fn set_parameters() -> Weight {
        Weight::from_parts(8_322_000, 585).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 99.2 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Constitution.Proposals 1r 1w, Preimage.PreimageFor 1r 0w, Scheduler.Lookup 1r 1w, Scheduler.Agenda 1r 1w.
    fn retry_enactment() -> Weight {
        Weight::from_parts(100_130_000, 133_097).saturating_add(T::DbWeight::get().reads_writes(8, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 210.1 µs.
    // Keys: Constitution.Proposals 1r 1w, Preimage.PreimageFor 1r 1w, Preimage.StatusFor 1r 0w,
    // Preimage.RequestStatusFor 1r 1w, Ballots.Ledgers 1r 0w, Personhood.Citizens 1r 0w, Reputation.Parameters 1r 0w,
    // Reputation.Counted 1r 1w, Timestamp.Now 1r 0w, Reputation.Clock 1r 0w, Reputation.Pages 1r 1w,
    // Reputation.Pins 1r 0w, Reputation.Kept 32r 32w.
    fn enact() -> Weight {
        Weight::from_parts(211_978_000, 133_419).saturating_add(T::DbWeight::get().reads_writes(44, 37))
    }

    // 2026-11-21: 10 runs; the shortest took 86.6 µs.
    // Keys: Constitution.Proposals 1r 1w, Constitution.OpenCount 1r 1w, Preimage.PreimageFor 1r 0w,
    // Scheduler.Lookup 1r 1w, Scheduler.Agenda 1r 1w, Timestamp.Now 1r 0w, Constitution.OpenContents 0r 1w.
    fn decided() -> Weight {
        Weight::from_parts(87_431_000, 131_554).saturating_add(T::DbWeight::get().reads_writes(6, 5))
    }

    // 2026-11-21: 10 runs; the shortest took 4.4 µs.
    // Keys: Constitution.DueCursor 1r 0w, Timestamp.Now 1r 0w.
    fn look_at_agenda() -> Weight {
        Weight::from_parts(4_537_000, 205).saturating_add(T::DbWeight::get().reads_writes(2, 0))
    }

    // 2026-11-21: 10 runs; the shortest took 18.4 µs.
    // Keys: Constitution.DueCursor 1r 0w, Timestamp.Now 1r 0w, Constitution.Due 1r 1w, Constitution.Articles 1r 1w,
    // Constitution.CurrentParameters 1r 0w, Constitution.Shelved 0r 1w.
    fn look_at_article() -> Weight {
        Weight::from_parts(18_899_000, 910).saturating_add(T::DbWeight::get().reads_writes(5, 3))
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
    fn enact() -> Weight {
        estimate(400, 50, 40, RocksDbWeight::get())
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
