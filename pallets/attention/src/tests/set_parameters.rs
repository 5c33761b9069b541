use super::mock::*;
use crate::{CARRY_OVER_MAX, Error, Event, GRANT_MAX, PERIOD_MAX, PERIOD_MIN, Parameters, Pending};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{DAY, attention::AttentionParams, traits::Attention as _};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

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

fn set(parameters: AttentionParams) -> DispatchResult {
    Attention::set_parameters(RuntimeOrigin::root(), parameters)
}

#[test]
fn a_period_lasts_from_an_hour_to_a_year() {
    run(|| {
        for period in [0, 1, PERIOD_MIN - 1, PERIOD_MAX + 1, u64::MAX] {
            assert_noop!(set(AttentionParams { period, ..NEW }), Error::<Test>::InvalidPeriod);
        }
        for period in [PERIOD_MIN, PERIOD_MAX] {
            assert_ok!(set(AttentionParams { period, ..NEW }));
        }
    });
}

#[test]
fn a_grant_is_neither_nothing_nor_endless() {
    run(|| {
        for grant in [0, GRANT_MAX + 1, u32::MAX] {
            assert_noop!(set(AttentionParams { grant, ..NEW }), Error::<Test>::InvalidGrant);
        }
        for grant in [1, GRANT_MAX] {
            assert_ok!(set(AttentionParams { grant, ..NEW }));
        }
    });
}

#[test]
fn a_cap_is_a_cap() {
    run(|| {
        let with = |carry_over_max| set(AttentionParams { carry_over_max, ..NEW });
        assert_noop!(with(Some(CARRY_OVER_MAX + 1)), Error::<Test>::InvalidCarryOver);
        for cap in [Some(0), Some(CARRY_OVER_MAX), None] {
            assert_ok!(with(cap));
        }
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
