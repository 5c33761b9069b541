use super::mock::*;
use crate::{Buckets, CarriedBuckets, QUOTA_EXHAUSTED};
use sp_runtime::transaction_validity::InvalidTransaction;

/// Something that citizen `citizen` signed and anyone may carry.
fn word_of(citizen: u8) -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![citizen] })
}

#[test]
fn anyone_carries_a_citizens_word_free() {
    run(|| {
        assert_eq!(send(10, word_of(4)), Ok(()));
        assert_eq!(Balances::free_balance(10), COINS);
        assert!(CarriedBuckets::<Test>::contains_key(4));
    });
}

#[test]
fn carriers_use_up_the_carried_quota_and_not_the_citizens_own() {
    run(|| {
        assert_eq!(send_sized(10, word_of(4), 256 * 1024), Ok(()));
        assert_eq!(send(10, word_of(4)), Err(InvalidTransaction::Custom(QUOTA_EXHAUSTED)));
        assert!(!Buckets::<Test>::contains_key(4));
        assert_eq!(send(4, remark(1)), Ok(()));
        assert_eq!(send(10, word_of(5)), Ok(()));
    });
}

/// When a citizen signed what is carried is for the call to know.
#[test]
fn what_others_carry_shows_nobodys_life_by_itself() {
    run(|| {
        assert_eq!(send(10, word_of(4)), Ok(()));
        assert!(heard_alive().is_empty());
    });
}

#[test]
fn junk_is_not_carried() {
    run(|| {
        let junk = RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![] });
        assert_eq!(validate(10, 0, &junk).err(), Some(InvalidTransaction::Custom(EMPTY)));
    });
}
