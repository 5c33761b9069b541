//! Ways to be a node that one is not, or to have more than there is room for.

use super::mock::*;
use crate::{Address, Addresses, Call, Error, Event, LIFE_MAX_MILLIS, PEERS_MAX, Peers, PeersOf};
use codec::{DecodeAll, Encode};
use cybersyn_pallet_test_utils::{GENESIS, voting_pair};
use cybersyn_primitives::{
    DAY,
    peer::{Capabilities, Registration},
    traits::NodeRegistry as _,
};
use frame_support::{assert_noop, assert_ok};

fn bring(citizen: u32, registration: Registration, signature: [u8; 64]) -> Result<(), sp_runtime::DispatchError> {
    Mesh::register(signed(citizen), registration, Capabilities::NONE, Addresses::default(), signature)
}

#[test]
fn a_consent_is_good_for_once() {
    run(|| {
        let registration = registration(0, 3);
        let signature = consent(0, &registration);
        assert_ok!(bring(3, registration, signature));
        assert_noop!(Mesh::renew(signed(3), registration, signature), Error::<Test>::WrongNonce);
        assert_ok!(Mesh::remove(signed(3), peer(0)));
        assert_noop!(bring(3, registration, signature), Error::<Test>::WrongNonce);
        // Nor does a new nonce fit an old signature.
        let renumbered = Registration { nonce: 1, ..registration };
        assert_noop!(bring(3, renumbered, signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_consent_given_ahead_waits_for_its_turn() {
    run(|| {
        let ahead = Registration { nonce: 1, ..registration(0, 3) };
        assert_noop!(bring(3, ahead, consent(0, &ahead)), Error::<Test>::WrongNonce);
    });
}

#[test]
fn a_consent_is_good_for_the_person_it_names() {
    run(|| {
        let registration = registration(0, 3);
        let signature = consent(0, &registration);
        assert_noop!(bring(4, registration, signature), Error::<Test>::NotAuthorized);
        let mine = Registration { citizen: 4, ..registration };
        assert_noop!(bring(4, mine, signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_consent_is_good_on_its_chain() {
    run(|| {
        let registration = registration(0, 3);
        let elsewhere = voting_pair(0).sign(&registration.signing_payload(&[1; 32])).into();
        assert_noop!(bring(3, registration, elsewhere), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_consent_is_no_other_message() {
    run(|| {
        let registration = registration(0, 3);
        let untagged = [&GENESIS[..], &registration.encode()].concat();
        let signature = voting_pair(0).sign(&untagged).into();
        assert_noop!(bring(3, registration, signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_longer_life_than_consented_to_is_refused() {
    run(|| {
        let brief = Registration { expires: Timestamp::get() + DAY, ..registration(0, 3) };
        let signature = consent(0, &brief);
        assert_noop!(bring(3, registration(0, 3), signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn nobody_registers_a_foreign_key() {
    run(|| {
        let foreign = registration(1, 3);
        assert_noop!(bring(3, foreign, consent(0, &foreign)), Error::<Test>::InvalidSignature);
        assert_noop!(bring(3, foreign, [0; 64]), Error::<Test>::InvalidSignature);
    });
}

/// Offers a signature that verifies under the identity whatever the message: R is the identity and s is 0.
fn bring_key(key: [u8; 32]) -> Result<(), sp_runtime::DispatchError> {
    let mut signature = [0; 64];
    signature[0] = 1;
    bring(3, Registration { peer: key, ..registration(0, 3) }, signature)
}

/// `first` and then 30 times `middle` and then `last`.
fn encoding(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    (bytes[0], bytes[31]) = (first, last);
    bytes
}

#[test]
fn a_key_of_small_order_is_nobodys() {
    run(|| {
        // The identity, and a point of order four.
        for key in [encoding(1, 0, 0), encoding(0, 0, 0)] {
            assert_noop!(bring_key(key), Error::<Test>::InvalidKey);
        }
    });
}

#[test]
fn a_key_has_one_encoding() {
    run(|| {
        // A point with y = 3, of great order, once with y and once with p + y.
        assert_noop!(bring_key(encoding(3, 0, 0)), Error::<Test>::InvalidSignature);
        assert_noop!(bring_key(encoding(0xf0, 0xff, 0x7f)), Error::<Test>::InvalidKey);
    });
}

#[test]
fn a_key_is_a_point_of_the_curve() {
    run(|| {
        assert_noop!(bring_key(encoding(2, 0, 0)), Error::<Test>::InvalidKey);
    });
}

#[test]
fn one_person_makes_no_crowd() {
    run(|| {
        for number in 0..PEERS_MAX {
            assert_ok!(register(number, 3));
        }
        assert_noop!(register(PEERS_MAX, 3), Error::<Test>::MaxPeersExceeded);
        assert_ok!(register(PEERS_MAX, 4));
    });
}

#[test]
fn a_fake_loses_the_whole_crowd_and_cannot_come_back() {
    run(|| {
        for number in 0..PEERS_MAX {
            assert_ok!(register_bootstrap(number, 3));
        }
        Society::lose(3);
        Mesh::person_lost(3);
        assert!(Mesh::bootstraps(None, 64).0.is_empty());
        assert_noop!(register(0, 3), Error::<Test>::NotAPerson);
        assert_eq!(Peers::<Test>::iter().count(), 0);
    });
}

#[test]
fn taking_a_key_over_needs_its_end_and_its_consent() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_noop!(register(0, 4), Error::<Test>::AlreadyExists);
        advance(LIFE_MAX_MILLIS);
        let registration = registration(0, 4);
        assert_noop!(bring(4, registration, consent(1, &registration)), Error::<Test>::InvalidSignature);
        assert_eq!(PeersOf::<Test>::get(3).to_vec(), [peer(0)]);
        assert_ok!(bring(4, registration, consent(0, &registration)));
        System::assert_has_event(Event::Expired { peer: peer(0), citizen: 3 }.into());
    });
}

#[test]
fn an_entry_that_has_ended_is_nobodys_to_change() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(LIFE_MAX_MILLIS);
        assert_noop!(Mesh::remove(signed(3), peer(0)), Error::<Test>::NotFound);
        assert_eq!(Mesh::peer(peer(0)), None);
    });
}

#[test]
fn oversize_addresses_do_not_decode() {
    let long = vec![4u8; 129].encode();
    assert!(Address::decode_all(&mut &long[..]).is_err());
    let many = vec![tcp(1); 9].encode();
    assert!(Addresses::decode_all(&mut &many[..]).is_err());
    let most = (vec![4u8; 128].encode(), vec![tcp(1); 8].encode());
    assert!(Address::decode_all(&mut &most.0[..]).is_ok());
    assert!(Addresses::decode_all(&mut &most.1[..]).is_ok());
}

#[test]
fn a_call_with_oversize_addresses_does_not_decode() {
    let update =
        Call::<Test>::update { peer: peer(0), capabilities: Capabilities::BOOTSTRAP, addresses: addresses(&[]) };
    let mut bytes = update.encode();
    assert_eq!(bytes.pop(), Some(0));
    bytes.extend(vec![tcp(1); 9].encode());
    assert!(Call::<Test>::decode_all(&mut &bytes[..]).is_err());
}

#[test]
fn an_address_that_leads_to_another_peer_is_refused() {
    run(|| {
        let registration = registration(0, 3);
        let signature = consent(0, &registration);
        let foreign = addresses(&[&with_peer(&tcp(4_101), 1)]);
        let registered = Mesh::register(signed(3), registration, Capabilities::BOOTSTRAP, foreign, signature);
        assert_noop!(registered, Error::<Test>::InvalidAddress);
    });
}
