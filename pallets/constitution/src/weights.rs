//! What calls and hooks cost.
//!
//! Estimates, until the benchmark runner has measured them on the reference machine (`tests/bench`). `propose` and
//! decisions include what the ballot boxes, the preimage store and the scheduler do; `enact` what reputation does, and
//! like all that schedules, the decoding of a call of 128 kB.

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
    fn propose(call_bytes: u32) -> Weight {
        propose(call_bytes, T::DbWeight::get())
    }
    fn withdraw() -> Weight {
        estimate(60, 14, 12, T::DbWeight::get())
    }
    fn article() -> Weight {
        estimate(40, 5, 6, T::DbWeight::get())
    }
    fn set_parameters() -> Weight {
        estimate(20, 0, 1, T::DbWeight::get())
    }
    fn retry_enactment() -> Weight {
        estimate(260, 12, 5, T::DbWeight::get())
    }
    fn enact() -> Weight {
        estimate(400, 50, 40, T::DbWeight::get())
    }
    fn decided() -> Weight {
        estimate(260, 14, 8, T::DbWeight::get())
    }
    fn look_at_agenda() -> Weight {
        estimate(5, 2, 1, T::DbWeight::get())
    }
    fn look_at_article() -> Weight {
        estimate(30, 3, 3, T::DbWeight::get())
    }
}

impl WeightInfo for () {
    fn propose(call_bytes: u32) -> Weight {
        propose(call_bytes, RocksDbWeight::get())
    }
    fn withdraw() -> Weight {
        estimate(60, 14, 12, RocksDbWeight::get())
    }
    fn article() -> Weight {
        estimate(40, 5, 6, RocksDbWeight::get())
    }
    fn set_parameters() -> Weight {
        estimate(20, 0, 1, RocksDbWeight::get())
    }
    fn retry_enactment() -> Weight {
        estimate(260, 12, 5, RocksDbWeight::get())
    }
    fn enact() -> Weight {
        estimate(400, 50, 40, RocksDbWeight::get())
    }
    fn decided() -> Weight {
        estimate(260, 14, 8, RocksDbWeight::get())
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
    estimate(70, 18, 14, db).saturating_add(Weight::from_parts(3_000, 1).saturating_mul(call_bytes.into()))
}
