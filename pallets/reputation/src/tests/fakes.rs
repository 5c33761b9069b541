use super::mock::*;
use cybersyn_primitives::{
    DAY,
    reputation::{Cause, Context, MENDING_MONTHS, MONTH_DAYS, Points, ReputationParams},
    traits::Reputation as _,
};
use frame_support::assert_ok;

fn community(citizen: u32) -> Points {
    Reputation::points(citizen, Context::Community)
}

/// What personhood does when `fake` was struck; that it cannot cost somebody anything keeps it from nothing.
fn fake_found(fake: u32, vouchers: &[u32]) {
    for voucher in vouchers {
        let _cost = Reputation::give(*voucher, Context::Community, Cause::FakeVouch { fake, points: 100 });
    }
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
        fake_found(9, &[1, 2]);
        assert_eq!((community(1), community(2), community(3)), (whole(400), whole(400), whole(500)));
    });
}

#[test]
fn a_fake_costs_each_voucher_once() {
    run(|| {
        known();
        fake_found(9, &[1]);
        fake_found(9, &[1]);
        assert_eq!(community(1), whole(400));
        fake_found(10, &[1]);
        assert_eq!(community(1), whole(300));
    });
}

#[test]
fn it_mends() {
    run(|| {
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), ReputationParams::default(), 1_000));
        known();
        fake_found(9, &[1]);
        advance(u64::from((MENDING_MONTHS + 1) * MONTH_DAYS) * DAY);
        assert_eq!(community(1), whole(500));
    });
}

#[test]
fn who_has_nothing_owes_nothing_but_what_mends() {
    run(|| {
        fake_found(9, &[4]);
        assert_eq!(community(4), 0);
        assert_ok!(Reputation::give(4, Context::Community, attested(1, 150)));
        assert_eq!(community(4), whole(50));
    });
}

#[test]
fn strangers_among_the_vouchers_keep_nobody_else_from_answering() {
    run(|| {
        known();
        fake_found(9, &[CITIZENS, 1]);
        assert_eq!(community(1), whole(400));
    });
}
