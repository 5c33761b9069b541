//! Each outcome of admission, as a client sees it.

use crate::fixture::*;
use cybersyn_mesh_core::{Answer, Event, Refusal, ViewUpdate};
use cybersyn_primitives::{
    Class,
    ledger::Ledger,
    roll::{Interval, RollPage, RollSlot},
    rule::Skip,
};

fn node() -> Node {
    Node::new(chain(3, 100, &[1]))
}

#[test]
fn a_valid_ballot_is_stored_and_on_disk() {
    let mut node = node();
    assert_eq!(node.vote(yes(1, 0, 5, 4)), Answer::Stored);
    assert_eq!(node.disk.len(), 1);
}

#[test]
fn handing_in_the_same_ballot_again_is_stored_once() {
    let mut node = node();
    node.vote(yes(1, 0, 5, 4));
    assert_eq!(node.vote(yes(1, 0, 5, 4)), Answer::Stored);
    assert_eq!(node.disk.len(), 1);
}

#[test]
fn an_older_ballot_hears_the_date_of_the_newer_one() {
    let mut node = node();
    node.vote(yes(1, 0, 9, 4));
    assert_eq!(node.vote(yes(1, 0, 5, 4)), Answer::AlreadyNewer { date: OPENS + 9 });
}

#[test]
fn a_ballot_below_the_four_greatest_is_not_even_verified() {
    let mut node = node();
    (1..5).for_each(|at| {
        node.vote(yes(1, 0, at * 10, 1));
    });
    let mut forged = yes(1, 0, 5, 4);
    forged.signature = [0; 64];
    assert_eq!(node.vote(forged), Answer::AlreadyNewer { date: OPENS + 40 });
}

#[test]
fn a_forged_signature_is_refused_and_nothing_is_stored() {
    let mut node = node();
    let mut forged = yes(1, 0, 5, 4);
    forged.signature[3] ^= 1;
    assert_eq!(node.vote(forged), Answer::Refused(Refusal::Rule(Skip::BadSignature)));
    assert!(node.disk.is_empty());
    assert_eq!(node.heart.figures().ballots, 0);
}

#[test]
fn up_to_a_minute_ahead_waits_until_due() {
    let mut node = node();
    let ahead = (NOW - OPENS) as u32 + 60_000;
    assert_eq!(node.vote(yes(1, 0, ahead, 4)), Answer::Waiting { reason: Skip::FromFuture });
    node.pass(59_979);
    assert_eq!(node.heart.figures().ballots, 0);
    node.pass(1);
    assert_eq!(node.heart.figures().ballots, 1);
}

#[test]
fn more_than_a_minute_ahead_is_refused_naming_the_offset() {
    let mut node = node();
    let ahead = (NOW - OPENS) as u32 + 60_001;
    let refused = Answer::Refused(Refusal::FromFuture { offset_millis: 60_001 });
    assert_eq!(node.vote(yes(1, 0, ahead, 4)), refused);
}

#[test]
fn an_unknown_proposal_waits_for_a_block_that_knows_it() {
    let mut node = node();
    assert_eq!(node.vote(yes(2, 0, 5, 4)), Answer::Waiting { reason: Skip::UnknownProposal });
    let ledger = Ledger::new(terms(2, Class::Budget));
    node.tell(Event::Finalized(Box::new(ViewUpdate { number: 2, proposals: vec![(2, ledger)], ..Default::default() })));
    assert_eq!(node.heart.figures().ballots, 1);
}

#[test]
fn an_unknown_voter_waits_for_a_block_that_knows_them() {
    let mut node = node();
    assert_eq!(node.vote(yes(1, 3, 5, 4)), Answer::Waiting { reason: Skip::UnknownVoter });
    node.tell(Event::Finalized(Box::new(ViewUpdate { number: 2, ..chain(4, 100, &[1]) })));
    assert_eq!(node.heart.figures().ballots, 1);
}

#[test]
fn an_unknown_key_version_waits_for_a_block_that_knows_it() {
    let mut node = node();
    let mut signed = yes(1, 0, 5, 4);
    signed.ballot.key_version = 1;
    assert_eq!(node.vote(signed), Answer::Waiting { reason: Skip::UnknownKey });
}

#[test]
fn what_the_rule_forbids_is_refused_by_name() {
    let mut node = node();
    let refused = |skip| Answer::Refused(Refusal::Rule(skip));
    assert_eq!(node.vote(yes(1, 0, WINDOW as u32, 4)), refused(Skip::TooLate));
    assert_eq!(node.vote(yes(1, 0, 5, 51)), refused(Skip::IllegalTokens));
    let with_tenure = |since| RollSlot { tenures: vec![Interval::open(since)].try_into().unwrap(), ..slot(0) };
    let struck = RollSlot { struck: true, ..slot(0) };
    for (entry, reason) in [(struck, Skip::Struck), (with_tenure(SCHEDULED + 1), Skip::JoinedLate)] {
        let roll = vec![(0, RollPage::try_from(vec![entry]).unwrap())];
        node.tell(Event::Finalized(Box::new(ViewUpdate { roll, ..Default::default() })));
        assert_eq!(node.vote(yes(1, 0, 5, 4)), refused(reason));
    }
}

#[test]
fn a_final_proposal_takes_no_more_ballots_from_clients() {
    let mut node = node();
    node.vote(yes(1, 0, 5, 4));
    let update = ViewUpdate { number: 2, proposals: vec![(1, final_ledger(1))], ..Default::default() };
    node.tell(Event::Finalized(Box::new(update)));
    assert_eq!(node.vote(yes(1, 1, 5, 4)), Answer::Refused(Refusal::Rule(Skip::Final)));
    assert_eq!(node.vote(yes(1, 0, 5, 4)), Answer::Stored, "what is stored stays so");
}
