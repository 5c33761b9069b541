use super::mock::*;
use crate::Buckets;
use sp_runtime::transaction_validity::InvalidTransaction;

fn wrapped(call: RuntimeCall) -> RuntimeCall {
    RuntimeCall::Nest(nest::Call::wrap { call: Box::new(call) })
}

#[test]
fn a_free_call_inside_another_is_not_free() {
    run(|| assert_eq!(send(1, wrapped(remark(1))), Err(InvalidTransaction::Payment)));
}

#[test]
fn a_paid_wrapper_leaves_the_quota_alone() {
    run(|| {
        use frame_support::traits::fungible::Mutate;
        Balances::set_balance(&1, COINS);
        assert_eq!(send(1, wrapped(remark(1))), Ok(()));
        assert!(Balances::free_balance(1) < COINS);
        assert!(!Buckets::<Test>::contains_key(1));
    });
}
