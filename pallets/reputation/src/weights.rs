//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

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
    /// `accredit`.
    fn accredit() -> Weight;
    /// `set_attestation_limits`.
    fn set_attestation_limits() -> Weight;
    /// `attest`, where giving the cause costs its most.
    fn attest() -> Weight;
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
    // 2026-11-21: 10 runs; the shortest took 215.7 µs.
    // Keys: Personhood.Citizens 1r 0w, Reputation.Parameters 1r 0w, Reputation.Counted 1r 1w, Timestamp.Now 1r 0w,
    // Reputation.Clock 1r 0w, Reputation.Pages 1r 1w, Reputation.Pins 1r 0w, Reputation.Kept 32r 32w.
    fn record() -> Weight {
        Weight::from_parts(218_588_000, 31_463).saturating_add(T::DbWeight::get().reads_writes(39, 34))
    }

    // 2026-11-21: 10 runs; the shortest took 7.9 µs.
    // Keys: Reputation.Clock 1r 1w, Timestamp.Now 1r 0w, Reputation.Parameters 0r 1w.
    fn set_parameters() -> Weight {
        Weight::from_parts(8_142_000, 84).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 16.2 µs.
    // Keys: Did.Dids 1r 0w, Timestamp.Now 1r 0w, Constitution.Articles 1r 0w, Reputation.Accreditations 0r 1w.
    fn accredit() -> Weight {
        Weight::from_parts(16_996_000, 836).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 4.1 µs.
    // Keys: Reputation.Limits 0r 1w.
    fn set_attestation_limits() -> Weight {
        Weight::from_parts(4_196_000, 0).saturating_add(T::DbWeight::get().reads_writes(0, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 244.1 µs.
    // Keys: Did.AccountDid 1r 0w, Reputation.Accreditations 1r 0w, Timestamp.Now 1r 0w, Constitution.Articles 1r 0w,
    // Personhood.CitizenOf 1r 0w, Personhood.Citizens 2r 0w, Reputation.Attested 1r 1w, Reputation.Limits 1r 0w,
    // Reputation.Clock 1r 0w, Reputation.Given 1r 1w, Reputation.Received 1r 1w, Reputation.Parameters 1r 0w,
    // Reputation.Counted 1r 1w, Reputation.Pages 1r 1w, Reputation.Pins 1r 0w, Reputation.Kept 32r 32w.
    fn attest() -> Weight {
        Weight::from_parts(250_506_000, 32_682).saturating_add(T::DbWeight::get().reads_writes(48, 37))
    }

    // 2026-11-21: 10 runs; the shortest took 9.3 µs.
    // Keys: Reputation.Pins 1r 1w, Reputation.Unpinned 1r 0w, Timestamp.Now 1r 0w, Reputation.Clock 1r 0w,
    // Reputation.Parameters 1r 0w.
    fn pin() -> Weight {
        Weight::from_parts(9_544_000, 732).saturating_add(T::DbWeight::get().reads_writes(5, 1))
    }

    // 2026-11-21: 8 steps of 10 runs; the base is that of least squares, above which no median lies.
    // Keys: Reputation.Pins 1r 0w, Reputation.Kept 256r 0w, Reputation.Pages 256r 0w.
    fn mark(pages: u32) -> Weight {
        Weight::from_parts(418_850_192, 30_666)
            .saturating_add(T::DbWeight::get().reads_writes(257, 0))
            .saturating_add(Weight::from_parts(47_397_883, 46).saturating_mul(pages.into()))
            .saturating_add(T::DbWeight::get().reads_writes(1, 0).saturating_mul(pages.into()))
    }

    // 2026-11-21: 10 runs; the shortest took 7.9 µs.
    // Keys: Reputation.Pins 1r 1w, Reputation.Kept 1r 0w, Reputation.Unpinned 0r 1w.
    fn unpin() -> Weight {
        Weight::from_parts(8_332_000, 757).saturating_add(T::DbWeight::get().reads_writes(2, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 10.9 µs.
    // Keys: Reputation.Pins 1r 1w, Reputation.Kept 1r 0w, Reputation.Parameters 1r 0w, Reputation.Unpinned 0r 1w.
    fn decided() -> Weight {
        Weight::from_parts(11_548_000, 757).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    // 2026-11-21: 10 runs; the shortest took 6.6 µs.
    // Keys: Reputation.Unpinned 1r 1w, Reputation.Kept 1r 0w.
    fn look_at_unpinned() -> Weight {
        Weight::from_parts(7_381_000, 78).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 9.3 µs.
    // Keys: Reputation.Unpinned 1r 1w, Reputation.Kept 2r 1w.
    fn remove_kept() -> Weight {
        Weight::from_parts(9_805_000, 127).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }
}

impl WeightInfo for () {
    fn record() -> Weight {
        estimate::record(RocksDbWeight::get())
    }
    fn set_parameters() -> Weight {
        estimate::set_parameters(RocksDbWeight::get())
    }
    fn accredit() -> Weight {
        estimate::accredit(RocksDbWeight::get())
    }
    fn set_attestation_limits() -> Weight {
        estimate::set_attestation_limits(RocksDbWeight::get())
    }
    fn attest() -> Weight {
        estimate::attest(RocksDbWeight::get())
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
    // Reads the DID, Timestamp, the article; writes Accreditations.
    pub fn accredit(db: RuntimeDbWeight) -> Weight {
        parts(30_000, 6_000, db, 3, 1)
    }
    // Writes Limits.
    pub fn set_attestation_limits(db: RuntimeDbWeight) -> Weight {
        parts(15_000, 1_000, db, 0, 1)
    }
    // `record`; reads the DID, Standing (3), Accreditations, the article, Attested, Limits, Given, Received; writes
    // Attested, Given, Received.
    pub fn attest(db: RuntimeDbWeight) -> Weight {
        record(db).saturating_add(parts(50_000, 10_000, db, 10, 3))
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
