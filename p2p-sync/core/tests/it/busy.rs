//! Peers that send junk or too much: they find themselves refused, nobody else does, and each message costs them once.

use crate::fixture::*;
use cybersyn_mesh_core::{
    Effect, Event, ExchangeId, FullPeers, GossipId, Heart, Message, Offence, Peer, Query, Reply, Submission, Verdict,
    limits::{WORKS_OF_LIGHT_MAX, WORKS_OF_PEERS_MAX, WORKS_PER_PEER_MAX},
    message::{SetName, encode},
    reconcile::{Claim, Exchange, Fingerprint, Holds, Span},
};
use cybersyn_primitives::{SignedBallot, entry::Entry};

/// A heart whose verifications take as long as the test likes.
struct Slow {
    heart: Heart,
    works: Vec<cybersyn_mesh_core::Work>,
    log: Vec<Effect>,
}

impl Slow {
    fn new() -> Self {
        let mut slow = Self { heart: Heart::new(GENESIS), works: Vec::new(), log: Vec::new() };
        slow.tell(Event::Finalized(Box::new(chain(200, 100, &[1]))), NOW);
        slow.log.clear();
        slow
    }

    fn tell(&mut self, event: Event, now: u64) {
        for effect in self.heart.handle(event, now) {
            match effect {
                Effect::Verify(work) => self.works.push(work),
                other => self.log.push(other),
            }
        }
    }

    fn hear(&mut self, from: Peer, ballots: Vec<SignedBallot>) {
        let bytes = encode(&Message::Ballots(ballots));
        self.tell(Event::Gossip { from, id: GossipId(1), bytes }, NOW);
    }

    fn verify_first(&mut self) {
        let work = self.works.remove(0);
        self.tell(run(&work), NOW);
    }

    /// Takes the question under way out of the log.
    fn question(&mut self) -> Option<(ExchangeId, Query)> {
        let at = self.log.iter().position(|effect| matches!(effect, Effect::Ask { .. }))?;
        match self.log.remove(at) {
            Effect::Ask { id, bytes, .. } => Some((id, Query::parse(&bytes).unwrap())),
            _ => None,
        }
    }

    fn answer(&mut self, id: ExchangeId, reply: &Reply) {
        self.tell(Event::Answered { from: peer(1), id, bytes: Some(encode(reply)) }, NOW);
    }
}

fn penalties(log: &[Effect]) -> Vec<(Peer, Offence)> {
    let penalty = |effect: &Effect| match effect {
        Effect::Penalize { peer, offence } => Some((*peer, *offence)),
        _ => None,
    };
    log.iter().filter_map(penalty).collect()
}

#[test]
fn who_keeps_the_verifier_busy_is_refused_and_others_are_not() {
    let mut slow = Slow::new();
    for citizen in 0..5 {
        slow.hear(peer(1), vec![yes(1, citizen, 5, 1)]);
    }
    assert_eq!(slow.works.len(), WORKS_PER_PEER_MAX);
    let refused = || Effect::Judge { id: GossipId(1), verdict: Verdict::Ignore };
    assert_eq!(slow.log, [(); 3].map(|()| refused()), "refused, but not blamed");
    slow.hear(peer(2), vec![yes(1, 9, 5, 1)]);
    assert_eq!(slow.works.len(), WORKS_PER_PEER_MAX + 1);
}

#[test]
fn room_is_free_again_when_a_verification_is_done() {
    let mut slow = Slow::new();
    for citizen in 0..2 {
        slow.hear(peer(1), vec![yes(1, citizen, 5, 1)]);
    }
    slow.verify_first();
    slow.hear(peer(1), vec![yes(1, 2, 5, 1)]);
    assert_eq!(slow.works.len(), 2);
}

#[test]
fn many_busy_peers_leave_room_for_own_clients() {
    let mut slow = Slow::new();
    slow.tell(Event::FullPeers(FullPeers::new((0..=255).map(peer).collect())), NOW);
    for citizen in 0..200 {
        slow.hear(peer(citizen as u8 / 2), vec![yes(1, citizen, 5, 1)]);
    }
    assert_eq!(slow.works.len(), WORKS_OF_PEERS_MAX);
    let submission = Box::new(Submission::Ballot(yes(1, 0, 6, 1)));
    slow.tell(Event::Submitted { request: request_id(1), submission }, NOW);
    assert_eq!(slow.works.len(), WORKS_OF_PEERS_MAX + 1);
}

#[test]
fn a_crowd_of_light_peers_leaves_room_for_full_ones() {
    let mut slow = Slow::new();
    slow.tell(Event::FullPeers(FullPeers::new([peer(201)].into())), NOW);
    for citizen in 0..100 {
        slow.hear(peer(citizen as u8), vec![yes(1, citizen, 5, 1)]);
    }
    assert_eq!(slow.works.len(), WORKS_OF_LIGHT_MAX);
    slow.hear(peer(201), vec![yes(1, 150, 5, 1)]);
    assert_eq!(slow.works.len(), WORKS_OF_LIGHT_MAX + 1);
}

#[test]
fn what_was_refused_is_asked_for_before_long() {
    let mut slow = Slow::new();
    slow.tell(Event::PeerConnected(peer(1)), NOW);
    let (id, _) = slow.question().unwrap();
    slow.answer(id, &Reply::Summary(Vec::new()));
    for citizen in 0..3 {
        slow.hear(peer(1), vec![yes(1, citizen, 5, 1)]);
    }
    slow.tell(Event::Tick, NOW + 200);
    assert!(slow.question().is_none());
    slow.tell(Event::Tick, NOW + 300);
    assert!(matches!(slow.question(), Some((_, Query::Summary(_)))));
}

#[test]
fn what_was_asked_for_is_not_lost_while_the_verifier_is_busy() {
    let mut slow = Slow::new();
    slow.tell(Event::PeerConnected(peer(1)), NOW);
    let (id, _) = slow.question().unwrap();
    slow.answer(id, &Reply::Summary(vec![SetName::Ballots(1)]));
    for citizen in 0..3 {
        // One ballot at a time, and there is always more.
        let more = Fingerprint { count: 9 - citizen, sum: [9; 32] };
        let exchange = Exchange {
            claims: vec![Claim { span: Span::ALL, holds: Holds::Fingerprint(more) }],
            items: vec![codec::Encode::encode(&yes(1, citizen, 5, 1))],
            ..Exchange::default()
        };
        let (id, _) = slow.question().unwrap();
        slow.answer(id, &Reply::Reconcile(exchange));
    }
    assert_eq!(slow.works.len(), WORKS_PER_PEER_MAX);
    assert!(slow.question().is_none(), "nothing more is asked for");
    slow.verify_first();
    assert_eq!(slow.works.len(), WORKS_PER_PEER_MAX);
    assert!(slow.question().is_some());
    slow.verify_first();
    slow.verify_first();
    assert_eq!(slow.heart.figures().ballots, 3);
}

fn push(node: &mut Node, set: SetName, items: Vec<Vec<u8>>) -> Vec<(Peer, Offence)> {
    node.log.clear();
    let exchange = Exchange { items, ..Exchange::default() };
    let bytes = encode(&Query::Reconcile { set, exchange });
    node.tell(Event::Asked { from: peer(3), id: ExchangeId(1), bytes });
    penalties(&node.log)
}

fn scale<T: codec::Encode>(items: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    items.into_iter().map(|item| item.encode()).collect()
}

#[test]
fn a_thousand_ballots_dated_too_late_cost_their_sender_once() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let late = (0..1_000).map(|number| SignedBallot {
        signature: [0; 64],
        ballot: ballot(1, number % 4, WINDOW as u32 + number, cybersyn_primitives::Choice::Yes, 1),
    });
    assert_eq!(push(&mut node, SetName::Ballots(1), scale(late)), vec![(peer(3), Offence::Junk)]);
    assert_eq!(node.log.len(), 2, "the penalty and the reply, no event for each");
}

fn entries(update: Vec<u8>, spoil: u8) -> impl Iterator<Item = cybersyn_primitives::entry::SignedEntry> {
    (0..64).map(move |date| {
        let mut signed = sign_entry(Entry {
            space: [3; 32],
            author: date % 4,
            key_version: 0,
            sequence: 0,
            previous: None,
            dependencies: vec![],
            date: NOW - u64::from(date) - 10,
            update: update.clone(),
        });
        signed.signature[9] ^= spoil;
        signed
    })
}

#[test]
fn many_forged_entries_cost_their_sender_once() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let offences = push(&mut node, SetName::Entries([3; 32]), scale(entries(vec![0, 0], 1)));
    assert_eq!(offences, vec![(peer(3), Offence::BadSignature)]);
}

#[test]
fn many_updates_that_are_none_cost_their_sender_once_though_they_fill_several_jobs() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let offences = push(&mut node, SetName::Entries([3; 32]), scale(entries(vec![9, 9, 9], 0)));
    assert_eq!(offences, vec![(peer(3), Offence::Junk)]);
    let again = push(&mut node, SetName::Entries([3; 32]), scale(entries(vec![9, 9, 9], 0)));
    assert_eq!(again, vec![(peer(3), Offence::Junk)], "the next message costs again");
}

#[test]
fn a_malformed_question_with_malformed_items_costs_once() {
    let mut node = Node::new(chain(4, 100, &[1]));
    assert_eq!(push(&mut node, SetName::Ballots(1), vec![vec![1], vec![2]]), vec![(peer(3), Offence::Malformed)]);
    assert_eq!(node.log.len(), 1, "and is not answered");
}

#[test]
fn only_what_cannot_be_a_mistake_is_grave() {
    use cybersyn_mesh_core::Severity;
    assert_eq!(Offence::BadSignature.severity(), Severity::Grave);
    for offence in [Offence::Malformed, Offence::Junk, Offence::Unsolicited] {
        assert_eq!(offence.severity(), Severity::Mild);
    }
}
