//! Saying that somebody is no person of their own.

use super::{did, find};
use crate::{
    args::ChallengeArgs,
    chain::personhood::{Grounds, Subject, candidate, case_about},
    commands::submit::submit_and_describe,
    context::Context,
    exit::{Answer, Failure},
    file,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::{BlockAt, Call};
use cybersyn_primitives::{did::Did, hash::blake2_256};

/// Largest evidence that is hashed.
const EVIDENCE_BYTES_MAX: usize = 256 << 20;

pub(super) async fn challenge(context: &Context, args: &ChallengeArgs) -> Result<Answer> {
    let evidence = blake2_256(&file::read(&args.evidence, EVIDENCE_BYTES_MAX)?);
    let at = context.chain().await?.finalized().await?;
    let subject = subject(&at, &args.subject).await?;
    let grounds = match &args.duplicate_of {
        Some(of) => Grounds::Duplicate(find(&at, of).await?),
        None => Grounds::NoPerson,
    };
    check(subject, grounds)?;
    if let Some((number, _)) = case_about(&at, subject).await? {
        return Err(Failure::Refused(format!("case {number} is about this already; wait for the finding")).into());
    }
    let call = Call::new("Personhood", "challenge", (subject, grounds, evidence));
    let path = args.evidence.display();
    submit_and_describe(context, &context.identity()?, call, |included| {
        let challenged = included.event("Personhood", "Challenged").context("the chain reports no challenge")?;
        let case: u32 = challenged.field("case")?;
        Ok(format!("case {case} is open; keep {path} as it is for the tribunal, which knows its hash"))
    })
    .await
}

/// A DID is a newcomer's while it can be challenged; else it must be a person's.
async fn subject(at: &BlockAt, text: &str) -> Result<Subject> {
    if text.parse::<u32>().is_err() {
        let newcomer = did(text)?;
        if candidate(at, &newcomer.0).await?.is_some() {
            return Ok(Subject::Newcomer(newcomer.0));
        }
    }
    Ok(Subject::Citizen(find(at, text).await?))
}

/// The later of two is the duplicate.
fn check(subject: Subject, grounds: Grounds) -> Result<(), Failure> {
    if let (Subject::Citizen(index), Grounds::Duplicate(of)) = (subject, grounds) {
        if index == of {
            return Err(Failure::Usage("nobody is a duplicate of themselves".to_owned()));
        }
        if index < of {
            let advice = format!("of two the later is the duplicate: challenge citizen {of} as one of {index} instead");
            return Err(Failure::Usage(advice));
        }
    }
    Ok(())
}

/// Who is challenged, in words.
pub(super) fn describe(subject: &Subject) -> String {
    match subject {
        Subject::Newcomer(did) => Did(*did).to_string(),
        Subject::Citizen(index) => format!("citizen {index}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_the_later_is_the_duplicate() {
        assert_eq!(check(Subject::Citizen(7), Grounds::Duplicate(3)), Ok(()));
        assert_eq!(check(Subject::Newcomer([1; 32]), Grounds::Duplicate(3)), Ok(()));
        assert_eq!(check(Subject::Citizen(3), Grounds::NoPerson), Ok(()));
        for of in [7, 8] {
            assert!(check(Subject::Citizen(7), Grounds::Duplicate(of)).is_err(), "{of}");
        }
        let advice = check(Subject::Citizen(3), Grounds::Duplicate(7)).unwrap_err().to_string();
        assert!(advice.contains("citizen 7 as one of 3"), "{advice}");
    }
}
