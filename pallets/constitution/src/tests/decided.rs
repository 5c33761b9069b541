use super::{fixtures::*, mock::*};
use crate::{CurrentParameters, Draft, Enactment, Event, OpenCount, Parameters, Status, task_name};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{Class, DAY, tally::Outcome};
use frame_support::{assert_ok, traits::QueryPreimage};
use sp_runtime::traits::{BlakeTwo256, Hash};

fn stricter() -> Parameters {
    Parameters { open_max: 1, ..Parameters::default() }
}

#[test]
fn an_approved_call_runs_as_root_in_the_next_block() {
    run(|| {
        let call = crate::Call::set_parameters { parameters: Box::new(stricter()) };
        assert_ok!(propose(1, Draft { discussion: 60 * DAY, ..draft_of(7, Class::Rights, call) }));
        decide(0, Outcome::Approved);
        let (outcome, at, enactment) = (Outcome::Approved, START, Enactment::Scheduled);
        assert_eq!(status(0), Status::Decided { outcome, at, enactment });
        System::assert_last_event(Event::EnactmentScheduled { proposal: 0, task: task_name(0) }.into());
        assert_eq!(CurrentParameters::<Test>::get(), Parameters::default());
        advance(6_000);
        assert_eq!(dispatched(0), Some(Ok(())));
        assert_eq!(CurrentParameters::<Test>::get(), stricter());
    });
}

#[test]
fn a_call_that_fails_is_seen_to_fail() {
    run(|| {
        enact(5, 1);
        let renewal = crate::Call::renew_article { number: 5, content: [1; 32] };
        assert_ok!(propose(1, draft_of(7, Class::Renewal, renewal)));
        decide(0, Outcome::Approved);
        advance(6_000);
        assert_eq!(dispatched(0), Some(Err(crate::Error::<Test>::TooEarly.into())));
    });
}

#[test]
fn a_resolution_without_call_is_decided() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        decide(0, Outcome::Approved);
        let (outcome, at, enactment) = (Outcome::Approved, START, Enactment::Nothing);
        assert_eq!(status(0), Status::Decided { outcome, at, enactment });
        System::assert_last_event(Event::Decided { proposal: 0, outcome: Outcome::Approved }.into());
    });
}

#[test]
fn rejected_calls_do_not_run_and_leave_nothing_behind() {
    run(|| {
        for (id, outcome) in [(0, Outcome::Rejected), (1, Outcome::NoQuorum)] {
            assert_ok!(propose(1, draft_of(7, Class::Technical, remark(500))));
            decide(id, outcome);
            assert_eq!(status(id), Status::Decided { outcome, at: Timestamp::get(), enactment: Enactment::Nothing });
            assert_eq!(<Preimage as QueryPreimage>::len(&BlakeTwo256::hash_of(&remark(500))), None);
            advance(6_000);
            assert_eq!(dispatched(id), None);
        }
    });
}

#[test]
fn a_long_call_lives_as_a_preimage_until_it_has_run() {
    run(|| {
        let hash = BlakeTwo256::hash_of(&remark(500));
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(500))));
        decide(0, Outcome::Approved);
        assert_eq!(<Preimage as QueryPreimage>::len(&hash), Some(500));
        advance(6_000);
        assert_eq!(dispatched(0), Some(Ok(())));
        assert_eq!(<Preimage as QueryPreimage>::len(&hash), None);
    });
}

#[test]
fn two_proposals_of_one_long_call_do_not_take_it_from_each_other() {
    run(|| {
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(500))));
        assert_ok!(propose(2, draft_of(8, Class::Technical, remark(500))));
        decide(0, Outcome::Rejected);
        decide(1, Outcome::Approved);
        advance(6_000);
        assert_eq!(dispatched(1), Some(Ok(())));
    });
}

#[test]
fn a_decision_is_taken_once() {
    run(|| {
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(10))));
        decide(0, Outcome::Rejected);
        let before = status(0);
        decide(0, Outcome::Approved);
        assert_eq!(status(0), before);
        System::assert_last_event(Event::DecisionIgnored { proposal: 0, outcome: Outcome::Approved }.into());
        advance(6_000);
        assert_eq!(dispatched(0), None);
    });
}

#[test]
fn a_decision_on_nothing_is_ignored() {
    run(|| {
        decide(5, Outcome::Approved);
        System::assert_last_event(Event::DecisionIgnored { proposal: 5, outcome: Outcome::Approved }.into());
    });
}

#[test]
fn a_decided_text_and_its_proposer_are_free_again() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        decide(0, Outcome::NoQuorum);
        assert_eq!(OpenCount::<Test>::get(1), 0);
        assert_ok!(propose(2, draft(7)));
    });
}
