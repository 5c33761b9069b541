//! Refusals that the chain foresees before a free call is let in: the runtime answers with a bare number, here are the
//! words. The numbers are those of `runtime/src/configs/free.rs`.

use super::states::reason_in_words;
use codec::Decode;
use cybersyn_chain_client::{Chain, ChainError};
use cybersyn_primitives::rule::Skip;

/// The quota of free calls is used up.
const QUOTA_EXHAUSTED: u8 = 100;
/// First error of `Personhood`.
const PERSONHOOD_ERRORS: u8 = 50;
/// First error of `Reputation`.
const REPUTATION_ERRORS: u8 = 105;
/// First error of `Did`.
const DID_ERRORS: u8 = 120;
/// First reason why a ballot does not settle.
const BALLOT_SKIPS: u8 = 150;
/// First error of `Constitution`.
const CONSTITUTION_ERRORS: u8 = 180;
/// First error of `Mesh`.
const MESH_ERRORS: u8 = 220;
/// How the node introduces the number.
const PREFIX: &str = "Custom error: ";

/// A refusal that was foreseen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Foreseen {
    /// Too many free calls in one day.
    #[error("your free transactions of these 24 hours are used up; try again later")]
    Quota,
    /// A ballot would not settle.
    #[error("the ballot would not settle: {}", reason_in_words(*.0))]
    Ballot(Skip),
    /// A call would fail with a pallet's error.
    #[error("{pallet}::{name}: {docs}")]
    Call {
        /// The pallet.
        pallet: &'static str,
        /// The error's name.
        name: String,
        /// What to do about it.
        docs: String,
    },
}

/// What a number stands for.
#[derive(Debug, PartialEq)]
enum Meaning {
    Quota,
    Ballot(Skip),
    ErrorOf(&'static str, u8),
}

/// The refusal in words, if it is a foreseen one; else the error as it is.
pub(super) async fn explain(chain: &Chain, error: ChainError) -> anyhow::Error {
    let Some(meaning) = number(&error).and_then(meaning) else { return error.into() };
    let (pallet, index) = match meaning {
        Meaning::Quota => return Foreseen::Quota.into(),
        Meaning::Ballot(reason) => return Foreseen::Ballot(reason).into(),
        Meaning::ErrorOf(pallet, index) => (pallet, index),
    };
    let named = chain.finalized().await.ok().and_then(|at| at.error(pallet, index));
    match named {
        Some((name, docs)) => Foreseen::Call { pallet, name, docs }.into(),
        None => error.into(),
    }
}

fn number(error: &ChainError) -> Option<u8> {
    match error {
        ChainError::Rejected { data: Some(data), .. } => data.strip_prefix(PREFIX)?.parse().ok(),
        _ => None,
    }
}

fn meaning(number: u8) -> Option<Meaning> {
    match number {
        QUOTA_EXHAUSTED => Some(Meaning::Quota),
        PERSONHOOD_ERRORS..QUOTA_EXHAUSTED => Some(Meaning::ErrorOf("Personhood", number - PERSONHOOD_ERRORS)),
        REPUTATION_ERRORS..DID_ERRORS => Some(Meaning::ErrorOf("Reputation", number - REPUTATION_ERRORS)),
        DID_ERRORS..BALLOT_SKIPS => Some(Meaning::ErrorOf("Did", number - DID_ERRORS)),
        BALLOT_SKIPS..CONSTITUTION_ERRORS => Skip::decode(&mut &[number - BALLOT_SKIPS][..]).ok().map(Meaning::Ballot),
        CONSTITUTION_ERRORS..MESH_ERRORS => Some(Meaning::ErrorOf("Constitution", number - CONSTITUTION_ERRORS)),
        MESH_ERRORS.. => Some(Meaning::ErrorOf("Mesh", number - MESH_ERRORS)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;

    fn rejected(data: &str) -> ChainError {
        ChainError::Rejected { code: 1010, message: "Invalid Transaction".into(), data: Some(data.into()) }
    }

    #[test]
    fn numbers_mean_what_the_runtime_means_by_them() {
        let not_newer = BALLOT_SKIPS + Skip::NotNewer.encode()[0];
        assert_eq!(meaning(not_newer), Some(Meaning::Ballot(Skip::NotNewer)));
        assert_eq!(meaning(65), Some(Meaning::ErrorOf("Personhood", 15)));
        assert_eq!(meaning(120), Some(Meaning::ErrorOf("Did", 0)));
        assert_eq!(meaning(182), Some(Meaning::ErrorOf("Constitution", 2)));
        assert_eq!(meaning(223), Some(Meaning::ErrorOf("Mesh", 3)));
        assert_eq!((meaning(100), meaning(49), meaning(179)), (Some(Meaning::Quota), None, None));
        assert_eq!(meaning(110), Some(Meaning::ErrorOf("Reputation", 5)));
        assert_eq!((meaning(101), meaning(104)), (None, None));
    }

    #[test]
    fn only_custom_errors_carry_a_number() {
        assert_eq!(number(&rejected("Custom error: 161")), Some(161));
        assert_eq!(number(&rejected("Inability to pay some fees")), None);
        assert_eq!(number(&rejected("Custom error: 1610")), None);
    }
}
