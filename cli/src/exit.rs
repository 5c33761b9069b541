//! What the process says by its exit code.

use cybersyn_chain_client::ChainError;
use std::process::ExitCode;

/// How a command ended when nothing went wrong with asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done, or the answer is yes.
    Yes,
    /// The answer is no, or chain and recount differ.
    No,
    /// Cannot be said: data is missing.
    Missing,
}

/// A failure whose kind decides the exit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Something needed cannot be had or reached.
    #[error("{0}")]
    Missing(String),
    /// The arguments do not fit together.
    #[error("{0}")]
    Usage(String),
    /// Asked and refused.
    #[error("{0}")]
    Refused(String),
}

/// Usage errors, as in sysexits.h.
pub const USAGE: u8 = 64;

/// For commands whose "no" is a finding: what kept them from finding out is missing data, unless the arguments are wrong.
pub fn no_finding(error: anyhow::Error) -> anyhow::Error {
    match error.chain().find_map(|cause| cause.downcast_ref()) {
        Some(Failure::Usage(_)) => error,
        _ => Failure::Missing(format!("{error:#}")).into(),
    }
}

/// The exit code of a command's end.
pub fn code(result: &anyhow::Result<Answer>) -> ExitCode {
    ExitCode::from(number(result))
}

fn number(result: &anyhow::Result<Answer>) -> u8 {
    match result {
        Ok(Answer::Yes) => 0,
        Ok(Answer::No) => 1,
        Ok(Answer::Missing) => 2,
        Err(error) => of_error(error),
    }
}

fn of_error(error: &anyhow::Error) -> u8 {
    let failure = error.chain().find_map(|cause| cause.downcast_ref::<Failure>());
    let chain = error.chain().find_map(|cause| cause.downcast_ref::<ChainError>());
    match (failure, chain) {
        (Some(Failure::Usage(_)), _) => USAGE,
        (Some(Failure::Missing(_)), _) => 2,
        (Some(Failure::Refused(_)), _) => 1,
        (None, Some(chain)) if chain.is_connection() || is_no_evidence(chain) => 2,
        _ => 1,
    }
}

/// What was asked for cannot be had, or cannot be believed.
fn is_no_evidence(error: &ChainError) -> bool {
    matches!(error, ChainError::UnknownBlock(_) | ChainError::Unproven(_) | ChainError::Disproved { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn answers_have_the_documented_numbers() {
        assert_eq!([Answer::Yes, Answer::No, Answer::Missing].map(|answer| number(&Ok(answer))), [0, 1, 2]);
    }

    #[test]
    fn the_kind_of_failure_shows_through_its_context() {
        let wrapped = |failure: Failure| number(&Err::<Answer, _>(failure).context("while voting"));
        assert_eq!(wrapped(Failure::Missing("x".into())), 2);
        assert_eq!(wrapped(Failure::Usage("x".into())), 64);
        assert_eq!(wrapped(Failure::Refused("x".into())), 1);
    }

    #[test]
    fn an_unreachable_chain_is_missing_data_and_a_failed_call_is_a_no() {
        let unreachable = ChainError::Unreachable { url: "ws://x".into(), reason: "refused".into() };
        assert_eq!(number(&Err(unreachable.into())), 2);
        let lie = ChainError::Disproved { what: "the tally".into(), reason: "it is made up".into() };
        assert_eq!(number(&Err(lie.into())), 2);
        let failed = ChainError::Dispatch { name: "Did::NotFound".into(), docs: String::new() };
        assert_eq!(number(&Err(failed.into())), 1);
    }

    #[test]
    fn whatever_keeps_an_audit_from_finding_out_is_missing_data() {
        let of = |error: anyhow::Error| number(&Err(no_finding(error)));
        let rejected = ChainError::Rejected { code: 1, message: "no".into(), data: None };
        let differs = ChainError::BatchDiffers { proposal: 1, index: 0 };
        assert_eq!([of(rejected.into()), of(differs.into()), of(anyhow::anyhow!("a broken file"))], [2; 3]);
        assert_eq!([of(Failure::Refused("x".into()).into()), of(Failure::Usage("x".into()).into())], [2, 64]);
    }
}
