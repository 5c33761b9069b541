//! Roll, expertise and attention accounts, with proof.

use super::Blocks;
use crate::{
    audit::{Roll, Rolls},
    chain,
};
use anyhow::Result;
use cybersyn_chain_client::ProvenState;
use cybersyn_primitives::{
    CitizenIndex, Hash, PageIndex, ProposalId, SLOTS_PER_PAGE, Slot,
    attention::{AttentionAccount, AttentionPage},
    expertise::FactorPage,
    ledger::Ledger,
    page_of,
};
use std::collections::{BTreeMap, BTreeSet};

/// The whole roll at a block.
pub async fn roll(at: &ProvenState) -> Result<Roll> {
    let slots: Slot = at.value("Ballots", "NextSlot", &[]).await?.unwrap_or_default();
    Ok(Roll::new(chain::roll_pages(at, &pages(slots.div_ceil(SLOTS_PER_PAGE))).await?))
}

/// What expertise weighs on a proposal, as pinned; nothing in a class where it does not.
pub async fn factors(
    at: &ProvenState,
    proposal: ProposalId,
    ledger: &Ledger,
) -> Result<BTreeMap<PageIndex, FactorPage>> {
    if ledger.weighing.is_none() {
        return Ok(BTreeMap::new());
    }
    let slots: Slot = at.value("Ballots", "NextSlot", &[]).await?.unwrap_or_default();
    let pages = pages(slots.div_ceil(SLOTS_PER_PAGE));
    let found: Vec<Option<FactorPage>> = at.values("Ballots", "Factors", &[&proposal], &pages).await?;
    Ok(pages.into_iter().zip(found).filter_map(|(page, factors)| Some((page, factors?))).collect())
}

/// The roll before and after a block, as far as it is about these citizens; none if the states are pruned.
pub async fn rolls_around(
    blocks: &Blocks,
    block: &Hash,
    citizens: &BTreeSet<CitizenIndex>,
    latest: &Roll,
) -> Result<Option<Rolls>> {
    let Some(state) = blocks.state(block) else { return Ok(None) };
    let Some(parent) = state.parent().await? else { return Ok(None) };
    // Slots are for ever.
    let slots = citizens.iter().filter_map(|citizen| latest.find(*citizen)).map(|(slot, _)| slot);
    let pages: BTreeSet<PageIndex> = slots.filter_map(page_of).map(|(page, _)| page).collect();
    let pages: Vec<PageIndex> = pages.into_iter().collect();
    let (before, after) = (chain::roll_pages(&parent, &pages).await?, chain::roll_pages(state, &pages).await?);
    Ok(Some(Rolls { before: Roll::new(before), after: Roll::new(after) }))
}

/// All attention accounts.
pub async fn accounts(at: &ProvenState) -> Result<BTreeMap<CitizenIndex, AttentionAccount>> {
    let count: u32 = at.value("Attention", "PageCount", &[]).await?.unwrap_or_default();
    let pages = pages(count);
    let found: Vec<Option<AttentionPage>> = at.values("Attention", "Pages", &[], &pages).await?;
    let mut accounts = BTreeMap::new();
    for (page, held) in pages.iter().zip(found) {
        let first = CitizenIndex::from(*page) * SLOTS_PER_PAGE;
        accounts.extend((first..).zip(held.unwrap_or_default()));
    }
    Ok(accounts)
}

fn pages(count: u32) -> Vec<PageIndex> {
    (0..count).map_while(|page| PageIndex::try_from(page).ok()).collect()
}
