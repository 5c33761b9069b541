//! What is final, and why to believe it: because the validators' votes prove it, or else because several nodes say so.

use crate::{context::Context, exit::Failure};
use anyhow::Result;
use cybersyn_chain_client::{Chain, ChainError, Head, ProvenState};
use serde::Serialize;
use std::collections::BTreeSet;

/// Nodes that must agree where votes cannot be had.
pub const NODES_MIN: usize = 2;

/// Why a block is believed to be final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Finality {
    /// GRANDPA's votes prove it, from the genesis hash on.
    Votes,
    /// So many different nodes have it.
    Nodes {
        /// How many.
        count: usize,
    },
    /// One node says so.
    OneNode {
        /// Why there is no proof.
        reason: String,
    },
}

impl Finality {
    /// Whether it takes more than one node to deceive us.
    pub fn is_established(&self) -> bool {
        !matches!(self, Finality::OneNode { .. })
    }

    /// In words.
    pub fn describe(&self) -> String {
        match self {
            Finality::Votes => "proven by the validators' votes, from genesis on".to_owned(),
            Finality::Nodes { count } => format!("{count} different nodes agree on it"),
            Finality::OneNode { reason } => format!("on one node's word ({reason})"),
        }
    }
}

/// A finalized block, its state with proof, and the node that serves it.
pub struct Finalized {
    /// The node.
    pub chain: Chain,
    /// The block's state.
    pub state: ProvenState,
    /// Why the block is believed to be final.
    pub finality: Finality,
}

/// The latest finalized block that can be established.
pub async fn finalized(context: &Context) -> Result<Finalized> {
    let chains = context.chains().await?;
    let (mut reason, mut disproved) = (String::new(), None);
    for chain in &chains {
        match chain.proven().await {
            Ok(state) => return Ok(Finalized { chain: chain.clone(), state, finality: Finality::Votes }),
            Err(ChainError::Unproven(why)) => reason = why,
            Err(error @ ChainError::Disproved { .. }) => disproved = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    // Where a node was found to prove what is false, words are not enough.
    if let Some(error) = disproved {
        return Err(error.into());
    }
    agreed(chains, reason).await
}

/// The latest block that all nodes have finalized.
async fn agreed(chains: Vec<Chain>, reason: String) -> Result<Finalized> {
    let mut voices = Vec::new();
    for chain in &chains {
        voices.push((chain.peer_id().await?, chain.finalized_head().await?));
    }
    let lowest = voices.iter().map(|(_, head)| head.number).min().unwrap_or_default();
    let mut named = Vec::new();
    for (chain, (peer, _)) in chains.iter().zip(voices) {
        named.push((peer, Head { number: lowest, hash: chain.hash_of(lowest).await? }));
    }
    let count = agreement(&named)?;
    let first = named.first().zip(chains.into_iter().next());
    let Some(((_, head), chain)) = first else { return Err(Failure::Missing("no node answers".into()).into()) };
    let state = chain.state_of(head.hash).await?;
    let finality = if count >= NODES_MIN { Finality::Nodes { count } } else { Finality::OneNode { reason } };
    Ok(Finalized { chain, state, finality })
}

/// How many different nodes name the same block; that they name different ones is a failure.
fn agreement(named: &[(String, Head)]) -> Result<usize, Failure> {
    let blocks: BTreeSet<_> = named.iter().map(|(_, head)| head.hash).collect();
    if blocks.len() > 1 {
        let number = named.first().map(|(_, head)| head.number).unwrap_or_default();
        return Err(Failure::Missing(format!(
            "the nodes do not agree on block {number}: one of them lies or follows another fork"
        )));
    }
    Ok(named.iter().map(|(peer, _)| peer).collect::<BTreeSet<_>>().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(peer: &str, hash: u8) -> (String, Head) {
        (peer.to_owned(), Head { number: 9, hash: [hash; 32] })
    }

    #[test]
    fn one_node_behind_two_addresses_is_one_voice() {
        assert_eq!(agreement(&[named("a", 1), named("a", 1)]), Ok(1));
        assert_eq!(agreement(&[named("a", 1), named("b", 1), named("a", 1)]), Ok(2));
    }

    #[test]
    fn nodes_that_name_different_blocks_are_no_evidence() {
        assert!(matches!(agreement(&[named("a", 1), named("b", 2)]), Err(Failure::Missing(_))));
    }

    #[test]
    fn one_nodes_word_establishes_nothing() {
        assert!(!Finality::OneNode { reason: "pruned".into() }.is_established());
        assert!(Finality::Votes.is_established() && Finality::Nodes { count: 2 }.is_established());
    }
}
