use super::mock::*;
use crate::{Addresses, Entry, Error, Event, LIFE_MAX_MILLIS, Nonces, PEERS_MAX, Peers, PeersOf};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    DAY,
    peer::{Capabilities, Registration},
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn register_as(
    registration: Registration,
    capabilities: Capabilities,
    addresses: Addresses,
) -> Result<(), DispatchError> {
    let signature = consent(0, &registration);
    Mesh::register(signed(3), registration, capabilities, addresses, signature)
}

#[test]
fn a_node_serves_its_person() {
    run(|| {
        assert_ok!(register(0, 3));
        let (citizen, capabilities, expires) = (3, Capabilities::NONE, START + LIFE_MAX_MILLIS);
        let expected = Entry { citizen, capabilities, addresses: Addresses::default(), since: START, expires };
        assert_eq!(Peers::<Test>::get(peer(0)), Some(expected));
        assert_eq!(PeersOf::<Test>::get(3).to_vec(), [peer(0)]);
        System::assert_last_event(Event::Registered { peer: peer(0), citizen, capabilities, expires }.into());
    });
}

#[test]
fn registering_proves_life() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_eq!(Society::lives(), [(3, START)]);
    });
}

#[test]
fn a_bootstrap_says_where_it_is() {
    run(|| {
        let all = Capabilities::RELAY | Capabilities::BOOTSTRAP | Capabilities::STORAGE | Capabilities::SIDECAR;
        let known = addresses(&[&with_peer(&tcp(4_101), 0), &tcp(4_102)]);
        assert_ok!(register_as(registration(0, 3), all, known.clone()));
        assert_eq!(Mesh::peer(peer(0)).map(|entry| (entry.capabilities, entry.addresses)), Some((all, known)));
    });
}

#[test]
fn only_persons_have_nodes() {
    run(|| {
        let registration = registration(0, 3);
        let signature = consent(0, &registration);
        let by = |origin| Mesh::register(origin, registration, Capabilities::NONE, Addresses::default(), signature);
        assert_noop!(by(RuntimeOrigin::signed(3)), Error::<Test>::NotAPerson);
        assert_noop!(by(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(by(RuntimeOrigin::root()), DispatchError::BadOrigin);
        Society::lose(3);
        assert_noop!(by(signed(3)), Error::<Test>::NotAPerson);
    });
}

#[test]
fn an_entry_ends_after_now_and_within_ninety_days() {
    run(|| {
        let until = |expires| {
            register_as(Registration { expires, ..registration(0, 3) }, Capabilities::NONE, Addresses::default())
        };
        assert_noop!(until(START), Error::<Test>::AlreadyExpired);
        assert_noop!(until(START + 90 * DAY + 1), Error::<Test>::ExpiryTooFar);
        assert_ok!(until(START + 90 * DAY));
        assert_ok!(Mesh::remove(signed(3), peer(0)));
        assert_ok!(until(START + 1));
    });
}

#[test]
fn unknown_capabilities_are_refused() {
    run(|| {
        let registered = register_as(registration(0, 3), Capabilities(1 << 4), Addresses::default());
        assert_noop!(registered, Error::<Test>::UnknownCapability);
    });
}

#[test]
fn a_bootstrap_has_addresses_and_no_other_node() {
    run(|| {
        let without = register_as(registration(0, 3), Capabilities::BOOTSTRAP, Addresses::default());
        assert_noop!(without, Error::<Test>::AddressesMismatch);
        let relay = register_as(registration(0, 3), Capabilities::RELAY, addresses(&[&tcp(1)]));
        assert_noop!(relay, Error::<Test>::AddressesMismatch);
    });
}

#[test]
fn addresses_are_ones_that_can_be_dialled_and_each_is_named_once() {
    run(|| {
        for wrong in [&[&tcp(0)[..]][..], &[&tcp(1), &tcp(1)], &[&tcp(1), b"nonsense"], &[&with_peer(&tcp(1), 1)]] {
            let registered = register_as(registration(0, 3), Capabilities::BOOTSTRAP, addresses(wrong));
            assert_noop!(registered, Error::<Test>::InvalidAddress);
        }
    });
}

#[test]
fn a_key_has_one_entry() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_noop!(register(0, 3), Error::<Test>::AlreadyExists);
        assert_noop!(register(0, 4), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn a_key_whose_entry_has_ended_may_serve_another() {
    run(|| {
        assert_ok!(register(0, 3));
        // Idle time of the block before the end does not remove it.
        advance(LIFE_MAX_MILLIS);
        assert_ok!(register(0, 4));
        assert_eq!(Peers::<Test>::get(peer(0)).map(|entry| entry.citizen), Some(4));
        assert!(!PeersOf::<Test>::contains_key(3));
        System::assert_has_event(Event::Expired { peer: peer(0), citizen: 3 }.into());
    });
}

#[test]
fn ended_entries_make_room() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(DAY);
        for number in 1..PEERS_MAX {
            assert_ok!(register(number, 3));
        }
        assert_noop!(register(PEERS_MAX, 3), Error::<Test>::MaxPeersExceeded);
        advance(LIFE_MAX_MILLIS - DAY);
        assert_ok!(register(PEERS_MAX, 3));
        assert_eq!(PeersOf::<Test>::get(3).len(), PEERS_MAX as usize);
    });
}

#[test]
fn the_key_must_be_in_the_persons_did() {
    run(|| {
        Society::retire(peer(0));
        assert_noop!(register(0, 3), Error::<Test>::NotAVerificationMethod);
        assert_ok!(register(1, 3));
    });
}

#[test]
fn nonces_count_per_person() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_ok!(register(1, 3));
        assert_ok!(register(2, 4));
        assert_eq!([3, 4, 5].map(Nonces::<Test>::get), [2, 1, 0]);
        assert_eq!(Mesh::nonce(3), 2);
    });
}
