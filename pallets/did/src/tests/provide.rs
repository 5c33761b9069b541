use super::*;
use crate::{HoldReason, PublicKey, Purposes};
use cybersyn_primitives::traits::{DidRefusal, Dids as ProvideDids};
use frame_support::{assert_storage_noop, traits::fungible::InspectHold};

fn create(number: u32, key: [u8; 32]) -> Result<[u8; 32], DidRefusal> {
    <Did as ProvideDids<_>>::create(&account(number), key)
}

#[test]
fn a_persons_did_costs_no_deposit() {
    run(|| {
        assert_eq!(create(9, voting_key(9)), Ok(did(9)));
        assert_eq!(record(9).ticket, None);
        assert_eq!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(9)), 0);
        assert_eq!(Recorder::take(), []);
    });
}

#[test]
fn a_persons_did_grows_without_deposit() {
    run(|| {
        assert_eq!(create(9, voting_key(9)), Ok(did(9)));
        assert_ok!(Did::add_key(signed(9), PublicKey::Sr25519(did(9)), Purposes::AUTHENTICATION));
        assert_eq!(record(9).keys.len(), 2);
    });
}

#[test]
fn whoever_becomes_a_person_gets_the_deposit_back_and_needs_no_further_one() {
    run(|| {
        created(0);
        let version = record(0).version;
        <Did as ProvideDids<_>>::waive_deposit(&did(0));
        assert_eq!((record(0).ticket, record(0).version), (None, version));
        assert_eq!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(0)), 0);
        assert_ok!(Did::add_key(signed(0), PublicKey::Sr25519(did(9)), Purposes::AUTHENTICATION));
        assert_eq!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(0)), 0);
    });
}

#[test]
fn a_deposit_that_is_none_is_not_given_back() {
    run(|| {
        assert_eq!(create(9, voting_key(9)), Ok(did(9)));
        assert_storage_noop!(<Did as ProvideDids<_>>::waive_deposit(&did(9)));
        assert_storage_noop!(<Did as ProvideDids<_>>::waive_deposit(&did(1)));
    });
}

#[test]
fn a_taken_id_is_refused() {
    run(|| {
        created(0);
        assert_storage_noop!(assert_eq!(create(0, voting_key(0)), Err(DidRefusal::AlreadyExists)));
    });
}

#[test]
fn an_unusable_key_is_refused() {
    run(|| {
        assert_storage_noop!(assert_eq!(create(0, [0; 32]), Err(DidRefusal::InvalidKey)));
    });
}

#[test]
fn voting_keys_are_those_in_force() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), PublicKey::Ed25519(voting_key(5)), Purposes::VOTING));
        assert_ok!(Did::add_key(signed(0), PublicKey::Ed25519(voting_key(6)), Purposes::ASSERTION));
        assert_ok!(Did::revoke_key(signed(0), 0, false));
        assert_eq!(Did::voting_keys(&did(0)), [(1, voting_key(5))]);
    });
}
