//! Weights of calls and hooks. `SubstrateWeight` holds estimates until the project's own runner has measured them.
//!
//! What the runtime reads to judge a person or a key (DID, status) is counted as six keys.

use core::marker::PhantomData;
use frame_support::{
    traits::Get,
    weights::{RuntimeDbWeight, Weight, constants::RocksDbWeight},
};

/// Weights of calls and hooks, each at its worst: as many nodes and addresses as fit.
pub trait WeightInfo {
    /// [`crate::Pallet::register`].
    fn register() -> Weight;
    /// [`crate::Pallet::renew`].
    fn renew() -> Weight;
    /// [`crate::Pallet::update`].
    fn update() -> Weight;
    /// [`crate::Pallet::remove`].
    fn remove() -> Weight;
    /// [`NodeRegistry::person_lost`](cybersyn_primitives::traits::NodeRegistry::person_lost).
    fn person_lost() -> Weight;
    /// [`NodeRegistry::key_retired`](cybersyn_primitives::traits::NodeRegistry::key_retired).
    fn key_retired() -> Weight;
    /// What `on_idle` reads in any case.
    fn on_idle_base() -> Weight;
    /// Finding a day of the agenda done.
    fn agenda_day() -> Weight;
    /// Removing one entry that has ended.
    fn agenda_item() -> Weight;
}

/// Estimated weights over the runtime's database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn register() -> Weight {
        estimate::register(T::DbWeight::get())
    }
    fn renew() -> Weight {
        estimate::renew(T::DbWeight::get())
    }
    fn update() -> Weight {
        estimate::update(T::DbWeight::get())
    }
    fn remove() -> Weight {
        estimate::remove(T::DbWeight::get())
    }
    fn person_lost() -> Weight {
        estimate::person_lost(T::DbWeight::get())
    }
    fn key_retired() -> Weight {
        estimate::key_retired(T::DbWeight::get())
    }
    fn on_idle_base() -> Weight {
        estimate::on_idle_base(T::DbWeight::get())
    }
    fn agenda_day() -> Weight {
        estimate::agenda_day(T::DbWeight::get())
    }
    fn agenda_item() -> Weight {
        estimate::agenda_item(T::DbWeight::get())
    }
}

/// For mocks.
impl WeightInfo for () {
    fn register() -> Weight {
        estimate::register(RocksDbWeight::get())
    }
    fn renew() -> Weight {
        estimate::renew(RocksDbWeight::get())
    }
    fn update() -> Weight {
        estimate::update(RocksDbWeight::get())
    }
    fn remove() -> Weight {
        estimate::remove(RocksDbWeight::get())
    }
    fn person_lost() -> Weight {
        estimate::person_lost(RocksDbWeight::get())
    }
    fn key_retired() -> Weight {
        estimate::key_retired(RocksDbWeight::get())
    }
    fn on_idle_base() -> Weight {
        estimate::on_idle_base(RocksDbWeight::get())
    }
    fn agenda_day() -> Weight {
        estimate::agenda_day(RocksDbWeight::get())
    }
    fn agenda_item() -> Weight {
        estimate::agenda_item(RocksDbWeight::get())
    }
}

/// The estimates over a database's costs.
mod estimate {
    use super::*;

    fn parts(nanos: u64, proof: u64, db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
        Weight::from_parts(nanos.saturating_mul(1_000), proof).saturating_add(db.reads_writes(reads, writes))
    }

    // Signature, point check, addresses; eight entries of the person that have ended make room, and one of another.
    pub fn register(db: RuntimeDbWeight) -> Weight {
        parts(220_000, 30_000, db, 40, 42)
    }
    // Signature, point check.
    pub fn renew(db: RuntimeDbWeight) -> Weight {
        parts(120_000, 12_000, db, 18, 6)
    }
    pub fn update(db: RuntimeDbWeight) -> Weight {
        parts(50_000, 8_000, db, 11, 4)
    }
    pub fn remove(db: RuntimeDbWeight) -> Weight {
        parts(50_000, 8_000, db, 12, 5)
    }
    // Eight entries.
    pub fn person_lost(db: RuntimeDbWeight) -> Weight {
        parts(120_000, 16_000, db, 17, 32)
    }
    pub fn key_retired(db: RuntimeDbWeight) -> Weight {
        parts(30_000, 4_000, db, 3, 4)
    }
    pub fn on_idle_base(db: RuntimeDbWeight) -> Weight {
        parts(6_000, 2_000, db, 2, 1)
    }
    pub fn agenda_day(db: RuntimeDbWeight) -> Weight {
        parts(5_000, 3_000, db, 1, 0)
    }
    pub fn agenda_item(db: RuntimeDbWeight) -> Weight {
        parts(30_000, 5_000, db, 3, 4)
    }
}
