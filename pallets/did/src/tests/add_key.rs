use super::*;
use crate::{Error, Event, HoldReason, KEYS_MAX, PublicKey, Purposes, RETIRED_KEY_KEPT_MILLIS};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::traits::RollRefusal;
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_runtime::DispatchError;

/// A usable ed25519 key that is no citizen's first one.
fn further(number: u32) -> PublicKey {
    PublicKey::Ed25519(voting_key(1_000 + number))
}

/// Adds keys that do not vote until all places are taken.
fn fill() {
    for number in 1..KEYS_MAX {
        assert_ok!(Did::add_key(signed(0), further(number), Purposes::ASSERTION));
    }
}

#[test]
fn versions_ascend() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), further(1), Purposes::AUTHENTICATION | Purposes::ASSERTION));
        assert_ok!(Did::add_key(signed(0), further(2), Purposes::CAPABILITY));
        let versions: Vec<_> = record(0).keys.iter().map(|method| method.version).collect();
        assert_eq!(versions, [0, 1, 2]);
        assert_eq!((record(0).version, record(0).next_key), (2, 3));
        System::assert_last_event(Event::KeyAdded { did: did(0), version: 2 }.into());
    });
}

#[test]
fn a_voting_key_is_reported() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), further(1), Purposes::VOTING));
        assert_eq!(Recorder::take(), [Told::Added(did(0), 1, voting_key(1_001), START)]);
    });
}

#[test]
fn a_key_that_does_not_vote_is_not_reported() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), further(1), Purposes::ASSERTION));
        assert_eq!(Recorder::take(), []);
    });
}

#[test]
fn a_full_roll_refuses_the_voting_key() {
    run(|| {
        created(0);
        Recorder::refuse(RollRefusal::MaxEntriesExceeded);
        assert_noop!(Did::add_key(signed(0), further(1), Purposes::VOTING), Error::<Test>::MaxVotingKeysExceeded);
    });
}

#[test]
fn only_ed25519_votes() {
    run(|| {
        created(0);
        let keys = [
            PublicKey::Sr25519(did(1)),
            PublicKey::Secp256k1([2; 33]),
            PublicKey::P256([2; 33]),
            PublicKey::X25519([9; 32]),
        ];
        for key in keys {
            assert_noop!(Did::add_key(signed(0), key, Purposes::VOTING), Error::<Test>::InvalidPurposes);
        }
    });
}

#[test]
fn purposes_must_be_known_and_fit_the_kind() {
    run(|| {
        created(0);
        for purposes in [Purposes(0), Purposes(1 << 5), Purposes(u8::MAX), Purposes::KEY_AGREEMENT] {
            assert_noop!(Did::add_key(signed(0), further(1), purposes), Error::<Test>::InvalidPurposes);
        }
        let agreement = PublicKey::X25519([9; 32]);
        assert_noop!(Did::add_key(signed(0), agreement, Purposes::ASSERTION), Error::<Test>::InvalidPurposes);
        assert_ok!(Did::add_key(signed(0), agreement, Purposes::KEY_AGREEMENT));
    });
}

#[test]
fn every_kind_serves_authentication_or_agreement() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), PublicKey::Sr25519(did(1)), Purposes::AUTHENTICATION));
        assert_ok!(Did::add_key(signed(0), PublicKey::Secp256k1([2; 33]), Purposes::KEY_AGREEMENT));
        assert_ok!(Did::add_key(signed(0), PublicKey::P256([3; 33]), Purposes::ASSERTION));
    });
}

#[test]
fn the_same_key_does_not_come_twice() {
    run(|| {
        created(0);
        let first = PublicKey::Ed25519(voting_key(0));
        assert_noop!(Did::add_key(signed(0), first, Purposes::ASSERTION), Error::<Test>::KeyAlreadyExists);
    });
}

#[test]
fn a_stolen_key_does_not_come_back() {
    run(|| {
        created(0);
        assert_ok!(Did::revoke_key(signed(0), 0, true));
        let stolen = PublicKey::Ed25519(voting_key(0));
        assert_noop!(Did::add_key(signed(0), stolen, Purposes::VOTING), Error::<Test>::KeyAlreadyExists);
    });
}

#[test]
fn keys_overflow() {
    run(|| {
        created(0);
        fill();
        assert_noop!(Did::add_key(signed(0), further(KEYS_MAX), Purposes::ASSERTION), Error::<Test>::MaxKeysExceeded);
    });
}

#[test]
fn a_retired_key_that_never_voted_gives_way_at_once() {
    run(|| {
        created(0);
        fill();
        assert_ok!(Did::revoke_key(signed(0), 5, false));
        let next = further(KEYS_MAX);
        assert_ok!(Did::add_key(signed(0), next, Purposes::ASSERTION));
        assert!(record(0).key(5).is_none());
        assert_eq!(record(0).key(KEYS_MAX as u16).map(|method| method.key), Some(next));
    });
}

#[test]
fn a_retired_key_that_voted_gives_way_when_it_is_history() {
    run(|| {
        created(0);
        fill();
        assert_ok!(Did::revoke_key(signed(0), 0, false));
        let next = further(KEYS_MAX);
        at(2, START + RETIRED_KEY_KEPT_MILLIS - 1);
        assert_noop!(Did::add_key(signed(0), next, Purposes::VOTING), Error::<Test>::MaxKeysExceeded);
        at(3, START + RETIRED_KEY_KEPT_MILLIS);
        assert_ok!(Did::add_key(signed(0), next, Purposes::VOTING));
        assert!(record(0).key(0).is_none());
        assert_eq!(record(0).key(KEYS_MAX as u16).map(|method| method.key), Some(next));
    });
}

#[test]
fn versions_run_out_rather_than_come_again() {
    run(|| {
        created(0);
        Dids::<Test>::mutate(did(0), |record| record.as_mut().expect("created").next_key = u16::MAX);
        assert_noop!(Did::add_key(signed(0), further(1), Purposes::ASSERTION), Error::<Test>::MaxKeysExceeded);
    });
}

#[test]
fn the_deposit_grows() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), further(1), Purposes::ASSERTION));
        let held = Balances::balance_on_hold(&HoldReason::Record.into(), &account(0));
        assert_eq!(held, record(0).size_bytes() as u64);
    });
}

#[test]
fn without_a_did_there_is_no_key() {
    run(|| {
        assert_noop!(Did::add_key(signed(0), further(1), Purposes::VOTING), Error::<Test>::NotFound);
        assert_noop!(Did::add_key(RuntimeOrigin::none(), further(1), Purposes::VOTING), DispatchError::BadOrigin);
    });
}
