use super::mock::*;
use crate::Buckets;
use sp_runtime::transaction_validity::InvalidTransaction;

fn transfer() -> RuntimeCall {
    RuntimeCall::Balances(pallet_balances::Call::transfer_allow_death { dest: 11, value: 1_000 })
}

#[test]
fn who_is_no_person_pays() {
    run(|| {
        assert_eq!(send(10, remark(1)), Ok(()));
        assert!(Balances::free_balance(10) < COINS);
        assert_eq!(Buckets::<Test>::iter().count(), 0);
    });
}

#[test]
fn who_is_no_person_and_has_no_coins_is_refused() {
    run(|| {
        System::inc_sufficients(&12);
        assert_eq!(send(12, remark(1)), Err(InvalidTransaction::Payment));
    });
}

#[test]
fn a_person_pays_for_what_is_not_free() {
    run(|| {
        assert_eq!(send(1, transfer()), Err(InvalidTransaction::Payment));
        use frame_support::traits::fungible::Mutate;
        Balances::set_balance(&1, COINS);
        assert_eq!(send(1, transfer()), Ok(()));
        assert!(Balances::free_balance(1) < COINS - 1_000);
        assert!(!Buckets::<Test>::contains_key(1));
    });
}

#[test]
fn whatever_a_person_sends_shows_that_they_live() {
    run(|| {
        use frame_support::traits::fungible::Mutate;
        Balances::set_balance(&1, COINS);
        assert_eq!(send(1, remark(1)), Ok(()));
        assert_eq!(heard_alive(), [1], "free");
        assert_eq!(send(1, transfer()), Ok(()));
        assert_eq!(heard_alive(), [1], "paid for");
        assert_eq!(send(10, transfer()), Ok(()));
        assert!(heard_alive().is_empty(), "of nobody else");
        assert_eq!(send(1, remark(0)), Err(InvalidTransaction::Custom(EMPTY)));
        assert!(heard_alive().is_empty(), "nor by what is refused");
    });
}

#[test]
fn an_empty_bucket_does_not_stop_a_person_from_paying() {
    run(|| {
        use frame_support::traits::fungible::Mutate;
        Balances::set_balance(&1, COINS);
        assert_eq!(send_sized(1, remark(1), 256 * 1024), Ok(()));
        assert_eq!(send(1, transfer()), Ok(()));
    });
}
