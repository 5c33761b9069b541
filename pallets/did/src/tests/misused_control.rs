//! What hostile controllers, and thieves who choose controllers, try.

use super::{
    manage::{add, controlled, key, manage, service},
    recovery::{DELAY, consent, guardians, support},
    *,
};
use crate::{Change, Error, KEYS_MAX, MANAGED_CHANGES_MAX, PLACES_LEFT_TO_OWNER, PublicKey, Purposes};
use cybersyn_pallet_test_utils::{START, sign_rotation};
use cybersyn_primitives::DAY;
use frame_support::assert_noop;

#[test]
fn a_controller_adds_no_key_that_votes_authorises_calls_or_asserts() {
    run(|| {
        controlled(10_000);
        for purposes in [Purposes::VOTING, Purposes::CAPABILITY, Purposes::AUTHENTICATION, Purposes::ASSERTION] {
            let key = PublicKey::Ed25519(voting_key(7));
            for purposes in [purposes, purposes | Purposes::KEY_AGREEMENT] {
                assert_noop!(manage(1, Change::AddKey { key, purposes }), Error::<Test>::PurposeReserved);
            }
        }
        assert_eq!(Recorder::take(), []);
    });
}

#[test]
fn a_controllers_controller_controls_nothing() {
    run(|| {
        (0..4).for_each(created);
        assert_ok!(Did::set_controllers(signed(0), controllers(&[1]), 0));
        assert_ok!(Did::set_controllers(signed(1), controllers(&[2]), 0));
        assert_noop!(manage(2, Change::RevokeKey { version: 0, stolen: true }), Error::<Test>::NotController);
    });
}

#[test]
fn a_circle_of_controllers_leads_to_the_next_one_only() {
    run(|| {
        (0..3).for_each(created);
        for number in 0..3 {
            assert_ok!(Did::set_controllers(signed(number), controllers(&[(number + 1) % 3]), 1_000));
        }
        assert_ok!(manage(1, service("home")));
        assert_noop!(manage(2, service("home")), Error::<Test>::NotController);
        assert_noop!(Did::manage(signed(0), did(1), service("home")), Error::<Test>::NotController);
    });
}

#[test]
fn a_controller_cannot_make_the_deposit_grow_beyond_the_allowance() {
    run(|| {
        controlled(0);
        for change in [add(9), service("home"), Change::SetAlsoKnownAs(uris(&["https://a.example"]))] {
            assert_noop!(manage(1, change), Error::<Test>::AllowanceExceeded);
        }
        assert_ok!(Did::set_controllers(signed(0), controllers(&[1, 2]), 10_000));
        let before = held(0);
        assert_ok!(manage(1, service("home")));
        assert!(held(0) > before);
        assert_eq!(u64::from(links(0).allowance_bytes), 10_000 - (held(0) - before));
    });
}

#[test]
fn an_allowance_is_used_up_to_its_last_byte_and_does_not_come_back() {
    run(|| {
        controlled(10_000);
        assert_ok!(manage(1, service("home")));
        let one = 10_000 - links(0).allowance_bytes;
        assert_ok!(manage(1, Change::RemoveService(service_id("home"))));
        assert_ok!(Did::set_controllers(signed(0), controllers(&[1, 2]), one));
        assert_ok!(manage(1, service("home")));
        assert_ok!(manage(1, Change::RemoveService(service_id("home"))));
        assert_noop!(manage(2, service("home")), Error::<Test>::AllowanceExceeded);
        assert_ok!(Did::set_controllers(signed(0), controllers(&[1, 2]), one - 1));
        assert_noop!(manage(1, service("home")), Error::<Test>::AllowanceExceeded);
    });
}

#[test]
fn where_there_is_no_deposit_no_allowance_is_needed() {
    run(|| {
        created(0);
        assert_ok!(<Did as cybersyn_primitives::traits::Dids<_>>::create(&account(8), voting_key(8)));
        assert_ok!(Did::set_controllers(signed(8), controllers(&[0]), 0));
        assert_ok!(Did::manage(signed(0), did(8), service("home")));
        assert_eq!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(8)), 0);
    });
}

#[test]
fn controllers_leave_places_for_the_owners_keys() {
    run(|| {
        controlled(10_000);
        let room = KEYS_MAX - PLACES_LEFT_TO_OWNER - 1;
        for seed in 0..room as u8 {
            assert_ok!(manage(1 + u32::from(seed % 2), add(seed)));
        }
        assert_noop!(manage(1, add(99)), Error::<Test>::PlacesReserved);
        // A retired voting key keeps its place, one that never voted gives it up.
        assert_ok!(manage(1, Change::RevokeKey { version: 0, stolen: false }));
        assert_noop!(manage(1, add(99)), Error::<Test>::PlacesReserved);
        assert_ok!(manage(1, Change::RevokeKey { version: 1, stolen: false }));
        assert_ok!(manage(1, add(99)));
        for seed in 0..PLACES_LEFT_TO_OWNER as u8 {
            assert_ok!(Did::add_key(signed(0), key(100 + seed), Purposes::AUTHENTICATION));
        }
        assert_noop!(manage(1, add(98)), Error::<Test>::PlacesReserved);
    });
}

#[test]
fn controllers_changes_are_counted_by_the_day() {
    run(|| {
        controlled(10_000);
        for turn in 0..u32::from(MANAGED_CHANGES_MAX) {
            assert_ok!(manage(1 + turn % 2, service("home")));
        }
        for number in [1, 2] {
            assert_noop!(manage(number, service("home")), Error::<Test>::TooManyChanges);
        }
        assert_ok!(Did::set_service(signed(0), service_id("own"), kind(), endpoint("https://a.example")));
        at(2, START + DAY);
        assert_ok!(manage(1, service("home")));
    });
}

#[test]
fn a_rotation_is_not_held_up_for_longer_than_controllers_have_changes() {
    run(|| {
        controlled(10_000);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(6), FUNDS));
        let mut held_up = 0;
        loop {
            let consent = sign_rotation(6, &did(0), record(0).version);
            let came_before = manage(1, service("home")).is_ok();
            let rotated = Did::rotate(signed(0), account(6), consent);
            if !came_before {
                assert_ok!(rotated);
                break;
            }
            assert_noop!(rotated, Error::<Test>::InvalidSignature);
            held_up += 1;
        }
        assert_eq!(held_up, MANAGED_CHANGES_MAX);
    });
}

#[test]
fn a_controller_disposes_neither_of_the_did_nor_of_who_else_may_change_it() {
    run(|| {
        controlled(10_000);
        let before = (links(0).controllers, record(0).account);
        // What calls of their own do, they do to the controllers' DIDs.
        assert_ok!(Did::set_controllers(signed(1), controllers(&[3]), 0));
        assert_ok!(Did::set_guardians(signed(1), Some(guardians(&[2, 3], 2))));
        assert_ok!(Did::deactivate(signed(1)));
        assert_eq!((links(0).controllers, record(0).account), before);
        assert_eq!((record(0).guardians, record(0).deactivated), (None, None));
    });
}

#[test]
fn a_recovered_owner_is_rid_of_the_thiefs_controllers() {
    run(|| {
        (0..4).for_each(created);
        assert_ok!(Did::set_guardians(signed(0), Some(guardians(&[1, 2], 2))));
        assert_ok!(Did::set_also_known_as(signed(0), uris(&["https://a.example"])));
        assert_ok!(Did::set_controllers(signed(0), controllers(&[3]), 10_000));
        support(1, 5);
        support(2, 5);
        at(2, START + DELAY);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(5), FUNDS));
        assert_ok!(Did::recover(signed(2), did(0), consent(5)));
        assert_noop!(manage(3, Change::RevokeKey { version: 0, stolen: true }), Error::<Test>::NotController);
        assert_eq!((links(0).also_known_as, links(0).allowance_bytes), (uris(&["https://a.example"]), 0));
        assert_eq!(held(5), (record(0).size_bytes() + links(0).size_bytes()) as u64);
    });
}

#[test]
fn controllers_and_deposit_pass_on_with_a_rotation() {
    run(|| {
        controlled(10_000);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(6), FUNDS));
        assert_ok!(Did::rotate(signed(0), account(6), sign_rotation(6, &did(0), record(0).version)));
        assert_eq!(held(6), (record(0).size_bytes() + links(0).size_bytes()) as u64);
        assert_ok!(manage(1, service("home")));
        assert_eq!(held(0), 0);
    });
}
