use super::mock::*;
use crate::{Error, Event};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult, testing::UintAuthorityId};

/// An account that owns coins, and no keys yet.
const NEWCOMER: u64 = 2_000;

fn register(account: u64) {
    let mut keys = Keys { dummy: UintAuthorityId(account) };
    let proof = keys.create_ownership_proof(&account.encode()).expect("a test key signs");
    assert_ok!(Session::set_keys(RuntimeOrigin::signed(account), keys, proof.encode()));
}

fn release(account: u64) -> DispatchResult {
    Redundancy::release_keys(RuntimeOrigin::signed(account))
}

fn choose(validators: &[u64]) {
    assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), validators.to_vec()));
}

#[test]
fn who_is_no_validator_gets_the_deposit_back() {
    run(|| {
        register(NEWCOMER);
        assert_eq!(Balances::free_balance(NEWCOMER), FUNDS - KEY_DEPOSIT);
        assert_ok!(release(NEWCOMER));
        assert_eq!(Balances::free_balance(NEWCOMER), FUNDS);
        assert_eq!(Session::load_keys(&NEWCOMER), None);
        System::assert_last_event(Event::KeysReleased { validator: NEWCOMER }.into());
    });
}

#[test]
fn a_chosen_validator_keeps_its_keys_before_its_first_session() {
    run(|| {
        register(NEWCOMER);
        choose(&[NEWCOMER]);
        assert_noop!(release(NEWCOMER), Error::<Test>::KeysInUse);
        Session::rotate_session();
        assert_noop!(release(NEWCOMER), Error::<Test>::KeysInUse);
    });
}

#[test]
fn a_replaced_validator_keeps_its_keys_until_its_last_session_is_over() {
    run(|| {
        register(NEWCOMER);
        choose(&[NEWCOMER]);
        Session::rotate_session();
        Session::rotate_session();
        choose(&[1]);
        assert_noop!(release(NEWCOMER), Error::<Test>::KeysInUse);
        Session::rotate_session();
        assert_noop!(release(NEWCOMER), Error::<Test>::KeysInUse);
        Session::rotate_session();
        assert_ok!(release(NEWCOMER));
        assert_eq!(Balances::free_balance(NEWCOMER), FUNDS);
    });
}

#[test]
fn without_keys_there_is_nothing_to_release() {
    run(|| {
        assert_noop!(release(1_000), Error::<Test>::KeysNotFound);
        assert_noop!(Redundancy::release_keys(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}
