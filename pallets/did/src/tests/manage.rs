//! What controllers do, and what is not theirs.

use super::*;
use crate::{Change, Error, Event, PublicKey, Purposes, Service};
use codec::Encode;
use cybersyn_pallet_test_utils::START;
use frame_support::assert_noop;
use sp_core::{Pair, sr25519};
use sp_runtime::DispatchError;

/// DID 0 is controlled by DIDs 1 and 2, which may add so many bytes.
pub(super) fn controlled(allowance_bytes: u32) {
    (0..4).for_each(created);
    assert_ok!(Did::set_controllers(signed(0), controllers(&[1, 2]), allowance_bytes));
}

fn agreement_key(seed: u8) -> PublicKey {
    PublicKey::X25519([seed.saturating_add(2); 32])
}

/// A key of that seed, which signs.
pub(super) fn key(seed: u8) -> PublicKey {
    PublicKey::Sr25519(sr25519::Pair::from_seed(&[seed; 32]).public().0)
}

pub(super) fn add(seed: u8) -> Change {
    Change::AddKey { key: agreement_key(seed), purposes: Purposes::KEY_AGREEMENT }
}

pub(super) fn service(id: &str) -> Change {
    let (id, kind, endpoint) = (service_id(id), kind(), endpoint("https://a.example"));
    Change::SetService(Service { id, kind, endpoint })
}

/// Citizen `number` changes the document of DID 0.
pub(super) fn manage(number: u32, change: Change) -> Result<(), DispatchError> {
    Did::manage(signed(number), did(0), change)
}

#[test]
fn a_controller_adds_a_key_in_the_next_version() {
    run(|| {
        controlled(1_000);
        assert_ok!(manage(1, add(9)));
        let method = *record(0).key(1).expect("it was added");
        assert_eq!((method.key, method.purposes, method.since), (agreement_key(9), Purposes::KEY_AGREEMENT, START));
        assert_eq!(record(0).version, 2);
        System::assert_has_event(Event::KeyAdded { did: did(0), version: 1 }.into());
        System::assert_last_event(Event::Managed { did: did(0), controller: did(1) }.into());
    });
}

#[test]
fn a_controller_reports_a_lost_device() {
    run(|| {
        controlled(1_000);
        assert_ok!(manage(2, Change::RevokeKey { version: 0, stolen: true }));
        assert!(record(0).keys[0].stolen);
        assert_eq!(Recorder::take(), [Told::Revoked(did(0), 0, START, true)]);
        System::assert_has_event(Event::KeyRevoked { did: did(0), version: 0, stolen: true }.into());
    });
}

#[test]
fn a_controller_sets_and_removes_services() {
    run(|| {
        controlled(1_000);
        assert_ok!(manage(1, service("home")));
        assert_eq!(record(0).services.len(), 1);
        assert_ok!(manage(2, Change::RemoveService(service_id("home"))));
        assert!(record(0).services.is_empty());
    });
}

#[test]
fn a_controller_sets_other_names_and_stays_one() {
    run(|| {
        controlled(1_000);
        assert_ok!(manage(1, Change::SetAlsoKnownAs(uris(&["https://a.example"]))));
        assert_eq!(
            (links(0).also_known_as, links(0).controllers),
            (uris(&["https://a.example"]), controllers(&[1, 2]))
        );
        assert_ok!(manage(1, Change::SetAlsoKnownAs(uris(&[]))));
        assert!(links(0).also_known_as.is_empty());
    });
}

#[test]
fn a_change_is_checked_as_the_owners_is() {
    run(|| {
        controlled(1_000);
        assert_noop!(manage(1, service("key-1")), Error::<Test>::InvalidService);
        assert_noop!(manage(1, Change::RemoveService(service_id("home"))), Error::<Test>::ServiceNotFound);
        assert_noop!(manage(1, Change::RevokeKey { version: 9, stolen: true }), Error::<Test>::KeyNotFound);
        assert_noop!(manage(1, Change::SetAlsoKnownAs(uris(&["ana"]))), Error::<Test>::InvalidUri);
        let weak = Change::AddKey { key: PublicKey::X25519([0; 32]), purposes: Purposes::KEY_AGREEMENT };
        assert_noop!(manage(1, weak), Error::<Test>::InvalidKey);
    });
}

#[test]
fn who_is_no_controller_changes_nothing() {
    run(|| {
        controlled(1_000);
        assert_noop!(manage(3, service("home")), Error::<Test>::NotController);
        assert_noop!(manage(0, service("home")), Error::<Test>::NotController);
        assert_noop!(manage(7, service("home")), Error::<Test>::NotFound);
        assert_noop!(Did::manage(signed(1), did(9), service("home")), Error::<Test>::NotController);
        assert_noop!(Did::manage(RuntimeOrigin::root(), did(0), service("home")), DispatchError::BadOrigin);
    });
}

#[test]
fn the_owner_dismisses_at_once() {
    run(|| {
        controlled(1_000);
        assert_ok!(Did::set_controllers(signed(0), controllers(&[2]), 0));
        assert_noop!(manage(1, Change::RevokeKey { version: 0, stolen: true }), Error::<Test>::NotController);
    });
}

#[test]
fn a_controller_acts_through_whoever_controls_its_did() {
    run(|| {
        controlled(1_000);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(6), FUNDS));
        let consent = cybersyn_pallet_test_utils::sign_rotation(6, &did(1), record(1).version);
        assert_ok!(Did::rotate(signed(1), account(6), consent));
        assert_noop!(manage(1, service("home")), Error::<Test>::NotFound);
        assert_ok!(manage(6, service("home")));
    });
}

#[test]
fn a_deactivated_controller_controls_nothing() {
    run(|| {
        controlled(1_000);
        assert_ok!(Did::deactivate(signed(1)));
        assert_noop!(manage(1, service("home")), Error::<Test>::NotFound);
        assert_eq!(links(0).controllers, controllers(&[1, 2]), "its place is the owner's to clear");
    });
}

#[test]
fn a_deactivated_did_has_no_controllers() {
    run(|| {
        controlled(1_000);
        assert_ok!(Did::set_also_known_as(signed(0), uris(&["https://a.example"])));
        assert_ok!(Did::deactivate(signed(0)));
        assert!(!Links::<Test>::contains_key(did(0)));
        assert_eq!(held(0), 0);
        assert_noop!(manage(1, service("home")), Error::<Test>::NotController);
    });
}

/// The same bytes stand in the tests of `cybersyn did manage`.
#[test]
fn a_change_has_the_bytes_that_clients_make() {
    let (id, kind, endpoint) = (service_id("a"), b"B".to_vec().try_into().expect("short"), endpoint("c:d"));
    let key = [&[0, 4][..], &[7; 32], &[4]].concat();
    let cases: [(Change, &[u8]); 5] = [
        (Change::AddKey { key: PublicKey::X25519([7; 32]), purposes: Purposes::KEY_AGREEMENT }, &key),
        (Change::RevokeKey { version: 258, stolen: true }, &[1, 2, 1, 1]),
        (Change::SetService(Service { id, kind, endpoint }), b"\x02\x04a\x04B\x0cc:d"),
        (Change::RemoveService(service_id("a")), b"\x03\x04a"),
        (Change::SetAlsoKnownAs(uris(&["c:d"])), b"\x04\x04\x0cc:d"),
    ];
    for (change, bytes) in cases {
        assert_eq!(change.encode(), bytes);
    }
}
