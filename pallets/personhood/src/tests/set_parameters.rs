use super::*;
use crate::{Parameters, Params};
use sp_runtime::DispatchError;

fn set(parameters: Parameters) -> DispatchResult {
    Personhood::set_parameters(RuntimeOrigin::root(), parameters)
}

#[test]
fn the_vouches_needed_change() {
    run(|| {
        let parameters = Parameters { vouches_needed: 1, ..Default::default() };
        assert_ok!(set(parameters));
        assert_eq!(Params::<Test>::get(), parameters);
        System::assert_last_event(Event::ParametersSet { parameters }.into());
        assert_ok!(vouch(0, NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
    });
}

#[test]
fn a_shorter_silence_leaves_a_month() {
    run(|| {
        live_on(3, 50, &[]);
        assert_ok!(set(Parameters { proof_of_life: 10 * DAY, warning: 5 * DAY, ..Default::default() }));
        let due = Personhood::lapses_at(0, &citizen(0));
        assert_eq!(due, START + (50 + 32) * DAY);
        at_without_outage(20, due - 1);
        assert_eq!(Personhood::citizen(&account(0)), Some(0));
        at_without_outage(21, due);
        idle(22);
        assert_eq!(status(0), Status::Lapsed);
    });
}

#[test]
fn a_longer_silence_holds_at_once() {
    run(|| {
        assert_ok!(set(Parameters { proof_of_life: 200 * DAY, ..Default::default() }));
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 201 * DAY);
    });
}

#[test]
fn parameters_out_of_range_are_refused() {
    run(|| {
        let default = Parameters::default();
        let wrong = [
            Parameters { vouches_needed: 0, ..default },
            Parameters { vouches_needed: 11, ..default },
            Parameters { expiry: 2 * DAY - 1, warning: DAY, ..default },
            Parameters { expiry: 3_651 * DAY, ..default },
            Parameters { proof_of_life: 2 * DAY - 1, warning: DAY, ..default },
            Parameters { warning: 90 * DAY, ..default },
            Parameters { warning: DAY - 1, ..default },
            Parameters { warning: u64::MAX, ..default },
        ];
        for parameters in wrong {
            assert_noop!(set(parameters), Error::<Test>::InvalidParameters);
        }
    });
}

#[test]
fn as_many_vouches_as_there_are_others_can_be_asked_for_and_no_more() {
    run(|| {
        let with = |vouches_needed| set(Parameters { vouches_needed, ..Default::default() });
        assert_noop!(with(FOUNDERS), Error::<Test>::TooFewPersons);
        assert_ok!(with(FOUNDERS - 1));
    });
}

#[test]
fn only_root_sets_them() {
    run(|| {
        let call = Personhood::set_parameters(signed(0), Parameters::default());
        assert_noop!(call, DispatchError::BadOrigin);
    });
}
