use super::{fixtures::*, mock::*};
use crate::{Call, Draft, Error};
use cybersyn_primitives::{Class, DAY};
use frame_support::{assert_noop, assert_ok};

fn in_class(class: Class, call: impl Into<RuntimeCall>) -> sp_runtime::DispatchResult {
    propose(1, draft_of(7, class, call))
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

/// With root they would fail, and nobody has looked at what they hold.
#[test]
fn what_persons_do_in_their_own_names_cannot_be_proposed() {
    run(|| {
        let inner = Some(Box::new(RuntimeCall::from(Call::enact_article { number: 5, content: [1; 32] })));
        let (content, class) = ([2; 32], Class::Budget);
        let nested = Call::propose { content, class, call: inner, discussion: 3 * DAY, voting: 7 * DAY };
        assert_noop!(in_class(Class::Technical, nested), Error::<Test>::WrongClass);
        assert_noop!(in_class(Class::Technical, Call::withdraw { proposal: 0 }), Error::<Test>::WrongClass);
    });
}
