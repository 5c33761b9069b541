use super::mock::*;
use sp_runtime::transaction_validity::InvalidTransaction;

#[test]
fn a_free_transaction_cannot_be_sent_again() {
    run(|| {
        assert_eq!(send(1, remark(1)), Ok(()));
        assert_eq!(System::account_nonce(1), 1);
        assert_eq!(validate(1, 0, &remark(1)).err(), Some(InvalidTransaction::Stale));
    });
}

#[test]
fn an_account_that_nobody_vouched_for_cannot_send() {
    run(|| assert!(validate(13, 0, &remark(1)).is_err()));
}
