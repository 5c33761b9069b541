//! Many persons propose at once, as much as each may.

use crate::chain::*;
use cybersyn_primitives::{Class, DAY, Hash, Millis, hash::blake2_256};
use cybersyn_runtime::Runtime;
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use pallet_constitution::Error;
use sp_core::Pair;

/// What a person may have open.
const OPEN_MAX: u32 = 5;
/// The reserve of a class, and what all classes share.
const ROOM_OF_A_CLASS: u32 = 16 + 112;
/// What a class takes of those who have something open already.
const HALF: u32 = ROOM_OF_A_CLASS / 2;

fn run_with(persons: u32, test: impl FnOnce()) {
    run_among((0..persons).map(|number| (account(number), voting_pair(number).public().0)).collect(), test);
}

fn text(number: u32) -> Hash {
    blake2_256(&number.to_le_bytes())
}

/// Proposal `number`, by person `who`; not more close in one minute than may.
fn propose_one(who: u32, number: u32, class: Class) -> DispatchResult {
    propose(who, text(number), class, 4 * DAY + Millis::from(number) * 60_000)
}

/// Persons from `first` on propose as much as they can, until nobody else can. The first who has nothing open.
fn flood(first: u32, class: Class) -> u32 {
    for number in 0..HALF {
        assert_ok!(propose_one(first + number / OPEN_MAX, number, class));
    }
    let single = first + HALF.div_ceil(OPEN_MAX);
    for number in 0..HALF {
        assert_noop!(propose_one(single - 1, HALF + number, class), Error::<Runtime>::ClassCrowded);
        assert_ok!(propose_one(single + number, HALF + number, class));
    }
    single + HALF
}

/// Shutting others out of a class takes half as many persons as the class has room, and those with all they may.
#[test]
fn few_persons_fill_no_class() {
    run_with(31, || {
        let mut taken = 0;
        for number in 0..26 * OPEN_MAX {
            taken += u32::from(propose_one(number / OPEN_MAX, number, Class::Emergency).is_ok());
        }
        // Thirteen have taken what they could; of the thirteen others each has one.
        assert_eq!(taken, HALF + 13);
        for who in 26..31 {
            assert_ok!(propose_one(who, 1_000 + who, Class::Emergency));
        }
    });
}

#[test]
fn a_flood_of_cheap_proposals_keeps_no_emergency_and_no_rights_out() {
    run_with(110, || {
        let first = flood(0, Class::Priority);
        assert_noop!(propose_one(first, 1_000, Class::Priority), Error::<Runtime>::ClassFull);
        for number in 0..16 {
            assert_ok!(propose_one(first + number, 2_000 + number, Class::Emergency));
            assert_ok!(propose_one(first + 16 + number, 3_000 + number, Class::Rights));
        }
        assert_noop!(propose_one(first + 32, 4_000, Class::Rights), Error::<Runtime>::ClassFull);
    });
}

#[test]
fn who_fills_one_class_takes_no_second_place_in_another_that_is_crowded_by_it() {
    run_with(78, || {
        flood(0, Class::Priority);
        assert_noop!(propose_one(77 - 1, 1_000, Class::Emergency), Error::<Runtime>::ClassCrowded);
        assert_ok!(propose_one(77, 1_000, Class::Emergency));
    });
}

#[test]
fn one_person_has_few_proposals_open() {
    run(|| {
        for number in 0..OPEN_MAX {
            assert_ok!(propose(0, text(number), Class::Priority, 7 * DAY));
        }
        assert_noop!(propose(0, text(9), Class::Emergency, 7 * DAY), Error::<Runtime>::MaxOpenExceeded);
        assert_ok!(propose(1, text(9), Class::Emergency, 7 * DAY));
    });
}
