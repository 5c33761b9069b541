use super::mock::*;
use crate::{Counted, Event, Pages, Source};
use cybersyn_primitives::{
    reputation::{Cause, Change, Context},
    traits::{Reputation as _, ReputationRefusal},
};
use frame_support::assert_storage_noop;

#[test]
fn a_tenth_of_the_attention_spent_on_an_implemented_proposal_is_earned() {
    run(|| {
        let cause = Cause::Implemented { proposal: 4, tokens: 1_234 };
        assert_eq!(give(7, cause), Change::Gain(123_400_000));
        assert_eq!(technical(7), 123_400_000);
    });
}

#[test]
fn attention_beyond_the_most_that_one_cause_moves_earns_no_more() {
    run(|| {
        let cause = Cause::Implemented { proposal: 4, tokens: u64::MAX };
        assert_eq!(give(7, cause), Change::Gain(whole(10_000)));
    });
}

#[test]
fn a_verdict_is_set_against_what_was_earned() {
    run(|| {
        give(7, attested(1, 100));
        assert_eq!(give(7, verdict(1, 30)), Change::Loss(whole(30)));
        assert_eq!(technical(7), whole(70));
    });
}

#[test]
fn a_loss_beyond_what_was_earned_leaves_nothing_and_no_debt_below() {
    run(|| {
        give(7, attested(1, 100));
        give(7, verdict(1, 130));
        assert_eq!(technical(7), 0);
        give(7, attested(2, 40));
        assert_eq!(technical(7), whole(10));
    });
}

#[test]
fn performance_earns_or_loses() {
    run(|| {
        let good = Cause::Performance { function: 0, period: 1, points: 5 };
        assert_eq!(give(7, good), Change::Gain(whole(5)));
        let bad = Cause::Performance { function: 0, period: 2, points: -2 };
        assert_eq!(give(7, bad), Change::Loss(whole(2)));
        assert_eq!(technical(7), whole(3));
    });
}

#[test]
fn vouching_for_a_fake_costs() {
    run(|| {
        give(7, attested(1, 100));
        assert_eq!(give(7, Cause::FakeVouch { fake: 9, points: 50 }), Change::Loss(whole(50)));
    });
}

#[test]
fn contexts_and_persons_are_apart() {
    run(|| {
        give(7, attested(1, 100));
        for context in Context::ALL {
            let expected = if context == Context::Technical { whole(100) } else { 0 };
            assert_eq!(Reputation::points(7, context), expected);
            assert_eq!(Reputation::points(8, context), 0);
        }
        assert_eq!(Reputation::reputation(7).first(), Some(&(Context::Technical, whole(100))));
    });
}

#[test]
fn a_change_is_told_with_cause_and_source() {
    run(|| {
        let cause = attested(3, 10);
        give(300, cause);
        let (source, change, points) = (Source::Rule, Change::Gain(whole(10)), whole(10));
        let context = Context::Technical;
        System::assert_last_event(Event::Changed { citizen: 300, context, cause, source, change, points }.into());
        assert_eq!(Pages::<Test>::get(Context::Technical, 1).len(), 45);
    });
}

#[test]
fn strangers_have_no_reputation() {
    run(|| {
        for citizen in [CITIZENS, u32::MAX] {
            let given = Reputation::give(citizen, Context::Technical, attested(1, 1));
            assert_eq!(given, Err(ReputationRefusal::UnknownCitizen));
            assert_eq!(technical(citizen), 0);
        }
    });
}

#[test]
fn one_cause_moves_so_many_points_and_no_more() {
    run(|| {
        for (cause, too_much) in [
            (attested(1, 10_000), attested(2, 10_001)),
            (verdict(1, 10_000), verdict(2, 10_001)),
            (
                Cause::Performance { function: 0, period: 1, points: -10_000 },
                Cause::Performance { function: 0, period: 2, points: i32::MIN },
            ),
            (Cause::FakeVouch { fake: 1, points: 10_000 }, Cause::FakeVouch { fake: 2, points: u32::MAX }),
        ] {
            assert!(Reputation::give(7, Context::Community, cause).is_ok());
            assert_storage_noop!({
                let refused = Reputation::give(7, Context::Community, too_much);
                assert_eq!(refused, Err(ReputationRefusal::TooManyPoints));
            });
        }
    });
}

#[test]
fn periods_count_in_their_order() {
    run(|| {
        let in_period = |period| Cause::Performance { function: 3, period, points: 1 };
        give(7, in_period(5));
        for period in [0, 4, 5] {
            let refused = Reputation::give(7, Context::Technical, in_period(period));
            assert_eq!(refused, Err(ReputationRefusal::AlreadyCounted));
        }
        give(7, in_period(6));
        give(7, Cause::Performance { function: 4, period: 0, points: 1 });
        assert_eq!(technical(7), whole(3));
        assert_eq!(Counted::<Test>::iter_prefix(7).count(), 2);
    });
}
