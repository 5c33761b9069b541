//! What can go wrong between us and the chain, in words that say what to do.

use cybersyn_primitives::{Hash, ProposalId};

/// Why the chain could not be asked, or what it refused.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// No node answers at the address.
    #[error("no node answers at {url}: {reason}; is cybersyn-node running there?")]
    Unreachable {
        /// The address tried.
        url: String,
        /// What the transport said.
        reason: String,
    },
    /// The connection broke or the node does not answer in time.
    #[error("the node stopped answering: {0}")]
    Lost(String),
    /// The node serves another chain than before.
    #[error("the node serves the chain with genesis 0x{}, expected 0x{}", hex::encode(found), hex::encode(expected))]
    OtherChain {
        /// What was served before.
        expected: Hash,
        /// What is served now.
        found: Hash,
    },
    /// The runtime has no such storage entry, call or constant.
    #[error("the runtime has no {pallet}::{item}; node and client are of different versions, or this is another chain")]
    NoSuchItem {
        /// The pallet asked for.
        pallet: String,
        /// What was asked of it.
        item: String,
    },
    /// A value is not of the shape expected.
    #[error("{what} does not decode: {reason}; node and client are of different versions")]
    Undecodable {
        /// Which value.
        what: String,
        /// Where decoding stopped.
        reason: String,
    },
    /// The block is unknown to the node, or its state is pruned.
    #[error("the node does not know block {0}, or has pruned it; use a node with archive pruning for old blocks")]
    UnknownBlock(String),
    /// The node refused the request; for an extrinsic, its pool did.
    #[error("the node refuses: {message}{}", .data.as_deref().map(|data| format!(" ({data})")).unwrap_or_default())]
    Rejected {
        /// JSON-RPC code of the refusal.
        code: i32,
        /// What the pool said.
        message: String,
        /// Details, when given.
        data: Option<String>,
    },
    /// The extrinsic left the pool without getting into a block.
    #[error("the extrinsic did not get into a block: {0}; submit it again")]
    Dropped(String),
    /// The extrinsic is in a block and failed there.
    #[error("{name}{}", if docs.is_empty() { String::new() } else { format!(": {docs}") })]
    Dispatch {
        /// `Pallet::Error` or the kind of failure.
        name: String,
        /// The error's documentation in the metadata.
        docs: String,
    },
    /// A signed extrinsic could not be made.
    #[error("cannot make the extrinsic: {0}")]
    Unencodable(String),
    /// A map has more entries than the caller was ready to take.
    #[error("{pallet}::{item} has more than {limit} entries")]
    TooMany {
        /// The pallet.
        pallet: String,
        /// The map.
        item: String,
        /// What the caller would have taken.
        limit: usize,
    },
    /// What the node says does not follow from what it proves.
    #[error("{what}: the node's proof does not hold: {reason}; it lies or is broken, ask another one")]
    Disproved {
        /// What was asked.
        what: String,
        /// Where the proof fails.
        reason: String,
    },
    /// The node cannot prove what is final.
    #[error("what is final cannot be proven: {0}")]
    Unproven(String),
    /// The settled ballots of a block do not hash to the batch root of its event.
    #[error("batch {index} of proposal {proposal} does not hash to its root; the node's block or event is wrong")]
    BatchDiffers {
        /// The proposal.
        proposal: ProposalId,
        /// Index in the proposal's log.
        index: u32,
    },
}

impl ChainError {
    /// Whether connecting again could help.
    pub fn is_connection(&self) -> bool {
        matches!(self, ChainError::Unreachable { .. } | ChainError::Lost(_))
    }

    /// Whether the pool found that the extrinsic was signed by somebody else, or for another runtime than the present.
    pub(crate) fn is_bad_signature(&self) -> bool {
        // The words are those of sp-runtime's `InvalidTransaction::BadProof`.
        matches!(self, ChainError::Rejected { data: Some(data), .. } if data == "Transaction has a bad signature")
    }

    pub(crate) fn disproved(what: impl Into<String>, reason: impl ToString) -> Self {
        ChainError::Disproved { what: what.into(), reason: reason.to_string() }
    }

    pub(crate) fn undecodable(what: impl Into<String>, reason: impl ToString) -> Self {
        ChainError::Undecodable { what: what.into(), reason: reason.to_string() }
    }

    pub(crate) fn no_such(pallet: &str, item: &str) -> Self {
        ChainError::NoSuchItem { pallet: pallet.to_owned(), item: item.to_owned() }
    }
}

impl From<subxt::rpcs::Error> for ChainError {
    fn from(error: subxt::rpcs::Error) -> Self {
        match error {
            subxt::rpcs::Error::User(user) if is_unknown_block(&user.message) => ChainError::UnknownBlock(user.message),
            subxt::rpcs::Error::User(user) => ChainError::Rejected {
                code: user.code,
                message: user.message,
                data: user.data.map(|data| data.get().trim_matches('"').to_owned()),
            },
            other => ChainError::Lost(other.to_string()),
        }
    }
}

/// How nodes say that they do not have a block or its state (sc-client-db's words).
pub(crate) fn is_unknown_block(message: &str) -> bool {
    message.contains("UnknownBlock") || message.contains("discarded") || message.contains("Header was not found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_pool_keeps_its_reason() {
        let user: subxt::rpcs::UserError =
            serde_json::from_str(r#"{"code":1010,"message":"Invalid Transaction","data":"Custom error: 7"}"#).unwrap();
        let error = ChainError::from(subxt::rpcs::Error::User(user));
        assert_eq!(error.to_string(), "the node refuses: Invalid Transaction (Custom error: 7)");
        assert!(!error.is_connection());
    }

    #[test]
    fn a_bad_signature_is_told_from_other_refusals() {
        let refused = |data: &str| ChainError::Rejected {
            code: 1010,
            message: "Invalid Transaction".into(),
            data: Some(data.into()),
        };
        assert!(refused("Transaction has a bad signature").is_bad_signature());
        assert!(!refused("Transaction is outdated").is_bad_signature());
    }

    #[test]
    fn a_dispatch_error_shows_its_documentation() {
        let error = ChainError::Dispatch { name: "Did::NotFound".into(), docs: "No such DID.".into() };
        assert_eq!(error.to_string(), "Did::NotFound: No such DID.");
    }
}
