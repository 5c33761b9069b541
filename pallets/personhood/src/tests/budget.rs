//! How many vouches a person has.

use super::*;
use crate::{Defences, Vouching, Vouchings};

/// Six vouches in 90 days: one every 15.
const SHARE: Millis = 15 * DAY;

fn with_budget(test: impl FnOnce()) {
    let Defences { vouch_budget, vouch_period, .. } = Defences::default();
    run_with(Defences { vouch_budget, vouch_period, ..open_doors() }, test);
}

#[test]
fn a_budget_is_used_up() {
    with_budget(|| {
        for number in 0..6 {
            assert_ok!(vouch(0, NEWCOMER + number));
        }
        assert_noop!(vouch(0, NEWCOMER + 6), Error::<Test>::BudgetSpent);
        assert_ok!(vouch(1, NEWCOMER + 6));
    });
}

/// So that whoever is there can be renewed, however many newcomers there are.
#[test]
fn newcomers_cost_more_of_a_budget_than_renewals_once_the_society_is_founded() {
    let Defences { vouch_budget, vouch_period, newcomer_vouches, .. } = Defences::default();
    run_with(Defences { vouch_budget, vouch_period, newcomer_vouches, ..open_doors() }, || {
        assert_ok!(vouch(0, NEWCOMER));
        assert_eq!(Personhood::standing(0).map(|person| person.vouches_left), Some(vouch_budget - 1));
        crate::Privileged::<Test>::kill();
        assert_ok!(vouch(1, NEWCOMER));
        assert_eq!(Personhood::standing(1).map(|person| person.vouches_left), Some(vouch_budget - newcomer_vouches));
        for number in 1..vouch_budget / newcomer_vouches {
            assert_ok!(vouch(1, NEWCOMER + number));
        }
        assert_noop!(vouch(1, NEWCOMER + vouch_budget), Error::<Test>::BudgetSpent);
    });
}

#[test]
fn one_vouch_comes_back_with_each_share_of_the_period() {
    with_budget(|| {
        for number in 0..6 {
            assert_ok!(vouch(0, NEWCOMER + number));
        }
        at_without_outage(3, START + 1_000 + SHARE - 1);
        assert_noop!(vouch_now(0, NEWCOMER + 6), Error::<Test>::BudgetSpent);
        at_without_outage(4, START + 1_000 + SHARE);
        assert_ok!(vouch_now(0, NEWCOMER + 6));
        assert_noop!(vouch_now(0, NEWCOMER + 7), Error::<Test>::BudgetSpent);
    });
}

#[test]
fn vouches_that_were_not_given_do_not_pile_up() {
    with_budget(|| {
        at_without_outage(3, START + 80 * DAY);
        for number in 0..6 {
            assert_ok!(vouch_now(0, NEWCOMER + number));
        }
        assert_noop!(vouch_now(0, NEWCOMER + 6), Error::<Test>::BudgetSpent);
    });
}

#[test]
fn a_refused_vouch_costs_nothing() {
    with_budget(|| {
        assert_ok!(vouch(0, NEWCOMER));
        let before = Vouchings::<Test>::get(0);
        assert_noop!(vouch(0, NEWCOMER), Error::<Test>::AlreadyVouched);
        assert_eq!(Vouchings::<Test>::get(0), before);
    });
}

#[test]
fn a_renewal_takes_a_vouch() {
    with_budget(|| {
        live_on(3, 335, &[]);
        for number in 0..5 {
            assert_ok!(vouch_now(0, NEWCOMER + number));
        }
        assert_ok!(Personhood::renew(signed(0), 1));
        assert_noop!(Personhood::renew(signed(0), 2), Error::<Test>::BudgetSpent);
    });
}

#[test]
fn every_budget_can_be_used_in_full_and_not_beyond() {
    for vouch_budget in [1, 7, 11, 13, 1_000] {
        let defences = Defences { vouch_budget, ..Default::default() };
        let mut vouching = Some(Vouching::default());
        for _ in 0..vouch_budget {
            vouching = vouching.and_then(|vouching| vouching.spend(START, 1, &defences));
        }
        let spent = vouching.expect("as many as there are");
        assert_eq!(spent.spend(START, 1, &defences), None, "{vouch_budget}");
        assert!(spent.refund(&defences).spend(START, 1, &defences).is_some());
    }
}

#[test]
fn time_at_its_end_does_not_overflow() {
    let defences = Defences { vouch_budget: 1, ..Default::default() };
    let spent = Vouching::default().spend(Millis::MAX - DAY, 1, &defences);
    assert_eq!(spent.map(|spent| spent.whole), Some(Millis::MAX));
    let blamed = Vouching::default().blame(Millis::MAX, &defences);
    assert_eq!(blamed.barred_until, Millis::MAX);
}
