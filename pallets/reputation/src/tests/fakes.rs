use super::mock::*;
use cybersyn_primitives::{
    DAY,
    reputation::{Context, MENDING_MONTHS, MONTH_DAYS, Points, ReputationParams},
    traits::{Reputation as _, Responsibility},
};
use frame_support::assert_ok;

fn community(citizen: u32) -> Points {
    Reputation::points(citizen, Context::Community)
}

fn known() {
    for citizen in 1..=3 {
        assert_ok!(Reputation::give(citizen, Context::Community, attested(1, 500)));
    }
}

#[test]
fn all_who_vouched_for_a_fake_lose_reputation() {
    run(|| {
        known();
        Reputation::fake_found(9, &[1, 2]);
        assert_eq!((community(1), community(2), community(3)), (whole(400), whole(400), whole(500)));
    });
}

#[test]
fn a_fake_costs_each_voucher_once() {
    run(|| {
        known();
        Reputation::fake_found(9, &[1]);
        Reputation::fake_found(9, &[1]);
        assert_eq!(community(1), whole(400));
        Reputation::fake_found(10, &[1]);
        assert_eq!(community(1), whole(300));
    });
}

#[test]
fn what_it_costs_is_a_parameter() {
    run(|| {
        known();
        let harder = ReputationParams { fake_vouch: 250, ..Default::default() };
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), harder, 1_000));
        Reputation::fake_found(9, &[1]);
        assert_eq!(community(1), whole(250));
    });
}

#[test]
fn it_mends() {
    run(|| {
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), ReputationParams::default(), 1_000));
        known();
        Reputation::fake_found(9, &[1]);
        advance(u64::from((MENDING_MONTHS + 1) * MONTH_DAYS) * DAY);
        assert_eq!(community(1), whole(500));
    });
}

#[test]
fn who_has_nothing_owes_nothing_but_what_mends() {
    run(|| {
        Reputation::fake_found(9, &[4]);
        assert_eq!(community(4), 0);
        assert_ok!(Reputation::give(4, Context::Community, attested(1, 150)));
        assert_eq!(community(4), whole(50));
    });
}

#[test]
fn strangers_among_the_vouchers_keep_nobody_else_from_answering() {
    run(|| {
        known();
        Reputation::fake_found(9, &[CITIZENS, 1]);
        assert_eq!(community(1), whole(400));
    });
}
