use super::mock::*;
use crate::{Error, Event, Parameters, PerformanceParams};
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn defaults_are_thirty_days_and_the_bounds_of_the_society() {
    run(|| {
        let parameters = Parameters::<Test>::get();
        assert_eq!((parameters.period, parameters.good_permille, parameters.poor_permille), (30 * DAY, 900, 300));
    });
}

#[test]
fn root_changes_the_numbers() {
    run(|| {
        let parameters = PerformanceParams { period: DAY, gain: 1_000, ..Default::default() };
        assert_ok!(Redundancy::set_performance(RuntimeOrigin::root(), parameters));
        assert_eq!(Parameters::<Test>::get(), parameters);
        System::assert_last_event(Event::PerformanceSet { parameters }.into());
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none()] {
            let set = Redundancy::set_performance(origin, PerformanceParams::default());
            assert_noop!(set, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn numbers_out_of_range_are_refused() {
    let fine = PerformanceParams::default();
    run(|| {
        for parameters in [
            PerformanceParams { period: 59_999, ..fine },
            PerformanceParams { period: 366 * DAY + 1, ..fine },
            PerformanceParams { blocks_min: 0, ..fine },
            PerformanceParams { good_permille: 300, ..fine },
            PerformanceParams { good_permille: 1_001, ..fine },
            PerformanceParams { gain: 1_001, ..fine },
            PerformanceParams { loss: 1_001, ..fine },
        ] {
            let set = Redundancy::set_performance(RuntimeOrigin::root(), parameters);
            assert_noop!(set, Error::<Test>::InvalidParameters);
        }
    });
}
