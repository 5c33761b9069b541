use super::{fixtures::*, mock::*};
use crate::{Call, Draft, Error, Parameters};
use cybersyn_primitives::{Class, DAY};
use frame_support::{assert_noop, assert_ok};

fn in_class(class: Class, call: impl Into<RuntimeCall>) -> sp_runtime::DispatchResult {
    propose(1, draft_of(7, class, call))
}

#[test]
fn parameters_are_no_matter_of_priorities() {
    run(|| {
        let call = || Call::set_parameters { parameters: Box::new(Parameters::default()) };
        assert_noop!(in_class(Class::Priority, call()), Error::<Test>::WrongClass);
        assert_noop!(in_class(Class::Emergency, call()), Error::<Test>::WrongClass);
        assert_ok!(in_class(Class::Rights, call()));
    });
}

#[test]
fn parameters_that_would_be_refused_are_not_voted_on() {
    run(|| {
        let call = Call::set_parameters { parameters: Box::new(Parameters { open_max: 0, ..Parameters::default() }) };
        assert_noop!(in_class(Class::Rights, call), Error::<Test>::InvalidLimits);
    });
}

#[test]
fn renewing_needs_the_class_with_the_long_debate() {
    run(|| {
        enact(5, 1);
        let call = || Call::renew_article { number: 5, content: [1; 32] };
        assert_noop!(in_class(Class::Technical, call()), Error::<Test>::WrongClass);
        assert_ok!(in_class(Class::Renewal, call()));
    });
}

#[test]
fn the_runtime_says_which_classes_its_calls_need() {
    run(|| {
        let upgrade = || frame_system::Call::set_code { code: vec![1] };
        CallWeightMax::set(frame_support::weights::Weight::MAX);
        assert_noop!(in_class(Class::Budget, upgrade()), Error::<Test>::WrongClass);
        assert_ok!(in_class(Class::Technical, upgrade()));
    });
}

#[test]
fn what_no_class_may_do_cannot_be_proposed() {
    run(|| {
        let call = pallet_scheduler::Call::schedule {
            when: 9,
            maybe_periodic: None,
            priority: 0,
            call: Box::new(RuntimeCall::from(Call::renew_article { number: 5, content: [1; 32] })),
        };
        for class in Class::ALL {
            let discussion = match class {
                Class::Renewal => 60 * DAY,
                _ => 3 * DAY,
            };
            let draft = Draft { discussion, ..draft_of(7, class, call.clone()) };
            assert_noop!(propose(1, draft), Error::<Test>::WrongClass);
        }
    });
}

#[test]
fn a_suspension_lasts_ninety_days_and_an_emergency_longer() {
    run(|| {
        enact(5, 1);
        let closes = Timestamp::get() + 10 * DAY;
        let pause = |until| Call::pause_article { number: 5, content: [1; 32], until };
        let too_long = draft_of(1, Class::Suspension, pause(closes + 90 * DAY + 1));
        assert_noop!(propose(1, too_long), Error::<Test>::PauseTooLong);
        assert_ok!(propose(1, draft_of(1, Class::Suspension, pause(closes + 90 * DAY))));
        assert_ok!(propose(1, draft_of(2, Class::Emergency, pause(closes + 91 * DAY))));
    });
}
