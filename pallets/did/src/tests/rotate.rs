use super::*;
use crate::{AccountDid, Error, Event};
use cybersyn_pallet_test_utils::{START, sign_rotation};
use cybersyn_primitives::{DAY, traits::Dids as _};
use frame_support::assert_noop;
use sp_runtime::DispatchError;

#[test]
fn control_and_deposit_pass_on() {
    run(|| {
        created(0);
        assert_ok!(Did::rotate(signed(0), account(1), sign_rotation(1, &did(0), 0)));
        assert_eq!(AccountDid::<Test>::get(account(0)), None);
        assert_eq!(AccountDid::<Test>::get(account(1)), Some(did(0)));
        assert_eq!((record(0).account, record(0).version), (account(1), 1));
        assert_eq!((held(0), held(1)), (0, record(0).size_bytes() as u64));
        System::assert_last_event(Event::Rotated { did: did(0), from: account(0), to: account(1) }.into());
    });
}

#[test]
fn a_person_without_coins_rotates_to_an_account_without_coins() {
    run(|| {
        assert_ok!(<Did as cybersyn_primitives::traits::Dids<_>>::create(&account(8), voting_key(8)));
        assert_ok!(Did::rotate(signed(8), account(9), sign_rotation(9, &did(8), 0)));
        assert_eq!(System::sufficients(&account(9)), 1);
        assert_eq!(Did::of(&account(9)), Some(did(8)));
    });
}

#[test]
fn the_old_account_has_lost_control() {
    run(|| {
        created(0);
        assert_ok!(Did::rotate(signed(0), account(1), sign_rotation(1, &did(0), 0)));
        assert_noop!(Did::revoke_key(signed(0), 0, true), Error::<Test>::NotFound);
        assert_noop!(Did::create(signed(0), voting_key(5)), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn the_new_account_must_sign() {
    run(|| {
        created(0);
        let by_another = sign_rotation(2, &did(0), 0);
        assert_noop!(Did::rotate(signed(0), account(1), by_another), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn consent_to_another_version_is_refused() {
    run(|| {
        created(0);
        let signature = sign_rotation(1, &did(0), 1);
        assert_noop!(Did::rotate(signed(0), account(1), signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn consent_to_control_another_did_is_refused() {
    run(|| {
        created(0);
        let signature = sign_rotation(1, &did(2), 0);
        assert_noop!(Did::rotate(signed(0), account(1), signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_replayed_consent_is_refused() {
    run(|| {
        created(0);
        let consent = sign_rotation(1, &did(0), 0);
        assert_ok!(Did::rotate(signed(0), account(1), consent.clone()));
        at(2, START + DAY);
        assert_ok!(Did::rotate(signed(1), account(2), sign_rotation(2, &did(0), 1)));
        at(3, START + 2 * DAY);
        assert_noop!(Did::rotate(signed(2), account(1), consent), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn rotations_keep_their_interval() {
    run(|| {
        created(0);
        assert_ok!(Did::rotate(signed(0), account(1), sign_rotation(1, &did(0), 0)));
        at(2, START + DAY - 1);
        let back = sign_rotation(0, &did(0), 1);
        assert_noop!(Did::rotate(signed(1), account(0), back.clone()), Error::<Test>::TooEarly);
        at(3, START + DAY);
        assert_ok!(Did::rotate(signed(1), account(0), back));
    });
}

#[test]
fn an_account_controls_one_did() {
    run(|| {
        created(0);
        created(1);
        let signature = sign_rotation(1, &did(0), 0);
        assert_noop!(Did::rotate(signed(0), account(1), signature), Error::<Test>::AlreadyExists);
        let itself = sign_rotation(0, &did(0), 0);
        assert_noop!(Did::rotate(signed(0), account(0), itself), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn only_the_controller_rotates() {
    run(|| {
        created(0);
        let signature = sign_rotation(1, &did(0), 0);
        assert_noop!(Did::rotate(signed(2), account(1), signature.clone()), Error::<Test>::NotFound);
        assert_noop!(Did::rotate(RuntimeOrigin::root(), account(1), signature), DispatchError::BadOrigin);
    });
}
