use super::mock::*;
use crate::{Buckets, PRIORITY_NORMAL, QUOTA_EXHAUSTED};
use sp_runtime::transaction_validity::InvalidTransaction;

const EXHAUSTED: InvalidTransaction = InvalidTransaction::Custom(QUOTA_EXHAUSTED);
const BYTES: usize = 256 * 1024;

#[test]
fn a_person_without_coins_is_served() {
    run(|| {
        assert_eq!(send(1, remark(1)), Ok(()));
        assert_eq!(Balances::free_balance(1), 0);
        assert!(Buckets::<Test>::contains_key(1));
    });
}

#[test]
fn bytes_run_out_exactly() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), BYTES), Ok(()));
        assert_eq!(Quota::remaining(1).bytes, 0);
        assert_eq!(send_sized(1, remark(1), 1), Err(EXHAUSTED));
    });
}

#[test]
fn one_byte_more_than_a_day_holds_is_refused() {
    run(|| assert_eq!(send_sized(1, remark(1), BYTES + 1), Err(EXHAUSTED)));
}

#[test]
fn weight_runs_out() {
    run(|| {
        let mut sent = 0;
        while send_sized(1, remark(1), 1).is_ok() {
            sent += 1;
            assert!(sent < 10_000, "the quota never ends");
        }
        assert!(sent > 100, "the default quota serves {sent} calls");
        assert!(Quota::remaining(1).bytes > 0);
        assert_eq!(send_sized(1, remark(1), 1), Err(EXHAUSTED));
    });
}

#[test]
fn an_exhausted_person_is_refused_in_the_pool() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), BYTES), Ok(()));
        assert_eq!(validate(1, 1, &remark(1)).err(), Some(EXHAUSTED));
    });
}

#[test]
fn an_exhausted_person_does_not_pay_instead() {
    run(|| {
        use frame_support::traits::fungible::Mutate;
        Balances::set_balance(&1, COINS);
        assert_eq!(send_sized(1, remark(1), BYTES), Ok(()));
        assert_eq!(send(1, remark(1)), Err(EXHAUSTED));
        assert_eq!(Balances::free_balance(1), COINS);
    });
}

#[test]
fn persons_do_not_use_up_each_others_quota() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), BYTES), Ok(()));
        assert_eq!(send_sized(2, remark(1), BYTES), Ok(()));
    });
}

#[test]
fn what_was_valid_in_the_pool_is_charged_again_in_the_block() {
    run(|| {
        // Both fit when the pool looks at them, one after the other they do not.
        assert!(validate(1, 0, &remark(1)).is_ok());
        assert!(validate(1, 1, &remark(1)).is_ok());
        assert_eq!(send_sized(1, remark(1), BYTES - LEN / 2), Ok(()));
        assert_eq!(send(1, remark(1)), Err(EXHAUSTED));
    });
}

#[test]
fn whoever_used_least_goes_first() {
    run(|| {
        assert_eq!(send_sized(1, remark(1), BYTES / 2), Ok(()));
        let (heavy, light) = (validate(1, 1, &remark(1)), validate(2, 0, &remark(1)));
        let (heavy, light) = (heavy.expect("half is left").priority, light.expect("all is left").priority);
        assert!(PRIORITY_NORMAL <= heavy && heavy < light, "{heavy} should be below {light}");
    });
}
