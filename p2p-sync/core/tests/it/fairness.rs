//! Peers share this node's time: who hangs or asks without end takes it from nobody.

use crate::{fixture::*, heart::Mesh};
use cybersyn_mesh_core::{
    Effect, Event, ExchangeId, FullPeers, Peer, Query, Reply, Submission,
    limits::{ANSWER_MILLIS, ANSWER_MILLIS_MAX, ANSWERS_MILLIS_MAX, TURNS_LIGHT_MAX, TURNS_MAX},
    message::{SetName, Summary, encode},
};
use cybersyn_primitives::api::BallotState;

/// Connects peers of which only `honest` answers, lets time pass and says when it had its turns, in seconds.
fn turns_of(honest: Peer, hanging: u8, seconds: u64) -> Vec<u64> {
    let mut node = Node::new(chain(4, 100, &[1]));
    (0..hanging).for_each(|number| node.tell(Event::PeerConnected(peer(number))));
    node.tell(Event::PeerConnected(honest));
    let mut turns = Vec::new();
    for tenth in 0..seconds * 10 {
        for effect in std::mem::take(&mut node.log) {
            if let Effect::Ask { to, id, .. } = effect
                && to == honest
            {
                turns.push(tenth / 10);
                let bytes = Some(encode(&Reply::Summary(Vec::new())));
                node.tell(Event::Answered { from: honest, id, bytes });
            }
        }
        node.pass(100);
    }
    turns
}

#[test]
fn peers_that_hang_do_not_keep_others_from_their_turn() {
    let turns = turns_of(peer(255), 100, 600);
    assert!(turns[0] <= 100 / TURNS_LIGHT_MAX as u64 * (ANSWER_MILLIS_MAX / 1_000 + 1) + 1, "{turns:?}");
    let longest = turns.windows(2).skip(1).map(|pair| pair[1] - pair[0]).max();
    assert!(longest <= Some(16), "once all have failed, the others wait for nobody: {turns:?}");
    assert!(turns.len() >= 30, "{turns:?}");
}

/// Whom a node asks at once, of twice as many light peers as have turns and as many full ones.
#[test]
fn light_peers_leave_turns_to_full_ones() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let full: Vec<Peer> = (100..100 + TURNS_MAX as u8).map(peer).collect();
    node.tell(Event::FullPeers(FullPeers::new(full.iter().copied().collect())));
    (0..2 * TURNS_MAX as u8).for_each(|number| node.tell(Event::PeerConnected(peer(number))));
    full.iter().for_each(|peer| node.tell(Event::PeerConnected(*peer)));
    let asked = node.log.iter().filter_map(|effect| match effect {
        Effect::Ask { to, .. } => Some(full.contains(to)),
        _ => None,
    });
    let asked: Vec<bool> = asked.collect();
    assert_eq!(asked.len(), TURNS_MAX);
    assert_eq!(asked.iter().filter(|is_full| !**is_full).count(), TURNS_LIGHT_MAX);
}

#[test]
fn who_fails_again_and_again_is_asked_less_and_less() {
    let mut node = Node::new(chain(4, 100, &[1]));
    node.tell(Event::PeerConnected(peer(1)));
    let mut asked = Vec::new();
    for second in 0..1_200u64 {
        let asks = std::mem::take(&mut node.log).into_iter();
        asked.extend(asks.filter(|effect| matches!(effect, Effect::Ask { .. })).map(|_| second));
        node.pass(1_000);
    }
    let gaps: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.windows(2).all(|pair| pair[0] < pair[1] || pair[1] > 480), "{gaps:?}");
    assert!(asked.len() <= 8, "{asked:?}");
}

#[test]
fn a_ballot_is_found_replicated_though_many_hang() {
    let mut node = Node::new(chain(64, 100, &[1]));
    (0..40).for_each(|number| node.tell(Event::PeerConnected(peer(number))));
    let honest = [peer(200), peer(201)];
    honest.iter().for_each(|peer| node.tell(Event::PeerConnected(*peer)));
    node.submit(1, Submission::Ballot(yes(1, 7, 5, 4)));
    for _ in 0..100 {
        for effect in std::mem::take(&mut node.log) {
            let Effect::Ask { to, id, bytes } = effect else { continue };
            if !honest.contains(&to) {
                continue;
            }
            let reply = match Query::parse(&bytes).unwrap() {
                Query::Holds(ballots) => Reply::Holds(vec![true; ballots.len()]),
                _ => Reply::Summary(Vec::new()),
            };
            node.tell(Event::Answered { from: to, id, bytes: Some(encode(&reply)) });
        }
        node.pass(100);
    }
    assert_eq!(node.heart.ballot(1, 7).unwrap().state, BallotState::Replicated);
}

/// Asks the same as often as wanted; how often it was answered.
fn ask(node: &mut Node, from: Peer, times: usize) -> usize {
    node.log.clear();
    let bytes = encode(&Query::Summary(Summary::default()));
    for _ in 0..times {
        node.tell(Event::Asked { from, id: ExchangeId(1), bytes: bytes.clone() });
    }
    assert!(!node.log.iter().any(|effect| matches!(effect, Effect::Penalize { .. })));
    node.log.iter().filter(|effect| matches!(effect, Effect::Reply { .. })).count()
}

#[test]
fn who_asks_without_end_is_answered_within_its_share() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let share = (ANSWERS_MILLIS_MAX / ANSWER_MILLIS) as usize;
    assert_eq!(ask(&mut node, peer(1), 3 * share), share + 1);
    assert_eq!(ask(&mut node, peer(2), 1), 1, "others have their own share");
    node.pass(1_000);
    assert_eq!(ask(&mut node, peer(1), share), share / 10);
}

#[test]
fn coming_and_going_fills_no_share_up() {
    let mut node = Node::new(chain(4, 100, &[1]));
    let share = (ANSWERS_MILLIS_MAX / ANSWER_MILLIS) as usize;
    node.tell(Event::PeerConnected(peer(1)));
    ask(&mut node, peer(1), 2 * share);
    node.tell(Event::PeerDisconnected(peer(1)));
    node.tell(Event::PeerConnected(peer(1)));
    assert_eq!(ask(&mut node, peer(1), 10), 0);
}

#[test]
fn large_answers_cost_more() {
    let mut node = Node::new(chain(2_000, 100, &[1]));
    (0..2_000).for_each(|citizen| node.submit(9, Submission::Ballot(yes(1, citizen, 5, 1))));
    node.pass(20);
    let everything = cybersyn_mesh_core::reconcile::Exchange {
        claims: vec![cybersyn_mesh_core::reconcile::Claim {
            span: cybersyn_mesh_core::reconcile::Span::ALL,
            holds: cybersyn_mesh_core::reconcile::Holds::Fingerprint(Default::default()),
        }],
        ..Default::default()
    };
    let bytes = encode(&Query::Reconcile { set: SetName::Ballots(1), exchange: everything });
    node.log.clear();
    for _ in 0..2_000 {
        node.tell(Event::Asked { from: peer(1), id: ExchangeId(1), bytes: bytes.clone() });
    }
    let sent = node.log.iter().map(|effect| if let Effect::Reply { bytes, .. } = effect { bytes.len() } else { 0 });
    assert!(sent.sum::<usize>() < 100_000_000);
}

#[test]
fn an_honest_newcomer_never_asks_too_much() {
    let mut mesh = Mesh::new(1);
    mesh.nodes[0] = Node::new(chain(40_000, 100, &[1]));
    let stored = (0..40_000).map(|citizen| cybersyn_mesh_core::Record::Ballot(yes(1, citizen, 5, 4))).collect();
    mesh.nodes[0].tell(Event::Recovered(stored));
    mesh.nodes.push(Node::new(chain(40_000, 100, &[1])));
    mesh.connect();
    for _ in 0..20 {
        mesh.pass(100);
    }
    assert_eq!(mesh.nodes[1].heart.figures().ballots, 40_000);
}
