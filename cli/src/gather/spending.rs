//! What all proposals together cost, so that the charges of one can be checked.

use crate::{
    audit::{Spending, live_tokens},
    context::Context,
    mesh::{self, Mesh},
};
use anyhow::Result;
use cybersyn_chain_client::ProvenState;
use cybersyn_primitives::{CitizenIndex, ProposalId, SignedBallot, ledger::Ledger};
use std::collections::BTreeMap;

/// Spending at a block, seen from one proposal; none where the proposal's class spends nothing.
pub async fn spending(
    context: &Context,
    meshes: &[Mesh],
    at: &ProvenState,
    proposal: ProposalId,
    notes: &mut Vec<String>,
) -> Result<Option<Spending>> {
    let ledgers = spending_ledgers(at).await?;
    if !ledgers.iter().any(|(id, _)| *id == proposal) {
        return Ok(None);
    }
    let tallied = ledgers.iter().fold(0u64, |sum, (_, ledger)| sum.saturating_add(ledger.tally.tokens));
    let mut elsewhere: BTreeMap<CitizenIndex, u64> = BTreeMap::new();
    let mut unknown = Vec::new();
    let bar = context.out.progress("ballots on other proposals", ledgers.len() as u64);
    for (id, ledger) in ledgers.iter().filter(|(id, ledger)| *id != proposal && ledger.log.count > 0) {
        bar.inc(1);
        let Some(tokens) = tokens(meshes, *id, ledger).await else {
            unknown.push(id.to_string());
            continue;
        };
        for (citizen, tokens) in tokens {
            let sum = elsewhere.entry(citizen).or_default();
            *sum = sum.saturating_add(tokens);
        }
    }
    bar.finish_and_clear();
    if !unknown.is_empty() {
        let unknown = unknown.join(", ");
        notes.push(format!("nobody has the batches of proposals {unknown}: charges are checked in their sum only"));
    }
    let elsewhere = unknown.is_empty().then_some(elsewhere);
    Ok(Some(Spending { tallied, elsewhere }))
}

/// The ledgers of all proposals whose class spends attention.
async fn spending_ledgers(at: &ProvenState) -> Result<Vec<(ProposalId, Ledger)>> {
    let next: ProposalId = at.value("Constitution", "NextProposal", &[]).await?.unwrap_or_default();
    let ids: Vec<ProposalId> = (0..next).collect();
    let ledgers: Vec<Option<Ledger>> = at.values("Ballots", "Ledgers", &[], &ids).await?;
    let known = ids.into_iter().zip(ledgers).filter_map(|(id, ledger)| Some((id, ledger?)));
    Ok(known.filter(|(_, ledger)| ledger.terms.function.spends_tokens()).collect())
}

/// Tokens of each voter's live ballot, from the first daemon that holds the batches that the ledger is the log of.
async fn tokens(meshes: &[Mesh], proposal: ProposalId, ledger: &Ledger) -> Option<BTreeMap<CitizenIndex, u64>> {
    for mesh in meshes {
        let Ok(views) = mesh.all_batches(proposal, ledger.log.count).await else { continue };
        let decoded = views.iter().map(|view| {
            view.ballots.iter().map(|bytes| mesh::decode(&mesh.url, "ballot", bytes)).collect::<Result<_, _>>()
        });
        let Ok(batches) = decoded.collect::<Result<Vec<Vec<SignedBallot>>, _>>() else { continue };
        if let Some(tokens) = live_tokens(ledger, &batches) {
            return Some(tokens);
        }
    }
    None
}
