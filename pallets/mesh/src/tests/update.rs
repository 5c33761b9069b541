use super::mock::*;
use crate::{Addresses, Bootstraps, Error, Event, LIFE_MAX_MILLIS};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::peer::Capabilities;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_node_becomes_a_bootstrap_and_none_again() {
    run(|| {
        assert_ok!(register(0, 3));
        let found = addresses(&[&tcp(7)]);
        assert_ok!(Mesh::update(signed(3), peer(0), Capabilities::BOOTSTRAP, found.clone()));
        System::assert_last_event(Event::Updated { peer: peer(0), capabilities: Capabilities::BOOTSTRAP }.into());
        assert_eq!(Mesh::peer(peer(0)).map(|entry| entry.addresses), Some(found));
        assert!(Bootstraps::<Test>::contains_key(peer(0)));
        assert_ok!(Mesh::update(signed(3), peer(0), Capabilities::RELAY, Addresses::default()));
        assert!(!Bootstraps::<Test>::contains_key(peer(0)));
    });
}

#[test]
fn the_end_stays() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(1_000);
        assert_ok!(Mesh::update(signed(3), peer(0), Capabilities::RELAY, Addresses::default()));
        assert_eq!(Mesh::peer(peer(0)).map(|entry| entry.expires), Some(START + LIFE_MAX_MILLIS));
        assert_eq!(Society::lives().last(), Some(&(3, START + 1_000)));
    });
}

#[test]
fn what_may_not_be_registered_may_not_be_updated_to() {
    run(|| {
        assert_ok!(register(0, 3));
        for (capabilities, found, error) in [
            (Capabilities(255), addresses(&[]), Error::<Test>::UnknownCapability),
            (Capabilities::BOOTSTRAP, addresses(&[]), Error::<Test>::AddressesMismatch),
            (Capabilities::NONE, addresses(&[&tcp(1)]), Error::<Test>::AddressesMismatch),
            (Capabilities::BOOTSTRAP, addresses(&[&tcp(0)]), Error::<Test>::InvalidAddress),
        ] {
            assert_noop!(Mesh::update(signed(3), peer(0), capabilities, found), error);
        }
    });
}

#[test]
fn only_its_person_updates_an_entry() {
    run(|| {
        assert_ok!(register(0, 3));
        let update = |origin, number| Mesh::update(origin, peer(number), Capabilities::RELAY, Addresses::default());
        assert_noop!(update(signed(4), 0), Error::<Test>::NotAuthorized);
        assert_noop!(update(signed(3), 1), Error::<Test>::NotFound);
        assert_noop!(update(RuntimeOrigin::signed(3), 0), Error::<Test>::NotAPerson);
        assert_noop!(update(RuntimeOrigin::root(), 0), DispatchError::BadOrigin);
    });
}

#[test]
fn an_entry_that_has_ended_is_not_updated() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(LIFE_MAX_MILLIS);
        let updated = Mesh::update(signed(3), peer(0), Capabilities::RELAY, Addresses::default());
        assert_noop!(updated, Error::<Test>::NotFound);
    });
}
