//! What a client is told of one ballot (DESIGN sections 4.3 and 4.8).

use cybersyn_primitives::{
    Ballot,
    api::BallotState,
    hash::Software,
    ledger::Phase,
    rule::{Skip, Voter, admissible},
    weight::EXPERTISE_NONE,
};

use crate::{receipts::SettledLog, tally::TallyBook, view::ChainView};

/// Where a stored ballot stands. `is_replicated`: two other operators have it on disk.
pub fn ballot_state(
    view: &ChainView,
    book: &TallyBook,
    settled: &SettledLog,
    ballot: &Ballot,
    is_replicated: bool,
) -> BallotState {
    let Some(ledger) = view.proposal(ballot.proposal) else {
        return BallotState::WaitingForBlock { reason: Skip::UnknownProposal };
    };
    let live = view.live(ballot.proposal, ballot.citizen);
    let date_of = |live: &cybersyn_primitives::rule::LiveBallot| {
        live.ballot(ballot.proposal, ballot.citizen).date(ledger.terms.opens)
    };
    match live.map(|live| (live.order().cmp(&ballot.order()), live)) {
        Some((std::cmp::Ordering::Equal, _)) if ledger.phase == Phase::Final => return BallotState::Counted,
        Some((std::cmp::Ordering::Equal, _)) => {
            let batch = settled.batch_of(ballot.proposal, &ballot.leaf::<Software>());
            return batch.map_or(stored(is_replicated), |batch| BallotState::Settled { batch });
        }
        Some((std::cmp::Ordering::Greater, live)) => return BallotState::Superseded { by: date_of(&live) },
        _ => {}
    }
    if let Some(refused) = refusal(view, ballot) {
        return refused;
    }
    let Some(pick) = book.pick(ballot.proposal, ballot.citizen) else {
        // No longer open: what the chain has not settled by now came too late.
        return BallotState::Refused { reason: Skip::Final };
    };
    match pick.live.map(|live| (live.order().cmp(&ballot.order()), live)) {
        Some((std::cmp::Ordering::Equal, _)) => stored(is_replicated),
        Some((std::cmp::Ordering::Greater, live)) => BallotState::Superseded { by: date_of(&live) },
        _ => BallotState::WaitingForAttention { missing: pick.missing.max(1) },
    }
}

fn stored(is_replicated: bool) -> BallotState {
    if is_replicated { BallotState::Replicated } else { BallotState::Stored }
}

/// Why the ballot is not valid under what the chain says now.
fn refusal(view: &ChainView, ballot: &Ballot) -> Option<BallotState> {
    let ledger = view.proposal(ballot.proposal)?;
    let Some(slot) = view.voter(ballot.citizen) else {
        return Some(BallotState::WaitingForBlock { reason: Skip::UnknownVoter });
    };
    match admissible(ballot, &ledger.terms, &Voter { slot, expertise_permille: EXPERTISE_NONE }) {
        Ok(_) => None,
        Err(reason) if reason.is_waiting() => Some(BallotState::WaitingForBlock { reason }),
        Err(reason) => Some(BallotState::Refused { reason }),
    }
}
