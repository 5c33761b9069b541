//! What the mesh knows of the chain, at one finalized head.

use cybersyn_primitives::{
    CitizenIndex, Hash, Millis, PageIndex, ProposalId, Slot,
    api::PhaseView,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    expertise::{FactorPage, pinned},
    ledger::{Ledger, Phase},
    page_of,
    roll::{RollPage, RollSlot},
    rule::LiveBallot,
    slot_of,
    weight::EXPERTISE_NONE,
};
use std::collections::{BTreeMap, HashMap};

use crate::record::SettledBatch;

/// Whether ballots still settle.
pub fn is_open(ledger: &Ledger) -> bool {
    ledger.is_open()
}

/// The phase that clients see at `now`.
pub fn phase_view(ledger: &Ledger, now: Millis) -> PhaseView {
    match ledger.phase {
        Phase::Open if now < ledger.terms.opens => PhaseView::Discussion,
        Phase::Open if now < ledger.terms.closes => PhaseView::Voting,
        Phase::Open | Phase::Grace { .. } | Phase::Counting { .. } => PhaseView::Grace,
        Phase::Final => PhaseView::Final,
    }
}

/// Live ballots of a page by position.
pub type LivePage = Vec<(u8, LiveBallot)>;

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
    pub proposals: Vec<(ProposalId, Ledger)>,
    /// Roll pages that changed, whole.
    pub roll: Vec<(PageIndex, RollPage)>,
    /// Attention pages that changed, whole.
    pub attention: Vec<(PageIndex, AttentionPage)>,
    /// What expertise weighs on proposals, by page of the roll, of pages that became known.
    pub factors: Vec<(ProposalId, PageIndex, FactorPage)>,
    /// Live ballots of ballot pages that changed: proposal, page, and (position in page, live ballot). A live ballot never
    /// decreases, so what is left out stays as it was; the removal of a final proposal's pages changes nothing.
    pub live: Vec<(ProposalId, PageIndex, LivePage)>,
    /// Batches settled in the blocks since the head before, in the order of each proposal's log.
    pub settled: Vec<SettledBatch>,
}

/// The chain at a finalized head.
#[derive(Clone, Debug)]
pub struct ChainView {
    genesis: Hash,
    number: u32,
    time: Millis,
    attention_params: AttentionParams,
    proposals: BTreeMap<ProposalId, Ledger>,
    contents: HashMap<Hash, ProposalId>,
    roll: HashMap<PageIndex, RollPage>,
    slots: HashMap<CitizenIndex, Slot>,
    attention: HashMap<PageIndex, AttentionPage>,
    factors: HashMap<(ProposalId, PageIndex), FactorPage>,
    live: HashMap<ProposalId, HashMap<CitizenIndex, LiveBallot>>,
    /// Open proposals on which a voter has a live ballot.
    live_of: HashMap<CitizenIndex, Vec<ProposalId>>,
}

/// Whose tally a [`ViewUpdate`] may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Everybody's.
    pub all: bool,
    /// These voters'.
    pub voters: Vec<CitizenIndex>,
    /// Proposals that became known, opened or closed, or whose factors of expertise became known.
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
            factors: HashMap::new(),
            live: HashMap::new(),
            live_of: HashMap::new(),
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
    pub fn proposal(&self, id: ProposalId) -> Option<&Ledger> {
        self.proposals.get(&id)
    }

    /// Every proposal known, by id.
    pub fn proposals(&self) -> impl DoubleEndedIterator<Item = (ProposalId, &Ledger)> {
        self.proposals.iter().map(|(id, ledger)| (*id, ledger))
    }

    /// The phase of a proposal at the finalized head.
    pub fn phase(&self, id: ProposalId) -> Option<PhaseView> {
        self.proposals.get(&id).map(|ledger| phase_view(ledger, self.time))
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

    /// The factor of a citizen on a proposal, in thousandths, as pinned; plain where none is known.
    pub fn expertise(&self, proposal: ProposalId, citizen: CitizenIndex) -> u16 {
        let factor = || {
            let (page, position) = page_of(self.slot(citizen)?)?;
            Some(pinned(self.factors.get(&(proposal, page))?, position))
        };
        factor().unwrap_or(EXPERTISE_NONE)
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
        self.live.get(&proposal)?.get(&citizen).copied()
    }

    /// Open proposals on which a voter has a live ballot, in no order; may name some that are no longer open.
    pub fn live_of(&self, citizen: CitizenIndex) -> impl Iterator<Item = ProposalId> + '_ {
        self.live_of.get(&citizen).into_iter().flatten().copied()
    }

    /// The live set of a proposal, in no order.
    pub fn live_set(&self, proposal: ProposalId) -> impl Iterator<Item = (CitizenIndex, LiveBallot)> + '_ {
        self.live.get(&proposal).into_iter().flat_map(|set| set.iter().map(|(citizen, live)| (*citizen, *live)))
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
        update.proposals.iter().for_each(|(id, ledger)| self.apply_proposal(*id, ledger, &mut touched));
        for (proposal, page, factors) in &update.factors {
            if self.factors.insert((*proposal, *page), factors.clone()).as_ref() != Some(factors) {
                touched.proposals.push(*proposal);
            }
        }
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

    /// Takes over the live ballots of a batch that was settled in a finalized block, at the start from disk.
    pub fn settle(&mut self, batch: &SettledBatch) {
        let mut touched = Touched::default();
        for signed in &batch.ballots {
            self.raise_live(batch.proposal, signed.ballot.citizen, (&signed.ballot).into(), &mut touched);
        }
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

    fn apply_proposal(&mut self, id: ProposalId, ledger: &Ledger, touched: &mut Touched) {
        let before = self.proposals.get(&id);
        if before.is_none_or(|before| is_open(before) != is_open(ledger) || before.terms != ledger.terms) {
            touched.proposals.push(id);
        }
        if !is_open(ledger) && before.is_none_or(is_open) {
            self.forget_live_of(id);
        }
        self.contents.insert(ledger.terms.content, id);
        self.proposals.insert(id, ledger.clone());
    }

    /// A proposal that is no longer open needs no finding by voter.
    fn forget_live_of(&mut self, proposal: ProposalId) {
        for citizen in self.live.get(&proposal).into_iter().flat_map(HashMap::keys) {
            if let Some(proposals) = self.live_of.get_mut(citizen) {
                proposals.retain(|known| *known != proposal);
            }
        }
    }

    fn raise_live(&mut self, proposal: ProposalId, citizen: CitizenIndex, live: LiveBallot, touched: &mut Touched) {
        let set = self.live.entry(proposal).or_default();
        if set.get(&citizen).is_none_or(|known| known.order() < live.order()) {
            if set.insert(citizen, live).is_none() {
                self.live_of.entry(citizen).or_default().push(proposal);
            }
            touched.voters.push(citizen);
        }
    }
}
