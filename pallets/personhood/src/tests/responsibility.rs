//! What a fake costs its vouchers.

use super::*;
use crate::{Applications, Defences, Parameters, Sponsors, Vouching, Vouchings};
use cybersyn_primitives::reputation::{Cause, Context};

const NOW: Millis = START + 1_000;
/// The first three who come, whom founders 0, 1 and 2 vouched for.
const FIRST: CitizenIndex = FOUNDERS;

fn family(count: u32) {
    (0..count).for_each(|number| admitted(NEWCOMER + number));
}

fn struck(index: CitizenIndex) {
    assert_ok!(Personhood::strike(RuntimeOrigin::root(), index));
}

fn barred_until(citizen: CitizenIndex) -> Millis {
    Vouchings::<Test>::get(citizen).barred_until
}

#[test]
fn a_fake_costs_its_vouchers_vouches_and_reputation() {
    run(|| {
        family(1);
        Recorder::take();
        struck(FIRST);
        let cause = Cause::FakeVouch { fake: FIRST, points: Defences::default().points_lost };
        let told = Recorder::take();
        for voucher in 0..3 {
            assert_eq!(barred_until(voucher), NOW + 365 * DAY);
            assert!(told.contains(&Told::Give(voucher, Context::Community, cause)));
            let (citizen, barred_until) = (voucher, NOW + 365 * DAY);
            assert!(happened(Event::HeldResponsible { citizen, barred_until, reputation_lost: true }));
            assert_noop!(vouch(voucher, 40), Error::<Test>::Barred);
        }
        assert_eq!(Vouchings::<Test>::get(3), Vouching::default());
        assert!(Sponsors::<Test>::get(FIRST).is_none());
    });
}

#[test]
fn a_bar_ends() {
    run_with(Defences { bar: DAY, ..open_doors() }, || {
        family(1);
        struck(FIRST);
        at_without_outage(3, NOW + DAY - 1);
        assert_noop!(vouch_now(0, 40), Error::<Test>::Barred);
        at_without_outage(4, NOW + DAY);
        assert_ok!(vouch_now(0, 40));
    });
}

#[test]
fn the_second_fake_bars_for_twice_as_long() {
    run(|| {
        family(2);
        struck(FIRST);
        struck(FIRST + 1);
        assert_eq!(barred_until(0), NOW + 730 * DAY);
    });
}

#[test]
fn faults_long_ago_are_forgotten() {
    run_with(Defences { bar: DAY, liability: 5 * DAY, ..open_doors() }, || {
        family(1);
        struck(FIRST);
        day(3, 6);
        for voucher in 0..3 {
            assert_ok!(vouch_now(voucher, NEWCOMER + 1));
        }
        struck(FIRST + 1);
        assert_eq!(Vouchings::<Test>::get(0).faults, 1);
    });
}

#[test]
fn nobody_answers_for_a_vouch_of_long_ago() {
    run_with(Defences { liability: 5 * DAY, ..open_doors() }, || {
        family(2);
        at_without_outage(3, NOW + 5 * DAY - 1);
        struck(FIRST);
        assert_eq!(Vouchings::<Test>::get(0).faults, 1);
        at_without_outage(4, NOW + 5 * DAY);
        struck(FIRST + 1);
        assert_eq!(Vouchings::<Test>::get(0).faults, 1);
    });
}

#[test]
fn the_vouches_of_one_barred_count_no_longer() {
    run(|| {
        assert_ok!(vouch(0, 40));
        family(1);
        struck(FIRST);
        assert_ok!(vouch(3, 40));
        assert_eq!(Applications::<Test>::get(did(40)).map(|it| it.vouchers.into_inner()), Some(vec![3]));
    });
}

#[test]
fn whom_most_others_stand_for_is_under_no_suspicion() {
    run(|| {
        family(1);
        for voucher in 2..5 {
            assert_ok!(vouch(voucher, NEWCOMER + 1));
        }
        struck(FIRST);
        assert_noop!(Personhood::poke(signed(4), FIRST + 1), Error::<Test>::TooEarly);
    });
}

/// A fake was found; the third ward of its makers is looked at.
fn discredited() {
    family(3);
    struck(FIRST);
}

#[test]
fn a_fake_questions_every_ward_of_its_makers() {
    run(|| {
        discredited();
        assert_ok!(Personhood::poke(signed(4), FIRST + 2));
        let expires = START + 30 * DAY;
        assert!(happened(Event::Questioned { citizen: FIRST + 2, expires }));
        assert!(happened(Event::LapseAhead { citizen: FIRST + 2, at: expires }));
        assert_eq!(citizen(FIRST + 2).expires, expires);
        assert_noop!(vouch(NEWCOMER + 2, 40), Error::<Test>::NotVouchedFor);
        assert_noop!(Personhood::poke(signed(4), FIRST + 2), Error::<Test>::TooEarly);
    });
}

#[test]
fn wards_are_questioned_without_anybodys_doing() {
    run(|| {
        discredited();
        day(3, 30);
        idle(4);
        assert!(Sponsors::<Test>::get(FIRST + 2).is_some_and(|sponsorship| sponsorship.questioned));
    });
}

#[test]
fn whom_nobody_else_renews_lapses() {
    run(|| {
        discredited();
        assert_ok!(Personhood::poke(signed(4), FIRST + 2));
        day(3, 30);
        idle(4);
        assert_eq!(status(FIRST + 2), Status::Lapsed);
    });
}

#[test]
fn others_can_renew_them_and_then_all_is_well() {
    run(|| {
        discredited();
        assert_ok!(Personhood::poke(signed(4), FIRST + 2));
        let parameters = Parameters { vouches_needed: 2, ..Default::default() };
        assert_ok!(Personhood::set_parameters(RuntimeOrigin::root(), parameters));
        assert_noop!(Personhood::renew(signed(0), FIRST + 2), Error::<Test>::Barred);
        assert_ok!(Personhood::renew(signed(3), FIRST + 2));
        assert_ok!(Personhood::renew(signed(4), FIRST + 2));
        assert_eq!(citizen(FIRST + 2).expires, START + 366 * DAY);
        assert_ok!(vouch(NEWCOMER + 2, 40));
    });
}

#[test]
fn a_person_with_one_bad_voucher_of_three_is_not_questioned() {
    run(|| {
        discredited();
        for voucher in [3, 4, NEWCOMER + 2] {
            assert_ok!(vouch(voucher, 41));
        }
        let index = Personhood::citizen(&account(41)).expect("admitted");
        struck(FIRST + 2);
        assert_noop!(Personhood::poke(signed(4), index), Error::<Test>::TooEarly);
    });
}
