//! `settle`: what a batch does, ballot by ballot.

use super::{fixtures::*, mock::*};
use crate::pallet::{BatchRoots, JunkBy, SettlementUsed};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    Choice, Class, DAY,
    hash::Software,
    receipt,
    rule::Skip,
    traits::Roll,
    weight::{ONE, voting_weight},
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_batch_is_counted_logged_and_reported() {
    run(|| {
        admit(3);
        open(1, Class::Rights);
        let ballots = [yes(1, 0, 5), no(1, 1, 6), yes(1, 2, 7)];
        let settled = settle(1, &ballots);
        assert_eq!(tally(1).yes.weight, 2 * u128::from(ONE));
        assert_eq!(tally(1).no.voters, 1);
        let leaves: Vec<_> = ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
        let root = receipt::root::<Software>(&leaves);
        assert_eq!(settled, Settled { index: Some(0), root, accepted: vec![0b111], skipped: vec![] });
        assert_eq!(BatchRoots::<Test>::get(1, 0), Some((root, 3)));
        assert_eq!(ledger(1).log.count, 1);
    });
}

#[test]
fn only_an_authorized_origin_settles_batches() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        let batch = batch(1, &[yes(1, 0, 5)]);
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Ballots::settle(origin, batch.clone()), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn the_greater_ballot_replaces_and_the_smaller_is_skipped() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        assert_eq!(settle(1, &[no(1, 0, 6)]).index, Some(1));
        assert_eq!((tally(1).yes.voters, tally(1).no.voters), (0, 1));
        let older = settle(1, &[yes(1, 0, 5), no(1, 0, 6)]);
        assert_eq!(older.skipped, vec![(Skip::NotNewer, 2)]);
        assert_eq!((older.index, older.accepted), (None, vec![0]));
        assert_eq!(ledger(1).log.count, 2);
    });
}

#[test]
fn a_batch_on_an_unknown_proposal_is_skipped_whole() {
    run(|| {
        admit(2);
        let before = (ledger_count(), state_root());
        let settled = settle(9, &[yes(9, 0, 5), yes(9, 1, 5)]);
        assert_eq!(settled.skipped, vec![(Skip::UnknownProposal, 2)]);
        assert_eq!(ledger_count(), before.0);
    });
}

fn ledger_count() -> usize {
    crate::Ledgers::<Test>::iter().count()
}

#[test]
fn tokens_are_spent_refunded_and_withdrawn() {
    run(|| {
        admit(2);
        let terms = open(1, Class::Budget);
        settle(1, &[vote(1, 0, Choice::Yes, 16, 5), vote(1, 1, Choice::No, 9, 5)]);
        assert_eq!((spent(0), spent(1)), (16, 9));
        assert_eq!(tally(1).yes.weight, voting_weight(terms.function, 16).into());
        settle(1, &[vote(1, 0, Choice::Yes, 4, 6)]);
        assert_eq!((spent(0), tally(1).tokens), (4, 13));
        settle(1, &[vote(1, 0, Choice::Yes, 0, 7)]);
        assert_eq!((spent(0), tally(1).yes.voters, tally(1).yes.weight), (0, 0, 0));
    });
}

#[test]
fn overspending_is_skipped_until_the_next_grant() {
    run(|| {
        admit(1);
        for proposal in 1..=3 {
            open(proposal, Class::Budget);
        }
        let [first, second] = [vote(1, 0, Choice::Yes, 50, 5), vote(2, 0, Choice::Yes, 50, 5)];
        let third = vote(3, 0, Choice::Yes, 1, 5);
        settle(1, &[first]);
        settle(2, &[second]);
        assert_eq!(settle(3, &[third]).skipped, vec![(Skip::Overspent, 1)]);
        settle(2, &[vote(2, 0, Choice::Yes, 49, 6)]);
        assert_eq!(settle(3, &[third]).index, Some(0));
        assert_eq!(spent(0), 100);
    });
}

#[test]
fn a_grant_that_accrues_while_open_can_be_spent() {
    run(|| {
        admit(1);
        let mut long = terms(Class::Budget);
        (long.closes, long.tokens_max) = (START + 40 * DAY, 200);
        assert_ok!(<Ballots as cybersyn_primitives::traits::BallotBoxes>::open(1, long));
        let ballot = vote(1, 0, Choice::Yes, 101, 5);
        assert_eq!(settle(1, &[ballot]).skipped, vec![(Skip::Overspent, 1)]);
        go(2, START + 30 * DAY);
        assert_eq!(settle(1, &[ballot]).index, Some(0));
    });
}

#[test]
fn no_attention_page_is_written_where_no_tokens_move() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        open(2, Class::Budget);
        StubAccounts::remove(0);
        settle(1, &[yes(1, 0, 5)]);
        settle(2, &[vote(2, 0, Choice::Yes, 0, 5)]);
        assert!(!StubAccounts::contains_key(0));
        assert_eq!(tally(1).yes.voters, 1);
        assert_eq!(ledger(2).log.count, 1);
    });
}

#[test]
fn each_reason_is_reported_and_the_neighbours_settle() {
    run(|| {
        admit(8);
        open(1, Class::Rights);
        Ballots::lapse(1, START);
        Ballots::strike(2);
        Ballots::revoke_key(3, 0, START + 1, false);
        Ballots::revoke_key(4, 0, START + WINDOW, true);
        let mut unknown_key = yes(1, 5, 5);
        unknown_key.ballot.key_version = 1;
        let ballots = [
            yes(1, 0, 5),
            yes(1, 1, 5),
            yes(1, 2, 5),
            yes(1, 3, 5),
            yes(1, 4, 5),
            unknown_key,
            yes(1, 6, WINDOW as u32),
            vote(1, 6, Choice::Yes, 1, 5),
            yes(1, 6, 60_001),
            yes(1, 200, 5),
            yes(1, 7, 60_000),
        ];
        let settled = settle(1, &ballots);
        let reasons = [
            (Skip::NotAPerson, 1),
            (Skip::Struck, 1),
            (Skip::KeyNotInForce, 1),
            (Skip::KeyStolen, 1),
            (Skip::UnknownKey, 1),
            (Skip::TooLate, 1),
            (Skip::IllegalTokens, 1),
            (Skip::FromFuture, 1),
            (Skip::UnknownVoter, 1),
        ];
        assert_eq!(settled.skipped, reasons);
        assert_eq!(settled.accepted, [0b0000_0001, 0b0000_0100]);
        assert_eq!(tally(1).yes.voters, 2);
    });
}

#[test]
fn a_ballot_before_a_later_lapse_or_ordinary_revocation_still_counts() {
    run(|| {
        admit(2);
        open(1, Class::Rights);
        Ballots::lapse(0, START + 6);
        Ballots::revoke_key(1, 0, START + 6, false);
        assert_eq!(settle(1, &[yes(1, 0, 5), yes(1, 1, 5)]).accepted, [0b11]);
        assert_eq!(settle(1, &[yes(1, 0, 6)]).skipped, vec![(Skip::NotAPerson, 1)]);
        assert_eq!(settle(1, &[yes(1, 1, 6)]).skipped, vec![(Skip::KeyNotInForce, 1)]);
    });
}

#[test]
fn junk_is_charged_to_the_author_and_staleness_is_not() {
    run(|| {
        admit(2);
        open(1, Class::Rights);
        let mut forged = yes(1, 0, 5);
        forged.signature[0] ^= 1;
        settle(1, &[forged, yes(1, 1, 5), yes(1, 1, 5), vote(1, 1, Choice::No, 3, 6)]);
        assert_eq!(JunkBy::<Test>::get(7), 2);
        Author::set(None);
        settle(1, &[forged]);
        assert_eq!(JunkBy::<Test>::iter().count(), 1);
    });
}

#[test]
fn settling_proves_life_at_the_ballots_date() {
    run(|| {
        admit(2);
        open(1, Class::Rights);
        let mut forged = yes(1, 1, 5);
        forged.signature[0] ^= 1;
        settle(1, &[yes(1, 0, 5), forged]);
        assert_eq!((StubLives::get(0), StubLives::get(1)), (Some(START + 5), None));
    });
}

#[test]
fn a_page_may_come_again_and_pages_are_independent() {
    run(|| {
        admit(300);
        open(1, Class::Rights);
        let settled = settle(1, &[yes(1, 299, 5), yes(1, 3, 5), no(1, 299, 6), yes(1, 255, 5), yes(1, 256, 5)]);
        assert_eq!(settled.accepted, [0b11111]);
        assert_eq!((tally(1).yes.voters, tally(1).no.voters), (3, 1));
        assert_eq!(live(1, 299).map(|live| live.cast_at), Some(6));
        assert_eq!(live(1, 298), None);
    });
}

#[test]
fn what_batches_cost_is_summed_per_block() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        settle(1, &[yes(1, 0, 6)]);
        assert_eq!(SettlementUsed::<Test>::get(), <() as crate::WeightInfo>::settle(2, 2));
        // What another block has settled already costs little: its signatures are not checked again.
        settle(1, &[yes(1, 0, 6); 2_048]);
        assert_eq!(SettlementUsed::<Test>::get(), <() as crate::WeightInfo>::settle(3, 2 + 2_048 / 16));
        after(6_000);
        assert_eq!(SettlementUsed::<Test>::get(), Default::default());
    });
}
