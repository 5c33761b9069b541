use super::mock::*;
use crate::{Error, Event, Parameters, Pending};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{DAY, attention::AttentionParams, traits::Attention as _};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const NEW: AttentionParams = AttentionParams { grant: 50, period: 10 * DAY, carry_over_max: Some(20) };

#[test]
fn root_changes_the_parameters() {
    run(|| {
        assert_ok!(Attention::set_parameters(RuntimeOrigin::root(), NEW));
        assert_eq!(Parameters::<Test>::get(), NEW);
        assert_eq!(Attention::params(), NEW);
        System::assert_last_event(Event::ParametersChanged { parameters: NEW, at: START }.into());
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        assert_noop!(Attention::set_parameters(RuntimeOrigin::signed(1), NEW), DispatchError::BadOrigin);
        assert_noop!(Attention::set_parameters(RuntimeOrigin::none(), NEW), DispatchError::BadOrigin);
    });
}

#[test]
fn a_period_of_nothing_is_refused() {
    run(|| {
        let endless = AttentionParams { period: 0, ..NEW };
        assert_noop!(Attention::set_parameters(RuntimeOrigin::root(), endless), Error::<Test>::InvalidPeriod);
    });
}

#[test]
fn without_accounts_there_is_nothing_to_convert() {
    run(|| {
        assert_ok!(Attention::set_parameters(RuntimeOrigin::root(), NEW));
        assert_eq!(Pending::<Test>::get(), None);
    });
}

#[test]
fn a_second_change_waits_until_the_first_is_worked_in() {
    run(|| {
        Attention::open(0, START);
        assert_ok!(Attention::set_parameters(RuntimeOrigin::root(), NEW));
        let other = AttentionParams { grant: 51, ..NEW };
        assert_noop!(Attention::set_parameters(RuntimeOrigin::root(), other), Error::<Test>::TooEarly);
        advance(6_000);
        assert_ok!(Attention::set_parameters(RuntimeOrigin::root(), other));
    });
}

#[test]
fn setting_what_is_in_force_converts_nothing() {
    run(|| {
        Attention::open(0, START);
        assert_ok!(Attention::set_parameters(RuntimeOrigin::root(), AttentionParams::default()));
        assert_eq!(Pending::<Test>::get(), None);
    });
}
