//! From close to decision, by the hooks alone.

use super::{fixtures::*, mock::*};
use crate::{
    PAGES_PER_POKE,
    pallet::{BallotPages, Closing, Event, GraceEnding},
};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    Class, DAY,
    hash::Software,
    ledger::Phase,
    receipt::{self, CountedProof, SettledProof},
    rule::Skip,
    tally::Outcome,
};
use frame_support::{traits::Hooks, weights::Weight};

#[test]
fn a_box_passes_from_close_over_grace_to_final() {
    run(|| {
        admit(3);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5), yes(1, 1, 5)]);
        go(2, START + WINDOW - 1);
        go(3, START + WINDOW);
        assert_eq!(ledger(1).phase, Phase::Open);
        let alive_at_close = crate::Clock::<Test>::get().alive;
        after(6_000);
        assert_eq!(ledger(1).phase, Phase::Grace { alive_at_close });
        assert!(has_event(Event::BoxClosed { proposal: 1, tally: tally(1) }));
        live_for(GRACE - 30_000);
        assert_eq!(ledger(1).phase, Phase::Grace { alive_at_close });
        live_for(60_000);
        assert_eq!(ledger(1).phase, Phase::Final);
        let (proposal, decision) = Decided::get()[0];
        assert_eq!((proposal, decision.outcome, decision.tally.yes.voters), (1, Outcome::Approved, 2));
        assert_eq!(Decided::get().len(), 1);
        assert_eq!(BallotPages::<Test>::iter_prefix(1).count(), 0);
        assert_eq!((Closing::<Test>::iter().count(), GraceEnding::<Test>::iter().count()), (0, 0));
    });
}

#[test]
fn ballots_in_time_settle_in_the_grace_and_may_change_the_outcome() {
    run(|| {
        admit(4);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        go(2, START + WINDOW);
        let late = settle(1, &[no(1, 1, 5), no(1, 2, WINDOW as u32 - 1), yes(1, 3, WINDOW as u32)]);
        assert_eq!(late.skipped, [(Skip::TooLate, 1)]);
        live_for(GRACE + 60_000);
        let decision = Decided::get()[0].1;
        assert_eq!((decision.outcome_at_close, decision.outcome), (Outcome::Approved, Outcome::Rejected));
        assert!(has_event(Event::Decided {
            proposal: 1,
            outcome: Outcome::Rejected,
            outcome_at_close: Outcome::Approved,
            changed_by_grace: true,
            live_root: decision.live_root,
        }));
        assert_eq!(ledger(1).tally_at_close.map(|tally| tally.voters()), Some(1));
    });
}

#[test]
fn nothing_settles_from_the_block_in_which_the_grace_has_passed() {
    run(|| {
        admit(2);
        open(1, Class::Rights);
        go(2, START + WINDOW);
        live_for(GRACE - 30_000);
        after(29_999);
        assert_eq!(settle(1, &[yes(1, 0, 5)]).index, Some(0));
        after(1);
        assert_eq!(settle(1, &[yes(1, 1, 5)]).skipped, [(Skip::Final, 1)]);
    });
}

#[test]
fn an_outage_across_close_costs_nobody_their_vote() {
    run(|| {
        admit(3);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        // The chain is down from long before the close until long after the nominal end of the grace.
        go(2, START + WINDOW + 10 * DAY);
        assert_eq!(settle(1, &[no(1, 1, 60_000_000)]).index, Some(1));
        live_for(GRACE - 60_000);
        assert_eq!(settle(1, &[no(1, 2, WINDOW as u32 - 1)]).index, Some(2));
        live_for(120_000);
        assert_eq!(Decided::get()[0].1.tally.voters(), 3);
    });
}

#[test]
fn a_second_outage_in_the_grace_counts_a_minute() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        go(2, START + WINDOW);
        after(DAY);
        after(DAY);
        assert_eq!(settle(1, &[yes(1, 0, 5)]).index, Some(0));
    });
}

#[test]
fn receipts_verify_against_log_and_live_root() {
    run(|| {
        admit(300);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5), yes(1, 299, 5)]);
        settle(1, &[no(1, 0, 6), yes(1, 7, 5)]);
        go(2, START + WINDOW);
        live_for(GRACE + 60_000);
        let (log, live_root) = Ballots::receipt_roots(1).expect("kept for ever");
        let leaf = |signed: cybersyn_primitives::SignedBallot| signed.ballot.leaf::<Software>();
        let other_root = receipt::root::<Software>(&[leaf(yes(1, 299, 5))]);
        let counted = CountedProof {
            page: 0,
            index: 0,
            pages: ledger(1).live_pages,
            page_path: vec![receipt::page_leaf::<Software>(1, &other_root, 1)],
            ballot: 1,
            ballots: 2,
            ballot_path: vec![leaf(no(1, 0, 6))],
        };
        assert_eq!(counted.pages, 2);
        assert!(counted.verify::<Software>(&leaf(yes(1, 7, 5)), &live_root.expect("final")));
        let first_root = receipt::root::<Software>(&[leaf(yes(1, 0, 5)), leaf(yes(1, 299, 5))]);
        let settled = SettledProof {
            batch: 1,
            batches: 2,
            batch_path: vec![receipt::batch_leaf::<Software>(&first_root, 2)],
            ballot: 0,
            ballots: 2,
            ballot_path: vec![leaf(yes(1, 7, 5))],
        };
        assert!(settled.verify::<Software>(&leaf(no(1, 0, 6)), &log));
    });
}

#[test]
fn without_votes_there_is_no_quorum_and_an_empty_root() {
    run(|| {
        open(1, Class::Rights);
        go(2, START + WINDOW);
        live_for(GRACE + 60_000);
        assert_eq!(Decided::get()[0].1.outcome, Outcome::NoQuorum);
        assert_eq!(ledger(1).live_root, Some(receipt::root::<Software>(&[])));
    });
}

#[test]
fn counting_goes_on_in_steps_when_weight_is_short() {
    run(|| {
        admit(600);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5), yes(1, 300, 5), yes(1, 599, 5)]);
        System::set_block_number(50);
        let mut ledger = ledger(1);
        ledger.tally_at_close = Some(ledger.tally);
        ledger.phase = Phase::Counting { next: 0, pages: Default::default() };
        crate::Ledgers::<Test>::insert(1, ledger);
        crate::CountingQueue::<Test>::try_append(1).expect("room in the queue");
        // Enough for one page, not for three.
        let mut steps = 0;
        while Decided::get().is_empty() {
            <Ballots as Hooks<u32>>::on_idle(50, Weight::from_parts(1_300_000_000, 0));
            steps += 1;
            assert!(steps <= PAGES_PER_POKE, "counting goes on");
        }
        assert_eq!(steps, 3);
        assert_eq!(super::fixtures::ledger(1).live_pages, 3);
    });
}

#[test]
fn an_idle_hook_without_weight_does_nothing() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        go(2, START + WINDOW);
        let before = state_root();
        assert_eq!(<Ballots as Hooks<u32>>::on_idle(2, Weight::zero()), Weight::zero());
        assert_eq!(state_root(), before);
    });
}
