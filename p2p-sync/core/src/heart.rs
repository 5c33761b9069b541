//! The state machine that ties everything together.
use codec::Encode;
use cybersyn_primitives::{
    Batch, CitizenIndex, Hash, Millis, ProposalId, SignedBallot,
    api::{BallotView, LiveTally, LogPosition},
    entry::{FrozenText, Space},
    receipt::{CountedProof, SettledProof},
};

use crate::{Effect, Event, document::Content, record::SettledBatch, view::ChainView};

/// The heart of one node.
pub struct Heart {
    view: ChainView,
}

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode)]
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
}

impl Heart {
    /// A heart that knows nothing but the chain's genesis hash.
    pub fn new(genesis: Hash) -> Self {
        Self { view: ChainView::new(genesis) }
    }

    /// Takes an event at `now` (Unix milliseconds by the node's best clock) and returns what is to be done, in order.
    pub fn handle(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        let _ = (event, now);
        Vec::new()
    }

    /// The chain as known at the finalized head.
    pub fn view(&self) -> &ChainView {
        &self.view
    }

    /// The mesh's and the chain's tally of a proposal.
    pub fn tally(&self, proposal: ProposalId) -> Option<LiveTally> {
        let _ = proposal;
        None
    }

    /// Where the voter's greatest known ballot on a proposal stands.
    pub fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<BallotView> {
        let _ = (proposal, citizen);
        None
    }

    /// Where one ballot stands, named by its leaf hash.
    pub fn ballot_by_id(&self, proposal: ProposalId, citizen: CitizenIndex, id: &Hash) -> Option<BallotView> {
        let _ = (proposal, citizen, id);
        None
    }

    /// Up to `count` ballots of a proposal's box, in the order of (citizen, order), from voter `from` on; whole voters only.
    /// The second part is the voter to go on from.
    pub fn ballots(
        &self,
        proposal: ProposalId,
        from: CitizenIndex,
        count: usize,
    ) -> (Vec<SignedBallot>, Option<CitizenIndex>) {
        let _ = (proposal, from, count);
        (Vec::new(), None)
    }

    /// A space's document.
    pub fn document(&self, space: &Space) -> Option<DocumentState> {
        let _ = space;
        None
    }

    /// An author's place in their log of a space.
    pub fn log_position(&self, space: &Space, author: CitizenIndex) -> LogPosition {
        let _ = (space, author);
        LogPosition { next: 0, previous: None }
    }

    /// The frozen text of a proposal, if it has arrived.
    pub fn text(&self, proposal: ProposalId) -> Option<&FrozenText> {
        let _ = proposal;
        None
    }

    /// Part `part` of the batches for a block built on block `built_on`; empty after the last. Its SCALE is at most
    /// [`cybersyn_primitives::settlement::ANSWER_BYTES_MAX`] bytes.
    pub fn settlement(&mut self, built_on: u32, part: u32) -> Vec<Batch> {
        let _ = (built_on, part);
        Vec::new()
    }

    /// Batches of a proposal settled in finalized blocks, by index.
    pub fn settled_batches(&self, proposal: ProposalId) -> Vec<&SettledBatch> {
        let _ = proposal;
        Vec::new()
    }

    /// Proof that a ballot (by leaf hash) is in the proposal's log.
    pub fn settled_proof(&self, proposal: ProposalId, id: &Hash) -> Option<SettledProof> {
        let _ = (proposal, id);
        None
    }

    /// Proof that a voter's live ballot is in a final proposal's live set.
    pub fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<CountedProof> {
        let _ = (proposal, citizen);
        None
    }

    /// Figures for health and metrics.
    pub fn figures(&self) -> Figures {
        Figures::default()
    }
}
