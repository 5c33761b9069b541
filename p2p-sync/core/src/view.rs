//! What the mesh knows of the chain, at one finalized head.

use cybersyn_primitives::{
    CitizenIndex, Hash, Millis, PageIndex, ProposalId, Slot, Terms,
    api::PhaseView,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    page_of,
    receipt::Accumulator,
    roll::{RollPage, RollSlot},
    rule::LiveBallot,
    slot_of,
    tally::{Outcome, Tally},
};
use std::collections::{BTreeMap, HashMap};

use crate::record::SettledBatch;

/// Where a proposal stands on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalState {
    /// The terms, constant.
    pub terms: Terms,
    /// The phase at the finalized head's time.
    pub phase: PhaseView,
    /// The tally as settled.
    pub settled: Tally,
    /// The log of settled batches.
    pub log: Accumulator,
    /// Once final.
    pub outcome: Option<Outcome>,
    /// Root of the live set, once final.
    pub live_root: Option<Hash>,
}

impl ProposalState {
    /// Whether ballots still settle.
    pub fn is_open(&self) -> bool {
        self.phase != PhaseView::Final
    }
}

/// What a newly finalized head changed. Pages and proposals that did not change may be left out or repeated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewUpdate {
    /// Number of the head.
    pub number: u32,
    /// Timestamp of the head (Unix milliseconds).
    pub time: Millis,
    /// How attention accrues, if it changed.
    pub attention_params: Option<AttentionParams>,
    /// Proposals that are new or changed.
    pub proposals: Vec<(ProposalId, ProposalState)>,
    /// Roll pages that changed, whole.
    pub roll: Vec<(PageIndex, RollPage)>,
    /// Attention pages that changed, whole.
    pub attention: Vec<(PageIndex, AttentionPage)>,
    /// Live ballots of ballot pages that changed: proposal, page, and (position in page, live ballot). A live ballot never
    /// decreases, so what is left out stays as it was; the removal of a final proposal's pages changes nothing.
    pub live: Vec<(ProposalId, PageIndex, Vec<(u8, LiveBallot)>)>,
    /// Batches settled in the blocks since the head before, in the order of each proposal's log.
    pub settled: Vec<SettledBatch>,
}

/// A voter's place on the roll and what the chain holds of them.
#[derive(Clone, Debug, Default)]
struct ChainLive {
    live: HashMap<CitizenIndex, LiveBallot>,
}

/// The chain at a finalized head.
#[derive(Clone, Debug)]
pub struct ChainView {
    genesis: Hash,
    number: u32,
    time: Millis,
    attention_params: AttentionParams,
    proposals: BTreeMap<ProposalId, ProposalState>,
    contents: HashMap<Hash, ProposalId>,
    roll: HashMap<PageIndex, RollPage>,
    slots: HashMap<CitizenIndex, Slot>,
    attention: HashMap<PageIndex, AttentionPage>,
    live: HashMap<ProposalId, ChainLive>,
}

/// Whose tally a [`ViewUpdate`] may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Everybody's.
    pub all: bool,
    /// These voters'.
    pub voters: Vec<CitizenIndex>,
    /// Proposals that became known, or whose phase or terms changed.
    pub proposals: Vec<ProposalId>,
}

impl ChainView {
    /// Nothing known but the chain's genesis hash.
    pub fn new(genesis: Hash) -> Self {
        Self {
            genesis,
            number: 0,
            time: 0,
            attention_params: AttentionParams::default(),
            proposals: BTreeMap::new(),
            contents: HashMap::new(),
            roll: HashMap::new(),
            slots: HashMap::new(),
            attention: HashMap::new(),
            live: HashMap::new(),
        }
    }

    /// The chain's genesis hash.
    pub fn genesis(&self) -> &Hash {
        &self.genesis
    }

    /// Number of the finalized head.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Timestamp of the finalized head; 0 before the first.
    pub fn time(&self) -> Millis {
        self.time
    }

    /// How attention accrues.
    pub fn attention_params(&self) -> &AttentionParams {
        &self.attention_params
    }

    /// A proposal.
    pub fn proposal(&self, id: ProposalId) -> Option<&ProposalState> {
        self.proposals.get(&id)
    }

    /// Every proposal known, by id.
    pub fn proposals(&self) -> impl Iterator<Item = (ProposalId, &ProposalState)> {
        self.proposals.iter().map(|(id, state)| (*id, state))
    }

    /// The proposal whose frozen text has this hash.
    pub fn proposal_of_content(&self, content: &Hash) -> Option<ProposalId> {
        self.contents.get(content).copied()
    }

    /// The slot of a citizen on the federation's roll.
    pub fn slot(&self, citizen: CitizenIndex) -> Option<Slot> {
        self.slots.get(&citizen).copied()
    }

    /// The roll entry of a citizen.
    pub fn voter(&self, citizen: CitizenIndex) -> Option<&RollSlot> {
        let (page, position) = page_of(self.slot(citizen)?)?;
        self.roll.get(&page)?.get(usize::from(position))
    }

    /// The attention account of a citizen; one never opened if the chain has none.
    pub fn attention(&self, citizen: CitizenIndex) -> AttentionAccount {
        let account = || {
            let (page, position) = page_of(citizen)?;
            self.attention.get(&page)?.get(usize::from(position)).copied()
        };
        account().unwrap_or_default()
    }

    /// The live ballot of a voter on chain.
    pub fn live(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<LiveBallot> {
        self.live.get(&proposal)?.live.get(&citizen).copied()
    }

    /// The live set of a proposal, in no order.
    pub fn live_set(&self, proposal: ProposalId) -> impl Iterator<Item = (CitizenIndex, LiveBallot)> + '_ {
        self.live.get(&proposal).into_iter().flat_map(|set| set.live.iter().map(|(citizen, live)| (*citizen, *live)))
    }

    /// Takes over what a finalized head changed. An update older than the head known is still merged where merging is
    /// safe (live ballots), but does not move the head back.
    pub fn apply(&mut self, update: &ViewUpdate) -> Touched {
        let mut touched = Touched::default();
        self.number = self.number.max(update.number);
        self.time = self.time.max(update.time);
        if let Some(params) = update.attention_params.filter(|params| *params != self.attention_params) {
            self.attention_params = params;
            touched.all = true;
        }
        // Unspent tokens lapse with time under a cap, so any pending ballot may become unpayable.
        touched.all |= self.attention_params.carry_over_max.is_some();
        update.roll.iter().for_each(|(page, slots)| self.apply_roll(*page, slots, &mut touched));
        update.attention.iter().for_each(|(page, accounts)| self.apply_attention(*page, accounts, &mut touched));
        update.proposals.iter().for_each(|(id, state)| self.apply_proposal(*id, state, &mut touched));
        for (proposal, page, ballots) in &update.live {
            for (position, live) in ballots {
                if let Some(citizen) = self.citizen_at(*page, *position) {
                    self.raise_live(*proposal, citizen, *live, &mut touched);
                }
            }
        }
        for batch in &update.settled {
            for signed in &batch.ballots {
                self.raise_live(batch.proposal, signed.ballot.citizen, (&signed.ballot).into(), &mut touched);
            }
        }
        touched
    }

    fn citizen_at(&self, page: PageIndex, position: u8) -> Option<CitizenIndex> {
        self.roll.get(&page)?.get(usize::from(position)).map(|slot| slot.citizen)
    }

    fn apply_roll(&mut self, page: PageIndex, slots: &RollPage, touched: &mut Touched) {
        let before = self.roll.get(&page);
        for (position, slot) in slots.iter().enumerate() {
            if before.and_then(|page| page.get(position)) != Some(slot) {
                touched.voters.push(slot.citizen);
                self.slots.insert(slot.citizen, slot_of(page, position as u8));
            }
        }
        self.roll.insert(page, slots.clone());
    }

    fn apply_attention(&mut self, page: PageIndex, accounts: &AttentionPage, touched: &mut Touched) {
        let before = self.attention.get(&page);
        for (position, account) in accounts.iter().enumerate() {
            if before.and_then(|page| page.get(position)) != Some(account) {
                touched.voters.push(slot_of(page, position as u8));
            }
        }
        self.attention.insert(page, accounts.clone());
    }

    fn apply_proposal(&mut self, id: ProposalId, state: &ProposalState, touched: &mut Touched) {
        let before = self.proposals.get(&id);
        if before.is_none_or(|before| before.phase != state.phase || before.terms != state.terms) {
            touched.proposals.push(id);
        }
        self.contents.insert(state.terms.content, id);
        self.proposals.insert(id, state.clone());
    }

    fn raise_live(&mut self, proposal: ProposalId, citizen: CitizenIndex, live: LiveBallot, touched: &mut Touched) {
        let set = &mut self.live.entry(proposal).or_default().live;
        if set.get(&citizen).is_none_or(|known| known.order() < live.order()) {
            set.insert(citizen, live);
            touched.voters.push(citizen);
        }
    }
}
