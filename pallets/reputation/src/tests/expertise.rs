use super::mock::*;
use crate::{Event, Kept, Pins};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    Class, DAY, Hash, Terms, VotingFunction,
    expertise::Influence,
    reputation::{Context, ReputationParams},
    tally::{Side, Tally},
    terms::Thresholds,
    traits::{Expertise as _, PinRefusal, Reputation as _},
};
use frame_support::assert_ok;

#[test]
fn technical_reputation_weighs_and_no_other() {
    run(|| {
        give(1, attested(1, 500));
        assert_ok!(Reputation::give(2, Context::Judicial, attested(1, 500)));
        assert_eq!([0, 1, 2].map(Reputation::expertise), [1_000, 1_500, 1_000]);
    });
}

#[test]
fn nobody_weighs_more_than_double() {
    run(|| {
        give(1, attested(1, 1_000));
        give(2, attested(1, 10_000));
        assert_eq!([1, 2].map(Reputation::expertise), [2_000, 2_000]);
    });
}

#[test]
fn a_pin_is_told() {
    run(|| {
        assert_ok!(Reputation::pin(4));
        System::assert_last_event(Event::ExpertisePinned { proposal: 4, at: START }.into());
    });
}

#[test]
fn marking_tells_who_weighs_more_than_plainly() {
    run(|| {
        give(1, attested(1, 500));
        give(599, attested(1, 250));
        assert_ok!(Reputation::pin(4));
        assert_eq!(Reputation::mark(4, 9, &[599, 0, 1]), [1_250, 1_000, 1_500]);
        let factors = vec![(599, 1_250), (1, 1_500)].try_into().expect("few");
        System::assert_last_event(Event::ExpertiseMarked { proposal: 4, page: 9, factors }.into());
    });
}

#[test]
fn a_page_of_plain_voters_makes_no_event() {
    run(|| {
        assert_ok!(Reputation::pin(4));
        let before = System::events().len();
        assert_eq!(Reputation::mark(4, 0, &[0, 1]), [1_000, 1_000]);
        assert_eq!(System::events().len(), before);
    });
}

#[test]
fn a_proposal_that_is_not_pinned_knows_no_expertise() {
    run(|| {
        give(1, attested(1, 500));
        assert_eq!(Reputation::mark(4, 0, &[1]), [1_000]);
        assert!(marked(4).is_empty());
    });
}

#[test]
fn what_changes_after_the_pin_does_not_weigh() {
    run(|| {
        give(1, attested(1, 500));
        give(2, attested(1, 500));
        assert_ok!(Reputation::pin(4));
        give(1, attested(2, 400));
        give(1, attested(3, 50));
        give(2, verdict(1, 500));
        give(3, attested(1, 700));
        assert_eq!(Reputation::mark(4, 0, &[1, 2, 3]), [1_500, 1_500, 1_000]);
        assert_ok!(Reputation::pin(5));
        assert_eq!(Reputation::mark(5, 0, &[1, 2, 3]), [1_950, 1_000, 1_700]);
    });
}

#[test]
fn time_that_passes_after_the_pin_does_not_weigh() {
    run(|| {
        give(1, attested(1, 500));
        give(2, attested(1, 500));
        give(2, verdict(1, 240));
        assert_ok!(Reputation::pin(4));
        advance(100 * DAY);
        assert_eq!(Reputation::mark(4, 0, &[1, 2]), [1_500, 1_260]);
        // By now the one has faded, and of the other's loss four parts of twelve have mended.
        assert!(Reputation::expertise(1) < 1_500);
        assert!(Reputation::expertise(2) > 1_260);
    });
}

#[test]
fn parameters_that_change_after_the_pin_do_not_weigh() {
    run(|| {
        give(1, attested(1, 500));
        assert_ok!(Reputation::pin(4));
        let other = ReputationParams { expertise_full: 500, ..Default::default() };
        assert_ok!(Reputation::set_parameters(RuntimeOrigin::root(), other, 500));
        advance(365 * DAY);
        assert_eq!(Reputation::mark(4, 0, &[1]), [1_500]);
    });
}

#[test]
fn other_contexts_leave_the_pin_alone() {
    run(|| {
        assert_ok!(Reputation::pin(4));
        assert_ok!(Reputation::give(1, Context::Community, attested(1, 500)));
        assert_eq!(Kept::<Test>::iter().count(), 0);
    });
}

#[test]
fn a_proposal_is_pinned_once() {
    run(|| {
        assert_ok!(Reputation::pin(4));
        assert_eq!(Reputation::pin(4), Err(PinRefusal::AlreadyExists));
    });
}

#[test]
fn as_many_proposals_are_pinned_as_there_is_room_for() {
    run(|| {
        for proposal in 0..PINS_MAX {
            assert_ok!(Reputation::pin(proposal));
        }
        assert_eq!(Reputation::pin(PINS_MAX), Err(PinRefusal::TooMany));
        assert!(!Reputation::can_pin());
        Reputation::unpin(0);
        assert!(Reputation::can_pin());
        assert_ok!(Reputation::pin(PINS_MAX));
    });
}

fn terms(class: Class) -> Terms {
    Terms {
        content: Hash::default(),
        scheduled: 0,
        opens: START,
        closes: START + DAY,
        grace: DAY,
        class,
        function: VotingFunction::Quadratic,
        tokens_max: 50,
        quorum_base: 10,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 100 },
    }
}

fn tally(yes: u128, no: u128) -> Tally {
    let side = |weight| Side { voters: 2, weight };
    Tally { yes: side(yes), no: side(no), ..Tally::default() }
}

fn decided(tally: Tally, plain: Tally) -> Vec<Influence> {
    System::reset_events();
    Reputation::decided(4, &terms(Class::Technical), &tally, &plain);
    let events = System::events().into_iter().filter_map(|record| match record.event {
        RuntimeEvent::Reputation(Event::ExpertiseAlert { proposal: 4, influence }) => Some(influence),
        _ => None,
    });
    events.collect()
}

#[test]
fn an_alert_is_given_above_three_tenths_and_not_at_them() {
    run(|| {
        assert_eq!(decided(tally(900, 100), tally(600, 100)), []);
        let alert = Influence { share_permille: 301, changed_outcome: false };
        assert_eq!(decided(tally(900_000, 100_000), tally(599_999, 100_000)), [alert]);
    });
}

#[test]
fn an_alert_is_given_if_expertise_decided() {
    run(|| {
        let alert = Influence { share_permille: 20, changed_outcome: true };
        assert_eq!(decided(tally(510, 490), tally(490, 490)), [alert]);
    });
}

#[test]
fn a_decision_unpins() {
    run(|| {
        assert_ok!(Reputation::pin(4));
        assert_eq!(decided(tally(1, 0), tally(1, 0)), []);
        assert!(Pins::<Test>::get().is_empty());
    });
}
