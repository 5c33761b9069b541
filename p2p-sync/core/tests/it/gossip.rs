//! What is forwarded, what is rejected, and how re-votes are spaced.

use crate::fixture::*;
use cybersyn_mesh_core::{Effect, Event, GossipId, Message, Offence, Topic, Verdict, gossip::Spacing, message::encode};
use cybersyn_primitives::SignedBallot;
use proptest::prelude::*;

fn node() -> Node {
    Node::new(chain(40, 100, &[1]))
}

/// Lets a neighbour forward bytes; the verdict and whether it was penalized.
fn hear(node: &mut Node, bytes: Vec<u8>) -> (Verdict, Option<Offence>) {
    node.log.clear();
    node.tell(Event::Gossip { from: peer(1), id: GossipId(1), bytes });
    let verdicts: Vec<Verdict> = node
        .log
        .iter()
        .filter_map(|effect| if let Effect::Judge { verdict, .. } = effect { Some(*verdict) } else { None })
        .collect();
    let offence = node.log.iter().find_map(|effect| match effect {
        Effect::Penalize { peer: who, offence } if *who == peer(1) => Some(*offence),
        _ => None,
    });
    assert_eq!(verdicts.len(), 1, "each message is judged once");
    (verdicts[0], offence)
}

fn bundle(ballots: &[SignedBallot]) -> Vec<u8> {
    encode(&Message::Ballots(ballots.to_vec()))
}

fn published(node: &Node) -> Vec<SignedBallot> {
    let messages = node.log.iter().filter_map(|effect| match effect {
        Effect::Publish { topic: Topic::Ballots(0), bytes } => Some(Message::parse(bytes).unwrap()),
        _ => None,
    });
    messages.flat_map(|message| if let Message::Ballots(ballots) = message { ballots } else { vec![] }).collect()
}

#[test]
fn new_ballots_are_stored_and_forwarded_and_known_ones_are_not() {
    let mut node = node();
    let ballots: Vec<_> = (0..10).map(|citizen| yes(1, citizen, 5, 1)).collect();
    assert_eq!(hear(&mut node, bundle(&ballots)), (Verdict::Accept, None));
    assert_eq!(node.heart.figures().ballots, 10);
    assert_eq!(hear(&mut node, bundle(&ballots)), (Verdict::Ignore, None));
}

#[test]
fn a_bad_signature_rejects_the_bundle_and_keeps_what_is_good() {
    let mut node = node();
    let mut ballots: Vec<_> = (0..10).map(|citizen| yes(1, citizen, 5, 1)).collect();
    ballots[4].signature[0] ^= 1;
    assert_eq!(hear(&mut node, bundle(&ballots)), (Verdict::Reject, Some(Offence::BadSignature)));
    assert_eq!(node.heart.figures().ballots, 9);
    node.pass(200);
    assert_eq!(published(&node).len(), 9, "good ballots leave in a bundle of our own");
}

#[test]
fn a_bundle_is_not_forwarded_whole_when_something_in_it_was_not_checked() {
    let unknown_voter = yes(1, 44, 5, 1);
    let far_ahead = yes(1, 3, (NOW - OPENS) as u32 + 90_000, 1);
    let outdated = yes(1, 1, 1, 1);
    for mut unchecked in [unknown_voter, far_ahead, outdated] {
        let mut node = node();
        for cast_at in 10..14 {
            hear(&mut node, bundle(&[yes(1, 1, cast_at, 1)]));
        }
        unchecked.signature[5] ^= 1;
        assert_eq!(hear(&mut node, bundle(&[yes(1, 0, 5, 1), unchecked])), (Verdict::Ignore, None));
        node.pass(200);
        let left = published(&node);
        assert!(left.contains(&yes(1, 0, 5, 1)) && !left.contains(&unchecked), "{left:?}");
    }
}

#[test]
fn a_known_ballot_under_another_signature_is_not_forwarded() {
    let mut node = node();
    let mut forged = yes(1, 0, 5, 1);
    hear(&mut node, bundle(&[forged]));
    assert_eq!(hear(&mut node, bundle(&[forged, yes(1, 1, 5, 1)])).0, Verdict::Accept, "the same is fine");
    forged.signature[5] ^= 1;
    assert_eq!(hear(&mut node, bundle(&[forged, yes(1, 2, 5, 1)])), (Verdict::Ignore, None));
    node.pass(200);
    assert_eq!(published(&node), vec![yes(1, 2, 5, 1)]);
}

#[test]
fn a_relay_is_not_charged_for_a_strangers_forgery() {
    let (mut relay, mut next) = (node(), node());
    // The relay's head is behind: it does not know the voter yet, the next hop does.
    relay.heart = cybersyn_mesh_core::Heart::new(GENESIS);
    relay.tell(Event::Finalized(Box::new(chain(20, 100, &[1]))));
    let mut forged = yes(1, 30, 5, 1);
    forged.signature[5] ^= 1;
    let original = bundle(&[yes(1, 0, 5, 1), forged]);
    let mut forwarded = match hear(&mut relay, original.clone()).0 {
        Verdict::Accept => vec![original],
        _ => vec![],
    };
    relay.pass(200);
    let own = relay.log.iter().filter_map(|effect| match effect {
        Effect::Publish { bytes, .. } => Some(bytes.clone()),
        _ => None,
    });
    forwarded.extend(own);
    assert_eq!(forwarded.len(), 1);
    forwarded.into_iter().for_each(|bytes| assert_eq!(hear(&mut next, bytes), (Verdict::Accept, None)));
}

#[test]
fn junk_costs_score() {
    let mut node = node();
    let junk = yes(1, 0, WINDOW as u32, 1);
    assert_eq!(hear(&mut node, bundle(&[junk])), (Verdict::Reject, Some(Offence::Junk)));
}

#[test]
fn honest_laggards_lose_no_score() {
    let mut node = node();
    let ahead = (NOW - OPENS) as u32;
    for signed in [yes(2, 0, 5, 1), yes(1, 39 + 5, 5, 1), yes(1, 0, ahead + 30_000, 1), yes(1, 0, ahead + 90_000, 1)] {
        assert_eq!(hear(&mut node, bundle(&[signed])), (Verdict::Ignore, None));
    }
    assert_eq!(node.heart.figures().parked, 3);
}

#[test]
fn what_is_no_message_costs_score() {
    let mut node = node();
    let mut trailing = bundle(&[yes(1, 0, 5, 1)]);
    trailing.push(0);
    let mut version = bundle(&[yes(1, 0, 5, 1)]);
    version[0] = 2;
    let many = vec![yes(1, 0, 5, 1); 1_000];
    for bytes in [vec![], vec![1], vec![1, 9], trailing, version, bundle(&[]), bundle(&many), vec![1; 200_000]] {
        assert_eq!(hear(&mut node, bytes), (Verdict::Reject, Some(Offence::Malformed)));
    }
}

#[test]
fn a_fourth_change_of_mind_is_held_back_and_the_newest_leaves_in_the_end() {
    let mut node = node();
    for change in 0..3 {
        assert_eq!(hear(&mut node, bundle(&[yes(1, 0, change, 1)])).0, Verdict::Accept);
    }
    for change in 3..9 {
        assert_eq!(hear(&mut node, bundle(&[yes(1, 0, change, 1)])).0, Verdict::Ignore);
    }
    assert_eq!(node.heart.ballot(1, 0).unwrap().date, OPENS + 8, "counted here at once");
    node.pass(9_999);
    node.pass(0);
    assert_eq!(published(&node), vec![]);
    node.pass(1);
    node.pass(200);
    assert_eq!(published(&node), vec![yes(1, 0, 8, 1)]);
}

#[test]
fn own_clients_ballots_leave_in_bundles() {
    let mut node = node();
    (0..20).for_each(|citizen| {
        node.submit(u64::from(citizen), cybersyn_mesh_core::Submission::Ballot(yes(1, citizen, 5, 1)));
    });
    node.pass(50);
    assert_eq!(published(&node).len(), 20);
}

proptest! {
    /// The newest ballot of a voter always leaves in the end, and never more than one per ten seconds after the burst.
    #[test]
    fn spacing_never_loses_the_newest(steps in prop::collection::vec(0u64..8_000, 1..60)) {
        let (mut spacing, mut now, mut left) = (Spacing::default(), 1_000_000u64, Vec::new());
        for (change, step) in steps.iter().enumerate() {
            now += step;
            left.extend(spacing.release(now).into_iter().map(|signed| (now, signed.ballot.cast_at)));
            let signed = SignedBallot { signature: [0; 64], ballot: ballot(1, 1, change as u32, cybersyn_primitives::Choice::Yes, 1) };
            if spacing.allow(&signed, now) {
                left.push((now, change as u32));
            }
        }
        left.extend(spacing.release(now + 10_000).into_iter().map(|signed| (now + 10_000, signed.ballot.cast_at)));
        prop_assert_eq!(left.last().map(|(_, cast_at)| *cast_at), Some(steps.len() as u32 - 1));
        prop_assert!(left.windows(5).all(|five| five[4].0 - five[0].0 >= 10_000), "{:?}", left);
        prop_assert_eq!(spacing.held(), 0);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut node = node();
        hear(&mut node, [vec![1], bytes].concat());
    }
}
