//! Whole nodes: acknowledgement, recovery, exchange between peers.

use crate::fixture::*;
use cybersyn_mesh_core::{
    Answer, Effect, Event, ExchangeId, GossipId, Heart, Offence, Query, Submission,
    message::{Summary, encode},
};
use cybersyn_primitives::api::BallotState;

/// Nodes that are all connected; what they send each other arrives at once.
pub struct Mesh {
    pub nodes: Vec<Node>,
}

impl Mesh {
    pub fn new(count: usize) -> Self {
        Self { nodes: (0..count).map(|_| Node::new(chain(64, 100, &[1, 2]))).collect() }
    }

    pub fn connect(&mut self) {
        self.nodes.iter_mut().for_each(|node| node.log.clear());
        for own in 0..self.nodes.len() {
            for other in (0..self.nodes.len()).filter(|other| *other != own) {
                self.nodes[own].tell(Event::PeerConnected(peer(other as u8)));
            }
        }
        self.deliver();
    }

    /// Delivers until nothing is under way; returns how many messages it took.
    pub fn deliver(&mut self) -> usize {
        let mut messages = 0;
        while let Some((own, effect)) = self.take() {
            let from = peer(own as u8);
            match effect {
                Effect::Ask { to, id, bytes } => {
                    messages += 1;
                    let reply = self.ask(from, usize::from(to.0[0]), bytes);
                    self.nodes[own].tell(Event::Answered { from: to, id, bytes: reply });
                }
                Effect::Publish { bytes, .. } => {
                    messages += 1;
                    for other in (0..self.nodes.len()).filter(|other| *other != own) {
                        let event = Event::Gossip { from, id: GossipId(messages as u64), bytes: bytes.clone() };
                        self.nodes[other].tell(event);
                    }
                }
                Effect::Penalize { .. } => panic!("{effect:?} between honest nodes"),
                _ => {}
            }
            assert!(messages < 10_000, "the nodes never come to rest");
        }
        messages
    }

    fn take(&mut self) -> Option<(usize, Effect)> {
        let own = self.nodes.iter().position(|node| !node.log.is_empty())?;
        Some((own, self.nodes[own].log.remove(0)))
    }

    fn ask(&mut self, from: cybersyn_mesh_core::Peer, to: usize, bytes: Vec<u8>) -> Option<Vec<u8>> {
        self.nodes[to].tell(Event::Asked { from, id: ExchangeId(77), bytes });
        let is_reply = |effect: &Effect| matches!(effect, Effect::Reply { id: ExchangeId(77), .. });
        let at = self.nodes[to].log.iter().position(is_reply)?;
        match self.nodes[to].log.remove(at) {
            Effect::Reply { bytes, .. } => Some(bytes),
            _ => None,
        }
    }

    pub fn pass(&mut self, millis: u64) {
        self.nodes.iter_mut().for_each(|node| node.pass(millis));
        self.deliver();
    }
}

#[test]
fn nothing_is_acknowledged_before_it_is_on_disk() {
    let mut heart = Heart::new(GENESIS);
    heart.handle(Event::Finalized(Box::new(chain(4, 100, &[1]))), NOW);
    let submission = Box::new(Submission::Ballot(yes(1, 0, 5, 1)));
    let effects = heart.handle(Event::Submitted { request: request_id(1), submission }, NOW);
    let [Effect::Verify(work)] = effects.as_slice() else { panic!("{effects:?}") };
    let is_answer = |effect: &Effect| matches!(effect, Effect::Answer { .. });
    assert!(!heart.handle(run(work), NOW).iter().any(is_answer));
    let effects = heart.handle(Event::Tick, NOW + 20);
    assert!(!effects.iter().any(is_answer));
    let Some(Effect::Persist { ticket, records }) = effects.iter().find(|e| matches!(e, Effect::Persist { .. })) else {
        panic!("{effects:?}")
    };
    assert_eq!(records.len(), 1);
    let effects = heart.handle(Event::Persisted(*ticket), NOW + 21);
    assert_eq!(effects, vec![Effect::Answer { request: request_id(1), answer: Answer::Stored }]);
}

#[test]
fn a_thousand_and_twenty_four_ballots_are_committed_without_waiting() {
    let mut node = Node::new(chain(2_000, 100, &[1]));
    for citizen in 0..1_500 {
        node.submit(u64::from(citizen), Submission::Ballot(yes(1, citizen, 5, 1)));
    }
    assert_eq!(node.disk.len(), 1_024);
    node.pass(20);
    assert_eq!(node.disk.len(), 1_500);
    assert!((0..1_500).all(|request| node.answer(request) == Some(Answer::Stored)));
}

#[test]
fn everything_acknowledged_is_there_after_a_restart() {
    let mut node = Node::new(chain(64, 100, &[1, 2]));
    (0..30).for_each(|citizen| {
        node.vote(yes(1, citizen, 5, 4));
    });
    let mut again = Node::new(Default::default());
    again.tell(Event::Recovered(node.disk.clone()));
    again.tell(Event::Finalized(Box::new(chain(64, 100, &[1, 2]))));
    assert_eq!(again.heart.tally(1), node.heart.tally(1));
    assert_eq!(again.vote(yes(1, 0, 5, 4)), Answer::Stored);
}

#[test]
fn two_sites_that_were_apart_agree_when_they_meet() {
    let mut mesh = Mesh::new(2);
    for citizen in 0..60 {
        mesh.nodes[0].vote(yes(1, citizen, 5 + citizen % 3, 4));
        // The same citizens vote on both sides, some at the same instant.
        mesh.nodes[1].vote(yes(1, citizen, 5 + citizen % 2, 5));
        mesh.nodes[1].vote(yes(2, citizen, 9, 5));
    }
    assert_ne!(mesh.nodes[0].heart.tally(1), mesh.nodes[1].heart.tally(1));
    mesh.connect();
    for proposal in [1, 2] {
        assert_eq!(mesh.nodes[0].heart.tally(proposal), mesh.nodes[1].heart.tally(proposal));
        assert_eq!(mesh.nodes[0].heart.ballots(proposal, 0, 1_000), mesh.nodes[1].heart.ballots(proposal, 0, 1_000));
    }
    assert_eq!(mesh.nodes[0].heart.figures().ballots, mesh.nodes[1].heart.figures().ballots);
}

#[test]
fn a_newcomer_gets_everything_from_one_neighbour() {
    let mut mesh = Mesh::new(1);
    mesh.nodes[0] = Node::new(chain(6_000, 100, &[1]));
    for citizen in 0..6_000 {
        mesh.nodes[0].submit(9, Submission::Ballot(yes(1, citizen, 5, 4)));
    }
    mesh.nodes[0].pass(20);
    mesh.nodes.push(Node::new(chain(6_000, 100, &[1])));
    mesh.connect();
    assert_eq!(mesh.nodes[1].heart.figures().ballots, 6_000);
    assert_eq!(mesh.nodes[0].heart.tally(1), mesh.nodes[1].heart.tally(1));
}

#[test]
fn what_one_site_learns_reaches_those_behind_it_within_a_second() {
    let mut mesh = Mesh::new(3);
    mesh.connect();
    (0..40).for_each(|citizen| {
        mesh.nodes[0].vote(yes(1, citizen, 5, 4));
    });
    for _ in 0..10 {
        mesh.pass(100);
    }
    let tally = mesh.nodes[0].heart.tally(1);
    assert!(mesh.nodes.iter().all(|node| node.heart.tally(1) == tally));
}

#[test]
fn a_ballot_on_two_other_disks_is_replicated() {
    for (nodes, expected) in [(2, BallotState::Stored), (3, BallotState::Replicated)] {
        let mut mesh = Mesh::new(nodes);
        mesh.connect();
        mesh.nodes[0].vote(yes(1, 7, 5, 4));
        for _ in 0..30 {
            mesh.pass(100);
        }
        assert_eq!(mesh.nodes[0].heart.ballot(1, 7).unwrap().state, expected, "{nodes} nodes");
    }
}

#[test]
fn equal_nodes_exchange_one_question_each() {
    let mut mesh = Mesh::new(2);
    mesh.connect();
    mesh.nodes.iter_mut().for_each(|node| node.pass(15_000));
    assert_eq!(mesh.deliver(), 2);
}

#[test]
fn a_question_that_is_none_costs_score_and_is_not_answered() {
    let mut node = Node::new(chain(4, 100, &[1]));
    for bytes in [
        vec![],
        vec![2, 0, 0],
        vec![1, 7],
        vec![1; 300_000],
        [encode(&Query::Summary(Summary::default())), vec![0]].concat(),
    ] {
        node.log.clear();
        node.tell(Event::Asked { from: peer(1), id: ExchangeId(1), bytes });
        assert_eq!(node.log, vec![Effect::Penalize { peer: peer(1), offence: Offence::Malformed }]);
    }
}

#[test]
fn a_peer_that_does_not_answer_is_asked_again_later() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let asks = |node: &Node| node.log.iter().filter(|effect| matches!(effect, Effect::Ask { .. })).count();
    node.tell(Event::PeerConnected(peer(1)));
    assert_eq!(asks(&node), 1);
    node.pass(8_001);
    node.pass(14_999);
    assert_eq!(asks(&node), 1);
    node.pass(1);
    assert_eq!(asks(&node), 2);
}

#[test]
fn forged_ballots_in_a_reconciliation_are_charged_to_who_sent_them() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let mut forged = yes(1, 0, 5, 1);
    forged.signature[9] ^= 1;
    let exchange = cybersyn_mesh_core::reconcile::Exchange {
        items: vec![codec::Encode::encode(&forged), codec::Encode::encode(&yes(1, 1, 5, 1))],
        ..Default::default()
    };
    let set = cybersyn_mesh_core::message::SetName::Ballots(1);
    let bytes = encode(&Query::Reconcile { set, exchange });
    node.tell(Event::Asked { from: peer(3), id: ExchangeId(1), bytes });
    assert!(node.log.contains(&Effect::Penalize { peer: peer(3), offence: Offence::BadSignature }));
    assert_eq!(node.heart.figures().ballots, 1);
}

#[test]
fn ballots_of_many_peers_that_fall_due_at_once_are_all_stored() {
    let mut node = Node::new(chain(200, 100, &[1]));
    let ahead = (NOW - OPENS) as u32 + 30_000;
    for citizen in 0..200 {
        let bytes = encode(&cybersyn_mesh_core::Message::Ballots(vec![yes(1, citizen, ahead, 1)]));
        node.tell(Event::Gossip { from: peer(citizen as u8), id: GossipId(1), bytes });
    }
    assert_eq!((node.heart.figures().parked, node.heart.figures().ballots), (200, 0));
    (0..16).for_each(|_| node.pass(4_000));
    assert_eq!((node.heart.figures().parked, node.heart.figures().ballots), (0, 200));
}

#[test]
fn a_proposal_being_counted_takes_no_more_ballots() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let mut ledger = final_ledger(1);
    ledger.phase = cybersyn_primitives::ledger::Phase::Counting { next: 0, pages: Default::default() };
    let update = cybersyn_mesh_core::ViewUpdate { number: 2, proposals: vec![(1, ledger)], ..Default::default() };
    node.tell(Event::Finalized(Box::new(update)));
    let refused = cybersyn_mesh_core::Refusal::Rule(cybersyn_primitives::rule::Skip::Final);
    assert_eq!(node.vote(yes(1, 0, 5, 1)), Answer::Refused(refused));
}

/// Proposal 1 is final from now on; what was to be relayed has been.
fn finish(node: &mut Node) {
    node.pass(200);
    let update =
        cybersyn_mesh_core::ViewUpdate { number: 2, proposals: vec![(1, final_ledger(1))], ..Default::default() };
    node.tell(Event::Finalized(Box::new(update)));
    node.log.clear();
}

/// A ballot dated before the end, as anybody can sign one after it.
#[test]
fn a_ballot_that_peers_bring_after_the_end_is_not_kept_and_costs_them_nothing() {
    let mut node = Node::new(chain(4, 100, &[1]));
    node.vote(yes(1, 0, 5, 1));
    finish(&mut node);
    let bytes = encode(&cybersyn_mesh_core::Message::Ballots(vec![yes(1, 0, 9, 1), yes(1, 1, 5, 1)]));
    node.tell(Event::Gossip { from: peer(3), id: GossipId(1), bytes });
    assert_eq!(node.log, vec![Effect::Judge { id: GossipId(1), verdict: cybersyn_mesh_core::Verdict::Ignore }]);
    let exchange = cybersyn_mesh_core::reconcile::Exchange {
        items: vec![codec::Encode::encode(&yes(1, 1, 5, 1))],
        ..Default::default()
    };
    let set = cybersyn_mesh_core::message::SetName::Ballots(1);
    node.log.clear();
    let bytes = encode(&Query::Reconcile { set, exchange });
    node.tell(Event::Asked { from: peer(3), id: ExchangeId(1), bytes });
    assert!(matches!(node.log.as_slice(), [Effect::Reply { .. }]), "{:?}", node.log);
    assert_eq!((node.heart.figures().ballots, node.heart.figures().parked), (1, 0));
}

#[test]
fn a_ballot_that_was_parked_until_the_end_is_not_kept() {
    let mut node = Node::new(chain(4, 100, &[2]));
    let bytes = encode(&cybersyn_mesh_core::Message::Ballots(vec![yes(1, 0, 5, 1)]));
    node.tell(Event::Gossip { from: peer(3), id: GossipId(1), bytes });
    assert_eq!(node.heart.figures().parked, 1);
    finish(&mut node);
    assert_eq!((node.heart.figures().ballots, node.heart.figures().parked), (0, 0));
}

#[test]
fn closed_boxes_that_differ_are_not_compared() {
    let mut mesh = Mesh::new(2);
    for (citizen, node) in (0..).zip(&mut mesh.nodes) {
        node.vote(yes(1, citizen, 5, 1));
        finish(node);
    }
    mesh.connect();
    for _ in 0..3 {
        mesh.nodes.iter_mut().for_each(|node| node.pass(15_000));
        assert_eq!(mesh.deliver(), 2, "a summary each, and nothing to do");
    }
    assert!(mesh.nodes.iter().all(|node| node.heart.figures().ballots == 1));
}

#[test]
fn who_has_not_heard_of_the_end_is_told_of_ballots_but_brings_none() {
    let mut mesh = Mesh::new(2);
    mesh.nodes[0].vote(yes(1, 0, 5, 1));
    mesh.nodes[1].vote(yes(1, 1, 5, 1));
    finish(&mut mesh.nodes[0]);
    mesh.connect();
    let ballots = |node: usize| mesh.nodes[node].heart.figures().ballots;
    assert_eq!((ballots(0), ballots(1)), (1, 2));
}
