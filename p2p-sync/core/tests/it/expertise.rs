//! Expertise in the mesh's tally: by the factors that the chain pinned, as soon as they are known.

use crate::fixture::*;
use cybersyn_mesh_core::{ChainView, Ticket, ViewUpdate, ballot_box::BallotBoxes, tally::TallyBook};
use cybersyn_primitives::{Choice, Class, SignedBallot, expertise::FactorPage, ledger::Ledger, weight::ONE};

/// The weight of a vote for four tokens: two votes.
const TWO: u128 = 2 * ONE as u128;

fn technical() -> ViewUpdate {
    let proposals = vec![(1, Ledger::new(terms(1, Class::Technical)))];
    ViewUpdate { proposals, ..chain(2, 100, &[]) }
}

fn factors(factors: &[u16]) -> ViewUpdate {
    let page = FactorPage::try_from(factors.to_vec()).unwrap();
    ViewUpdate { number: 2, time: NOW, factors: vec![(1, 0, page)], ..ViewUpdate::default() }
}

/// Both voters' ballots for four tokens.
fn boxes() -> BallotBoxes {
    let mut boxes = BallotBoxes::default();
    for voter in 0..2 {
        let signed = SignedBallot { ballot: ballot(1, voter, 1_000, Choice::Yes, 4), signature: [0; 64] };
        boxes.put(signed, Ticket(0));
    }
    boxes
}

#[test]
fn an_expert_weighs_by_the_pinned_factor() {
    let mut view = ChainView::new(GENESIS);
    view.apply(&technical());
    view.apply(&factors(&[1_000, 1_500]));
    assert_eq!((view.expertise(1, 0), view.expertise(1, 1), view.expertise(2, 1)), (1_000, 1_500, 1_000));
    let (boxes, mut book) = (boxes(), TallyBook::default());
    (0..2).for_each(|voter| book.touch(voter));
    book.refresh(&view, &boxes);
    assert_eq!(book.tally(&view, 1).yes.weight, TWO + TWO * 3 / 2);
}

#[test]
fn a_tally_follows_when_factors_become_known() {
    let mut view = ChainView::new(GENESIS);
    view.apply(&technical());
    let (boxes, mut book) = (boxes(), TallyBook::default());
    (0..2).for_each(|voter| book.touch(voter));
    book.refresh(&view, &boxes);
    assert_eq!(book.tally(&view, 1).yes.weight, 2 * TWO);
    let touched = view.apply(&factors(&[2_000, 2_000]));
    book.head(&touched, &view, &boxes);
    book.refresh(&view, &boxes);
    assert_eq!(book.tally(&view, 1).yes.weight, 4 * TWO);
    assert!(view.apply(&factors(&[2_000, 2_000])).proposals.is_empty());
}

#[test]
fn who_is_beyond_the_pinned_page_weighs_plainly() {
    let mut view = ChainView::new(GENESIS);
    view.apply(&technical());
    view.apply(&factors(&[2_000]));
    assert_eq!((view.expertise(1, 0), view.expertise(1, 1), view.expertise(1, 9)), (2_000, 1_000, 1_000));
}
