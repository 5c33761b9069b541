//! The person follows the DID, not the account.

use super::*;
use cybersyn_pallet_test_utils::sign_rotation;

#[test]
fn the_new_account_acts_for_the_person() {
    run(|| {
        assert_ok!(Did::rotate(signed(0), account(NEWCOMER), sign_rotation(NEWCOMER, &did(0), 0)));
        assert_eq!(Personhood::citizen(&account(0)), None);
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(0));
        assert_ok!(Personhood::prove_life(signed(NEWCOMER)));
    });
}

#[test]
fn the_old_account_cannot_become_a_second_person() {
    run(|| {
        assert_ok!(Did::rotate(signed(4), account(NEWCOMER), sign_rotation(NEWCOMER, &did(4), 0)));
        assert_noop!(vouch(0, 4), Error::<Test>::AlreadyAdmitted);
    });
}

#[test]
fn one_vouch_remains_one_after_rotation() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        assert_ok!(Did::rotate(signed(0), account(30), sign_rotation(30, &did(0), 0)));
        assert_noop!(vouch(30, NEWCOMER), Error::<Test>::AlreadyVouched);
    });
}

#[test]
fn nobody_renews_themselves_from_a_new_account() {
    run(|| {
        live_on(3, 335, &[]);
        assert_ok!(Did::rotate(signed(0), account(30), sign_rotation(30, &did(0), 0)));
        assert_noop!(Personhood::renew(signed(30), 0), Error::<Test>::OwnVouch);
    });
}

#[test]
fn the_old_accounts_reference_stays() {
    run(|| {
        assert_ok!(Did::rotate(signed(0), account(NEWCOMER), sign_rotation(NEWCOMER, &did(0), 0)));
        assert_eq!(System::sufficients(&account(0)), 1);
        assert_eq!(System::sufficients(&account(NEWCOMER)), 1);
    });
}
