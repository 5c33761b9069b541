//! The settled batches of a proposal, each checked against the root that the chain keeps of it.

use super::{Blocks, copies::Copies};
use crate::{
    audit::SettledBallots,
    context::Context,
    exit::Failure,
    mesh::{self, Mesh},
};
use anyhow::Result;
use cybersyn_chain_client::{Chain, ChainError, ProvenState};
use cybersyn_primitives::{Hash, Millis, ProposalId, SignedBallot, ledger::Ledger};
use std::collections::BTreeSet;

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
    let mut found = Copies::new(proposal, roots(head, proposal, ledger.log.count).await?);
    let mut held = Vec::new();
    for mesh in meshes {
        match named(mesh, proposal, ledger.log.count).await {
            Ok(named) => held.extend(named),
            Err(failure) => notes.push(failure.to_string()),
        }
    }
    let named: BTreeSet<Hash> = held.iter().map(|copy| copy.block).collect();
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
    let from_bodies = found.len();
    held.into_iter().for_each(|copy| found.take(copy.index, copy.block, copy.ballots));
    let from_daemons = found.len().saturating_sub(from_bodies);
    if from_daemons > 0 {
        notes.push(format!("{from_daemons} batches are from mesh daemons: the blocks' bodies are pruned"));
    }
    let blocks = prove_blocks(context, chain, head, proposal, &found).await?;
    let batches = found.dated(|block, index| blocks.time_of(block, index));
    Ok(Gathered { batches, blocks, notes })
}

/// A batch as a daemon has it.
struct Held {
    index: u32,
    block: Hash,
    ballots: Vec<SignedBallot>,
}

/// The root of each batch, with proof.
async fn roots(head: &ProvenState, proposal: ProposalId, count: u32) -> Result<Vec<(Hash, u32)>> {
    let indices: Vec<u32> = (0..count).collect();
    let roots: Vec<Option<(Hash, u32)>> = head.values("Ballots", "BatchRoots", &[&proposal], &indices).await?;
    let missing = || Failure::Missing(format!("the chain has lost the root of a batch of proposal {proposal}"));
    Ok(roots.into_iter().collect::<Option<_>>().ok_or_else(missing)?)
}

/// The batches as one daemon holds them.
async fn named(mesh: &Mesh, proposal: ProposalId, count: u32) -> Result<Vec<Held>, Failure> {
    let mut batches = Vec::new();
    for view in mesh.all_batches(proposal, count).await? {
        let ballots: Vec<SignedBallot> =
            view.ballots.iter().map(|bytes| mesh::decode(&mesh.url, "ballot", bytes)).collect::<Result<_, _>>()?;
        let block = mesh::hash(&mesh.url, &view.block)?;
        batches.push(Held { index: view.index, block, ballots });
    }
    Ok(batches)
}

/// Reads every block from the opening of the vote to its end.
async fn search(context: &Context, chain: &Chain, opens: Millis, last: u32, found: &mut Copies) -> Result<()> {
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

/// Proves the blocks that are said to have settled the batches.
async fn prove_blocks(
    context: &Context,
    chain: &Chain,
    head: &ProvenState,
    proposal: ProposalId,
    found: &Copies,
) -> Result<Blocks> {
    let hashes: BTreeSet<Hash> = found.blocks().collect();
    let bar = context.out.progress("proofs of settling blocks", hashes.len() as u64);
    let blocks = Blocks::prove(chain, head, proposal, hashes, || bar.inc(1)).await?;
    bar.finish_and_clear();
    Ok(blocks)
}
