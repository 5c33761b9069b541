//! Boxes are a join: order, grouping and repetition do not matter.

use crate::fixture::ballot;
use cybersyn_mesh_core::{
    Ticket,
    ballot_box::{BallotBoxes, Put, ballot_id},
    limits::BALLOTS_PER_VOTER,
    reconcile::{Fingerprint, Span},
};
use cybersyn_primitives::{Ballot, Choice, SignedBallot};
use proptest::prelude::*;

fn unsigned(ballot: Ballot) -> SignedBallot {
    SignedBallot { ballot, signature: [0; 64] }
}

fn ballots() -> impl Strategy<Value = Vec<SignedBallot>> {
    let one = (0u32..2, 0u32..4, 0u32..6, 0u8..3, 0u16..4, 0u16..2).prop_map(|(p, c, at, choice, tokens, version)| {
        let choice = [Choice::No, Choice::Yes, Choice::Abstain][usize::from(choice)];
        unsigned(Ballot { key_version: version, ..ballot(p, c, at, choice, tokens) })
    });
    prop::collection::vec(one, 0..80)
}

fn fill(ballots: &[SignedBallot]) -> BallotBoxes {
    let mut boxes = BallotBoxes::default();
    ballots.iter().for_each(|signed| {
        boxes.put(*signed, Ticket(0));
    });
    boxes
}

fn contents(boxes: &BallotBoxes) -> Vec<Ballot> {
    let proposals = 0..2;
    let voters = proposals.flat_map(|p| boxes.voters(p, 0).map(|(_, voter)| voter).collect::<Vec<_>>());
    voters.flat_map(|voter| voter.ballots().iter().map(|stored| stored.signed.ballot)).collect()
}

proptest! {
    #[test]
    fn any_order_and_repetition_give_the_same_boxes(ballots in ballots(), turn in any::<prop::sample::Index>()) {
        let mut other = ballots.clone();
        if !other.is_empty() {
            let turn = turn.index(other.len());
            other.rotate_left(turn);
        }
        other.reverse();
        other.extend(&ballots);
        prop_assert_eq!(contents(&fill(&ballots)), contents(&fill(&other)));
    }

    #[test]
    fn merging_two_boxes_is_the_same_as_filling_one(left in ballots(), right in ballots()) {
        let all: Vec<_> = left.iter().chain(&right).copied().collect();
        let kept = |boxes: &BallotBoxes| contents(boxes).into_iter().map(unsigned).collect::<Vec<_>>();
        let merged: Vec<_> = kept(&fill(&right)).into_iter().chain(kept(&fill(&left))).collect();
        prop_assert_eq!(contents(&fill(&all)), contents(&fill(&merged)));
    }

    #[test]
    fn a_box_holds_exactly_the_greatest(ballots in ballots()) {
        let boxes = fill(&ballots);
        for citizen in 0..4 {
            let mut expected: Vec<Ballot> =
                ballots.iter().map(|s| s.ballot).filter(|b| b.citizen == citizen && b.proposal == 0).collect();
            expected.sort_by_key(|b| std::cmp::Reverse(b.order()));
            expected.dedup();
            expected.truncate(BALLOTS_PER_VOTER);
            let known = boxes.voter(0, citizen).map(|voter| voter.ballots()).unwrap_or_default();
            prop_assert_eq!(known.iter().map(|stored| stored.signed.ballot).collect::<Vec<_>>(), expected);
        }
        prop_assert_eq!(boxes.count(), contents(&boxes).len() as u64);
    }

    #[test]
    fn fingerprints_follow_what_comes_and_goes(ballots in ballots()) {
        let boxes = fill(&ballots);
        let naive = boxes.in_span(0, Span::ALL).fold(Fingerprint::default(), |sum, (_, hash)| sum.with(&hash));
        prop_assert_eq!(boxes.fingerprint(0), naive);
    }

    #[test]
    fn ids_sort_like_ballots(ballots in ballots()) {
        let boxes = fill(&ballots);
        let ids: Vec<_> = boxes.in_span(0, Span::ALL).map(|(id, _)| id).collect();
        prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        for signed in ballots.iter().filter(|signed| signed.ballot.proposal == 0) {
            let found = boxes.by_id(0, &ballot_id(&signed.ballot)).map(|stored| stored.signed.ballot);
            prop_assert!(found.is_none_or(|found| found == signed.ballot));
        }
    }
}

#[test]
fn another_signature_on_the_same_ballot_is_the_same_ballot() {
    let first = unsigned(ballot(1, 1, 5, Choice::Yes, 1));
    let mut boxes = fill(&[first]);
    let again = SignedBallot { signature: [1; 64], ..first };
    assert_eq!(boxes.put(again, Ticket(0)), Put::Known);
    assert_eq!(boxes.greatest(1, 1).unwrap().signed, first);
}

#[test]
fn what_is_below_the_greatest_four_is_outdated() {
    let mut boxes = fill(&(1..5).map(|at| unsigned(ballot(1, 1, at, Choice::Yes, 1))).collect::<Vec<_>>());
    assert_eq!(boxes.put(unsigned(ballot(1, 1, 0, Choice::Yes, 1)), Ticket(0)), Put::Outdated);
    let put = boxes.put(unsigned(ballot(1, 1, 3, Choice::Abstain, 1)), Ticket(0));
    assert_eq!(put, Put::Stored { is_greatest: false });
}
