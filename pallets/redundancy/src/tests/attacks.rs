//! Ways to more reputation than blocks were made for, or out of losing it.

use super::{mock::*, operators::*};
use crate::Error;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};

#[test]
fn who_skips_its_slots_loses_whatever_the_others_make() {
    run_measured(|| {
        session(&[0, 20], 30 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, -10)]);
    });
}

#[test]
fn two_seats_of_one_person_are_judged_together_and_once() {
    run_measured(|| {
        Rotated::set(vec![(1, 7), (2, 7)]);
        session(&[200, 0], 30 * DAY);
        assert_eq!(told(), [(7, 0, 10)]);
    });
}

#[test]
fn a_second_seat_that_does_nothing_is_no_cover_for_the_first() {
    run_measured(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![1, 2, 3]));
        session(&[], 0);
        session(&[], 0);
        Rotated::set(vec![(1, 7), (2, 7)]);
        // Two seats are due 200 blocks and made 59 of them.
        session(&[59, 0, 241], 30 * DAY);
        assert_eq!(told(), [(103, 0, 10), (7, 0, -10)]);
    });
}

#[test]
fn rotating_the_did_to_another_account_does_not_shake_off_the_seat() {
    run_measured(|| {
        Rotated::set(vec![(1, 7)]);
        session(&[0, 50], DAY);
        Rotated::set(vec![]);
        Strangers::set(vec![1]);
        session(&[0, 50], 29 * DAY);
        assert_eq!(told(), [(102, 0, 10), (7, 0, -10)]);
        session(&[0, 50], 30 * DAY);
        assert_eq!(told(), [(102, 1, 10)]);
    });
}

#[test]
fn who_takes_over_an_account_does_not_take_over_its_work() {
    run_measured(|| {
        session(&[50, 50], DAY);
        Rotated::set(vec![(1, 7)]);
        session(&[50, 50], 29 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
    });
}

#[test]
fn giving_up_keys_gives_up_no_seat_nor_what_it_did() {
    run_measured(|| {
        session(&[0, 50], DAY);
        assert_noop!(Redundancy::release_keys(RuntimeOrigin::signed(1)), Error::<Test>::KeysInUse);
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![2]));
        session(&[], 0);
        session(&[], 0);
        assert_ok!(Session::purge_keys(RuntimeOrigin::signed(1)));
        session(&[50], 29 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, -10)]);
    });
}

#[test]
fn sitting_for_the_end_of_a_period_only_earns_nothing() {
    run_measured(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![2, 3]));
        session(&[50, 50], 15 * DAY);
        session(&[50, 50], 15 * DAY - 1);
        session(&[9, 9], 1);
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
    });
}

#[test]
fn blocks_made_after_the_end_of_a_period_are_of_the_next_one() {
    run_measured(|| {
        session(&[0, 100], 30 * DAY);
        session(&[100, 100], DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, -10)]);
        session(&[], 29 * DAY);
        assert_eq!(told(), [(102, 1, 10), (101, 1, 10)]);
    });
}
