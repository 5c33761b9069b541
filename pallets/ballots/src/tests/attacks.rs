//! What an enemy may try with ballots.

use super::{fixtures::*, mock::*};
use crate::pallet::JunkBy;
use cybersyn_pallet_test_utils::{GENESIS, START, sign_ballot, voting_key, voting_pair};
use cybersyn_primitives::{
    Batch, Choice, Class, DAY, SignedBallot, Terms,
    rule::Skip,
    traits::{BallotBoxes, Roll},
};

/// Settles `signed`, expecting that it alone is skipped for `reason` and its honest neighbours are not.
#[track_caller]
fn skipped(signed: SignedBallot, reason: Skip) {
    let (before, after) = (yes(1, 8, 5), yes(1, 9, 5));
    let settled = settle(1, &[before, signed, after]);
    assert_eq!(settled.skipped, [(reason, 1)]);
    assert_eq!(settled.accepted, [0b101]);
    assert_eq!(live(1, signed.ballot.citizen), None);
}

#[test]
fn a_ballot_replayed_to_another_proposal_is_void() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        open(2, Class::Rights);
        let mut replayed = yes(2, 0, 5);
        replayed.ballot.proposal = 1;
        skipped(replayed, Skip::BadSignature);
    });
}

#[test]
fn a_ballot_for_another_text_is_void() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        skipped(sign_ballot(0, ballot(1, 0, Choice::Yes, 0, 5), &[9; 32]), Skip::BadSignature);
    });
}

#[test]
fn a_ballot_from_another_chain_is_void() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        let ballot = ballot(1, 0, Choice::Yes, 0, 5);
        let mut genesis = GENESIS;
        genesis[0] ^= 1;
        let signature = voting_pair(0).sign(&ballot.signing_payload(&genesis, &content(1)));
        skipped(SignedBallot { ballot, signature: signature.into() }, Skip::BadSignature);
    });
}

#[test]
fn a_ballot_claimed_for_another_citizen_with_the_same_key_is_void() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        Ballots::add_key(3, 1, voting_key(0), START).expect("room");
        let mut claimed = yes(1, 0, 5);
        (claimed.ballot.citizen, claimed.ballot.key_version) = (3, 1);
        skipped(claimed, Skip::BadSignature);
    });
}

#[test]
fn any_flipped_bit_voids_the_signature() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        for position in 0..64 {
            let mut forged = yes(1, 0, 5);
            forged.signature[position] ^= 0x10;
            assert_eq!(settle(1, &[forged]).skipped, [(Skip::BadSignature, 1)]);
        }
        assert_eq!(live(1, 0), None);
    });
}

#[test]
fn an_altered_choice_voids_the_signature() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        let mut altered = yes(1, 0, 5);
        altered.ballot.body = no(1, 0, 5).ballot.body;
        skipped(altered, Skip::BadSignature);
    });
}

#[test]
fn a_double_vote_counts_once_wherever_it_is_offered() {
    run(|| {
        admit(2);
        open(1, Class::Rights);
        let (first, second) = (yes(1, 0, 5), no(1, 0, 5));
        settle(1, &[first, second, first]);
        settle(1, &[second]);
        // The same instant: the greater body wins, and Yes is greater than No.
        assert_eq!((tally(1).yes.voters, tally(1).no.voters), (1, 0));
    });
}

#[test]
fn tokens_cannot_be_spent_twice_in_one_batch_or_across_proposals() {
    run(|| {
        admit(1);
        for proposal in 1..=3 {
            open(proposal, Class::Budget);
        }
        for proposal in 1..=3 {
            settle(proposal, &[vote(proposal, 0, Choice::Yes, 50, 5), vote(proposal, 0, Choice::Yes, 50, 6)]);
        }
        assert_eq!(spent(0), 100);
        assert_eq!(tally(1).tokens + tally(2).tokens + tally(3).tokens, 100);
    });
}

#[test]
fn a_stolen_keys_ballots_do_not_settle_even_if_dated_before() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        let thief = yes(1, 0, 5);
        Ballots::revoke_key(0, 0, START + 1_000, true);
        skipped(thief, Skip::KeyStolen);
    });
}

#[test]
fn a_struck_person_keeps_no_way_in() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        Ballots::strike(0);
        Ballots::admit(0, START).expect("a tenure more or less makes no person");
        skipped(yes(1, 0, 5), Skip::Struck);
    });
}

/// Admits citizen 20 at `since`, with their key: to the chain, a person it has never seen.
fn admit_again(since: u64) {
    Ballots::admit(20, since).expect("room on the roll");
    Ballots::add_key(20, 0, voting_key(20), since).expect("room for a key");
}

#[test]
fn a_person_admitted_again_under_another_index_does_not_vote_twice() {
    run(|| {
        admit(10);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        Ballots::lapse(0, START + 1_000);
        after(2_000);
        admit_again(START + 2_000);
        skipped(yes(1, 20, 3_000), Skip::JoinedLate);
        assert_eq!(settle(1, &[yes(1, 20, 5)]).skipped, [(Skip::JoinedLate, 1)]);
    });
}

#[test]
fn a_newcomer_votes_on_what_is_scheduled_from_then_on() {
    run(|| {
        admit(10);
        after(2_000);
        admit_again(START + 2_000);
        let later = Terms { scheduled: START + 2_000, opens: START + 2_000, ..terms(Class::Rights) };
        Ballots::open(1, later).expect("the box opens");
        assert_eq!(settle(1, &[yes(1, 20, 5)]).accepted, [1]);
    });
}

#[test]
fn a_lapse_and_so_many_returns_that_tenures_are_pruned_cost_nobody_the_vote() {
    run(|| {
        admit(10);
        open_later(1);
        after(2_000);
        for round in 1..=10 {
            Ballots::lapse(0, START + 100 * round);
            Ballots::admit(0, START + 100 * round + 50).expect("ended tenures make room");
        }
        after(DAY);
        assert_eq!(settle(1, &[yes(1, 0, 5)]).accepted, [1]);
    });
}

/// A box that is scheduled now and opens a day later, when nothing needs the tenures of today.
fn open_later(proposal: u32) {
    let terms = Terms { opens: START + DAY, closes: START + DAY + WINDOW, ..terms(Class::Rights) };
    Ballots::open(proposal, terms).expect("the box opens");
}

#[test]
fn a_batch_of_junk_undoes_none_of_what_settled() {
    run(|| {
        admit(4);
        open(1, Class::Rights);
        settle(1, &[yes(1, 0, 5)]);
        let mut forged = yes(1, 1, 5);
        forged.signature = [0; 64];
        let junk = vec![forged; 2_048];
        let settled = settle(1, &junk);
        assert_eq!((settled.index, settled.skipped), (None, vec![(Skip::BadSignature, 2_048)]));
        assert_eq!((tally(1).yes.voters, ledger(1).log.count), (1, 1));
        assert_eq!(JunkBy::<Test>::get(7), 2_048);
    });
}

#[test]
fn pages_beyond_the_roll_and_positions_beyond_the_page_are_unknown_voters() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        let packed = batch(1, &[yes(1, 0, 5)]).pages[0].1[0];
        let mut far = packed;
        far.position = 255;
        let pages = vec![(u16::MAX, vec![packed]), (0, vec![far])];
        let settled = settle_batch(Batch { proposal: 1, built_on: 0, number: 0, pages });
        assert_eq!(settled.skipped, [(Skip::UnknownVoter, 2)]);
    });
}
