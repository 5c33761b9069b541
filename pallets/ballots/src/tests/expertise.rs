//! What expertise weighs: marked before anything settles, pinned, and told of in the end.

use super::{fixtures::*, mock::*};
use crate::pallet::{Error, Event, Factors, MarkingQueue};
use cybersyn_primitives::{
    Choice, Class, SLOTS_PER_PAGE, Terms,
    rule::Skip,
    tally::Outcome,
    traits::{BallotBoxes, BoxRefusal},
    weight::ONE,
};
use frame_support::{assert_noop, assert_ok};

/// The weight of a technical vote for four tokens: two votes.
const TWO: u128 = 2 * ONE as u128;

fn technical(proposal: u32) {
    assert_ok!(Ballots::open(proposal, terms(Class::Technical)));
}

#[test]
fn an_expert_weighs_more_on_a_technical_proposal() {
    run(|| {
        admit(3);
        Experts::set(vec![(1, 1_500)]);
        open(1, Class::Technical);
        settle(1, &[vote(1, 0, Choice::No, 4, 5), vote(1, 1, Choice::Yes, 4, 5)]);
        let ledger = ledger(1);
        assert_eq!((ledger.tally.no.weight, ledger.tally.yes.weight), (TWO, TWO * 3 / 2));
        let plain = ledger.weighing.expect("technical").plain;
        assert_eq!((plain.no.weight, plain.yes.weight), (TWO, TWO));
        assert_eq!(plain.tokens, ledger.tally.tokens);
    });
}

#[test]
fn an_expert_weighs_plainly_on_everything_else() {
    run(|| {
        admit(2);
        Experts::set(vec![(1, 2_000)]);
        for (proposal, class) in (1..).zip(Class::ALL.into_iter().filter(|class| *class != Class::Technical)) {
            // No more than may close in one minute.
            let closes = terms(class).closes + u64::from(proposal) * 60_000;
            assert_ok!(Ballots::open(proposal, Terms { closes, ..terms(class) }));
            let tokens = if spends(class) { 1 } else { 0 };
            settle(proposal, &[vote(proposal, 1, Choice::Yes, tokens, 5)]);
            let ledger = ledger(proposal);
            assert_eq!((ledger.tally.yes.weight, ledger.weighing), (u128::from(ONE), None), "{class:?}");
        }
        assert_eq!(Factors::<Test>::iter().count(), 0);
    });
}

#[test]
fn an_expert_who_votes_alone_weighs_as_much_as_in_a_batch() {
    run(|| {
        admit(2);
        Experts::set(vec![(1, 2_000)]);
        open(1, Class::Technical);
        let signed = vote(1, 1, Choice::Yes, 4, 5);
        assert_ok!(Ballots::check_own(&signed));
        assert_ok!(Ballots::settle_own(RuntimeOrigin::signed(1), signed));
        assert_eq!(tally(1).yes.weight, 2 * TWO);
    });
}

#[test]
fn who_votes_again_leaves_no_weight_behind() {
    run(|| {
        admit(2);
        Experts::set(vec![(1, 1_700)]);
        open(1, Class::Technical);
        settle(1, &[vote(1, 1, Choice::Yes, 9, 5)]);
        settle(1, &[vote(1, 1, Choice::No, 0, 6)]);
        let ledger = ledger(1);
        assert_eq!(ledger.tally, Default::default());
        assert_eq!(ledger.weighing.expect("technical").plain, Default::default());
    });
}

#[test]
fn who_becomes_an_expert_later_weighs_as_before() {
    run(|| {
        admit(2);
        open(1, Class::Technical);
        Experts::set(vec![(1, 2_000)]);
        settle(1, &[vote(1, 1, Choice::Yes, 4, 5)]);
        assert_eq!(tally(1).yes.weight, TWO);
    });
}

#[test]
fn nothing_settles_before_everybody_is_marked() {
    run(|| {
        admit(2);
        technical(1);
        let signed = vote(1, 1, Choice::Yes, 4, 5);
        assert_eq!(settle(1, &[signed]).skipped, [(Skip::Unmarked, 1)]);
        assert_eq!(Ballots::check_own(&signed), Err(Skip::Unmarked));
        assert_noop!(Ballots::settle_own(RuntimeOrigin::signed(1), signed), Error::<Test>::Unmarked);
        after(6_000);
        assert_eq!(settle(1, &[signed]).skipped, []);
    });
}

#[test]
fn idle_time_marks_page_by_page_and_then_unpins() {
    run(|| {
        admit(SLOTS_PER_PAGE + 1);
        Experts::set(vec![(3, 1_200), (SLOTS_PER_PAGE, 1_900)]);
        technical(1);
        assert_eq!((Pinned::get(), MarkingQueue::<Test>::get().len()), (vec![1], 1));
        assert!(Ballots::mark_next(1));
        assert!(ledger(1).is_unmarked());
        assert!(Ballots::mark_next(1));
        assert!(!ledger(1).is_unmarked() && Pinned::get().is_empty() && MarkingQueue::<Test>::get().is_empty());
        assert_eq!(Factors::<Test>::get(1, 0)[..5], [1_000, 1_000, 1_000, 1_200, 1_000]);
        assert_eq!(Factors::<Test>::get(1, 1)[..], [1_900]);
    });
}

#[test]
fn pages_without_experts_take_no_room() {
    run(|| {
        admit(3);
        open(1, Class::Technical);
        assert_eq!(Factors::<Test>::iter().count(), 0);
    });
}

#[test]
fn anybody_gets_a_busy_chain_to_mark() {
    run(|| {
        admit(2);
        technical(1);
        assert_ok!(Ballots::poke(RuntimeOrigin::signed(9), 1));
        assert!(!ledger(1).is_unmarked());
        assert_noop!(Ballots::poke(RuntimeOrigin::signed(9), 1), Error::<Test>::TooEarly);
    });
}

#[test]
fn a_withdrawn_proposal_is_neither_marked_nor_pinned() {
    run(|| {
        admit(2);
        let later = Terms { opens: terms(Class::Technical).opens + 60_000, ..terms(Class::Technical) };
        assert_ok!(Ballots::open(1, later));
        assert!(Ballots::withdraw(1));
        assert!(Pinned::get().is_empty() && MarkingQueue::<Test>::get().is_empty());
        assert!(!Ballots::mark_next(1));
    });
}

#[test]
fn technical_proposals_wait_while_too_many_are_pinned() {
    run(|| {
        admit(2);
        for proposal in 0..PINS_MAX as u32 {
            let terms = terms(Class::Technical);
            let closes = terms.closes + u64::from(proposal) * 60_000;
            assert_ok!(Ballots::open(proposal, Terms { closes, ..terms }));
        }
        let further = Terms { closes: terms(Class::Technical).closes + 10 * 60_000, ..terms(Class::Technical) };
        assert_eq!(Ballots::can_open(&further), Err(BoxRefusal::ExpertiseBusy));
        assert_eq!(Ballots::open(90, further), Err(BoxRefusal::ExpertiseBusy));
        assert_ok!(Ballots::can_open(&terms(Class::Rights)));
        after(6_000);
        assert_ok!(Ballots::can_open(&Terms { opens: further.opens + 6_000, ..further }));
    });
}

#[test]
fn what_expertise_did_is_told_with_the_decision() {
    run(|| {
        admit(3);
        Experts::set(vec![(1, 2_000)]);
        let terms = open(1, Class::Technical);
        settle(1, &[vote(1, 0, Choice::No, 4, 5), vote(1, 1, Choice::Yes, 4, 5)]);
        let before = ledger(1);
        let clock = crate::Clock::<Test>::get();
        after(terms.closes - clock.now);
        live_for(GRACE + 60_000);
        after(6_000);
        let plain = before.weighing.expect("technical").plain;
        assert_eq!(Weighed::get(), [(1, before.tally, plain)]);
        assert!(has_event(Event::Decided {
            proposal: 1,
            outcome: Outcome::Approved,
            outcome_at_close: Outcome::Approved,
            changed_by_grace: false,
            live_root: ledger(1).live_root.expect("final"),
        }));
    });
}

#[test]
fn factors_outlive_the_vote_for_whoever_recounts() {
    run(|| {
        admit(3);
        Experts::set(vec![(1, 2_000)]);
        let terms = open(1, Class::Technical);
        settle(1, &[vote(1, 1, Choice::Yes, 4, 5)]);
        after(terms.closes - crate::Clock::<Test>::get().now);
        live_for(GRACE + 60_000);
        after(6_000);
        assert!(ledger(1).live_root.is_some());
        assert_eq!(Factors::<Test>::get(1, 0)[..2], [1_000, 2_000]);
    });
}
