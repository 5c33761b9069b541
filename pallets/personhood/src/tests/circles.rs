//! Rings, loops and families of fakes.

use super::*;
use crate::{Parameters, Params, Privileged, Sponsors};

/// Founders have no privileges any more.
fn run_grown(test: impl FnOnce()) {
    run(|| {
        Privileged::<Test>::kill();
        test();
    });
}

/// Founders 0, 1 and 2 made `count` persons, numbered from `NEWCOMER` on.
fn family(count: u32) {
    (0..count).for_each(|number| admitted(NEWCOMER + number));
}

#[test]
fn sponsors_are_those_who_vouched() {
    run(|| {
        family(1);
        let sponsorship = Sponsors::<Test>::get(FOUNDERS).expect("vouched for");
        assert_eq!(sponsorship.vouchers.into_inner(), [0, 1, 2]);
        assert_eq!(Sponsors::<Test>::get(0), None);
    });
}

#[test]
fn fakes_of_the_same_makers_never_vouch_together() {
    run_grown(|| {
        family(2);
        assert_ok!(vouch(NEWCOMER, 40));
        assert_noop!(vouch(NEWCOMER + 1, 40), Error::<Test>::SameCircle);
    });
}

#[test]
fn one_sponsor_in_common_is_enough() {
    run_grown(|| {
        admitted(NEWCOMER);
        for voucher in 2..5 {
            assert_ok!(vouch(voucher, NEWCOMER + 1));
        }
        assert_ok!(vouch(NEWCOMER, 40));
        assert_noop!(vouch(NEWCOMER + 1, 40), Error::<Test>::SameCircle);
    });
}

#[test]
fn fakes_never_vouch_with_their_makers() {
    run_grown(|| {
        family(1);
        assert_ok!(vouch(NEWCOMER, 40));
        assert_noop!(vouch(0, 40), Error::<Test>::SameCircle);
        assert_ok!(vouch(1, 41));
        assert_noop!(vouch(NEWCOMER, 41), Error::<Test>::SameCircle);
    });
}

#[test]
fn people_of_different_circles_do() {
    run_grown(|| {
        family(1);
        for voucher in [NEWCOMER, 3, 4] {
            assert_ok!(vouch(voucher, 40));
        }
        assert_eq!(Personhood::citizen(&account(40)), Some(FOUNDERS + 1));
    });
}

#[test]
fn founders_with_privileges_vouch_with_whomever_they_like() {
    run(|| {
        family(1);
        for voucher in [0, NEWCOMER, 1] {
            assert_ok!(vouch(voucher, 40));
        }
        assert!(Personhood::citizen(&account(40)).is_some());
    });
}

/// The founder lapsed by silence; the newcomer, whom the founder made, is alive. Day 91.
fn sponsor_lapsed() {
    day(3, 60);
    (1..FOUNDERS).for_each(alive);
    for voucher in 0..3 {
        assert_ok!(vouch_now(voucher, NEWCOMER));
    }
    day(4, 91);
    idle(5);
    assert_eq!(status(0), Status::Lapsed);
}

#[test]
fn nobody_is_renewed_by_those_they_made() {
    run_grown(|| {
        sponsor_lapsed();
        assert_noop!(Personhood::renew(signed(NEWCOMER), 0), Error::<Test>::VouchLoop);
        assert_ok!(Personhood::renew(signed(3), 0));
    });
}

#[test]
fn a_renewal_changes_who_stands_for_a_person() {
    run_grown(|| {
        sponsor_lapsed();
        for voucher in [1, 3, 4] {
            assert_ok!(Personhood::renew(signed(voucher), 0));
        }
        let sponsorship = Sponsors::<Test>::get(0).expect("renewed");
        assert_eq!((sponsorship.vouchers.into_inner(), sponsorship.questioned), (vec![1, 3, 4], false));
    });
}

#[test]
fn two_persons_do_not_keep_each_other_alive() {
    run_grown(|| {
        sponsor_lapsed();
        Params::<Test>::put(Parameters { vouches_needed: 1, ..Default::default() });
        assert_ok!(Personhood::renew(signed(3), 0));
        // Founder 3 falls silent in turn; the one whom they renewed does not renew them.
        day(6, 150);
        [0, 1, 2, 4].into_iter().for_each(alive);
        day(7, 151);
        idle(8);
        assert_eq!(status(3), Status::Lapsed);
        assert_noop!(Personhood::renew(signed(0), 3), Error::<Test>::VouchLoop);
        assert_ok!(Personhood::renew(signed(4), 3));
    });
}

#[test]
fn a_ring_of_fakes_cannot_renew_one_of_its_own() {
    run_grown(|| {
        family(4);
        // The first of them gives up and comes back.
        day(3, 60);
        (0..FOUNDERS).chain(NEWCOMER + 1..NEWCOMER + 4).for_each(alive);
        day(4, 92);
        idle(5);
        assert_eq!(status(FOUNDERS), Status::Lapsed);
        assert_ok!(Personhood::renew(signed(NEWCOMER + 1), FOUNDERS));
        for other in 2..4 {
            assert_noop!(Personhood::renew(signed(NEWCOMER + other), FOUNDERS), Error::<Test>::SameCircle);
        }
        assert_noop!(Personhood::renew(signed(0), FOUNDERS), Error::<Test>::SameCircle);
    });
}
