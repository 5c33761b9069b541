use super::mock::*;
use crate::{Clock, Error, Event, Parameters};
use cybersyn_primitives::{
    DAY,
    reputation::{Cause, Change, ReputationParams},
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const NEW: ReputationParams =
    ReputationParams { share_permille: 200, change_max: 50, expertise_full: 10, alert_permille: 100 };

#[test]
fn defaults_are_those_of_the_living_constitution() {
    run(|| {
        let expected =
            ReputationParams { share_permille: 100, change_max: 10_000, expertise_full: 1_000, alert_permille: 300 };
        assert_eq!(Parameters::<Test>::get(), expected);
        assert_eq!(Clock::<Test>::get().retained_permille, 900);
    });
}

#[test]
fn root_changes_the_numbers() {
    run(|| {
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), NEW, 800));
        System::assert_last_event(Event::ParametersSet { parameters: NEW, retained_permille: 800 }.into());
        assert_eq!(give(1, Cause::Implemented { proposal: 1, tokens: 100 }), Change::Gain(whole(20)));
        assert_eq!(Reputation::expertise(1), 2_000);
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none()] {
            assert_noop!(Reputation::set_parameters(origin, NEW, 900), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn numbers_out_of_range_are_refused() {
    run(|| {
        for (parameters, retained) in [
            (ReputationParams { share_permille: 1_001, ..NEW }, 900),
            (ReputationParams { alert_permille: 1_001, ..NEW }, 900),
            (ReputationParams { change_max: 0, ..NEW }, 900),
            (ReputationParams { expertise_full: 0, ..NEW }, 900),
            (NEW, 499),
            (NEW, 1_001),
        ] {
            let set = Reputation::set_parameters(RuntimeOrigin::root(), parameters, retained);
            assert_noop!(set, Error::<Test>::InvalidParameters);
        }
        for retained in [500, 1_000] {
            assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), NEW, retained));
        }
    });
}

#[test]
fn what_has_faded_stays_faded_and_the_rest_fades_anew() {
    run(|| {
        give(1, attested(1, 1_000));
        advance(365 * DAY);
        let before = technical(1);
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), ReputationParams::default(), 500));
        assert_eq!(technical(1), before);
        advance(365 * DAY);
        assert!(technical(1).abs_diff(whole(450)) <= 1, "{}", technical(1));
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), ReputationParams::default(), 1_000));
        let before = technical(1);
        advance(3_650 * DAY);
        assert_eq!(technical(1), before);
    });
}
