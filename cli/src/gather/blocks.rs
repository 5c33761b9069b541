//! The blocks that settled a proposal's batches, proven to be of the finalized chain and to have settled them.

use anyhow::Result;
use cybersyn_chain_client::{Chain, ChainError, ProvenState};
use cybersyn_primitives::{Hash, Millis, ProposalId, ledger::Ledger};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The blocks by their hash.
#[derive(Default)]
pub struct Blocks {
    blocks: BTreeMap<Hash, Block>,
}

struct Block {
    state: ProvenState,
    now: Millis,
    /// Indices of the batches that it settled.
    batches: Range<u32>,
}

impl Blocks {
    /// Proves those of `hashes` that it can: the states down to the block must not be pruned.
    pub async fn prove(
        chain: &Chain,
        head: &ProvenState,
        proposal: ProposalId,
        hashes: impl IntoIterator<Item = Hash>,
        step: impl Fn(),
    ) -> Result<Self> {
        let mut blocks = Self::default();
        let mut at = head.clone();
        let named = newest_first(chain, hashes).await?;
        for (number, hash) in named.into_iter().filter(|(number, _)| *number <= head.head().number) {
            step();
            match Block::prove(&mut at, number, hash, proposal).await {
                Ok(block) => blocks.blocks.extend(block.map(|block| (hash, block))),
                // What lies before is pruned as well.
                Err(ChainError::UnknownBlock(_)) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(blocks)
    }

    /// The block's timestamp, if it settled that batch.
    pub fn time_of(&self, block: &Hash, batch: u32) -> Option<Millis> {
        self.blocks.get(block).filter(|block| block.batches.contains(&batch)).map(|block| block.now)
    }

    /// The state of a block that settled something.
    pub fn state(&self, block: &Hash) -> Option<&ProvenState> {
        self.blocks.get(block).map(|block| &block.state)
    }
}

impl Block {
    /// Goes back from `at` to block `number`; none if that one has another hash.
    async fn prove(
        at: &mut ProvenState,
        number: u32,
        hash: Hash,
        proposal: ProposalId,
    ) -> Result<Option<Self>, ChainError> {
        *at = at.ancestor(number).await?;
        if at.head().hash == hash { Self::read(at, proposal).await.map(Some) } else { Ok(None) }
    }

    async fn read(state: &ProvenState, proposal: ProposalId) -> Result<Self, ChainError> {
        let before = match state.parent().await? {
            Some(parent) => batches(&parent, proposal).await?,
            None => 0,
        };
        let batches = before..batches(state, proposal).await?;
        Ok(Self { state: state.clone(), now: state.timestamp().await?, batches })
    }
}

async fn batches(at: &ProvenState, proposal: ProposalId) -> Result<u32, ChainError> {
    let ledger: Option<Ledger> = at.value("Ballots", "Ledgers", &[&proposal]).await?;
    Ok(ledger.map_or(0, |ledger| ledger.log.count))
}

/// The blocks that the node knows, with their numbers.
async fn newest_first(chain: &Chain, hashes: impl IntoIterator<Item = Hash>) -> Result<Vec<(u32, Hash)>> {
    let mut numbered = BTreeSet::new();
    for hash in hashes {
        match chain.state_of(hash).await {
            Ok(state) => drop(numbered.insert((state.head().number, hash))),
            Err(ChainError::UnknownBlock(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(numbered.into_iter().rev().collect())
}
