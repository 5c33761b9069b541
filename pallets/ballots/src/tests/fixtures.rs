//! Citizens on the roll, boxes, ballots and batches.

use super::mock::*;
use crate::pallet::{Event, Ledgers, SlotOf};
use cybersyn_pallet_test_utils::{GENESIS, START, block, sign_ballot, voting_key};
use cybersyn_primitives::{
    Ballot, Batch, Body, Choice, CitizenIndex, Class, DAY, Hash, Millis, PackedBallot, ProposalId, SignedBallot, Terms,
    VotingFunction,
    ledger::Ledger,
    page_of,
    rule::{LiveBallot, Skip},
    tally::Tally,
    terms::Thresholds,
    traits::{Attention, BallotBoxes, Roll},
};
use sp_runtime::BuildStorage;

/// Length of every test box's window.
pub const WINDOW: Millis = DAY;
/// Chain-alive grace of every test box.
pub const GRACE: Millis = 10 * 60_000;

/// Runs `test` at block 1, stamped START, and checks every invariant afterwards.
pub fn run<R>(test: impl FnOnce() -> R) -> R {
    Author::set(Some(7));
    Params::set(Default::default());
    Decided::set(Vec::new());
    Experts::set(Vec::new());
    Weighed::set(Vec::new());
    Pinned::set(Vec::new());
    let storage = RuntimeGenesisConfig::default().build_storage().expect("an empty genesis builds");
    sp_io::TestExternalities::new(storage).execute_with(|| {
        frame_system::BlockHash::<Test>::insert(0, sp_core::H256::from(GENESIS));
        go(1, START);
        let result = test();
        Ballots::do_try_state().expect("every invariant holds");
        result
    })
}

/// Closes the open block with idle weight and opens block `number` at `millis`.
pub fn go(number: u32, millis: Millis) {
    block::<Test, AllPalletsWithSystem>(number, millis);
}

/// Gives the open block idle weight, then opens the next so many milliseconds later.
pub fn after(millis: Millis) {
    let (number, now) = (System::block_number(), crate::Clock::<Test>::get().now);
    go(number + 1, now + millis);
}

/// Lets the chain live for `millis` in blocks half a minute apart.
pub fn live_for(millis: Millis) {
    for _ in 0..millis / 30_000 {
        after(30_000);
    }
}

/// Admits `count` citizens from index 0, each with their first key and an attention account.
pub fn admit(count: u32) {
    for citizen in 0..count {
        Ballots::admit(citizen, START).expect("room on the roll");
        Ballots::add_key(citizen, 0, voting_key(citizen), START).expect("room for a key");
        Accounts::open(citizen, START);
    }
}

pub fn terms(class: Class) -> Terms {
    Terms {
        content: [class as u8; 32],
        scheduled: START,
        opens: START,
        closes: START + WINDOW,
        grace: GRACE,
        class,
        function: class.function(),
        tokens_max: 50,
        quorum_base: 4,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 250 },
    }
}

/// Opens a box with the terms of `class`, and marks what expertise weighs on it.
pub fn open(proposal: ProposalId, class: Class) -> Terms {
    let terms = terms(class);
    Ballots::open(proposal, terms).expect("the box opens");
    while Ballots::mark_next(proposal) {}
    terms
}

pub fn ledger(proposal: ProposalId) -> Ledger {
    Ledgers::<Test>::get(proposal).expect("the box was opened")
}

pub fn tally(proposal: ProposalId) -> Tally {
    ledger(proposal).tally
}

pub fn content(proposal: ProposalId) -> Hash {
    Ledgers::<Test>::get(proposal).map_or([0; 32], |ledger| ledger.terms.content)
}

pub fn ballot(proposal: ProposalId, citizen: CitizenIndex, choice: Choice, tokens: u16, cast_at: u32) -> Ballot {
    Ballot { proposal, citizen, key_version: 0, body: Body::Open { choice, tokens }, cast_at }
}

/// A ballot signed by its citizen's first key.
pub fn vote(proposal: ProposalId, citizen: CitizenIndex, choice: Choice, tokens: u16, cast_at: u32) -> SignedBallot {
    sign_ballot(citizen, ballot(proposal, citizen, choice, tokens, cast_at), &content(proposal))
}

pub fn yes(proposal: ProposalId, citizen: CitizenIndex, cast_at: u32) -> SignedBallot {
    vote(proposal, citizen, Choice::Yes, 0, cast_at)
}

pub fn no(proposal: ProposalId, citizen: CitizenIndex, cast_at: u32) -> SignedBallot {
    vote(proposal, citizen, Choice::No, 0, cast_at)
}

/// A batch of these ballots in this order, built on the block before the open one.
pub fn batch(proposal: ProposalId, ballots: &[SignedBallot]) -> Batch {
    let mut pages: Vec<(u16, Vec<PackedBallot>)> = Vec::new();
    for signed in ballots {
        let slot = SlotOf::<Test>::get(signed.ballot.citizen).unwrap_or(signed.ballot.citizen);
        let (page, position) = page_of(slot).expect("test slots fit");
        let packed = PackedBallot::pack(signed, position);
        match pages.last_mut().filter(|(last, _)| *last == page) {
            Some((_, ballots)) => ballots.push(packed),
            None => pages.push((page, vec![packed])),
        }
    }
    Batch { proposal, built_on: System::block_number().saturating_sub(1), number: 0, pages }
}

/// What a batch's event said.
#[derive(Debug, PartialEq)]
pub struct Settled {
    pub index: Option<u32>,
    pub root: Hash,
    pub accepted: Vec<u8>,
    pub skipped: Vec<(Skip, u16)>,
}

/// Settles a batch and returns its event.
pub fn settle_batch(batch: Batch) -> Settled {
    Ballots::settle(frame_system::RawOrigin::Authorized.into(), batch).expect("a batch never fails");
    last_settled()
}

pub fn settle(proposal: ProposalId, ballots: &[SignedBallot]) -> Settled {
    settle_batch(batch(proposal, ballots))
}

pub fn last_settled() -> Settled {
    let events = System::events().into_iter().rev();
    let settled = events.map(|record| record.event).find_map(|event| match event {
        RuntimeEvent::Ballots(Event::BatchSettled { index, root, accepted, skipped, .. }) => {
            Some(Settled { index, root, accepted: accepted.into(), skipped: skipped.into() })
        }
        _ => None,
    });
    settled.expect("a batch leaves an event")
}

/// Whether this block deposited `event`.
pub fn has_event(event: Event<Test>) -> bool {
    System::events().into_iter().any(|record| record.event == RuntimeEvent::Ballots(event.clone()))
}

pub fn live(proposal: ProposalId, citizen: CitizenIndex) -> Option<LiveBallot> {
    Ballots::live(proposal, citizen)
}

pub fn spent(citizen: CitizenIndex) -> u64 {
    let (page, position) = page_of(citizen).expect("test citizens fit");
    Accounts::page(page)[usize::from(position)].spent
}

/// Everything in state: to show that a refused call changes nothing.
pub fn state_root() -> Vec<u8> {
    sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Classes by voting function.
pub fn spends(class: Class) -> bool {
    class.function() != VotingFunction::Linear && class.function() != VotingFunction::Consensus
}
