use super::mock::*;
use crate::{Changed, Error, Event, Validators};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn root_sets_them() {
    run(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![5, 4]));
        assert_eq!(Validators::<Test>::get().into_inner(), [5, 4]);
        assert!(Changed::<Test>::get());
        System::assert_last_event(Event::ValidatorsSet { validators: vec![5, 4] }.into());
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        assert_noop!(Redundancy::set_validators(RuntimeOrigin::signed(1), vec![1]), DispatchError::BadOrigin);
        assert_noop!(Redundancy::set_validators(RuntimeOrigin::none(), vec![1]), DispatchError::BadOrigin);
    });
}

#[test]
fn an_empty_set_is_refused() {
    run(|| {
        assert_noop!(Redundancy::set_validators(RuntimeOrigin::root(), vec![]), Error::<Test>::NoValidators);
    });
}

#[test]
fn a_hundred_are_taken_and_one_more_is_not() {
    run(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), (0..100).collect()));
        let too_many = (0..101).collect();
        assert_noop!(Redundancy::set_validators(RuntimeOrigin::root(), too_many), Error::<Test>::MaxValidatorsExceeded);
    });
}

#[test]
fn naming_one_twice_is_refused() {
    run(|| {
        assert_noop!(Redundancy::set_validators(RuntimeOrigin::root(), vec![3, 4, 3]), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn one_without_keys_is_refused() {
    run(|| {
        assert_noop!(Redundancy::set_validators(RuntimeOrigin::root(), vec![999, 1_000]), Error::<Test>::KeysNotFound);
    });
}
