//! The settled batches of a proposal, each checked against the root that the chain keeps of it.

use super::Blocks;
use crate::{
    audit::SettledBallots,
    context::Context,
    exit::Failure,
    mesh::{self, Mesh},
};
use anyhow::Result;
use cybersyn_chain_client::{BlockAt, Chain, ChainError, ProvenState};
use cybersyn_primitives::{Hash, Millis, ProposalId, SignedBallot, hash::Software, ledger::Ledger, receipt};
use std::collections::{BTreeMap, BTreeSet};

/// Settled batches, and what to tell of how they were found.
pub struct Gathered {
    /// In order of their index; there may be gaps.
    pub batches: Vec<SettledBallots>,
    /// The blocks that settled them, as far as these can be proven.
    pub blocks: Blocks,
    /// For people.
    pub notes: Vec<String>,
}

/// All settled batches: from the bodies of the blocks that the daemons name, from a search of the chain for the rest,
/// and from the daemons where bodies are pruned.
pub async fn batches(
    context: &Context,
    chain: &Chain,
    meshes: &[Mesh],
    proposal: ProposalId,
    ledger: &Ledger,
    head: &ProvenState,
    last: u32,
) -> Result<Gathered> {
    let mut notes = Vec::new();
    let mut found = Found { proposal, roots: roots(head, proposal, ledger.log.count).await?, batches: BTreeMap::new() };
    let mut held = Vec::new();
    for mesh in meshes {
        match named(mesh, proposal, ledger.log.count).await {
            Ok(named) => held.extend(named),
            Err(failure) => notes.push(failure.to_string()),
        }
    }
    let named: BTreeSet<Hash> = held.iter().map(|batch| batch.block).collect();
    let bar = context.out.progress("settled batches", named.len() as u64);
    for block in named {
        bar.inc(1);
        if let Ok(at) = chain.at(block).await {
            found.take_from(&at).await;
        }
    }
    bar.finish_and_clear();
    if !found.is_whole() {
        search(context, chain, ledger.terms.opens, last, &mut found).await?;
    }
    let from_bodies = found.batches.len();
    held.into_iter().for_each(|batch| found.take(batch));
    let from_daemons = found.batches.len().saturating_sub(from_bodies);
    if from_daemons > 0 {
        notes.push(format!("{from_daemons} batches are from mesh daemons: the blocks' bodies are pruned"));
    }
    let blocks = prove_blocks(context, chain, head, &mut found, &mut notes).await?;
    Ok(Gathered { batches: found.batches.into_values().collect(), blocks, notes })
}

/// What was found so far.
struct Found {
    proposal: ProposalId,
    /// Root and number of ballots of each batch, from proven state.
    roots: Vec<(Hash, u32)>,
    batches: BTreeMap<u32, SettledBallots>,
}

impl Found {
    fn is_whole(&self) -> bool {
        self.batches.len() >= self.roots.len()
    }

    /// Takes the proposal's batches out of a block. A block that cannot be read is searched for or reported later.
    async fn take_from(&mut self, at: &BlockAt) {
        let (Ok(batches), proposal) = (at.settled_batches().await, self.proposal) else { return };
        for batch in batches.into_iter().filter(|batch| batch.proposal == proposal) {
            let (index, block, ballots) = (batch.index, batch.block, batch.ballots);
            self.take(SettledBallots { index, block, now: None, ballots });
        }
    }

    /// Takes a batch that is what the chain keeps the root of, unless it is there.
    fn take(&mut self, batch: SettledBallots) {
        let root = usize::try_from(batch.index).ok().and_then(|index| self.roots.get(index));
        if root == Some(&root_of(&batch.ballots)) {
            self.batches.entry(batch.index).or_insert(batch);
        }
    }
}

fn root_of(ballots: &[SignedBallot]) -> (Hash, u32) {
    let leaves: Vec<Hash> = ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
    (receipt::root::<Software>(&leaves), u32::try_from(leaves.len()).unwrap_or(u32::MAX))
}

/// The root of each batch, with proof.
async fn roots(head: &ProvenState, proposal: ProposalId, count: u32) -> Result<Vec<(Hash, u32)>> {
    let indices: Vec<u32> = (0..count).collect();
    let roots: Vec<Option<(Hash, u32)>> = head.values("Ballots", "BatchRoots", &[&proposal], &indices).await?;
    let missing = || Failure::Missing(format!("the chain has lost the root of a batch of proposal {proposal}"));
    Ok(roots.into_iter().collect::<Option<_>>().ok_or_else(missing)?)
}

/// The batches as one daemon holds them.
async fn named(mesh: &Mesh, proposal: ProposalId, count: u32) -> Result<Vec<SettledBallots>, Failure> {
    let mut batches = Vec::new();
    for view in mesh.all_batches(proposal, count).await? {
        let ballots: Vec<SignedBallot> =
            view.ballots.iter().map(|bytes| mesh::decode(&mesh.url, "ballot", bytes)).collect::<Result<_, _>>()?;
        let block = mesh::hash(&mesh.url, &view.block)?;
        batches.push(SettledBallots { index: view.index, block, now: None, ballots });
    }
    Ok(batches)
}

/// Reads every block from the opening of the vote to its end.
async fn search(context: &Context, chain: &Chain, opens: Millis, last: u32, found: &mut Found) -> Result<()> {
    let first = first_block(chain, opens, last).await?;
    let bar = context.out.progress("searching blocks", u64::from(last.saturating_sub(first)) + 1);
    for number in first..=last {
        bar.inc(1);
        if found.is_whole() {
            break;
        }
        match chain.at_number(number).await {
            Ok(at) => found.take_from(&at).await,
            Err(ChainError::UnknownBlock(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// The first block stamped `opens` or later, as far as state is there to tell.
async fn first_block(chain: &Chain, opens: Millis, last: u32) -> Result<u32> {
    let (mut low, mut high) = (0u32, last);
    while low < high {
        let middle = low + (high - low) / 2;
        let stamped = async { chain.at_number(middle).await?.timestamp().await }.await;
        match stamped {
            Ok(time) if time >= opens => high = middle,
            Ok(_) | Err(ChainError::UnknownBlock(_)) => low = middle + 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(low)
}

/// Proves the blocks of the batches and dates these.
async fn prove_blocks(
    context: &Context,
    chain: &Chain,
    head: &ProvenState,
    found: &mut Found,
    notes: &mut Vec<String>,
) -> Result<Blocks> {
    let hashes: BTreeSet<Hash> = found.batches.values().map(|batch| batch.block).collect();
    let bar = context.out.progress("proofs of settling blocks", hashes.len() as u64);
    let blocks = Blocks::prove(chain, head, found.proposal, hashes, || bar.inc(1)).await?;
    bar.finish_and_clear();
    for batch in found.batches.values_mut() {
        batch.now = blocks.time_of(&batch.block, batch.index);
    }
    let undated = found.batches.values().filter(|batch| batch.now.is_none()).count();
    if undated > 0 {
        notes.push(format!(
            "when {undated} batches settled cannot be proven (states are pruned): their ballots are judged by the latest \
             roll, and the tally at close is not recounted"
        ));
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Ballot, Body, Choice};

    fn batch(index: u32, citizen: u32) -> SettledBallots {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: 5 };
        let ballots = vec![SignedBallot { ballot, signature: [1; 64] }];
        SettledBallots { index, block: [index as u8; 32], now: None, ballots }
    }

    #[test]
    fn batches_that_a_daemon_made_up_are_not_taken() {
        let roots = (0..2).map(|index| root_of(&batch(index, index).ballots)).collect();
        let mut found = Found { proposal: 1, roots, batches: BTreeMap::new() };
        found.take(batch(0, 9));
        found.take(batch(2, 2));
        assert!(found.batches.is_empty());
        found.take(batch(0, 0));
        found.take(batch(1, 1));
        assert!(found.is_whole());
    }
}
