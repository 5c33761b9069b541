//! The mesh tally against a naive oracle, against itself in other orders, and against what the chain does with its plan.

use crate::{
    fixture::*,
    oracle::{Electorate, Plain, counted, sums},
};
use cybersyn_mesh_core::{
    ChainView, Ticket, ViewUpdate,
    ballot_box::BallotBoxes,
    settlement::Plan,
    tally::{TallyBook, picks},
    view::Touched,
};
use cybersyn_primitives::{
    Choice, Class, SignedBallot,
    ledger::Ledger,
    roll::Interval,
    rule::{LiveBallot, Moment, Voter, settle},
    tally::Tally,
    weight::ONE,
};
use proptest::prelude::*;
use std::collections::HashMap;

const VOTERS: u32 = 4;
const PROPOSALS: [u32; 3] = [1, 2, 3];

fn plain() -> impl Strategy<Value = Plain> {
    (0usize..3, 0u32..VOTERS, 0u32..30, 0u8..3, 0u16..51).prop_map(|(proposal, voter, at, choice, tokens)| Plain {
        proposal: PROPOSALS[proposal],
        voter,
        at: at * 1_000,
        choice,
        tokens,
    })
}

fn unsigned(plain: &Plain) -> SignedBallot {
    let choice = [Choice::No, Choice::Yes, Choice::Abstain][usize::from(plain.choice)];
    let ballot = ballot(plain.proposal, plain.voter, plain.at, choice, plain.tokens);
    SignedBallot { ballot, signature: [0; 64] }
}

/// A chain on which a first ballot of some has been settled, within what they can pay.
fn settled(live: &[Plain], accrued: u32) -> (Vec<Plain>, ViewUpdate) {
    let mut update = chain(VOTERS, accrued, &PROPOSALS);
    let mut kept: Vec<Plain> = Vec::new();
    for ballot in live {
        let account = &mut update.attention[0].1[ballot.voter as usize];
        let is_first = !kept.iter().any(|known| (known.voter, known.proposal) == (ballot.voter, ballot.proposal));
        if is_first && account.spent + u64::from(ballot.tokens) <= u64::from(accrued) {
            account.spent += u64::from(ballot.tokens);
            kept.push(*ballot);
            let live = LiveBallot::from(&unsigned(ballot).ballot);
            update.live.push((ballot.proposal, 0, vec![(ballot.voter as u8, live)]));
        }
    }
    (kept, update)
}

fn view(update: &ViewUpdate) -> ChainView {
    let mut view = ChainView::new(GENESIS);
    view.apply(update);
    view
}

fn boxes(cast: &[Plain]) -> BallotBoxes {
    let mut boxes = BallotBoxes::default();
    cast.iter().for_each(|plain| {
        boxes.put(unsigned(plain), Ticket(0));
    });
    boxes
}

fn book(view: &ChainView, boxes: &BallotBoxes) -> TallyBook {
    let mut book = TallyBook::default();
    (0..VOTERS).for_each(|voter| book.touch(voter));
    book.refresh(view, boxes);
    book
}

fn tallies(view: &ChainView, book: &TallyBook) -> Vec<Tally> {
    PROPOSALS.iter().map(|proposal| book.tally(view, *proposal)).collect()
}

proptest! {
    #[test]
    fn it_agrees_with_the_oracle(cast in prop::collection::vec(plain(), 0..40), mut live in prop::collection::vec(plain(), 0..6), accrued in 0u32..120, late in 0..=VOTERS) {
        live.retain(|ballot| ballot.voter != late);
        let (live, mut update) = settled(&live, accrued);
        let admitted = |voter| if voter == late { SCHEDULED + 1 } else { SCHEDULED };
        for slot in update.roll.iter_mut().flat_map(|(_, slots)| slots.iter_mut()) {
            slot.tenures = vec![Interval::open(admitted(slot.citizen))].try_into().unwrap();
        }
        let view = view(&update);
        let book = book(&view, &boxes(&cast));
        let expected: Vec<Plain> = (0..VOTERS)
            .flat_map(|voter| {
                let when = Electorate { admitted: admitted(voter), scheduled: SCHEDULED };
                counted(voter, when, &cast, &live, accrued.into())
            })
            .collect();
        for proposal in PROPOSALS {
            let tally = book.tally(&view, proposal);
            for (side, (voters, weight)) in [tally.no, tally.yes, tally.abstain].iter().zip(sums(proposal, &expected)) {
                prop_assert_eq!(side.voters, voters);
                prop_assert!((side.weight as f64 / ONE as f64 - weight).abs() < 1e-6);
            }
            let tokens: u64 = expected.iter().filter(|b| b.proposal == proposal).map(|b| u64::from(b.tokens)).sum();
            prop_assert_eq!(tally.tokens, tokens);
        }
    }

    #[test]
    fn it_does_not_depend_on_order_repetition_or_when_it_is_refreshed(cast in prop::collection::vec(plain(), 1..40), turn in any::<prop::sample::Index>(), accrued in 0u32..120) {
        let view = view(&chain(VOTERS, accrued, &PROPOSALS));
        let mut other = cast.clone();
        other.rotate_left(turn.index(cast.len()));
        other.reverse();
        let (mut boxes_now, mut book_now) = (BallotBoxes::default(), TallyBook::default());
        for plain in other.iter().chain(&cast) {
            boxes_now.put(unsigned(plain), Ticket(0));
            book_now.touch(plain.voter);
            book_now.refresh(&view, &boxes_now);
        }
        prop_assert_eq!(tallies(&view, &book_now), tallies(&view, &book(&view, &boxes(&cast))));
    }

    #[test]
    fn spending_stays_within_what_accrued_and_nothing_greater_is_payable(cast in prop::collection::vec(plain(), 0..40), accrued in 0u32..120) {
        let view = view(&chain(VOTERS, accrued, &PROPOSALS));
        let boxes = boxes(&cast);
        for voter in 0..VOTERS {
            let picks = picks(&view, &boxes, voter);
            let spent: u32 = picks.iter().filter_map(|pick| pick.live).map(|live| u32::from(live.body.tokens())).sum();
            prop_assert!(spent <= accrued);
            for pick in &picks {
                let paid = pick.live.map_or(0, |live| u32::from(live.body.tokens()));
                let known = boxes.voter(pick.proposal, voter).unwrap().ballots();
                let greater = known.iter().filter(|b| pick.live.is_none_or(|live| live.order() < b.signed.ballot.order()));
                for unpaid in greater {
                    prop_assert!(spent - paid + u32::from(unpaid.signed.ballot.body.tokens()) > accrued);
                }
                let is_behind = known[0].signed.ballot.order() > pick.live.map_or((0, known[0].signed.ballot.body, 0), |l| l.order());
                prop_assert_eq!(pick.missing > 0, pick.live.is_none() || is_behind);
            }
        }
    }

    /// The chain, offered the plan by the rule of `primitives`, ends at the mesh's tally.
    #[test]
    fn the_chain_arrives_at_the_mesh_tally(cast in prop::collection::vec(plain(), 0..40), live in prop::collection::vec(plain(), 0..6), accrued in 0u32..120) {
        let (live, update) = settled(&live, accrued);
        let view = view(&update);
        let boxes = boxes(&cast);
        let book = book(&view, &boxes);
        let plan = Plan::new(&view, &boxes, &book, 1);
        let mut spent: Vec<u64> = (0..VOTERS).map(|voter| view.attention(voter).spent).collect();
        let mut on_chain: HashMap<(u32, u32), LiveBallot> =
            live.iter().map(|b| ((b.proposal, b.voter), LiveBallot::from(&unsigned(b).ballot))).collect();
        for batch in (0..16).flat_map(|part| plan.part(part).to_vec()) {
            for packed in batch.pages.iter().flat_map(|(_, ballots)| ballots) {
                let voter = u32::from(packed.position);
                let slot = slot(voter);
                let terms = terms(batch.proposal, Class::Budget);
                let key = (batch.proposal, voter);
                let moment = Moment { now: NOW, live: on_chain.get(&key).copied(), spent: spent[voter as usize], accrued: accrued.into() };
                let trusted = |_: &[u8; 32], _: &[u8], _: &[u8; 64]| true;
                let effect = settle(&packed.unpack(batch.proposal, voter), &terms, &Voter { slot: &slot, expertise_permille: 1000 }, &moment, &GENESIS, &trusted);
                let effect = effect.map_err(|skip| TestCaseError::fail(format!("skipped: {skip:?}")))?;
                on_chain.insert(key, effect.live);
                spent[voter as usize] = effect.spent;
            }
        }
        for voter in 0..VOTERS {
            for pick in picks(&view, &boxes, voter) {
                prop_assert_eq!(pick.live, on_chain.get(&(pick.proposal, voter)).copied());
            }
        }
    }
}

#[test]
fn a_closed_proposal_shows_what_the_chain_settled() {
    let mut view = view(&chain(VOTERS, 100, &PROPOSALS));
    let boxes = boxes(&[Plain { proposal: 1, voter: 0, at: 5, choice: 1, tokens: 4 }]);
    let mut book = book(&view, &boxes);
    assert_eq!(book.tally(&view, 1).yes.voters, 1);
    let touched = view.apply(&ViewUpdate { proposals: vec![(1, final_ledger(1))], ..ViewUpdate::default() });
    book.head(&touched, &view, &boxes);
    book.refresh(&view, &boxes);
    assert_eq!(book.tally(&view, 1), Ledger::new(terms(1, Class::Budget)).tally);
    assert!(book.pick(1, 0).is_none());
}

#[test]
fn attention_set_free_by_a_final_proposal_pays_for_what_waits() {
    let mut view = view(&chain(VOTERS, 10, &PROPOSALS));
    let cast = |proposal, tokens| Plain { proposal, voter: 0, at: proposal, choice: 1, tokens };
    let boxes = boxes(&[cast(1, 10), cast(2, 4)]);
    let mut book = book(&view, &boxes);
    assert_eq!(book.pick(2, 0).unwrap().missing, 4);
    let touched: Touched = view.apply(&ViewUpdate { proposals: vec![(1, final_ledger(1))], ..ViewUpdate::default() });
    book.head(&touched, &view, &boxes);
    book.refresh(&view, &boxes);
    assert_eq!(book.tally(&view, 2).yes.voters, 1);
}

#[test]
fn fifty_thousand_voters_are_all_counted() {
    let voters = 50_000;
    let view = view(&chain(voters, 100, &[1]));
    let mut boxes = BallotBoxes::default();
    let mut book = TallyBook::default();
    for voter in 0..voters {
        boxes.put(unsigned(&Plain { proposal: 1, voter, at: voter, choice: 1, tokens: 4 }), Ticket(0));
        book.touch(voter);
    }
    book.refresh(&view, &boxes);
    assert_eq!(book.tally(&view, 1).yes.voters, voters);
}
