use super::mock::*;
use crate::{Articles, Call, Draft, Error, Parameters};
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
fn renewing_needs_the_class_with_the_long_debate() {
    run(|| {
        assert_noop!(in_class(Class::Technical, Call::renew_article { number: 5 }), Error::<Test>::WrongClass);
        assert_ok!(in_class(Class::Renewal, Call::renew_article { number: 5 }));
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
            call: Box::new(RuntimeCall::from(Call::renew_article { number: 5 })),
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
fn repealing_the_core_takes_three_quarters() {
    run(|| {
        // 5 is ordinary, 806 never expires.
        for number in [5, 806] {
            assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), number, [number as u8; 32]));
        }
        assert_ok!(propose(1, draft_of(1, Class::Rights, Call::repeal_article { number: 5 })));
        assert_ok!(propose(1, draft_of(2, Class::Rights, Call::repeal_article { number: 806 })));
        Articles::<Test>::mutate(5, |article| article.as_mut().expect("enacted").renewals = 3);
        assert_ok!(propose(1, draft_of(3, Class::Rights, Call::repeal_article { number: 5 })));
        let approval = |id| Boxes::get(id).expect("open").thresholds.approval_permille;
        assert_eq!((approval(0), approval(1), approval(2)), (500, 750, 750));
    });
}

#[test]
fn a_suspension_lasts_ninety_days_and_an_emergency_longer() {
    run(|| {
        let closes = Timestamp::get() + 10 * DAY;
        let pause = |until| Call::pause_article { number: 5, until };
        let too_long = draft_of(1, Class::Suspension, pause(closes + 90 * DAY + 1));
        assert_noop!(propose(1, too_long), Error::<Test>::PauseTooLong);
        assert_ok!(propose(1, draft_of(1, Class::Suspension, pause(closes + 90 * DAY))));
        assert_ok!(propose(1, draft_of(2, Class::Emergency, pause(closes + 91 * DAY))));
    });
}
