//! What calls and hooks cost.
//!
//! Measured by `scripts/bench.sh --weights`, which writes the functions of `SubstrateWeight`; those of `()` are rounder, for
//! tests.

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

/// Weights with the runtime's own database costs.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 10 runs; the shortest took 258.3 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Mesh.Peers 9r 9w, Mesh.PeersOf 1r 1w, Mesh.Nonces 1r 1w, Did.Dids 1r 0w, System.BlockHash 1r 0w,
    // Personhood.LastAlive 1r 1w, Mesh.Bootstraps 0r 9w, Mesh.Agenda 0r 9w.
    fn register() -> Weight {
        Weight::from_parts(261_123_000, 5_776).saturating_add(T::DbWeight::get().reads_writes(18, 30))
    }

    // 2026-11-21: 10 runs; the shortest took 96.7 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Mesh.Peers 1r 1w, Mesh.Nonces 1r 1w, Did.Dids 1r 0w, System.BlockHash 1r 0w, Personhood.LastAlive 1r 1w,
    // Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 2w.
    fn renew() -> Weight {
        Weight::from_parts(98_538_000, 4_915).saturating_add(T::DbWeight::get().reads_writes(9, 6))
    }

    // 2026-11-21: 10 runs; the shortest took 43.7 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Mesh.Peers 1r 1w, Personhood.LastAlive 1r 1w, Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn update() -> Weight {
        Weight::from_parts(45_038_000, 4_331).saturating_add(T::DbWeight::get().reads_writes(6, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 42.6 µs.
    // Keys: Did.AccountDid 1r 0w, Personhood.CitizenOf 1r 0w, Personhood.Citizens 1r 0w, Timestamp.Now 1r 0w,
    // Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w, Personhood.LastAlive 1r 1w, Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn remove() -> Weight {
        Weight::from_parts(44_096_000, 4_365).saturating_add(T::DbWeight::get().reads_writes(7, 5))
    }

    // 2026-11-21: 10 runs; the shortest took 93.9 µs.
    // Keys: Mesh.PeersOf 1r 1w, Mesh.Peers 8r 8w, Mesh.Bootstraps 0r 8w, Mesh.Agenda 0r 8w.
    fn person_lost() -> Weight {
        Weight::from_parts(95_924_000, 2_172).saturating_add(T::DbWeight::get().reads_writes(9, 25))
    }

    // 2026-11-21: 10 runs; the shortest took 17.1 µs.
    // Keys: Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w, Mesh.Bootstraps 0r 1w, Mesh.Agenda 0r 1w.
    fn key_retired() -> Weight {
        Weight::from_parts(17_367_000, 1_345).saturating_add(T::DbWeight::get().reads_writes(2, 4))
    }

    // 2026-11-21: 10 runs; the shortest took 2.6 µs.
    // Keys: Mesh.NextDay 1r 0w.
    fn on_idle_base() -> Weight {
        Weight::from_parts(2_754_000, 107).saturating_add(T::DbWeight::get().reads_writes(1, 0))
    }

    // 2026-11-21: 10 runs; the shortest took 5.9 µs.
    // Keys: Mesh.NextDay 1r 1w, Mesh.Agenda 1r 0w.
    fn agenda_day() -> Weight {
        Weight::from_parts(6_069_000, 107).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    // 2026-11-21: 10 runs; the shortest took 19.6 µs.
    // Keys: Mesh.NextDay 1r 1w, Mesh.Agenda 2r 1w, Mesh.Peers 1r 1w, Mesh.PeersOf 1r 1w, Mesh.Bootstraps 0r 1w.
    fn agenda_item() -> Weight {
        Weight::from_parts(19_880_000, 1_417).saturating_add(T::DbWeight::get().reads_writes(5, 5))
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
