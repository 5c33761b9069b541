//! Deposits of those who become persons.

use crate::{chain::*, readmission::admit};
use cybersyn_runtime::{Balances, Did, RuntimeHoldReason, RuntimeOrigin, units};
use frame_support::{assert_ok, traits::fungible::InspectHold};
use pallet_did::{HoldReason, PublicKey, Purposes};
use sp_core::Pair;

/// A development citizen who is no founder.
const NEWCOMER: u32 = 12;

fn has(coins: u128) {
    assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(NEWCOMER).into(), coins));
}

fn held() -> u128 {
    Balances::balance_on_hold(&RuntimeHoldReason::Did(HoldReason::Record), &account(NEWCOMER))
}

#[test]
fn who_had_a_did_before_becoming_a_person_gets_the_deposit_back_and_needs_no_coins_any_more() {
    run(|| {
        let signed = RuntimeOrigin::signed(account(NEWCOMER));
        has(10 * units::CYB);
        assert_ok!(Did::create(signed.clone(), voting_pair(NEWCOMER).public().0));
        assert!(held() > 0);
        admit(NEWCOMER);
        assert_eq!(held(), 0);
        has(0);
        assert_ok!(Did::add_key(signed, PublicKey::Sr25519(pair(0).public().0), Purposes::AUTHENTICATION));
        assert_eq!(held(), 0);
    });
}
