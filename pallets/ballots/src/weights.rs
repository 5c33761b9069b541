//! Weights, estimated from one ed25519 check (37 µs), one BLAKE2b of a small input (1 µs) and pages of 256 slots, until
//! the benchmarks have been run on the reference machine.

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

/// Weights of a Substrate chain with the database costs of `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // In all: ledger, clock, genesis, attention's parameters, events; log, and the agenda when the box closes now.
    // Per page: roll, factors, ballots, attention accounts and signs of life are read, the last three written.
    fn settle(pages: u32, ballots: u32) -> Weight {
        let (pages, ballots) = (u64::from(pages), u64::from(ballots));
        micros(60)
            .saturating_add(micros(120).saturating_mul(pages))
            .saturating_add(micros(42).saturating_mul(ballots))
            .saturating_add(T::DbWeight::get().reads_writes(7, 6))
            .saturating_add(T::DbWeight::get().reads_writes(5, 3).saturating_mul(pages))
    }

    fn authorize_settle() -> Weight {
        micros(10).saturating_add(T::DbWeight::get().reads(2))
    }

    fn settle_own() -> Weight {
        Self::settle(1, 1).saturating_add(T::DbWeight::get().reads(1))
    }

    fn poke() -> Weight {
        let pages = Self::count_page().saturating_mul(crate::PAGES_PER_POKE.into());
        pages.saturating_add(Self::decide()).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    fn look_at_agenda() -> Weight {
        micros(10).saturating_add(T::DbWeight::get().reads_writes(6, 2))
    }

    fn look_at_bucket() -> Weight {
        micros(5).saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }

    fn close() -> Weight {
        micros(20).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    fn end_grace() -> Weight {
        micros(20).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    // 256 leaves, 255 nodes.
    fn count_page() -> Weight {
        micros(800).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    // The queue, a page of the roll, the factors, the ledger.
    fn mark_page() -> Weight {
        micros(250).saturating_add(T::DbWeight::get().reads_writes(3, 3))
    }

    fn decide() -> Weight {
        micros(60).saturating_add(T::DbWeight::get().reads_writes(4, 4))
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
    fn mark_page() -> Weight {
        micros(300)
    }
    fn count_page() -> Weight {
        micros(1_000)
    }
    fn decide() -> Weight {
        micros(100)
    }
}
