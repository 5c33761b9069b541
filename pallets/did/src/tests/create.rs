use super::*;
use crate::{AccountDid, Error, Event, HoldReason, PublicKey, Purposes};
use cybersyn_pallet_test_utils::START;
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_runtime::DispatchError;

#[test]
fn the_id_is_the_account_and_the_first_key_votes() {
    run(|| {
        created(0);
        let record = record(0);
        assert_eq!(AccountDid::<Test>::get(account(0)), Some(did(0)));
        assert_eq!((record.account, record.created, record.version, record.next_key), (account(0), START, 0, 1));
        assert_eq!(record.keys[0].key, PublicKey::Ed25519(voting_key(0)));
        assert_eq!((record.keys[0].version, record.keys[0].purposes), (0, Purposes::VOTING));
        System::assert_last_event(Event::Created { did: did(0), account: account(0) }.into());
    });
}

#[test]
fn the_deposit_is_held() {
    run(|| {
        created(0);
        let held = Balances::balance_on_hold(&HoldReason::Record.into(), &account(0));
        assert_eq!(held, record(0).size_bytes() as u64);
        assert!(held > 0);
    });
}

#[test]
fn an_account_has_one_did() {
    run(|| {
        created(0);
        assert_noop!(Did::create(signed(0), voting_key(1)), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn a_key_of_small_order_is_refused() {
    run(|| {
        assert_noop!(Did::create(signed(0), [0; 32]), Error::<Test>::InvalidKey);
    });
}

#[test]
fn without_funds_there_is_no_did() {
    run(|| {
        assert!(Did::create(signed(9), voting_key(9)).is_err());
        assert_eq!(AccountDid::<Test>::get(account(9)), None);
    });
}

#[test]
fn root_has_no_did() {
    run(|| {
        assert_noop!(Did::create(RuntimeOrigin::root(), voting_key(0)), DispatchError::BadOrigin);
    });
}
