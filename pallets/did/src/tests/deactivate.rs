use super::*;
use crate::{AccountDid, Error, Event, HoldReason, KEYS_MAX, PublicKey, Purposes};
use codec::Encode;
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::traits::Dids as _;
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_runtime::DispatchError;

#[test]
fn everything_ends() {
    run(|| {
        created(0);
        assert_ok!(Did::set_service(signed(0), service_id("home"), kind(), endpoint("https://a.example")));
        at(2, START + 6_000);
        assert_ok!(Did::deactivate(signed(0)));
        let record = record(0);
        assert_eq!(record.deactivated, Some(START + 6_000));
        assert!(record.keys.is_empty() && record.services.is_empty());
        assert_eq!(AccountDid::<Test>::get(account(0)), None);
        assert_eq!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(0)), 0);
        assert_eq!(Recorder::take(), [Told::Deactivated(did(0), START + 6_000)]);
        System::assert_last_event(Event::Deactivated { did: did(0) }.into());
    });
}

#[test]
fn what_stays_without_deposit_is_small_whatever_the_did_held() {
    run(|| {
        created(0);
        for number in 1..KEYS_MAX {
            let key = PublicKey::Ed25519(voting_key(1_000 + number));
            assert_ok!(Did::add_key(signed(0), key, Purposes::ASSERTION));
        }
        assert_ok!(Did::set_guardians(signed(0), Some(super::recovery::guardians(&[1, 2, 3], 2))));
        assert_ok!(Did::deactivate(signed(0)));
        let kept = record(0);
        assert!(kept.encoded_size() < 100, "{} bytes", kept.encoded_size());
        assert_eq!((kept.created, kept.version, kept.next_key), (START, KEYS_MAX + 1, KEYS_MAX as u16));
    });
}

#[test]
fn the_id_is_never_used_again() {
    run(|| {
        created(0);
        assert_ok!(Did::deactivate(signed(0)));
        assert_noop!(Did::create(signed(0), voting_key(1)), Error::<Test>::AlreadyExists);
        assert_noop!(Did::deactivate(signed(0)), Error::<Test>::NotFound);
    });
}

#[test]
fn other_pallets_no_longer_see_it() {
    run(|| {
        created(0);
        assert_ok!(Did::deactivate(signed(0)));
        assert_eq!(Did::of(&account(0)), None);
        assert_eq!(<Did as cybersyn_primitives::traits::Dids<_>>::account(&did(0)), None);
        assert!(Did::voting_keys(&did(0)).is_empty());
    });
}

#[test]
fn only_the_controller_deactivates() {
    run(|| {
        created(0);
        assert_noop!(Did::deactivate(signed(1)), Error::<Test>::NotFound);
        assert_noop!(Did::deactivate(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}
