use super::{fixtures::*, mock::*};
use crate::{Error, Event, OpenCount, Status};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{Class, DAY, tally::Outcome};
use frame_support::{assert_noop, assert_ok, traits::QueryPreimage};
use sp_runtime::traits::{BlakeTwo256, Hash};

fn withdraw(who: u64, proposal: u32) -> sp_runtime::DispatchResult {
    Constitution::withdraw(RuntimeOrigin::signed(who), proposal)
}

#[test]
fn the_proposer_withdraws_before_voting_begins() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        advance(3 * DAY - 1);
        assert_ok!(withdraw(1, 0));
        assert_eq!(status(0), Status::Withdrawn { at: START + 3 * DAY - 1, has_box: false });
        System::assert_last_event(Event::Withdrawn { proposal: 0 }.into());
        assert_eq!(Boxes::get(0), None);
    });
}

#[test]
fn not_once_voting_has_begun() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        advance(3 * DAY);
        assert_noop!(withdraw(1, 0), Error::<Test>::TooLate);
    });
}

#[test]
fn nobody_else_withdraws_it() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        assert_noop!(withdraw(2, 0), Error::<Test>::NotAuthorized);
        assert_noop!(withdraw(10, 0), Error::<Test>::NotAuthorized);
    });
}

#[test]
fn neither_twice_nor_what_does_not_exist() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        assert_ok!(withdraw(1, 0));
        assert_noop!(withdraw(1, 0), Error::<Test>::NotOpen);
        assert_noop!(withdraw(1, 1), Error::<Test>::NotFound);
    });
}

#[test]
fn the_text_may_be_proposed_again_under_a_new_id() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        assert_ok!(withdraw(1, 0));
        assert_eq!(OpenCount::<Test>::get(1), 0);
        assert_ok!(propose(1, draft(7)));
        assert_eq!(status(1), Status::Open);
    });
}

#[test]
fn its_calls_preimage_is_dropped() {
    run(|| {
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(500))));
        let hash = BlakeTwo256::hash_of(&remark(500));
        assert_eq!(<Preimage as QueryPreimage>::len(&hash), Some(500));
        assert_ok!(withdraw(1, 0));
        assert_eq!(<Preimage as QueryPreimage>::len(&hash), None);
    });
}

#[test]
fn what_its_box_decides_has_no_effect() {
    run(|| {
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(500))));
        assert_ok!(withdraw(1, 0));
        decide(0, Outcome::Approved);
        assert_eq!(status(0), Status::Withdrawn { at: START, has_box: false });
        System::assert_last_event(Event::DecisionIgnored { proposal: 0, outcome: Outcome::Approved }.into());
    });
}

#[test]
fn withdrawing_does_not_help_one_person_to_fill_all_boxes() {
    run(|| {
        BoxesStay::set(true);
        for content in 0..5 {
            assert_ok!(propose(1, draft(content)));
            assert_ok!(withdraw(1, content.into()));
        }
        assert_noop!(propose(1, draft(9)), Error::<Test>::MaxOpenExceeded);
        decide(0, Outcome::NoQuorum);
        decide(0, Outcome::NoQuorum);
        assert_eq!(OpenCount::<Test>::get(1), 4);
        assert_ok!(propose(1, draft(9)));
    });
}
