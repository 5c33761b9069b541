//! Proofs for voters: that a ballot was settled, that it counted (DESIGN section 4.8).
//!
//! The chain keeps roots only; the leaves come from the settled batches, which every node keeps for ever.

use cybersyn_primitives::{
    CitizenIndex, Hash, PageIndex, ProposalId, SLOTS_PER_PAGE,
    hash::Software,
    page_of,
    receipt::{CountedProof, SettledProof, batch_leaf, inclusion_proof, page_leaf, root},
    rule::LiveBallot,
};
use std::collections::{BTreeMap, HashMap};

use crate::{record::SettledBatch, view::ChainView};

/// A settled batch with its ballots' leaves.
#[derive(Clone, Debug)]
struct Logged {
    batch: SettledBatch,
    leaves: Vec<Hash>,
}

/// The settled batches of all proposals.
#[derive(Clone, Debug, Default)]
pub struct SettledLog {
    proposals: HashMap<ProposalId, BTreeMap<u32, Logged>>,
    /// Where a leaf was settled: batch and position in it.
    places: HashMap<(ProposalId, Hash), (u32, u32)>,
}

impl SettledLog {
    /// Adds a batch of a finalized block; returns whether it is new.
    pub fn add(&mut self, batch: SettledBatch) -> bool {
        let batches = self.proposals.entry(batch.proposal).or_default();
        if batches.contains_key(&batch.index) {
            return false;
        }
        let leaves: Vec<Hash> = batch.ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
        for (position, leaf) in leaves.iter().enumerate() {
            self.places.insert((batch.proposal, *leaf), (batch.index, position as u32));
        }
        batches.insert(batch.index, Logged { batch, leaves });
        true
    }

    /// A proposal's batches by index.
    pub fn batches(&self, proposal: ProposalId) -> impl Iterator<Item = &SettledBatch> + '_ {
        self.proposals.get(&proposal).into_iter().flat_map(|batches| batches.values().map(|logged| &logged.batch))
    }

    /// Index of the batch that settled a ballot.
    pub fn batch_of(&self, proposal: ProposalId, leaf: &Hash) -> Option<u32> {
        self.places.get(&(proposal, *leaf)).map(|(batch, _)| *batch)
    }

    /// Proof that a ballot is in the proposal's log as it was when it had `batches` batches. None while one of them is
    /// not known here.
    pub fn proof(&self, proposal: ProposalId, leaf: &Hash, batches: u32) -> Option<SettledProof> {
        let (batch, ballot) = *self.places.get(&(proposal, *leaf))?;
        let known = self.proposals.get(&proposal)?;
        let roots: Vec<Hash> = (0..batches)
            .map(|index| {
                let leaves = &known.get(&index)?.leaves;
                Some(batch_leaf::<Software>(&root::<Software>(leaves), leaves.len() as u32))
            })
            .collect::<Option<_>>()?;
        let leaves = &known.get(&batch)?.leaves;
        Some(SettledProof {
            batch,
            batches,
            batch_path: inclusion_proof::<Software>(&roots, batch as usize)?,
            ballot,
            ballots: leaves.len() as u32,
            ballot_path: inclusion_proof::<Software>(leaves, ballot as usize)?,
        })
    }
}

/// Proof that a voter's live ballot is in the live set of a final proposal. The caller compares it with the live-set root:
/// a set that is not complete here leads to another root.
pub fn counted_proof(view: &ChainView, proposal: ProposalId, citizen: CitizenIndex) -> Option<CountedProof> {
    let (page, position) = page_of(view.slot(citizen)?)?;
    let pages = live_pages(view, proposal);
    let page_leaves: Vec<Hash> = pages
        .iter()
        .map(|(page, live)| {
            let leaves = leaves(proposal, live);
            page_leaf::<Software>(*page, &root::<Software>(&leaves), leaves.len() as u32)
        })
        .collect();
    let index = pages.keys().position(|known| *known == page)?;
    let live = pages.get(&page)?;
    let ballot = live.keys().position(|known| *known == position)?;
    let leaves = leaves(proposal, live);
    Some(CountedProof {
        page,
        index: index as u32,
        pages: pages.len() as u32,
        page_path: inclusion_proof::<Software>(&page_leaves, index)?,
        ballot: ballot as u32,
        ballots: leaves.len() as u32,
        ballot_path: inclusion_proof::<Software>(&leaves, ballot)?,
    })
}

type LivePage = BTreeMap<u8, (CitizenIndex, LiveBallot)>;

fn live_pages(view: &ChainView, proposal: ProposalId) -> BTreeMap<PageIndex, LivePage> {
    let mut pages: BTreeMap<PageIndex, LivePage> = BTreeMap::new();
    for (citizen, live) in view.live_set(proposal) {
        if let Some((page, position)) = view.slot(citizen).and_then(page_of) {
            pages.entry(page).or_default().insert(position, (citizen, live));
        }
    }
    debug_assert!(pages.values().all(|page| page.len() <= SLOTS_PER_PAGE as usize));
    pages
}

fn leaves(proposal: ProposalId, live: &LivePage) -> Vec<Hash> {
    live.values().map(|(citizen, live)| live.ballot(proposal, *citizen).leaf::<Software>()).collect()
}
