//! The neighbours that performance needs: a clock, who made the block, whose account a validator is, and a reputation that
//! takes down what it is told.

use super::mock::{Redundancy, Session, System, Test};
use cybersyn_primitives::{
    CitizenIndex, Millis,
    reputation::{Cause, Change, Context, Points},
    traits::{Persons, Reputation, ReputationRefusal},
};
use frame_support::{
    parameter_types,
    traits::{FindAuthor, Get, Hooks, Time},
    weights::Weight,
};
use sp_runtime::ConsensusEngineId;

parameter_types! {
    pub static Now: Millis = 1_800_000_000_000;
    pub static Seat: Option<u32> = None;
    pub static Told: Vec<(CitizenIndex, Context, Cause)> = Vec::new();
    pub static Strangers: Vec<u64> = Vec::new();
    pub static Rotated: Vec<(u64, CitizenIndex)> = Vec::new();
}

/// Shows [`Now`].
pub struct Clock;

impl Time for Clock {
    type Moment = Millis;
    fn now() -> Millis {
        Now::get()
    }
}

/// The session pallet's validators.
pub struct Seats;

impl Get<Vec<u64>> for Seats {
    fn get() -> Vec<u64> {
        Session::validators()
    }
}

/// [`Seat`] makes every block.
pub struct Author;

impl FindAuthor<u32> for Author {
    fn find_author<'a, I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>>(_: I) -> Option<u32> {
        Seat::get()
    }
}

/// Validator `n` is citizen `100 + n`, unless it is one of [`Strangers`] or was [`Rotated`] to another.
pub struct Operators;

impl Persons<u64> for Operators {
    fn citizen(account: &u64) -> Option<CitizenIndex> {
        let rotated = Rotated::get().into_iter().find(|(of, _)| of == account).map(|(_, citizen)| citizen);
        rotated.or_else(|| (!Strangers::get().contains(account)).then_some(100 + *account as u32))
    }
    fn active() -> u32 {
        100
    }
    fn prove_life(_: CitizenIndex, _: Millis) {}
}

/// Takes down what it is told in [`Told`]; knows nobody from citizen 900 on.
pub struct Reports;

impl Reputation for Reports {
    fn give(citizen: CitizenIndex, context: Context, cause: Cause) -> Result<Change, ReputationRefusal> {
        if citizen >= 900 {
            return Err(ReputationRefusal::UnknownCitizen);
        }
        Told::mutate(|told| told.push((citizen, context, cause)));
        Ok(Change::Gain(0))
    }
    fn points(_: CitizenIndex, _: Context) -> Points {
        0
    }
}

/// One session, in which each seat makes so many blocks, then the next one begins; `later` passes meanwhile.
pub fn session(blocks: &[u32], later: Millis) {
    for (seat, blocks) in (0..).zip(blocks) {
        Seat::set(Some(seat));
        for _ in 0..*blocks {
            Redundancy::on_finalize(System::block_number());
        }
    }
    Now::mutate(|now| *now += later);
    Session::rotate_session();
}

/// Idle time; then what reputation was told since the last time, of whom and how many points in which period.
pub fn told() -> Vec<(CitizenIndex, u32, i32)> {
    Redundancy::on_idle(System::block_number(), Weight::MAX);
    let points = |(citizen, context, cause)| match cause {
        Cause::Performance { function: 0, period, points } if context == Context::Technical => {
            (citizen, period, points)
        }
        other => panic!("not a cause of block production: {other:?}"),
    };
    Told::take().into_iter().map(points).collect()
}

/// The numbers that tests run with, set: at least ten blocks, otherwise as by default.
pub fn ten_blocks_count() {
    crate::Parameters::<Test>::mutate(|parameters| parameters.blocks_min = 10);
}

/// The first session begins the first period, and 30 days later it can end.
pub fn run_measured(test: impl FnOnce()) {
    super::mock::run(|| {
        ten_blocks_count();
        session(&[], 0);
        test();
    });
}
