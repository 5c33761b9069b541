//! The block at which open questions are judged.

use crate::exit::Failure;
use anyhow::{Result, bail};
use cybersyn_chain_client::{Chain, ChainError, ProvenState};
use cybersyn_primitives::{ProposalId, ledger::Ledger};

/// The block, and whether it is the right one.
pub struct Judged {
    /// Its state.
    pub state: ProvenState,
    /// Whether the head stands in for a block whose state the node does not have.
    pub at_head: bool,
}

/// The last block that took ballots, or `head`.
pub async fn judging_block(
    chain: &Chain,
    head: &ProvenState,
    proposal: ProposalId,
    ledger: &Ledger,
    notes: &mut Vec<String>,
) -> Result<Judged> {
    if ledger.is_open() {
        return Ok(Judged { state: head.clone(), at_head: false });
    }
    if let Some(number) = last_open(chain, head, proposal).await? {
        match proven_last_open(head, number, proposal).await {
            Err(error) if is_pruned(&error) => {}
            ended => return Ok(Judged { state: ended?, at_head: false }),
        }
    }
    notes.push("the state at the end of the vote is pruned; roll and attention are judged at the head instead".into());
    Ok(Judged { state: head.clone(), at_head: true })
}

/// Number of the last block that took ballots, as the node says; none if the states there are pruned.
async fn last_open(chain: &Chain, head: &ProvenState, proposal: ProposalId) -> Result<Option<u32>> {
    // `low` takes ballots or is out of reach, `high` does not take them.
    let (mut low, mut high) = (0u32, head.head().number);
    let mut last = None;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match took_ballots(chain, middle, proposal).await? {
            Some(true) => (last, low) = (Some(middle), middle),
            Some(false) => high = middle,
            None => low = middle,
        }
    }
    Ok(last)
}

/// That block, if it took ballots and the next one did not.
async fn proven_last_open(head: &ProvenState, number: u32, proposal: ProposalId) -> Result<ProvenState> {
    let next = head.ancestor(number.saturating_add(1)).await?;
    if let Some(last) = next.parent().await?
        && is_open(&last, proposal).await?
        && !is_open(&next, proposal).await?
    {
        return Ok(last);
    }
    bail!(Failure::Missing(format!("the node says that block {number} was the last to take ballots, and it was not")))
}

async fn is_open(at: &ProvenState, proposal: ProposalId) -> Result<bool> {
    let ledger: Option<Ledger> = at.value("Ballots", "Ledgers", &[&proposal]).await?;
    Ok(ledger.is_none_or(|ledger| ledger.is_open()))
}

/// Whether the proposal took ballots at a block; none if its state is pruned.
async fn took_ballots(chain: &Chain, number: u32, proposal: ProposalId) -> Result<Option<bool>> {
    let asked = async {
        let ledger: Option<Ledger> = chain.at_number(number).await?.value("Ballots", "Ledgers", &[&proposal]).await?;
        Ok(ledger.is_none_or(|ledger| ledger.is_open()))
    };
    match asked.await {
        Ok(found) => Ok(Some(found)),
        Err(ChainError::UnknownBlock(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_pruned(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ChainError::UnknownBlock(_)))
}
