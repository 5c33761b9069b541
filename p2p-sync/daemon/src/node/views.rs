//! What clients see of the node, put together from the heart.

use super::Node;
use codec::Encode;
use cybersyn_mesh_api::{
    limits::{BALLOTS_PER_PAGE_MAX, BATCHES_PER_PAGE_MAX, PROPOSALS_PER_PAGE_MAX},
    types::{
        BallotPageView, BallotView, BatchView, CommentView, DocumentView, Hex, LiveTally, ProofView, ProposalPageView,
        ProposalView,
    },
};
use cybersyn_mesh_core::view::phase_view;
use cybersyn_primitives::{
    CitizenIndex, Hash, ProposalId, SignedBallot,
    entry::{FrozenText, Space},
    hash::Software,
    ledger::{Ledger, Phase},
};
use std::time::Instant;

/// Proposals looked at for one page: a filter may leave out most of them.
const PROPOSALS_SEEN_MAX: u32 = 20_000;

/// What was asked for is not known here; says what and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHere {
    /// The proposal is not on the finalized chain.
    #[error("no proposal {0} on the finalized chain; it may not be final yet, or the id is wrong (see mesh_proposals)")]
    Proposal(ProposalId),
    /// No ballot of that voter.
    #[error("no ballot of citizen {1} on proposal {0} is known here; it may not have arrived yet")]
    Ballot(ProposalId, CitizenIndex),
    /// The ballot is in no batch, or the batches before it are not all here.
    #[error("no settled ballot of citizen {1} on proposal {0} is known here; see mesh_ballot for where it stands")]
    Settled(ProposalId, CitizenIndex),
    /// The proposal is not final, or the voter has no ballot in its live set.
    #[error("no counted ballot of citizen {1} on proposal {0}: it is not final yet, or the ballot does not count")]
    Counted(ProposalId, CitizenIndex),
    /// The text has not arrived.
    #[error("the text 0x{} is not here; nobody published it, or it has not arrived yet", hex::encode(.0))]
    Text(Hash),
}

/// From where and how much.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// First element.
    pub from: u32,
    /// At most so many.
    pub limit: u32,
}

impl Node {
    /// Up to `limit` proposals with ids below `below`, newest first, without bodies; `open`: only those not final.
    pub fn proposals(&self, below: Option<ProposalId>, limit: u32, open: bool) -> ProposalPageView {
        let view = self.heart.view();
        let after_newest = view.proposals().next_back().map_or(0, |(newest, _)| newest.saturating_add(1));
        let first = below.map_or(after_newest, |below| below.min(after_newest));
        let limit = limit.clamp(1, PROPOSALS_PER_PAGE_MAX) as usize;
        let (mut proposals, mut next) = (Vec::new(), first);
        while next > 0 && proposals.len() < limit && first - next < PROPOSALS_SEEN_MAX {
            next -= 1;
            let wanted = view.proposal(next).filter(|ledger| !open || ledger.phase != Phase::Final);
            proposals.extend(wanted.map(|ledger| self.listed(next, ledger)));
        }
        ProposalPageView { proposals, next: (next > 0).then(|| next.to_string()) }
    }

    /// One proposal.
    pub fn proposal(&self, id: ProposalId) -> Result<ProposalView, NotHere> {
        let ledger = self.heart.view().proposal(id).ok_or(NotHere::Proposal(id))?;
        let body = self.heart.text(id).map(|text| text.body.clone());
        Ok(ProposalView { body, ..self.listed(id, ledger) })
    }

    /// Whether nothing more changes about a proposal's ballots.
    pub(crate) fn is_final(&self, id: ProposalId) -> bool {
        self.heart.view().proposal(id).is_some_and(|ledger| ledger.phase == Phase::Final)
    }

    /// A proposal as it is listed: without its body.
    fn listed(&self, id: ProposalId, ledger: &Ledger) -> ProposalView {
        let terms = &ledger.terms;
        ProposalView {
            id,
            content: terms.content.into(),
            title: self.heart.text(id).map(|text| text.header.title.clone()),
            body: None,
            class: terms.class,
            function: terms.function,
            scheduled: terms.scheduled,
            opens: terms.opens,
            closes: terms.closes,
            grace: terms.grace,
            tokens_max: terms.tokens_max,
            quorum_base: terms.quorum_base,
            thresholds: terms.thresholds,
            phase: phase_view(ledger, self.heart.view().time()),
            outcome: ledger.decision().map(|decision| decision.outcome),
        }
    }

    /// Tallies of mesh and chain.
    pub fn tally(&self, proposal: ProposalId) -> Result<LiveTally, NotHere> {
        let begun = Instant::now();
        let tally = self.heart.tally(proposal).ok_or(NotHere::Proposal(proposal));
        self.out.metrics.tally_seconds.observe(begun.elapsed().as_secs_f64());
        tally
    }

    /// Where a voter's ballot stands.
    pub fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> Result<BallotView, NotHere> {
        self.heart.ballot(proposal, citizen).ok_or(NotHere::Ballot(proposal, citizen))
    }

    /// Where one ballot stands; none if it is not in its box.
    pub fn ballot_of(&self, signed: &SignedBallot) -> Option<BallotView> {
        let ballot = &signed.ballot;
        self.heart.ballot_by_id(ballot.proposal, ballot.citizen, &ballot.leaf::<Software>())
    }

    /// A page of all ballots of a box.
    pub fn ballots(&self, proposal: ProposalId, page: Page) -> Result<BallotPageView, NotHere> {
        self.known(proposal)?;
        let limit = page.limit.clamp(1, BALLOTS_PER_PAGE_MAX);
        let (ballots, next) = self.heart.ballots(proposal, page.from, limit as usize);
        Ok(BallotPageView {
            ballots: ballots.iter().map(scale).collect(),
            next: next.map(|citizen| citizen.to_string()),
        })
    }

    /// Settled batches of a proposal, by index.
    pub fn batches(&self, proposal: ProposalId, page: Page) -> Result<Vec<BatchView>, NotHere> {
        self.known(proposal)?;
        let batches = self.heart.settled_batches(proposal);
        let wanted = batches.into_iter().filter(|batch| batch.index >= page.from);
        let view = |batch: &cybersyn_mesh_core::SettledBatch| BatchView {
            index: batch.index,
            block: batch.block.into(),
            ballots: batch.ballots.iter().map(scale).collect(),
        };
        Ok(wanted.take(page.limit.clamp(1, BATCHES_PER_PAGE_MAX) as usize).map(view).collect())
    }

    /// That the voter's live ballot is in the proposal's log.
    pub fn settled_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> Result<ProofView, NotHere> {
        let missing = NotHere::Settled(proposal, citizen);
        let live = self.heart.view().live(proposal, citizen).ok_or(missing.clone())?;
        let ballot = live.ballot(proposal, citizen);
        let proof = self.heart.settled_proof(proposal, &ballot.leaf::<Software>()).ok_or(missing)?;
        Ok(ProofView { ballot: scale(&ballot), proof: scale(&proof) })
    }

    /// That the voter's ballot is in a final proposal's live set.
    pub fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> Result<ProofView, NotHere> {
        let missing = NotHere::Counted(proposal, citizen);
        let live = self.heart.view().live(proposal, citizen).ok_or(missing.clone())?;
        let proof = self.heart.counted_proof(proposal, citizen).ok_or(missing)?;
        Ok(ProofView { ballot: scale(&live.ballot(proposal, citizen)), proof: scale(&proof) })
    }

    /// The frozen text with that hash.
    pub fn text(&self, content: &Hash) -> Result<FrozenText, NotHere> {
        let proposal = self.heart.view().proposal_of_content(content);
        proposal.and_then(|proposal| self.heart.text(proposal)).cloned().ok_or(NotHere::Text(*content))
    }

    /// A space's document; an empty one if nobody wrote in it.
    pub fn document(&self, space: &Space) -> DocumentView {
        let Some(state) = self.heart.document(space) else {
            return DocumentView {
                body: String::new(),
                comments: Vec::new(),
                update: Hex(Vec::new()),
                heads: Vec::new(),
            };
        };
        let comment = |comment: cybersyn_mesh_core::document::Comment| CommentView {
            author: comment.author,
            date: comment.date,
            text: comment.text,
        };
        DocumentView {
            body: state.content.body,
            comments: state.content.comments.into_iter().map(comment).collect(),
            update: Hex(state.update),
            heads: state.heads.into_iter().map(Hex::from).collect(),
        }
    }

    /// Part `part` of the batches for a block built on `built_on`, in SCALE.
    pub fn settlement(&mut self, built_on: u32, part: u32) -> Vec<u8> {
        let batches = self.heart.settlement(built_on, part);
        self.out.metrics.batches_offered.inc_by(batches.len() as u64);
        batches.encode()
    }

    fn known(&self, proposal: ProposalId) -> Result<(), NotHere> {
        self.heart.view().proposal(proposal).map(drop).ok_or(NotHere::Proposal(proposal))
    }
}

fn scale(value: &impl Encode) -> Hex {
    Hex(value.encode())
}
