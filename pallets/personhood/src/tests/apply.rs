//! A deposit in the place of vouches.

use super::*;
use crate::{Applications, Candidates, Defences, Deposits, Grounds, HoldReason, Subject};
use cybersyn_primitives::{application::Application, traits::Finding};
use frame_support::traits::fungible::{Inspect, InspectHold};
use sp_runtime::TokenError;

const NOW: Millis = START + 1_000;
const ADMITS: Millis = NOW + 14 * DAY;

/// Account 3 deposits for newcomer `number`.
fn apply(number: u32) -> DispatchResult {
    apply_with(3, number, application(number, Timestamp::get() + DAY))
}

fn apply_with(depositor: u32, signer: u32, application: Application) -> DispatchResult {
    let signature = sign_application(signer, &application, &GENESIS);
    Personhood::apply(signed(depositor), application, signature)
}

fn held() -> u64 {
    Balances::balance_on_hold(&HoldReason::Application.into(), &account(3))
}

/// `NEWCOMER` came by a deposit.
fn bought() {
    assert_ok!(apply(NEWCOMER));
    at_without_outage(3, ADMITS);
    assert_ok!(Personhood::admit(signed(4), did(NEWCOMER)));
    assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
}

#[test]
fn a_deposit_opens_a_longer_window() {
    run_defended(|| {
        assert_ok!(apply(NEWCOMER));
        System::assert_last_event(Event::Accepted { did: did(NEWCOMER), admits: ADMITS }.into());
        assert_eq!(held(), DEPOSIT);
        at_without_outage(3, ADMITS - 1);
        assert_noop!(Personhood::admit(signed(4), did(NEWCOMER)), Error::<Test>::TooEarly);
    });
}

#[test]
fn who_came_by_deposit_is_a_person_who_does_not_vouch() {
    run_with(Defences { maturity: 0, ..Default::default() }, || {
        bought();
        assert_eq!(held(), DEPOSIT);
        assert_noop!(vouch_now(NEWCOMER, 40), Error::<Test>::NotVouchedFor);
    });
}

#[test]
fn without_coins_there_is_no_deposit() {
    run_defended(|| {
        let refused = apply_with(NEWCOMER, NEWCOMER, application(NEWCOMER, SOON));
        assert_noop!(refused, TokenError::FundsUnavailable);
    });
}

#[test]
fn applications_are_checked() {
    run_defended(|| {
        let soon = application(NEWCOMER, SOON);
        assert_noop!(apply_with(3, 4, soon), Error::<Test>::InvalidSignature);
        let weak = Application { voting_key: [0; 32], ..soon };
        assert_noop!(apply_with(3, NEWCOMER, weak), Error::<Test>::InvalidKey);
        assert_noop!(apply_with(3, NEWCOMER, Application { expires: NOW, ..soon }), Error::<Test>::ApplicationExpired);
        let far = Application { expires: NOW + 31 * DAY, ..soon };
        assert_noop!(apply_with(3, NEWCOMER, far), Error::<Test>::ExpiryTooFar);
        assert_noop!(apply_with(3, 4, application(4, SOON)), Error::<Test>::AlreadyAdmitted);
        assert_ok!(apply(NEWCOMER));
        assert_noop!(apply(NEWCOMER), Error::<Test>::AlreadyAccepted);
    });
}

#[test]
fn a_stranger_makes_no_deposit_of_an_application_that_collects_vouches() {
    run_defended(|| {
        assert_ok!(vouch(0, NEWCOMER));
        let seen = application(NEWCOMER, SOON);
        assert_noop!(apply_with(3, NEWCOMER, seen), Error::<Test>::OtherApplicationPending);
        assert_noop!(apply(NEWCOMER), Error::<Test>::OtherApplicationPending);
        at_without_outage(3, SOON);
        assert_ok!(apply(NEWCOMER));
    });
}

#[test]
fn the_newcomers_own_takes_the_place_of_an_application_that_collects_vouches() {
    run_defended(|| {
        assert_ok!(vouch(0, NEWCOMER));
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(NEWCOMER), FUNDS));
        assert_ok!(apply_with(NEWCOMER, NEWCOMER, application(NEWCOMER, SOON)));
        assert!(Applications::<Test>::get(did(NEWCOMER)).is_none());
        assert!(Candidates::<Test>::contains_key(did(NEWCOMER)));
    });
}

#[test]
fn few_of_a_cohort_come_by_deposit() {
    // Ten newcomers at most, a quarter of them by deposit.
    run_with(Defences { deposit_permille: 250, ..Default::default() }, || {
        for number in 0..3 {
            assert_ok!(apply(NEWCOMER + number));
        }
        assert_noop!(apply(NEWCOMER + 3), Error::<Test>::CohortFull);
        admitted(NEWCOMER + 3);
    });
}

#[test]
fn without_a_share_nobody_comes_by_deposit() {
    run_with(Defences { deposit_permille: 0, ..Default::default() }, || {
        assert_noop!(apply(NEWCOMER), Error::<Test>::CohortFull);
    });
}

#[test]
fn the_deposit_of_a_fake_is_burnt() {
    run_defended(|| {
        bought();
        let before = Balances::total_issuance();
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), FOUNDERS));
        assert_eq!((held(), Balances::total_balance(&account(3))), (0, FUNDS - DEPOSIT));
        assert_eq!(Balances::total_issuance(), before - DEPOSIT);
        assert!(Deposits::<Test>::get(FOUNDERS).is_none());
    });
}

#[test]
fn the_deposit_of_a_fake_found_in_the_window_is_burnt() {
    run_defended(|| {
        assert_ok!(apply(NEWCOMER));
        assert_ok!(Personhood::challenge(signed(0), Subject::Newcomer(did(NEWCOMER)), Grounds::NoPerson, [1; 32]));
        assert_ok!(Personhood::rule(RuntimeOrigin::root(), 0, Finding::Upheld));
        assert_eq!((held(), Balances::total_balance(&account(3))), (0, FUNDS - DEPOSIT));
        assert!(happened(Event::Rejected { did: did(NEWCOMER) }));
        assert!(!Candidates::<Test>::contains_key(did(NEWCOMER)));
    });
}

#[test]
fn who_is_not_admitted_gets_the_deposit_back() {
    run_defended(|| {
        assert_ok!(apply(NEWCOMER));
        assert_ok!(Did::create(signed(NEWCOMER), voting_key(NEWCOMER + 100)));
        at_without_outage(3, ADMITS);
        assert_ok!(Personhood::admit(signed(4), did(NEWCOMER)));
        assert_eq!((held(), Balances::total_balance(&account(3))), (0, FUNDS));
    });
}

#[test]
fn a_deposit_is_kept_for_a_term() {
    run_defended(|| {
        bought();
        assert_noop!(Personhood::release_deposit(signed(4), FOUNDERS), Error::<Test>::TooEarly);
        // Giving up the status early does not free it: the fake would be gone before anybody looked.
        assert_ok!(Did::deactivate(signed(NEWCOMER)));
        assert_eq!(status(FOUNDERS), Status::Lapsed);
        assert_noop!(Personhood::release_deposit(signed(4), FOUNDERS), Error::<Test>::TooEarly);
        at_without_outage(4, citizen(FOUNDERS).expires);
        assert_ok!(Personhood::release_deposit(signed(4), FOUNDERS));
        assert_eq!(held(), 0);
        assert_noop!(Personhood::release_deposit(signed(4), FOUNDERS), Error::<Test>::NotFound);
    });
}

#[test]
fn a_deposit_is_free_when_people_stand_for_the_person() {
    run_with(Defences { maturity: 0, ..Default::default() }, || {
        bought();
        Recorder::take();
        // The newcomer falls silent, lapses, and is renewed by vouches.
        day(4, 60);
        (0..FOUNDERS).for_each(alive);
        day(5, 106);
        idle(6);
        assert_eq!(status(FOUNDERS), Status::Lapsed);
        for voucher in 0..3 {
            assert_ok!(Personhood::renew(signed(voucher), FOUNDERS));
        }
        assert_ok!(Personhood::release_deposit(signed(4), FOUNDERS));
        assert_eq!(held(), 0);
        assert_ok!(vouch_now(NEWCOMER, 40));
    });
}

#[test]
fn a_deposit_in_dispute_stays() {
    run_with(Defences { case_life: 365 * DAY, ..Default::default() }, || {
        bought();
        assert_ok!(Personhood::challenge(signed(0), Subject::Citizen(FOUNDERS), Grounds::NoPerson, [1; 32]));
        assert_ok!(Did::deactivate(signed(NEWCOMER)));
        at_without_outage(4, citizen(FOUNDERS).expires);
        assert_noop!(Personhood::release_deposit(signed(4), FOUNDERS), Error::<Test>::UnderChallenge);
    });
}
