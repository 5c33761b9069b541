use super::mock::*;
use crate::Buckets;
use sp_runtime::transaction_validity::InvalidTransaction;

#[test]
fn what_is_known_to_fail_is_refused_in_the_pool_and_costs_nothing() {
    run(|| {
        assert_eq!(validate(1, 0, &remark(0)).err(), Some(InvalidTransaction::Custom(EMPTY)));
        assert_eq!(send(1, remark(0)), Err(InvalidTransaction::Custom(EMPTY)));
        assert!(!Buckets::<Test>::contains_key(1));
        assert_eq!(System::account_nonce(1), 0);
    });
}

#[test]
fn who_pays_may_fail() {
    run(|| assert_eq!(send(10, remark(0)), Ok(())));
}
