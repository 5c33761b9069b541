//! The time between the last vouch and admission.

use super::*;
use crate::{Candidates, Defences, citizen::next_midnight};
use sp_runtime::DispatchError;

const NOW: Millis = START + 1_000;
const ADMITS: Millis = NOW + 3 * DAY;

fn admit(number: u32) -> DispatchResult {
    Personhood::admit(signed(4), did(number))
}

#[test]
fn the_last_vouch_opens_a_window() {
    run_defended(|| {
        admitted(NEWCOMER);
        System::assert_last_event(Event::Accepted { did: did(NEWCOMER), admits: ADMITS }.into());
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
        assert_eq!(Personhood::active(), FOUNDERS);
        assert_noop!(vouch(3, NEWCOMER), Error::<Test>::AlreadyAccepted);
    });
}

#[test]
fn when_it_closes_anybody_has_the_newcomer_admitted() {
    run_defended(|| {
        admitted(NEWCOMER);
        at_without_outage(3, ADMITS - 1);
        assert_noop!(admit(NEWCOMER), Error::<Test>::TooEarly);
        at_without_outage(4, ADMITS);
        assert_ok!(admit(NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
        assert_noop!(admit(NEWCOMER), Error::<Test>::NotFound);
    });
}

#[test]
fn nobody_needs_to() {
    run_defended(|| {
        admitted(NEWCOMER);
        at_without_outage(3, next_midnight(ADMITS));
        idle(4);
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
        assert!(Candidates::<Test>::iter().next().is_none());
    });
}

#[test]
fn a_voucher_who_is_found_out_meanwhile_leaves_too_few() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 0));
        at_without_outage(3, ADMITS);
        assert_ok!(admit(NEWCOMER));
        assert!(happened(Event::ApplicationDropped { did: did(NEWCOMER) }));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
    });
}

#[test]
fn a_did_taken_meanwhile_is_not_taken_over() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(Did::create(signed(NEWCOMER), voting_key(NEWCOMER + 100)));
        at_without_outage(3, ADMITS);
        assert_ok!(admit(NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
        assert!(Recorder::take().is_empty(), "nothing was half done");
    });
}

#[test]
fn a_roll_that_is_full_by_then_admits_nobody() {
    run_defended(|| {
        admitted(NEWCOMER);
        Recorder::refuse(cybersyn_primitives::traits::RollRefusal::Full);
        at_without_outage(3, ADMITS);
        assert_ok!(admit(NEWCOMER));
        assert_eq!(Personhood::active(), FOUNDERS);
        assert!(happened(Event::ApplicationDropped { did: did(NEWCOMER) }));
    });
}

#[test]
fn root_and_nobody_admit_nobody() {
    run_defended(|| {
        assert_noop!(Personhood::admit(RuntimeOrigin::root(), did(NEWCOMER)), DispatchError::BadOrigin);
    });
}

#[test]
fn a_newcomer_is_too_young_to_vouch() {
    run_with(Defences { maturity: 90 * DAY, ..open_doors() }, || {
        admitted(NEWCOMER);
        assert_noop!(vouch(NEWCOMER, 40), Error::<Test>::TooYoung);
        at_without_outage(3, NOW + 90 * DAY - 1);
        assert_noop!(vouch_now(NEWCOMER, 40), Error::<Test>::TooYoung);
        at_without_outage(4, NOW + 90 * DAY);
        assert_ok!(vouch_now(NEWCOMER, 40));
    });
}
