//! What is final, and why to believe it: because the validators' votes prove it, or else because several nodes say so.

use crate::{context::Context, exit::Failure};
use anyhow::Result;
use cybersyn_chain_client::{Chain, ChainError, Head, ProvenState};
use futures::future::join_all;
use serde::Serialize;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

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

/// What `work` makes of the latest finalized block. Where one node fails on the way or what it has is not enough, the next
/// one is asked: a bad one among good ones costs time and nothing else.
pub async fn ask<T>(
    context: &Context,
    work: impl AsyncFn(Finalized) -> Result<T>,
    is_enough: impl Fn(&T) -> bool,
) -> Result<T> {
    let (mut short, mut failure) = (None, None);
    for finalized in finalized(context).await? {
        match work(finalized).await {
            Ok(found) if is_enough(&found) => return Ok(found),
            Ok(found) => short = short.or(Some(found)),
            Err(error) => {
                context.out.note(&format!("{error:#}"));
                failure.get_or_insert(error);
            }
        }
    }
    short.ok_or_else(|| failure.unwrap_or_else(|| Failure::Missing("no node answers".into()).into()))
}

/// The latest finalized block that can be established, and after it what other nodes establish, the latest first.
pub async fn finalized(context: &Context) -> Result<Vec<Finalized>> {
    let chains = context.chains().await?;
    let states = join_all(chains.iter().map(Chain::proven)).await;
    let told = sort(chains.into_iter().zip(states), |state| state.head().number);
    if !told.proven.is_empty() {
        let proven = told.proven.into_iter();
        return Ok(proven.map(|(chain, state)| Finalized { chain, state, finality: Finality::Votes }).collect());
    }
    match (agreed(told.silent, told.reason).await, told.failure) {
        (Ok(found), None) => Ok(found),
        (Ok(found), Some(_)) if found.iter().all(|at| at.finality.is_established()) => Ok(found),
        // Where another node was found to say what is false, one node's word is not enough.
        (_, Some(error)) => Err(error.into()),
        (Err(error), None) => Err(error),
    }
}

/// What nodes said when they were asked to prove what is final.
struct Told<C, S> {
    /// Those that prove something, the latest first.
    proven: Vec<(C, S)>,
    /// Those that have no proof.
    silent: Vec<C>,
    /// Why these have none.
    reason: String,
    /// Why another one is of no use.
    failure: Option<ChainError>,
}

fn sort<C, S>(answers: impl IntoIterator<Item = (C, Result<S, ChainError>)>, number: impl Fn(&S) -> u32) -> Told<C, S> {
    let mut told = Told { proven: Vec::new(), silent: Vec::new(), reason: String::new(), failure: None };
    for (chain, answer) in answers {
        match answer {
            Ok(state) => told.proven.push((chain, state)),
            Err(ChainError::Unproven(why)) => {
                told.reason = why;
                told.silent.push(chain);
            }
            Err(error) => told.failure = Some(error),
        }
    }
    told.proven.sort_by_key(|(_, state)| Reverse(number(state)));
    told
}

/// A node's word: who it is, and what it says is final.
struct Voice {
    chain: Chain,
    peer: String,
    head: Head,
}

/// The latest block that enough nodes have finalized, as each of them serves it.
async fn agreed(chains: Vec<Chain>, reason: String) -> Result<Vec<Finalized>> {
    let (mut voices, mut failure) = (Vec::new(), Failure::Missing("no node answers".into()));
    for chain in chains {
        let said = async { Ok::<_, ChainError>((chain.peer_id().await?, chain.finalized_head().await?)) }.await;
        match said {
            Ok((peer, head)) => voices.push(Voice { chain, peer, head }),
            Err(error) => failure = Failure::Missing(error.to_string()),
        }
    }
    let Some(level) = level(voices.iter().map(|voice| (voice.peer.as_str(), voice.head.number))) else {
        return Err(failure.into());
    };
    let mut named = Vec::new();
    for voice in voices.into_iter().filter(|voice| voice.head.number >= level) {
        match state_at(&voice.chain, level).await {
            Ok(state) => named.push((voice.peer, state, voice.chain)),
            Err(error) => failure = Failure::Missing(error.to_string()),
        }
    }
    if named.is_empty() {
        return Err(failure.into());
    }
    let count = agreement(named.iter().map(|(peer, state, _)| (peer.as_str(), state.head())))?;
    let finality = if count >= NODES_MIN { Finality::Nodes { count } } else { Finality::OneNode { reason } };
    let found = named.into_iter();
    Ok(found.map(|(_, state, chain)| Finalized { chain, state, finality: finality.clone() }).collect())
}

async fn state_at(chain: &Chain, number: u32) -> Result<ProvenState, ChainError> {
    chain.state_of(chain.hash_of(number).await?).await
}

/// The highest block that as many different nodes as are needed, or else as there are, have reached; so that one that is
/// behind, or says it is, holds nobody back. None without a node.
fn level<'a>(heads: impl IntoIterator<Item = (&'a str, u32)>) -> Option<u32> {
    let mut of_peers = BTreeMap::<&str, u32>::new();
    for (peer, number) in heads {
        let highest = of_peers.entry(peer).or_default();
        *highest = number.max(*highest);
    }
    let mut numbers: Vec<u32> = of_peers.into_values().collect();
    numbers.sort_unstable_by(|one, two| two.cmp(one));
    numbers.truncate(NODES_MIN);
    numbers.pop()
}

/// How many different nodes name the same block; that they name different ones is a failure.
fn agreement<'a>(named: impl Iterator<Item = (&'a str, Head)>) -> Result<usize, Failure> {
    let (mut peers, mut blocks) = (BTreeSet::new(), BTreeMap::new());
    for (peer, head) in named {
        peers.insert(peer);
        blocks.insert(head.hash, head.number);
    }
    if blocks.len() > 1 {
        let number = blocks.into_values().next().unwrap_or_default();
        return Err(Failure::Missing(format!(
            "the nodes do not agree on block {number}: one of them lies or follows another fork"
        )));
    }
    Ok(peers.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(named: &[(&'static str, u8)]) -> Result<usize, Failure> {
        agreement(named.iter().map(|(peer, hash)| (*peer, Head { number: 9, hash: [*hash; 32] })))
    }

    #[test]
    fn one_node_behind_two_addresses_is_one_voice() {
        assert_eq!(agree(&[("a", 1), ("a", 1)]), Ok(1));
        assert_eq!(agree(&[("a", 1), ("b", 1), ("a", 1)]), Ok(2));
    }

    #[test]
    fn nodes_that_name_different_blocks_are_no_evidence() {
        assert!(matches!(agree(&[("a", 1), ("b", 2)]), Err(Failure::Missing(_))));
    }

    #[test]
    fn a_node_that_is_behind_holds_nobody_back() {
        assert_eq!(level([("a", 90), ("b", 0), ("c", 88)]), Some(88));
        assert_eq!(level([("a", 90), ("b", 7)]), Some(7), "two are needed");
    }

    #[test]
    fn one_node_behind_two_addresses_has_reached_a_block_once() {
        assert_eq!(level([("a", 90), ("a", 89), ("b", 7)]), Some(7));
        assert_eq!(level([("a", 90), ("a", 89)]), Some(90));
        assert_eq!(level([]), None);
    }

    fn refused() -> ChainError {
        ChainError::Rejected { code: -32_000, message: "no".into(), data: None }
    }

    #[test]
    fn the_latest_head_that_is_proven_comes_first_whatever_else_was_said() {
        let unproven = || ChainError::Unproven("pruned".into());
        let answers = [("a", Err(refused())), ("b", Ok(7)), ("c", Err(unproven())), ("d", Ok(90))];
        let told = sort(answers, |number| *number);
        assert_eq!(told.proven, [("d", 90), ("b", 7)]);
        assert_eq!((told.silent, told.reason.as_str()), (vec!["c"], "pruned"));
        assert!(told.failure.is_some());
    }

    #[test]
    fn one_nodes_word_establishes_nothing() {
        assert!(!Finality::OneNode { reason: "pruned".into() }.is_established());
        assert!(Finality::Votes.is_established() && Finality::Nodes { count: 2 }.is_established());
    }
}
