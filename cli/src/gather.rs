//! Evidence for an audit, from chain and mesh: what mesh daemons say is used to find things, never believed.

use crate::{
    audit::{Roll, SettledBallots},
    chain,
    context::Context,
    mesh::{self, Mesh},
};
use anyhow::Result;
use cybersyn_chain_client::{BlockAt, Chain, ChainError};
use cybersyn_primitives::{
    CitizenIndex, Hash, Millis, PageIndex, ProposalId, SLOTS_PER_PAGE, SignedBallot, Slot,
    attention::AttentionAccount,
    ledger::{Ledger, Phase},
    roll::RollPage,
    slot_of,
};
use std::collections::{BTreeMap, BTreeSet};

/// Settled batches, and what to tell of how they were found.
pub struct Gathered {
    /// In order of their index; there may be gaps.
    pub batches: Vec<SettledBallots>,
    /// For people.
    pub notes: Vec<String>,
}

/// The block that open questions are judged at: the last one that took ballots, or `head`.
pub async fn judging_block(
    chain: &Chain,
    head: &BlockAt,
    proposal: ProposalId,
    ledger: &Ledger,
    notes: &mut Vec<String>,
) -> Result<BlockAt> {
    if takes_ballots(ledger) {
        return Ok(head.clone());
    }
    // `low` takes ballots or is out of reach, `high` does not take them.
    let (mut low, mut high) = (0u32, head.head().number);
    let mut last = None;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match ledger_at(chain, middle, proposal).await? {
            Some((at, true)) => {
                last = Some(at);
                low = middle;
            }
            Some((_, false)) => high = middle,
            None => low = middle,
        }
    }
    if let Some(at) = last {
        return Ok(at);
    }
    notes.push("the state at the end of the vote is pruned; roll and attention are judged at the head instead".into());
    Ok(head.clone())
}

/// Whether the proposal took ballots at a block; none if its state is pruned.
async fn ledger_at(chain: &Chain, number: u32, proposal: ProposalId) -> Result<Option<(BlockAt, bool)>> {
    let asked = async {
        let at = chain.at_number(number).await?;
        let ledger: Option<Ledger> = at.value("Ballots", "Ledgers", &[&proposal]).await?;
        Ok((at, ledger.is_none_or(|ledger| takes_ballots(&ledger))))
    };
    match asked.await {
        Ok(found) => Ok(Some(found)),
        Err(ChainError::UnknownBlock(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn takes_ballots(ledger: &Ledger) -> bool {
    matches!(ledger.phase, Phase::Open | Phase::Grace { .. })
}

/// All settled batches: from the bodies of the blocks that the daemons name, from a search of the chain for the rest,
/// and from the daemons where bodies are pruned. Whatever the source, the chain's log root is their proof.
pub async fn batches(
    context: &Context,
    chain: &Chain,
    meshes: &[Mesh],
    proposal: ProposalId,
    ledger: &Ledger,
    end: &BlockAt,
) -> Result<Gathered> {
    let count = ledger.log.count;
    let mut notes = Vec::new();
    let mut found: BTreeMap<u32, SettledBallots> = BTreeMap::new();
    let mut held: BTreeMap<u32, SettledBallots> = BTreeMap::new();
    let mut blocks: BTreeSet<Hash> = BTreeSet::new();
    for mesh in meshes {
        match named(mesh, proposal, count).await {
            Ok(named) => {
                blocks.extend(named.iter().map(|batch| batch.block));
                for batch in named {
                    held.entry(batch.index).or_insert(batch);
                }
            }
            Err(failure) => notes.push(failure.to_string()),
        }
    }
    let bar = context.out.progress("settled batches", blocks.len() as u64);
    for block in blocks {
        bar.inc(1);
        if let Ok(at) = chain.at(block).await {
            take(&at, proposal, count, &mut found).await;
        }
    }
    bar.finish_and_clear();
    if (found.len() as u64) < u64::from(count) {
        search(context, chain, proposal, ledger, end, &mut found).await?;
    }
    let from_bodies = found.len();
    for (index, batch) in held {
        found.entry(index).or_insert(batch);
    }
    if found.len() > from_bodies {
        let count = found.len() - from_bodies;
        notes
            .push(format!("{count} batches are from mesh daemons, checked by the chain's log root: bodies are pruned"));
    }
    Ok(Gathered { batches: found.into_values().collect(), notes })
}

/// The batches as one daemon holds them.
async fn named(mesh: &Mesh, proposal: ProposalId, count: u32) -> Result<Vec<SettledBallots>, crate::exit::Failure> {
    let mut batches = Vec::new();
    for view in mesh.all_batches(proposal, count).await? {
        let ballots: Vec<SignedBallot> =
            view.ballots.iter().map(|bytes| mesh::decode(&mesh.url, "ballot", bytes)).collect::<Result<_, _>>()?;
        batches.push(SettledBallots {
            index: view.index,
            block: mesh::hash(&mesh.url, &view.block)?,
            now: None,
            ballots,
        });
    }
    Ok(batches)
}

/// Takes the proposal's batches out of one block. A block that cannot be read is searched for or reported later.
async fn take(at: &BlockAt, proposal: ProposalId, count: u32, found: &mut BTreeMap<u32, SettledBallots>) {
    let Ok(batches) = at.settled_batches().await else { return };
    let now: Option<Millis> = at.timestamp().await.ok();
    for batch in batches.into_iter().filter(|batch| batch.proposal == proposal && batch.index < count) {
        let (index, block, ballots) = (batch.index, batch.block, batch.ballots);
        found.insert(index, SettledBallots { index, block, now, ballots });
    }
}

/// Reads every block from the opening of the vote to its end.
async fn search(
    context: &Context,
    chain: &Chain,
    proposal: ProposalId,
    ledger: &Ledger,
    end: &BlockAt,
    found: &mut BTreeMap<u32, SettledBallots>,
) -> Result<()> {
    let (first, last) = (first_block(chain, ledger.terms.opens, end).await?, end.head().number);
    let bar = context.out.progress("searching blocks", u64::from(last.saturating_sub(first)) + 1);
    for number in first..=last {
        bar.inc(1);
        if found.len() as u64 >= u64::from(ledger.log.count) {
            break;
        }
        match chain.at_number(number).await {
            Ok(at) => take(&at, proposal, ledger.log.count, found).await,
            Err(ChainError::UnknownBlock(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// The first block stamped `opens` or later, as far as state is there to tell.
async fn first_block(chain: &Chain, opens: Millis, end: &BlockAt) -> Result<u32> {
    let (mut low, mut high) = (0u32, end.head().number);
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

/// The whole roll at a block.
pub async fn roll_pages(at: &BlockAt) -> Result<Vec<(PageIndex, RollPage)>> {
    let slots: Slot = at.value("Ballots", "NextSlot", &[]).await?.unwrap_or_default();
    let mut pages = Vec::new();
    for page in 0..=PageIndex::MAX {
        if slot_of(page, 0) >= slots {
            break;
        }
        pages.push((page, chain::roll_page(at, page).await?));
    }
    Ok(pages)
}

/// The whole roll at the block with that hash.
pub async fn roll_at(chain: &Chain, block: Hash) -> Result<Roll> {
    Ok(Roll::new(roll_pages(&chain.at(block).await?).await?))
}

/// The attention accounts of those citizens.
pub async fn accounts(
    at: &BlockAt,
    citizens: impl Iterator<Item = CitizenIndex>,
) -> Result<BTreeMap<CitizenIndex, AttentionAccount>> {
    let pages: BTreeSet<PageIndex> = citizens.filter_map(|citizen| chain::page_of_citizen(citizen).ok()).collect();
    let mut accounts = BTreeMap::new();
    for page in pages {
        let first = CitizenIndex::from(page) * SLOTS_PER_PAGE;
        accounts.extend((first..).zip(chain::attention_page(at, page).await?));
    }
    Ok(accounts)
}
