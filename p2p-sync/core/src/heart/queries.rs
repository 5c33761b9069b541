//! What the daemon may ask the heart.

use cybersyn_primitives::{
    Ballot, Batch, CitizenIndex, Hash, ProposalId, SignedBallot,
    api::{BallotState, BallotView, LiveTally, LogPosition},
    entry::{FrozenText, SignedEntry, Space},
    expertise::Influence,
    hash::Software,
    ledger::Phase,
    receipt::{CountedProof, SettledProof},
};

use super::Heart;
use crate::{
    ballot_box::ballot_id, document::Content, receipts::counted_proof, record::SettledBatch, settlement::Plan,
    status::ballot_state, view::ChainView,
};

/// A document as clients see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentState {
    /// What a reader sees.
    pub content: Content,
    /// The document as one yrs update (v1).
    pub update: Vec<u8>,
    /// Hashes of the entries that nothing builds on yet.
    pub heads: Vec<Hash>,
}

/// Figures for health and metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Ballots stored.
    pub ballots: u64,
    /// Items parked.
    pub parked: u32,
    /// Entries stored.
    pub entries: u64,
    /// Texts stored.
    pub texts: u32,
    /// Equivocations seen.
    pub equivocations: u32,
    /// Verifications under way.
    pub works: u32,
}

impl Heart {
    /// The chain as known at the finalized head.
    pub fn view(&self) -> &ChainView {
        &self.view
    }

    /// The mesh's and the chain's tally of a proposal.
    pub fn tally(&self, proposal: ProposalId) -> Option<LiveTally> {
        let ledger = self.view.proposal(proposal)?;
        let plain = ledger.weighing.map(|weighing| weighing.plain);
        Some(LiveTally {
            proposal,
            phase: self.view.phase(proposal)?,
            mesh: (&self.book.tally(&self.view, proposal)).into(),
            settled: (&ledger.tally).into(),
            settled_plain: plain.as_ref().map(Into::into),
            expertise: plain.map(|plain| Influence::between(&ledger.tally, &plain, &ledger.terms)),
            finalized: self.view.number(),
        })
    }

    /// Where the voter's greatest known ballot on a proposal stands.
    pub fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<BallotView> {
        let known = self.boxes.greatest(proposal, citizen).map(|stored| stored.signed.ballot);
        let live = self.view.live(proposal, citizen).map(|live| live.ballot(proposal, citizen));
        let (known, live) = (known.map(|b| (b.order(), b)), live.map(|b| (b.order(), b)));
        let (_, ballot) = match (known, live) {
            (Some(known), Some(live)) => {
                if live.0 > known.0 {
                    live
                } else {
                    known
                }
            }
            (known, live) => known.or(live)?,
        };
        Some(self.ballot_view(&ballot))
    }

    /// Where one ballot stands, named by its leaf hash.
    pub fn ballot_by_id(&self, proposal: ProposalId, citizen: CitizenIndex, id: &Hash) -> Option<BallotView> {
        let stored = self.boxes.voter(proposal, citizen)?.ballots().iter().find(|stored| stored.leaf == *id);
        let settled = || {
            let mut ballots = self.settled.batches(proposal).flat_map(|batch| &batch.ballots);
            ballots.find(|signed| signed.ballot.citizen == citizen && signed.ballot.leaf::<Software>() == *id)
        };
        let ballot = stored.map(|stored| stored.signed).or_else(|| settled().copied())?.ballot;
        Some(self.ballot_view(&ballot))
    }

    fn ballot_view(&self, ballot: &Ballot) -> BallotView {
        let is_replicated = self.replication.is_replicated(&(ballot.proposal, ballot_id(ballot)));
        let state: BallotState = ballot_state(&self.view, &self.book, &self.settled, ballot, is_replicated);
        let opens = self.view.proposal(ballot.proposal).map_or(0, |ledger| ledger.terms.opens);
        BallotView::new(ballot, opens, state)
    }

    /// Whole boxes of a proposal from voter `from` on, at least one and until there are `count` ballots, each voter's
    /// ballots in ascending order. The second part is the voter to go on from.
    pub fn ballots(
        &self,
        proposal: ProposalId,
        from: CitizenIndex,
        count: usize,
    ) -> (Vec<SignedBallot>, Option<CitizenIndex>) {
        let mut ballots = Vec::new();
        for (citizen, voter) in self.boxes.voters(proposal, from) {
            if ballots.len() >= count.max(1) {
                return (ballots, Some(citizen));
            }
            ballots.extend(voter.ballots().iter().rev().map(|stored| stored.signed));
        }
        (ballots, None)
    }

    /// A space's document.
    pub fn document(&self, space: &Space) -> Option<DocumentState> {
        let (content, update) = self.documents.document(space)?;
        Some(DocumentState { content: content.clone(), update: update.to_vec(), heads: self.logs.heads(space) })
    }

    /// Pairs of entries that an author signed for one position of a space.
    pub fn equivocations(&self, space: &Space) -> Vec<(&SignedEntry, &SignedEntry)> {
        self.logs.equivocations(space)
    }

    /// An author's place in their log of a space.
    pub fn log_position(&self, space: &Space, author: CitizenIndex) -> LogPosition {
        self.logs.position(space, author)
    }

    /// The frozen text of a proposal, if it has arrived.
    pub fn text(&self, proposal: ProposalId) -> Option<&FrozenText> {
        self.text_of(proposal)
    }

    /// Part `part` of the batches for a block built on block `built_on`; empty after the last. Its SCALE is at most
    /// [`cybersyn_primitives::settlement::ANSWER_BYTES_MAX`] bytes. Part 0 makes the plan that
    /// the further parts come from.
    pub fn settlement(&mut self, built_on: u32, part: u32) -> Vec<Batch> {
        let is_stale = self.plan.as_ref().is_none_or(|(known, _)| *known != built_on);
        if is_stale || part == 0 {
            self.plan = Some((built_on, Plan::new(&self.view, &self.boxes, &self.book, built_on)));
        }
        self.plan.as_ref().map(|(_, plan)| plan.part(part).to_vec()).unwrap_or_default()
    }

    /// Batches of a proposal settled in finalized blocks, by index.
    pub fn settled_batches(&self, proposal: ProposalId) -> impl Iterator<Item = &SettledBatch> + '_ {
        self.settled.batches(proposal)
    }

    /// Proof that a ballot (by leaf hash) is in the proposal's log at the finalized head.
    pub fn settled_proof(&self, proposal: ProposalId, id: &Hash) -> Option<SettledProof> {
        self.settled.proof(proposal, id, self.view.proposal(proposal)?.log.count)
    }

    /// Proof that a voter's live ballot is in a final proposal's live set. None before the proposal is final.
    pub fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<CountedProof> {
        self.view.proposal(proposal).filter(|ledger| ledger.phase == Phase::Final)?;
        counted_proof(&self.view, proposal, citizen)
    }

    /// Figures for health and metrics.
    pub fn figures(&self) -> Figures {
        Figures {
            ballots: self.boxes.count(),
            parked: self.parking.len() as u32,
            entries: self.logs.count(),
            texts: self.texts.len() as u32,
            equivocations: self.logs.equivocation_count(),
            works: self.works.len() as u32,
        }
    }
}
