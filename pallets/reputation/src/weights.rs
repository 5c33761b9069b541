//! What calls, hooks and the traits' functions cost.
//!
//! Estimates, until the benchmark runner has measured them on the reference machine (`tests/bench`): time spent in the
//! code, plus the database's published cost per key. Pinning counts as if 32 proposals were pinned.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{RuntimeDbWeight, Weight, constants::RocksDbWeight},
};

/// What calls, hooks and the traits' functions cost.
pub trait WeightInfo {
    /// `record`, and [`Reputation::give`](cybersyn_primitives::traits::Reputation::give): into a full page, with as many
    /// proposals pinned as can be.
    fn record() -> Weight;
    /// `set_parameters`.
    fn set_parameters() -> Weight;
    /// [`Expertise::pin`](cybersyn_primitives::traits::Expertise::pin).
    fn pin() -> Weight;
    /// [`Expertise::mark`](cybersyn_primitives::traits::Expertise::mark) of a full page whose citizens are spread over
    /// so many pages of accounts.
    fn mark(pages: u32) -> Weight;
    /// [`Expertise::unpin`](cybersyn_primitives::traits::Expertise::unpin).
    fn unpin() -> Weight;
    /// [`Expertise::decided`](cybersyn_primitives::traits::Expertise::decided).
    fn decided() -> Weight;
    /// Looking for a proposal whose kept factors are to be removed.
    fn look_at_unpinned() -> Weight;
    /// Removing one kept factor.
    fn remove_kept() -> Weight;
}

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn record() -> Weight {
        estimate::record(T::DbWeight::get())
    }
    fn set_parameters() -> Weight {
        estimate::set_parameters(T::DbWeight::get())
    }
    fn pin() -> Weight {
        estimate::pin(T::DbWeight::get())
    }
    fn mark(pages: u32) -> Weight {
        estimate::mark(pages, T::DbWeight::get())
    }
    fn unpin() -> Weight {
        estimate::unpin(T::DbWeight::get())
    }
    fn decided() -> Weight {
        estimate::decided(T::DbWeight::get())
    }
    fn look_at_unpinned() -> Weight {
        estimate::look_at_unpinned(T::DbWeight::get())
    }
    fn remove_kept() -> Weight {
        estimate::remove_kept(T::DbWeight::get())
    }
}

impl WeightInfo for () {
    fn record() -> Weight {
        estimate::record(RocksDbWeight::get())
    }
    fn set_parameters() -> Weight {
        estimate::set_parameters(RocksDbWeight::get())
    }
    fn pin() -> Weight {
        estimate::pin(RocksDbWeight::get())
    }
    fn mark(pages: u32) -> Weight {
        estimate::mark(pages, RocksDbWeight::get())
    }
    fn unpin() -> Weight {
        estimate::unpin(RocksDbWeight::get())
    }
    fn decided() -> Weight {
        estimate::decided(RocksDbWeight::get())
    }
    fn look_at_unpinned() -> Weight {
        estimate::look_at_unpinned(RocksDbWeight::get())
    }
    fn remove_kept() -> Weight {
        estimate::remove_kept(RocksDbWeight::get())
    }
}

/// The estimates over a database's costs.
mod estimate {
    use super::*;

    fn parts(nanos: u64, proof: u64, db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
        Weight::from_parts(nanos.saturating_mul(1_000), proof).saturating_add(db.reads_writes(reads, writes))
    }

    // Reads Timestamp, Standing (1), Parameters, Clock, Counted, the page twice, Pins, 32 of Kept; writes Counted, the
    // page, 32 of Kept.
    pub fn record(db: RuntimeDbWeight) -> Weight {
        parts(150_000, 70_000, db, 40, 34)
    }
    // Reads Timestamp, Clock; writes Parameters, Clock.
    pub fn set_parameters(db: RuntimeDbWeight) -> Weight {
        parts(15_000, 2_000, db, 2, 2)
    }
    // Reads Timestamp, Clock, Parameters, Pins, Unpinned; writes Pins.
    pub fn pin(db: RuntimeDbWeight) -> Weight {
        parts(20_000, 6_000, db, 5, 1)
    }
    // Reads Pins, 256 of Kept, the pages of accounts; 256 accounts are faded.
    pub fn mark(pages: u32, db: RuntimeDbWeight) -> Weight {
        let decoding = Weight::from_parts(40_000_000, 32_000).saturating_add(db.reads(1));
        parts(400_000, 20_000, db, 257, 0).saturating_add(decoding.saturating_mul(pages.into()))
    }
    // Reads Pins, the first of Kept; writes Pins, Unpinned.
    pub fn unpin(db: RuntimeDbWeight) -> Weight {
        parts(15_000, 6_000, db, 2, 2)
    }
    // Unpinning; reads Parameters.
    pub fn decided(db: RuntimeDbWeight) -> Weight {
        unpin(db).saturating_add(parts(10_000, 1_000, db, 1, 0))
    }
    // Reads the first of Unpinned and writes it.
    pub fn look_at_unpinned(db: RuntimeDbWeight) -> Weight {
        parts(6_000, 4_000, db, 2, 1)
    }
    // Reads the next of Kept and writes it.
    pub fn remove_kept(db: RuntimeDbWeight) -> Weight {
        parts(4_000, 4_000, db, 1, 1)
    }
}
