//! Plans for settlement: bounded, dense, first ballots first.

use crate::fixture::*;
use codec::Encode;
use cybersyn_mesh_core::{ChainView, Ticket, ballot_box::BallotBoxes, settlement::Plan, tally::TallyBook};
use cybersyn_primitives::{
    Batch, Choice, SignedBallot,
    ballot::BATCH_BALLOTS_MAX,
    rule::LiveBallot,
    settlement::{ANSWER_BYTES_MAX, PARTS_MAX},
};
use std::collections::HashSet;

fn unsigned(proposal: u32, citizen: u32, cast_at: u32, tokens: u16) -> SignedBallot {
    SignedBallot { ballot: ballot(proposal, citizen, cast_at, Choice::Yes, tokens), signature: [0; 64] }
}

/// Citizens 0..`live` have settled a ballot of `before` tokens.
fn plan(citizens: u32, live: u32, before: u16, cast: &[SignedBallot]) -> Vec<Vec<Batch>> {
    let mut update = chain(citizens, 100, &[1]);
    for citizen in 0..live {
        let ballot = LiveBallot::from(&unsigned(1, citizen, 1, before).ballot);
        update.live.push((1, (citizen / 256) as u16, vec![((citizen % 256) as u8, ballot)]));
        update.attention[(citizen / 256) as usize].1[(citizen % 256) as usize].spent = before.into();
    }
    let mut view = ChainView::new(GENESIS);
    view.apply(&update);
    let (mut boxes, mut book) = (BallotBoxes::default(), TallyBook::default());
    for signed in cast {
        boxes.put(*signed, Ticket(0));
        book.touch(signed.ballot.citizen);
    }
    book.refresh(&view, &boxes);
    let plan = Plan::new(&view, &boxes, &book, 9);
    let parts = (0..).map(|part| plan.part(part).to_vec()).take_while(|part| !part.is_empty());
    parts.take(PARTS_MAX as usize + 1).collect()
}

fn citizens(parts: &[Vec<Batch>]) -> Vec<u32> {
    let pages = parts.iter().flatten().flat_map(|batch| &batch.pages);
    pages.flat_map(|(page, ballots)| ballots.iter().map(|b| u32::from(*page) * 256 + u32::from(b.position))).collect()
}

#[test]
fn every_pending_ballot_is_offered_once_within_the_bounds() {
    let cast: Vec<_> = (0..20_000).map(|citizen| unsigned(1, citizen, citizen, 4)).collect();
    let parts = plan(20_000, 0, 0, &cast);
    let mut numbers = HashSet::new();
    for part in &parts {
        assert!(part.encoded_size() <= ANSWER_BYTES_MAX, "{} bytes", part.encoded_size());
        for batch in part {
            assert!(batch.ballots() <= BATCH_BALLOTS_MAX);
            assert_eq!(batch.built_on, 9);
            assert!(numbers.insert(batch.number), "batches of one block are told apart");
        }
    }
    let offered = citizens(&parts);
    assert_eq!(offered.len(), 20_000);
    assert_eq!(offered.iter().collect::<HashSet<_>>().len(), 20_000);
}

#[test]
fn a_part_stays_within_the_answer_when_every_page_is_sparse() {
    let cast: Vec<_> = (0..8_000).map(|citizen| unsigned(1, citizen * 8, citizen, 4)).collect();
    for part in plan(64_000, 0, 0, &cast) {
        assert!(part.encoded_size() <= ANSWER_BYTES_MAX, "{} bytes", part.encoded_size());
    }
}

#[test]
fn dense_pages_come_first() {
    let sparse = (0..10).map(|citizen| unsigned(1, citizen, 1, 4));
    let dense = (256..512).map(|citizen| unsigned(1, citizen, 9, 4));
    let many = (512..8_000).map(|citizen| unsigned(1, citizen, 9, 4));
    let parts = plan(8_000, 0, 0, &sparse.chain(dense).chain(many).collect::<Vec<_>>());
    assert!(parts.len() > 1);
    assert!(citizens(&parts[..1]).iter().all(|citizen| *citizen >= 256));
}

#[test]
fn replacements_get_at_most_a_quarter_of_a_part() {
    let again = (0..6_000).map(|citizen| unsigned(1, citizen, 5, 5));
    let first = (6_000..12_000).map(|citizen| unsigned(1, citizen, 5, 5));
    let parts = plan(12_000, 6_000, 4, &again.chain(first).collect::<Vec<_>>());
    let offered = citizens(&parts[..1]);
    let replacements = offered.iter().filter(|citizen| **citizen < 6_000).count();
    assert!(replacements > 0 && replacements * 4 <= offered.len(), "{replacements} of {}", offered.len());
}

#[test]
fn decreases_go_before_other_replacements_and_withdrawals_are_offered() {
    let more = (0..3_000).map(|citizen| unsigned(1, citizen, 5, 5));
    let less = (3_000..3_100).map(|citizen| unsigned(1, citizen, 9, 0));
    let parts = plan(4_000, 4_000, 4, &more.chain(less).collect::<Vec<_>>());
    let offered: HashSet<u32> = citizens(&parts[..1]).into_iter().collect();
    assert!((3_000..3_100).all(|citizen| offered.contains(&citizen)));
}

#[test]
fn what_is_live_or_below_is_not_offered() {
    let cast = [unsigned(1, 0, 1, 4), unsigned(1, 1, 0, 4), unsigned(1, 2, 2, 4)];
    assert_eq!(citizens(&plan(4, 3, 4, &cast)), vec![2]);
}
