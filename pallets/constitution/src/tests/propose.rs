use super::{fixtures::*, mock::*};
use crate::{CALL_BYTES_MAX, Draft, Error, Event, NextProposal, OpenCount, Proposals, Status};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    Class, DAY, VotingFunction,
    terms::{Thresholds, WINDOW_MAX},
};
use frame_support::{assert_noop, assert_ok, traits::Bounded, weights::Weight};
use sp_runtime::DispatchError;

#[test]
fn a_person_proposes() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        let proposal = Proposals::<Test>::get(0).expect("it is stored");
        assert_eq!((proposal.proposer, proposal.content, proposal.status), (1, [7; 32], Status::Open));
        let (opens, closes) = (START + 3 * DAY, START + 10 * DAY);
        assert_eq!((proposal.submitted, proposal.opens, proposal.closes), (START, opens, closes));
        let (content, class) = ([7; 32], Class::Technical);
        System::assert_last_event(Event::Proposed { proposal: 0, proposer: 1, content, class, opens, closes }.into());
    });
}

#[test]
fn terms_are_pinned_in_a_box_that_opens_at_once() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        let terms = Boxes::get(0).expect("the box is open");
        assert_eq!(
            (terms.content, terms.class, terms.function),
            ([7; 32], Class::Technical, VotingFunction::Quadratic)
        );
        assert_eq!((terms.opens, terms.closes, terms.grace), (START + 3 * DAY, START + 10 * DAY, 3 * DAY));
        assert_eq!((terms.quorum_base, terms.tokens_max), (9, 50));
        assert_eq!(terms.thresholds, Thresholds { approval_permille: 500, quorum_permille: 100 });
    });
}

#[test]
fn thresholds_are_those_of_the_class() {
    run(|| {
        assert_ok!(propose(1, Draft { class: Class::Renewal, discussion: 60 * DAY, ..draft(1) }));
        assert_ok!(propose(1, Draft { class: Class::Emergency, discussion: 0, ..draft(2) }));
        assert_ok!(propose(1, Draft { class: Class::Rights, ..draft(3) }));
        let thresholds = |id| Boxes::get(id).expect("the box is open").thresholds;
        assert_eq!(thresholds(0), Thresholds { approval_permille: 660, quorum_permille: 300 });
        assert_eq!(thresholds(1), Thresholds { approval_permille: 950, quorum_permille: 300 });
        assert_eq!(thresholds(2), Thresholds { approval_permille: 500, quorum_permille: 300 });
    });
}

#[test]
fn proposing_proves_life() {
    run(|| {
        assert_ok!(propose(4, draft(7)));
        assert_eq!(Lives::get(4), Some(START));
    });
}

#[test]
fn who_is_no_person_cannot_propose() {
    run(|| {
        assert_noop!(propose(10, draft(7)), Error::<Test>::NotAuthorized);
        let d = draft(7);
        let unsigned = Constitution::propose(RuntimeOrigin::root(), d.content, d.class, None, d.discussion, d.voting);
        assert_noop!(unsigned, DispatchError::BadOrigin);
    });
}

#[test]
fn a_sixth_open_proposal_is_refused() {
    run(|| {
        for content in 0..5 {
            assert_ok!(propose(1, draft(content)));
        }
        assert_noop!(propose(1, draft(5)), Error::<Test>::MaxOpenExceeded);
        assert_ok!(propose(2, draft(5)));
        assert_eq!(OpenCount::<Test>::get(1), 5);
    });
}

#[test]
fn a_text_is_open_once_whoever_proposes_it() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        assert_noop!(propose(1, draft(7)), Error::<Test>::AlreadyExists);
        assert_noop!(propose(2, draft(7)), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn windows_have_bounds_that_are_allowed_themselves() {
    run(|| {
        let too_short = Draft { discussion: 3 * DAY - 1, ..draft(1) };
        assert_noop!(propose(1, too_short), Error::<Test>::InvalidDiscussion);
        assert_noop!(propose(1, Draft { discussion: 90 * DAY + 1, ..draft(1) }), Error::<Test>::InvalidDiscussion);
        assert_noop!(propose(1, Draft { voting: 3 * DAY - 1, ..draft(1) }), Error::<Test>::InvalidVoting);
        assert_noop!(propose(1, Draft { voting: WINDOW_MAX + 1, ..draft(1) }), Error::<Test>::InvalidVoting);
        assert_ok!(propose(1, Draft { discussion: 90 * DAY, voting: WINDOW_MAX, ..draft(1) }));
        assert_ok!(propose(1, Draft { discussion: 3 * DAY, voting: 3 * DAY, ..draft(2) }));
    });
}

#[test]
fn windows_beyond_arithmetic_are_refused() {
    run(|| {
        assert_noop!(propose(1, Draft { discussion: u64::MAX, ..draft(1) }), Error::<Test>::InvalidDiscussion);
        assert_noop!(propose(1, Draft { voting: u64::MAX, ..draft(1) }), Error::<Test>::InvalidVoting);
    });
}

#[test]
fn a_short_call_is_kept_inline_and_a_long_one_as_a_preimage_without_deposit() {
    run(|| {
        assert_ok!(propose(1, draft_of(1, Class::Technical, remark(128))));
        assert_ok!(propose(1, draft_of(2, Class::Technical, remark(129))));
        let call = |id| Proposals::<Test>::get(id).and_then(|proposal| proposal.call).expect("it has a call");
        assert!(matches!(call(0), Bounded::Inline(bytes) if bytes.len() == 128));
        assert!(matches!(call(1), Bounded::Lookup { len: 129, .. }));
        assert_eq!(Balances::free_balance(1), 0);
    });
}

#[test]
fn the_longest_call_is_taken_and_one_byte_more_is_not() {
    run(|| {
        let bytes = CALL_BYTES_MAX as usize;
        assert_noop!(propose(1, draft_of(1, Class::Technical, remark(bytes + 1))), Error::<Test>::CallTooBig);
        assert_ok!(propose(1, draft_of(1, Class::Technical, remark(bytes))));
    });
}

#[test]
fn a_call_that_fits_no_block_is_refused() {
    run(|| {
        CallWeightMax::set(Weight::from_parts(1, 0));
        let heavy = frame_system::Call::set_heap_pages { pages: 1 };
        let refused = propose(1, draft_of(1, Class::Technical, heavy));
        assert_noop!(refused, Error::<Test>::CallTooHeavy);
    });
}

#[test]
fn a_class_without_room_is_full_and_the_others_are_not() {
    run(|| {
        for content in 0..BOXES_PER_CLASS as u8 {
            assert_ok!(propose(1 + u64::from(content) / 5, draft(content)));
        }
        assert_noop!(propose(9, draft(99)), Error::<Test>::ClassFull);
        assert_ok!(propose(9, Draft { class: Class::Emergency, ..draft(99) }));
    });
}

/// Few persons could fill it otherwise, with as many proposals as each may have.
#[test]
fn a_crowded_class_takes_a_persons_only_proposal_and_no_further_one() {
    run(|| {
        assert_ok!(propose(1, draft(1)));
        Crowded::set(true);
        assert_noop!(propose(1, draft(2)), Error::<Test>::ClassCrowded);
        assert_ok!(propose(2, draft(2)));
        assert_ok!(Constitution::withdraw(RuntimeOrigin::signed(1), 0));
        assert_ok!(propose(1, draft(3)));
    });
}

#[test]
fn a_withdrawn_proposal_whose_box_stays_leaves_no_room_for_another_in_a_crowded_class() {
    run(|| {
        assert_ok!(propose(1, draft(1)));
        BoxesStay::set(true);
        assert_ok!(Constitution::withdraw(RuntimeOrigin::signed(1), 0));
        Crowded::set(true);
        assert_noop!(propose(1, draft(2)), Error::<Test>::ClassCrowded);
    });
}

#[test]
fn ids_end_without_wrapping() {
    run(|| {
        NextProposal::<Test>::put(u32::MAX);
        assert_noop!(propose(1, draft(7)), Error::<Test>::IdsExhausted);
    });
}
