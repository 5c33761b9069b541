//! Summaries: open proposals always have their place, everything else has its turn, equal nodes find nothing to do.

use crate::{fixture::*, heart::Mesh};
use cybersyn_mesh_core::{
    Effect, Event, ExchangeId, Query, Record, Reply, ViewUpdate,
    limits::{RECONCILE_MILLIS, SUMMARY_SETS_MAX},
    message::{SetName, Summary, encode},
};
use cybersyn_primitives::{
    CitizenIndex, Class, Hash, ProposalId, SignedBallot,
    entry::{Entry, Space},
    ledger::Ledger,
};
use std::{collections::BTreeSet, ops::Range};

const OPEN: Range<ProposalId> = 0..256;
const CLOSED: Range<ProposalId> = 1_000..5_000;

/// The chain with open proposals that were made before thousands of closed ones.
fn long_history() -> ViewUpdate {
    let open = OPEN.map(|id| (id, Ledger::new(terms(id, Class::Budget))));
    let closed = CLOSED.map(|id| (id, final_ledger(id)));
    let mut update = ViewUpdate { proposals: open.chain(closed).collect(), ..chain(4, 100, &[]) };
    update.proposals.iter_mut().for_each(|(id, ledger)| ledger.terms.content = content(*id));
    update
}

/// The hash of a proposal's text, which names its discussion too.
fn content(proposal: ProposalId) -> Hash {
    let mut content = Hash::default();
    content[..4].copy_from_slice(&proposal.to_be_bytes());
    content
}

/// A ballot that was checked long ago.
fn stored(proposal: ProposalId) -> Record {
    let ballot = ballot(proposal, 0, 5, cybersyn_primitives::Choice::Yes, 1);
    Record::Ballot(SignedBallot { ballot, signature: [0; 64] })
}

/// An author's first words in a space.
fn comment(space: Space, author: CitizenIndex) -> Record {
    Record::Entry(sign_entry(Entry {
        space,
        author,
        key_version: 0,
        sequence: 0,
        previous: None,
        dependencies: vec![],
        date: NOW - 10,
        update: vec![0, 0],
    }))
}

/// A node with a ballot in every box, and a comment on every closed proposal.
fn node_with_all() -> Node {
    let mut node = Node::new(long_history());
    let comments = CLOSED.map(|id| comment(content(id), 0));
    node.tell(Event::Recovered(OPEN.chain(CLOSED).map(stored).chain(comments).collect()));
    node.log.clear();
    node
}

/// Lets the node ask peer 1 for a reconciliation that finds nothing; returns what it said.
fn next_summary(node: &mut Node) -> Summary {
    let is_ask = |effect: &Effect| matches!(effect, Effect::Ask { .. });
    let at = node.log.iter().position(is_ask).expect("a question");
    let Effect::Ask { id, bytes, .. } = node.log.remove(at) else { unreachable!() };
    let Ok(Query::Summary(summary)) = Query::parse(&bytes) else { panic!("not a summary") };
    let nothing = encode(&Reply::Summary(Vec::new()));
    node.tell(Event::Answered { from: peer(1), id, bytes: Some(nothing) });
    node.pass(RECONCILE_MILLIS);
    summary
}

fn discussion(proposal: ProposalId) -> SetName {
    SetName::Entries(content(proposal))
}

fn named(summary: &Summary) -> BTreeSet<SetName> {
    summary.sets.iter().map(|(name, _)| *name).collect()
}

#[test]
fn closed_proposals_do_not_crowd_open_ones_out() {
    let mut node = node_with_all();
    node.tell(Event::PeerConnected(peer(1)));
    for _ in 0..5 {
        let summary = next_summary(&mut node);
        assert!(summary.sets.len() <= SUMMARY_SETS_MAX);
        let named = named(&summary);
        assert!(OPEN.map(SetName::Ballots).all(|name| named.contains(&name)));
        assert!(!CLOSED.map(SetName::Ballots).any(|name| named.contains(&name)), "what takes nothing is not named");
    }
}

#[test]
fn every_closed_discussion_has_its_turn() {
    let mut node = node_with_all();
    node.tell(Event::PeerConnected(peer(1)));
    let seen: BTreeSet<SetName> = (0..3).flat_map(|_| named(&next_summary(&mut node))).collect();
    let missing = CLOSED.map(discussion).filter(|name| !seen.contains(name)).count();
    assert_eq!(missing, 0);
}

#[test]
fn every_document_has_its_turn() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let entry = |number: u32| {
        let mut space = [9; 32];
        space[..4].copy_from_slice(&number.to_be_bytes());
        comment(space, number % 4)
    };
    node.tell(Event::Recovered((0..5_000).map(entry).collect()));
    node.log.clear();
    node.tell(Event::PeerConnected(peer(1)));
    let seen: BTreeSet<SetName> = (0..3).flat_map(|_| named(&next_summary(&mut node))).collect();
    assert_eq!(seen.len(), 5_000);
}

#[test]
fn the_same_state_gives_the_same_summary() {
    let summaries = [node_with_all(), node_with_all()].map(|mut node| {
        node.tell(Event::PeerConnected(peer(1)));
        next_summary(&mut node)
    });
    assert_eq!(summaries[0], summaries[1]);
}

#[test]
fn empty_boxes_take_no_room() {
    let mut node = Node::new(long_history());
    node.tell(Event::PeerConnected(peer(1)));
    assert_eq!(next_summary(&mut node).sets, vec![]);
}

#[test]
fn an_old_set_that_differs_is_found_in_the_end() {
    let mut mesh = Mesh::new(2);
    mesh.nodes = vec![node_with_all(), node_with_all()];
    let late = comment(content(CLOSED.start + 2_000), 1);
    mesh.nodes[0].tell(Event::Recovered(vec![late]));
    mesh.connect();
    for _ in 0..3 {
        mesh.pass(RECONCILE_MILLIS);
    }
    let entries = |node: usize| mesh.nodes[node].heart.figures().entries;
    assert_eq!((entries(0), entries(1)), (4_001, 4_001));
}

#[test]
fn nodes_that_hold_the_same_thousands_of_sets_need_one_question_each() {
    let mut mesh = Mesh::new(2);
    mesh.nodes = vec![node_with_all(), node_with_all()];
    mesh.connect();
    for _ in 0..4 {
        mesh.nodes.iter_mut().for_each(|node| node.pass(RECONCILE_MILLIS));
        assert_eq!(mesh.deliver(), 2);
    }
}

#[test]
fn a_newcomer_hears_of_every_set() {
    let mut node = node_with_all();
    let mut seen = BTreeSet::new();
    let mut from = None;
    for id in 0..4 {
        // Everything from the last name seen on is missing at the asker.
        let bytes = encode(&Query::Summary(Summary { sets: Vec::new(), from, to: None }));
        node.tell(Event::Asked { from: peer(1), id: ExchangeId(id), bytes });
        let Some(Effect::Reply { bytes, .. }) = node.log.pop() else { panic!("no reply") };
        let Ok(Reply::Summary(names)) = Reply::parse(&bytes) else { panic!("not a summary") };
        assert!(names.len() <= SUMMARY_SETS_MAX);
        from = names.last().copied();
        seen.extend(names);
    }
    assert_eq!(seen.len(), OPEN.len() + CLOSED.len());
}
