//! `poke`: what is due is worked off by anyone.

use super::{fixtures::*, mock::*};
use crate::pallet::{Clock, Error};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{Class, ledger::Phase};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// Time passes in blocks too full for idle work.
fn full_blocks(millis: u64) {
    for _ in 0..millis.div_ceil(60_000) {
        Clock::<Test>::mutate(|clock| clock.advance(clock.now + 60_000));
    }
}

#[test]
fn it_closes_ends_grace_and_decides_one_step_at_a_time() {
    run(|| {
        admit(2);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        full_blocks(WINDOW);
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert!(matches!(ledger(1).phase, Phase::Grace { .. }));
        full_blocks(GRACE);
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert!(matches!(ledger(1).phase, Phase::Counting { .. }));
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert_eq!(ledger(1).phase, Phase::Final);
        assert_eq!(Decided::get().len(), 1);
        after(6_000);
        assert_eq!(Decided::get().len(), 1);
    });
}

#[test]
fn a_large_box_needs_several_pokes() {
    run(|| {
        admit(17 * 256 + 1);
        open(1, Class::Rights);
        full_blocks(WINDOW);
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        full_blocks(GRACE);
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert!(matches!(ledger(1).phase, Phase::Counting { next: 16, .. }));
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert_eq!(ledger(1).phase, Phase::Final);
    });
}

#[test]
fn it_is_refused_when_nothing_is_due() {
    run(|| {
        open(1, Class::Rights);
        let poke = |proposal| Ballots::poke(RuntimeOrigin::signed(9), proposal);
        assert_noop!(poke(2), Error::<Test>::NotFound);
        assert_noop!(poke(1), Error::<Test>::TooEarly);
        full_blocks(WINDOW - 60_000);
        assert_noop!(poke(1), Error::<Test>::TooEarly);
        go(2, START + WINDOW);
        assert_ok!(poke(1));
        assert_noop!(poke(1), Error::<Test>::TooEarly);
        live_for(GRACE + 60_000);
        assert_noop!(poke(1), Error::<Test>::Final);
    });
}

#[test]
fn it_needs_a_signature() {
    run(|| {
        open(1, Class::Rights);
        assert_noop!(Ballots::poke(RuntimeOrigin::none(), 1), DispatchError::BadOrigin);
        assert_noop!(Ballots::poke(RuntimeOrigin::root(), 1), DispatchError::BadOrigin);
    });
}
