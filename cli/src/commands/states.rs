//! A ballot's state in words.

use crate::time::date;
use cybersyn_primitives::{api::BallotState, rule::Skip};

/// What a citizen should know of the state.
pub(super) fn describe(state: &BallotState) -> String {
    match state {
        BallotState::Unsent => "on this device alone; vote again to send it".to_owned(),
        BallotState::Stored => "stored on one node; it will spread and settle".to_owned(),
        BallotState::Replicated => "on the disks of at least three operators".to_owned(),
        BallotState::WaitingForBlock { reason } => format!("waiting for a block: {}", reason_in_words(*reason)),
        BallotState::WaitingForAttention { missing } => {
            format!("waiting for attention: {missing} more tokens are needed before it counts")
        }
        BallotState::Settled { batch } => format!("settled in batch {batch} of a finalized block"),
        BallotState::Counted => "counted".to_owned(),
        BallotState::Superseded { by } => format!("superseded by a later ballot of {}", date(*by)),
        BallotState::Refused { reason } => format!("refused: {}", reason_in_words(*reason)),
    }
}

/// Why a ballot does not settle, and what would help.
pub(super) fn reason_in_words(reason: Skip) -> &'static str {
    match reason {
        Skip::UnknownProposal => "the proposal is not known here yet",
        Skip::Final => "the proposal is decided",
        Skip::TooLate => "it is dated after the close",
        Skip::UnknownVoter => "the voter is not on the roll yet",
        Skip::NotAPerson => "the voter was no person in force at its date",
        Skip::Struck => "the voter was found to be fake",
        Skip::UnknownKey => "the voting key is not on the roll yet",
        Skip::KeyNotInForce => "the voting key was not in force at its date",
        Skip::KeyStolen => "the voting key was reported stolen",
        Skip::IllegalTokens => "the class does not allow so many tokens",
        Skip::FromFuture => "its date is still to come",
        Skip::NotNewer => "an equal or later ballot of the voter counts",
        Skip::Overspent => "the voter has not enough attention tokens",
        Skip::BadSignature => "the signature is not by the voter's key",
        Skip::JoinedLate => "the voter was admitted after the proposal was scheduled; later ones are open to them",
        Skip::Unmarked => "what expertise weighs on the proposal is still being marked",
    }
}
