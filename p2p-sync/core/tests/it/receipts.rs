//! Proofs lead to the roots that the chain keeps.

use crate::fixture::*;
use cybersyn_mesh_core::{Event, SettledBatch, ViewUpdate};
use cybersyn_primitives::{
    Class,
    api::BallotState,
    hash::Software,
    ledger::{Ledger, Phase},
    receipt::{Accumulator, batch_leaf, page_leaf, root},
    rule::Skip,
};

fn batch(index: u32, citizens: std::ops::Range<u32>) -> SettledBatch {
    let ballots = citizens.map(|citizen| yes(1, citizen, 10 + index, 1)).collect();
    SettledBatch { proposal: 1, index, block: [1; 32], number: 2, ballots }
}

fn log(batches: &[SettledBatch]) -> Accumulator {
    let mut log = Accumulator::default();
    for batch in batches {
        let leaves: Vec<_> = batch.ballots.iter().map(|s| s.ballot.leaf::<Software>()).collect();
        log.append::<Software>(batch_leaf::<Software>(&root::<Software>(&leaves), leaves.len() as u32));
    }
    log
}

/// A node whose chain has settled three batches, the last of them re-votes.
fn node(phase: Phase) -> (Node, Accumulator) {
    let mut node = Node::new(chain(300, 100, &[1]));
    let batches = vec![batch(0, 0..5), batch(1, 200..300), batch(2, 3..5)];
    let log = log(&batches);
    let ledger = Ledger { log: log.clone(), phase, ..Ledger::new(terms(1, Class::Budget)) };
    let update = ViewUpdate { number: 2, proposals: vec![(1, ledger)], settled: batches, ..Default::default() };
    node.tell(Event::Finalized(Box::new(update)));
    node.pass(20);
    (node, log)
}

#[test]
fn every_settled_ballot_has_a_proof_to_the_log() {
    let (node, log) = node(Phase::Open);
    for batch in [batch(0, 0..5), batch(1, 200..300), batch(2, 3..5)] {
        for signed in &batch.ballots {
            let leaf = signed.ballot.leaf::<Software>();
            let proof = node.heart.settled_proof(1, &leaf).unwrap();
            assert!(proof.verify::<Software>(&leaf, &log));
        }
    }
    assert!(node.heart.settled_proof(1, &[0; 32]).is_none());
}

#[test]
fn every_live_ballot_of_a_final_proposal_has_a_proof_to_the_live_set() {
    let (node, _) = node(Phase::Final);
    let live =
        |citizen: u32| yes(1, citizen, if (3..5).contains(&citizen) { 12 } else { 10 + u32::from(citizen >= 200) }, 1);
    let leaves =
        |citizens: Vec<u32>| -> Vec<_> { citizens.into_iter().map(|c| live(c).ballot.leaf::<Software>()).collect() };
    let mut pages = Accumulator::default();
    for (page, leaves) in [(0, leaves((0..5).chain(200..256).collect())), (1, leaves((256..300).collect()))] {
        pages.append::<Software>(page_leaf::<Software>(page, &root::<Software>(&leaves), leaves.len() as u32));
    }
    for citizen in [0, 3, 4, 200, 255, 256, 299] {
        let proof = node.heart.counted_proof(1, citizen).unwrap();
        assert!(
            proof.verify::<Software>(&live(citizen).ballot.leaf::<Software>(), &pages.root::<Software>()),
            "{citizen}"
        );
    }
    assert!(node.heart.counted_proof(1, 100).is_none());
}

#[test]
fn states_follow_a_ballot_from_settled_to_counted() {
    let state = |node: &Node, signed: &cybersyn_primitives::SignedBallot| {
        let id = signed.ballot.leaf::<Software>();
        node.heart.ballot_by_id(1, signed.ballot.citizen, &id).unwrap().state
    };
    let (open, _) = node(Phase::Open);
    assert_eq!(state(&open, &yes(1, 0, 10, 1)), BallotState::Settled { batch: 0 });
    assert_eq!(state(&open, &yes(1, 3, 10, 1)), BallotState::Superseded { by: OPENS + 12 });
    let (closed, _) = node(Phase::Final);
    assert_eq!(state(&closed, &yes(1, 0, 10, 1)), BallotState::Counted);
    assert_eq!(closed.heart.ballot(1, 3).unwrap().state, BallotState::Counted);
}

#[test]
fn a_ballot_that_the_chain_never_settled_came_too_late() {
    let (mut node, _) = node(Phase::Open);
    node.vote(yes(1, 100, 50, 1));
    assert_eq!(node.heart.ballot(1, 100).unwrap().state, BallotState::Stored);
    let update = ViewUpdate { number: 3, proposals: vec![(1, final_ledger(1))], ..Default::default() };
    node.tell(Event::Finalized(Box::new(update)));
    assert_eq!(node.heart.ballot(1, 100).unwrap().state, BallotState::Refused { reason: Skip::Final });
}

#[test]
fn a_ballot_beyond_the_voters_attention_waits_for_it() {
    let mut node = Node::new(chain(2, 10, &[1, 2]));
    node.vote(yes(1, 0, 5, 8));
    node.vote(yes(2, 0, 6, 5));
    assert_eq!(node.heart.ballot(2, 0).unwrap().state, BallotState::WaitingForAttention { missing: 3 });
    assert_eq!(node.heart.ballot(1, 0).unwrap().state, BallotState::Stored);
}

#[test]
fn settled_batches_survive_a_restart() {
    let (node, log) = node(Phase::Final);
    let mut again = Node::new(Default::default());
    again.tell(Event::Recovered(node.disk));
    let ledger = Ledger { log: log.clone(), phase: Phase::Final, ..Ledger::new(terms(1, Class::Budget)) };
    let update = ViewUpdate { number: 2, proposals: vec![(1, ledger)], ..chain(300, 100, &[]) };
    again.tell(Event::Finalized(Box::new(update)));
    let leaf = yes(1, 3, 12, 1).ballot.leaf::<Software>();
    assert!(again.heart.settled_proof(1, &leaf).unwrap().verify::<Software>(&leaf, &log));
    assert_eq!(again.heart.ballot(1, 3).unwrap().state, BallotState::Counted);
}
