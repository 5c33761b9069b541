//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What calls and hooks cost.
pub trait WeightInfo {
    /// A batch of `ballots` on `pages`, each page with accounts to spend from.
    fn settle(pages: u32, ballots: u32) -> Weight;
    /// The check before a batch enters a block.
    fn authorize_settle() -> Weight;
    /// One ballot by itself.
    fn settle_own() -> Weight;
    /// The dearest step that a poke can take, without the decision's consequences.
    fn poke() -> Weight;
    /// Reading clock and open boxes, writing the cursors.
    fn look_at_agenda() -> Weight;
    /// Reading and writing one bucket.
    fn look_at_bucket() -> Weight;
    /// Closing a box.
    fn close() -> Weight;
    /// Ending a grace.
    fn end_grace() -> Weight;
    /// Hashing and removing one full page of ballots.
    fn count_page() -> Weight;
    /// Marking one page of what expertise weighs, without working that out.
    fn mark_page() -> Weight;
    /// Making a proposal final, without the decision's consequences.
    fn decide() -> Weight;
}

/// Microseconds of reference time.
const fn micros(count: u64) -> Weight {
    Weight::from_parts(count.saturating_mul(1_000_000), 0)
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 8 steps of 10 runs, medians up to 0.0 % above; the shortest took 42751.7 µs.
    // Keys: Ballots.Ledgers 1r 1w, Ballots.Clock 1r 0w, System.BlockHash 1r 0w, Attention.Parameters 1r 0w,
    // Ballots.RollPages 512r 0w, Ballots.Factors 512r 0w, Ballots.BallotPages 512r 512w, Attention.Pages 512r 512w,
    // Attention.Pending 1r 0w, Timestamp.Now 1r 0w, Attention.PageCount 1r 0w, Personhood.LastAlive 512r 512w,
    // Ballots.SettlementUsed 1r 1w, Ballots.BatchRoots 0r 1w.
    fn settle(pages: u32, ballots: u32) -> Weight {
        Weight::from_parts(0, 22_751)
            .saturating_add(T::DbWeight::get().reads_writes(8, 3))
            .saturating_add(Weight::from_parts(57_458_922, 26_808).saturating_mul(pages.into()))
            .saturating_add(T::DbWeight::get().reads_writes(5, 3).saturating_mul(pages.into()))
            .saturating_add(Weight::from_parts(35_244_150, 0).saturating_mul(ballots.into()))
    }

    // 2026-11-21: 10 runs; the shortest took 5.6 µs.
    // Keys: Ballots.SettlementUsed 1r 0w.
    fn authorize_settle() -> Weight {
        Weight::from_parts(6_059_000, 297).saturating_add(T::DbWeight::get().reads_writes(1, 0))
    }

    // 2026-11-21: 10 runs; the shortest took 105.5 µs.
    // Keys: Ballots.SlotOf 1r 0w, Ballots.Ledgers 1r 1w, Ballots.Clock 1r 0w, System.BlockHash 1r 0w,
    // Attention.Parameters 1r 0w, Ballots.RollPages 1r 0w, Ballots.BallotPages 1r 1w, Ballots.Factors 1r 0w,
    // Attention.Pages 1r 1w, Attention.Pending 1r 0w, Timestamp.Now 1r 0w, Attention.PageCount 1r 0w,
    // Personhood.LastAlive 1r 1w, Ballots.BatchRoots 0r 1w.
    fn settle_own() -> Weight {
        Weight::from_parts(114_402_000, 39_654).saturating_add(T::DbWeight::get().reads_writes(13, 5))
    }

    // 2026-11-21: 10 runs; the shortest took 4019.7 µs.
    // Keys: Ballots.Ledgers 1r 1w, Ballots.Clock 1r 0w, Ballots.NextSlot 1r 0w, Ballots.BallotPages 16r 16w,
    // Ballots.RollPages 16r 0w, Ballots.CountingQueue 1r 1w, Ballots.OpenBoxes 1r 1w, Ballots.MarkingQueue 1r 0w,
    // Reputation.Pins 1r 0w, Reputation.Parameters 1r 0w, Constitution.Proposals 1r 0w.
    fn poke() -> Weight {
        Weight::from_parts(4_083_311_000, 430_733).saturating_add(T::DbWeight::get().reads_writes(41, 19))
    }

    // 2026-11-21: 10 runs; the shortest took 3.4 µs.
    // Keys: Ballots.Clock 1r 0w, Ballots.OpenBoxes 1r 0w, Ballots.ClosingCursor 0r 1w, Ballots.GraceCursor 0r 1w.
    fn look_at_agenda() -> Weight {
        Weight::from_parts(3_605_000, 135).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 12.2 µs.
    // Keys: Ballots.Clock 1r 0w, Ballots.OpenBoxes 1r 0w, Ballots.ClosingCursor 1r 1w, Ballots.Closing 1r 1w,
    // Ballots.GraceCursor 1r 1w, Ballots.GraceEnding 1r 1w, Ballots.MarkingQueue 1r 0w, Ballots.CountingQueue 1r 0w.
    fn look_at_bucket() -> Weight {
        Weight::from_parts(12_579_000, 284).saturating_add(T::DbWeight::get().reads_writes(8, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 10.4 µs.
    // Keys: Ballots.Ledgers 1r 1w, Ballots.Clock 1r 0w, Ballots.GraceEnding 1r 1w.
    fn close() -> Weight {
        Weight::from_parts(10_746_000, 485).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 9.4 µs.
    // Keys: Ballots.Ledgers 1r 1w, Ballots.Clock 1r 0w, Ballots.CountingQueue 1r 1w.
    fn end_grace() -> Weight {
        Weight::from_parts(9_624_000, 594).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 249.3 µs.
    // Keys: Ballots.NextSlot 1r 0w, Ballots.BallotPages 1r 1w, Ballots.RollPages 1r 0w.
    fn count_page() -> Weight {
        Weight::from_parts(252_099_000, 29_915).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 485.6 µs.
    // Keys: Ballots.MarkingQueue 1r 1w, Ballots.RollPages 1r 0w, Reputation.Pins 1r 1w, Reputation.Kept 257r 0w,
    // Reputation.Pages 1r 0w, Ballots.Ledgers 1r 1w.
    fn mark_page() -> Weight {
        Weight::from_parts(493_070_000, 27_233).saturating_add(T::DbWeight::get().reads_writes(262, 3))
    }

    // 2026-11-21: 10 runs; the shortest took 16.9 µs.
    // Keys: Ballots.CountingQueue 1r 1w, Ballots.OpenBoxes 1r 1w, Ballots.MarkingQueue 1r 0w, Reputation.Pins 1r 0w,
    // Reputation.Parameters 1r 0w, Constitution.Proposals 1r 0w, Ballots.Ledgers 0r 1w.
    fn decide() -> Weight {
        Weight::from_parts(17_456_000, 513).saturating_add(T::DbWeight::get().reads_writes(6, 3))
    }
}

/// Weights for mocks.
impl WeightInfo for () {
    fn settle(pages: u32, ballots: u32) -> Weight {
        micros(100).saturating_mul(pages.into()).saturating_add(micros(42).saturating_mul(ballots.into()))
    }
    fn authorize_settle() -> Weight {
        micros(10)
    }
    fn settle_own() -> Weight {
        micros(150)
    }
    fn poke() -> Weight {
        micros(20_000)
    }
    fn look_at_agenda() -> Weight {
        micros(10)
    }
    fn look_at_bucket() -> Weight {
        micros(10)
    }
    fn close() -> Weight {
        micros(30)
    }
    fn end_grace() -> Weight {
        micros(30)
    }
    fn count_page() -> Weight {
        micros(1_000)
    }
    fn mark_page() -> Weight {
        micros(300)
    }
    fn decide() -> Weight {
        micros(100)
    }
}
