use super::mock::*;
use crate::{Error, Event, Source};
use cybersyn_primitives::reputation::{Change, Context};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn an_enacted_proposal_gives_a_cause() {
    run(|| {
        let (citizen, context, cause) = (7, Context::Cultural, attested(1, 20));
        assert_ok!(Reputation::record(RuntimeOrigin::root(), citizen, context, cause));
        let (source, change, points) = (Source::Root, Change::Gain(whole(20)), whole(20));
        System::assert_last_event(Event::Changed { citizen, context, cause, source, change, points }.into());
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        for origin in [RuntimeOrigin::signed(7), RuntimeOrigin::none()] {
            let recorded = Reputation::record(origin, 7, Context::Cultural, attested(1, 20));
            assert_noop!(recorded, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn a_stranger_is_refused() {
    run(|| {
        let recorded = Reputation::record(RuntimeOrigin::root(), CITIZENS, Context::Cultural, attested(1, 20));
        assert_noop!(recorded, Error::<Test>::UnknownCitizen);
    });
}

#[test]
fn too_many_points_are_refused() {
    run(|| {
        let recorded = Reputation::record(RuntimeOrigin::root(), 7, Context::Cultural, attested(1, 10_001));
        assert_noop!(recorded, Error::<Test>::TooManyPoints);
    });
}

#[test]
fn what_has_counted_by_rule_does_not_count_by_decree() {
    run(|| {
        give(7, verdict(1, 5));
        let again = Reputation::record(RuntimeOrigin::root(), 7, Context::Technical, verdict(1, 6));
        assert_noop!(again, Error::<Test>::AlreadyCounted);
        assert_ok!(Reputation::record(RuntimeOrigin::root(), 7, Context::Community, verdict(1, 6)));
    });
}
