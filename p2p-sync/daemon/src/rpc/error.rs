//! What clients are told when something is not taken, not here, or not allowed: a code, what was wrong, what would be
//! right.

use crate::{
    credentials::CredentialsError,
    node::{NotHere, Stopped},
    status_lists::HostError,
};
use cybersyn_credentials::{challenge::ChallengeError, status::ListError};
use cybersyn_mesh_api::{
    limits::{ALLOWANCE, ALLOWANCE_PER_SECOND},
    types::codes,
};
use cybersyn_mesh_core::{Answer, Refusal};
use cybersyn_mesh_net::Closed;
use cybersyn_primitives::rule::Skip;
use jsonrpsee::types::ErrorObjectOwned;
use serde::Serialize;
use std::time::Duration;

/// Operators' methods without `--unsafe-rpc`; the code that Substrate nodes use for the same.
pub const NOT_ALLOWED: i32 = -32_601;
/// After so long a busy node may have time.
const RETRY: Duration = Duration::from_secs(1);

/// Malformed or oversize.
pub fn malformed(what: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(codes::MALFORMED, what.to_string(), None::<()>)
}

/// Not a parameter of the right form.
pub fn invalid(what: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(jsonrpsee::types::error::INVALID_PARAMS_CODE, what.to_string(), None::<()>)
}

/// An operators' method that is off.
pub fn not_allowed() -> ErrorObjectOwned {
    let message = "this method is for operators; start the daemon with --unsafe-rpc (loopback only) to allow it";
    ErrorObjectOwned::owned(NOT_ALLOWED, message, None::<()>)
}

/// The daemon stops.
pub fn stopped(stopped: Stopped) -> ErrorObjectOwned {
    busy(stopped.to_string(), RETRY)
}

/// The network has stopped, and the daemon will.
pub fn closed(closed: Closed) -> ErrorObjectOwned {
    busy(closed.to_string(), RETRY)
}

/// More than the client's allowance; after `wait` it can pay.
pub fn too_fast(wait: Duration) -> ErrorObjectOwned {
    let message = format!(
        "too many requests: {ALLOWANCE} at once and {ALLOWANCE_PER_SECOND} a second are allowed, large answers count \
         for several; try again in {} ms",
        millis(wait)
    );
    busy(message, wait)
}

/// A request about credentials that is not answered.
pub fn credentials(error: CredentialsError) -> ErrorObjectOwned {
    let code = match &error {
        CredentialsError::Busy | CredentialsError::Chain(_) | CredentialsError::Challenge(ChallengeError::Full) => {
            return busy(error.to_string(), RETRY);
        }
        CredentialsError::TooFast(wait) => return too_fast(*wait),
        // The anchor may come with the next block.
        CredentialsError::List(ListError::NotTheAnchored | ListError::NotAnchored) => codes::DIVERGES,
        CredentialsError::NotHosted(_) | CredentialsError::NotInForce(_) => codes::NOT_FOUND,
        CredentialsError::Challenge(ChallengeError::NotOpen)
        | CredentialsError::ForeignIssuer
        | CredentialsError::NotTheArticle(_)
        | CredentialsError::Host(
            HostError::AlreadyNewer | HostError::IssuerFull | HostError::Full | HostError::Io(_),
        ) => codes::REFUSED,
        _ => codes::MALFORMED,
    };
    ErrorObjectOwned::owned(code, error.to_string(), None::<()>)
}

/// Not known here.
pub fn not_here(missing: NotHere) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(codes::NOT_FOUND, missing.to_string(), None::<()>)
}

/// An answer that is no success.
pub fn answer(answer: Answer) -> ErrorObjectOwned {
    match answer {
        Answer::AlreadyNewer { date } => with_data(
            codes::ALREADY_NEWER,
            format!("a ballot of this voter dated {date} is known, which is the same or greater; sign one dated later"),
            date,
        ),
        Answer::Waiting { reason } => with_data(
            codes::NOT_FOUND,
            format!("kept in memory: {}; hand it in again once the chain has finalized it", reason_of(reason)),
            reason,
        ),
        Answer::Busy => busy("too much at once; hand it in again in a second".to_owned(), RETRY),
        Answer::Refused(refusal) => refused(&refusal),
        Answer::Stored => busy("stored, but already replaced; ask again".to_owned(), Duration::ZERO),
    }
}

fn refused(refusal: &Refusal) -> ErrorObjectOwned {
    match refusal {
        Refusal::Rule(reason @ Skip::BadSignature) => {
            with_data(codes::MALFORMED, reason_of(*reason).to_owned(), *reason)
        }
        Refusal::Rule(reason) => with_data(codes::REFUSED, reason_of(*reason).to_owned(), *reason),
        Refusal::FromFuture { offset_millis } => with_data(codes::FROM_FUTURE, refusal.to_string(), *offset_millis),
        Refusal::Diverges => with_data(codes::DIVERGES, refusal.to_string(), ()),
        Refusal::Text(_) | Refusal::Log(_) | Refusal::Document(_) => malformed(refusal),
    }
}

fn busy(message: String, wait: Duration) -> ErrorObjectOwned {
    with_data(codes::BUSY, message, millis(wait))
}

/// Rounded up: who waits so long has waited long enough.
fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX)
}

fn with_data(code: i32, message: String, data: impl Serialize) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, message, Some(data))
}

/// The reason in words, with what would be right.
fn reason_of(reason: Skip) -> &'static str {
    match reason {
        Skip::UnknownProposal => "the finalized chain has no such proposal",
        Skip::Final => "the proposal is final; nothing settles any more",
        Skip::TooLate => "dated at or after the close; ballots must be dated before it",
        Skip::UnknownVoter => "the finalized chain has no such citizen on the roll",
        Skip::NotAPerson => "the voter was no verified person at the ballot's date",
        Skip::Struck => "the voter was found to be fake",
        Skip::UnknownKey => "the finalized chain has no such voting key of the citizen",
        Skip::KeyNotInForce => "the key was not in force at the ballot's date; sign with one that is",
        Skip::KeyStolen => "the key was revoked as stolen; sign with another",
        Skip::IllegalTokens => "the class allows no tokens, or fewer than these",
        Skip::FromFuture => "dated ahead of the chain; set the clock right",
        Skip::NotNewer => "the voter's settled ballot is the same or greater; sign one dated later",
        Skip::Overspent => "more tokens than the voter has; spend fewer or wait for the next grant",
        Skip::BadSignature => {
            "the signature is not by the citizen's key over this ballot, for this text, on this chain"
        }
        Skip::JoinedLate => "the voter was admitted after the proposal was scheduled; vote on later ones",
        Skip::Unmarked => "what expertise weighs on the proposal is still being marked; wait for some blocks",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_from_the_future_names_the_offset() {
        let error = answer(Answer::Refused(Refusal::FromFuture { offset_millis: 90_000 }));
        assert_eq!((error.code(), error.data().unwrap().get()), (codes::FROM_FUTURE, "90000"));
    }

    #[test]
    fn whoever_is_too_fast_hears_how_long_to_wait() {
        let error = too_fast(Duration::from_micros(3_001));
        assert_eq!((error.code(), error.data().unwrap().get()), (codes::BUSY, "4"));
        assert!(error.message().ends_with("try again in 4 ms"), "{error}");
    }

    #[test]
    fn a_refusal_names_the_rule_as_data() {
        let error = answer(Answer::Refused(Refusal::Rule(Skip::TooLate)));
        assert_eq!((error.code(), error.data().unwrap().get()), (codes::REFUSED, "\"too-late\""));
    }

    #[test]
    fn a_bad_signature_counts_as_malformed() {
        assert_eq!(answer(Answer::Refused(Refusal::Rule(Skip::BadSignature))).code(), codes::MALFORMED);
    }

    #[test]
    fn a_newer_ballot_is_named_by_its_date() {
        let error = answer(Answer::AlreadyNewer { date: 7 });
        assert_eq!((error.code(), error.data().unwrap().get()), (codes::ALREADY_NEWER, "7"));
    }
}
