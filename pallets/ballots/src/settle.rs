//! The settlement of a batch: every ballot through the one rule, every page read and written once.

use crate::{
    LOG_TARGET,
    hashing::HostHasher,
    pallet::{
        BallotPage, BallotPages, BatchRoots, Clock, Config, Event, Factors, JunkBy, Ledgers, Pallet, SettlementUsed,
    },
    report::Report,
    weights::WeightInfo,
};
use alloc::{collections::BTreeMap, vec::Vec};
use cybersyn_primitives::{
    Batch, CitizenIndex, Hash, Millis, PackedBallot, PageIndex, ProposalId, Signature, SignedBallot, VotingKey,
    attention::{AttentionPage, AttentionParams},
    clock::AliveClock,
    expertise::{FactorPage, pinned},
    ledger::Ledger,
    packed_roll::PackedRoll,
    page_of,
    receipt::batch_leaf,
    rule::{self, Effect, LiveBallot, Moment, Skip, Voter},
    traits::{Attention, Persons},
};
use frame_support::{traits::FindAuthor, weights::Weight};
use sp_core::ed25519;

/// Attention pages touched by one batch, read once and written once.
struct Accounts<T> {
    params: AttentionParams,
    pages: BTreeMap<PageIndex, (AttentionPage, bool)>,
    config: core::marker::PhantomData<T>,
}

impl<T: Config> Accounts<T> {
    fn new() -> Self {
        Self { params: T::Attention::params(), pages: BTreeMap::new(), config: Default::default() }
    }

    /// Spent and accrued tokens of a citizen at `now`; nothing for one without an account.
    fn balance(&mut self, citizen: CitizenIndex, now: Millis) -> (u64, u64) {
        let Some((page, position)) = page_of(citizen) else { return (0, 0) };
        let (accounts, _) = self.pages.entry(page).or_insert_with(|| (T::Attention::page(page), false));
        let account = accounts.get(usize::from(position));
        account.map_or((0, 0), |account| (account.spent, account.accrued(now, &self.params)))
    }

    fn spend(&mut self, citizen: CitizenIndex, now: Millis, spent: u64) {
        let Some((page, position)) = page_of(citizen) else { return };
        let Some((accounts, dirty)) = self.pages.get_mut(&page) else { return };
        if let Some(account) = accounts.get_mut(usize::from(position)) {
            // What lapsed under a carry-over cap is settled first, by what was spent until now.
            *account = account.rolled(now, &self.params);
            account.spent = spent;
            *dirty = true;
        }
    }

    fn save(self) {
        for (page, (accounts, dirty)) in self.pages {
            if dirty {
                T::Attention::put_page(page, accounts);
            }
        }
    }
}

/// A settlement under way: everything that many ballots of one proposal share.
pub(crate) struct Settlement<T: Config> {
    proposal: ProposalId,
    ledger: Ledger,
    clock: AliveClock,
    genesis: Hash,
    accounts: Accounts<T>,
    signs_of_life: Vec<(CitizenIndex, Millis)>,
}

impl<T: Config> Settlement<T> {
    /// Begins, closing the box first if that is due, so that the tally at close is exact.
    pub(crate) fn begin(proposal: ProposalId) -> Result<Self, Skip> {
        let mut settlement = Self::load(proposal)?;
        Pallet::<T>::close_if_due(proposal, &mut settlement.ledger, &settlement.clock);
        settlement.refused().map_or(Ok(settlement), Err)
    }

    /// As if it began, without writing: for questions.
    pub(crate) fn preview(proposal: ProposalId) -> Result<Self, Skip> {
        let settlement = Self::load(proposal)?;
        settlement.refused().map_or(Ok(settlement), Err)
    }

    fn load(proposal: ProposalId) -> Result<Self, Skip> {
        Ok(Self {
            proposal,
            ledger: Ledgers::<T>::get(proposal).ok_or(Skip::UnknownProposal)?,
            clock: Clock::<T>::get(),
            genesis: Pallet::<T>::genesis(),
            accounts: Accounts::new(),
            signs_of_life: Vec::new(),
        })
    }

    fn refused(&self) -> Option<Skip> {
        match self.ledger.takes_ballots(&self.clock) {
            false => Some(Skip::Final),
            true => self.ledger.is_unmarked().then_some(Skip::Unmarked),
        }
    }

    /// What expertise weighs on a page.
    pub(crate) fn factors(&self, page: PageIndex) -> FactorPage {
        match self.ledger.weighing {
            Some(_) => Factors::<T>::get(self.proposal, page),
            None => FactorPage::default(),
        }
    }

    /// Settles the ballots of one page.
    fn settle_page(&mut self, index: PageIndex, ballots: &[PackedBallot], report: &mut Report) {
        let roll = Pallet::<T>::packed_roll(index);
        let factors = self.factors(index);
        let mut live = BallotPages::<T>::get(self.proposal, index);
        let mut changed = false;
        for packed in ballots {
            match self.settle_packed(&roll, &factors, &mut live, packed) {
                Ok(signed) => {
                    changed = true;
                    report.accept(&signed.ballot);
                }
                Err(reason) => report.skip(reason),
            }
        }
        if changed {
            BallotPages::<T>::insert(self.proposal, index, live);
        }
    }

    fn settle_packed(
        &mut self,
        roll: &PackedRoll,
        factors: &[u16],
        live: &mut BallotPage,
        packed: &PackedBallot,
    ) -> Result<SignedBallot, Skip> {
        let slot = roll.get(packed.position).ok_or(Skip::UnknownVoter)?;
        let signed = packed.unpack(self.proposal, slot.citizen);
        let voter = Voter { slot: &slot, expertise_permille: pinned(factors, packed.position) };
        let effect = self.decide(&voter, live_at(live, packed.position), &signed)?;
        self.apply(live, packed.position, &signed, &effect);
        Ok(signed)
    }

    /// What the rule says of a ballot.
    pub(crate) fn decide(
        &mut self,
        voter: &Voter<'_>,
        live: Option<LiveBallot>,
        signed: &SignedBallot,
    ) -> Result<Effect, Skip> {
        let now = self.clock.now;
        // Accounts matter only where tokens move; everyone's spending is within their means otherwise.
        let moves_tokens = self.ledger.terms.function.spends_tokens()
            && (signed.ballot.body.tokens() > 0 || live.is_some_and(|live| live.body.tokens() > 0));
        let (spent, accrued) = if moves_tokens { self.accounts.balance(voter.slot.citizen, now) } else { (0, 0) };
        let moment = Moment { now, live, spent, accrued };
        rule::settle(signed, &self.ledger.terms, voter, &moment, &self.genesis, &host_verifies)
    }

    fn apply(&mut self, live: &mut BallotPage, position: u8, signed: &SignedBallot, effect: &Effect) {
        self.ledger.apply(live_at(live, position).as_ref(), effect);
        put_live(live, position, effect.live);
        let citizen = signed.ballot.citizen;
        let refunded = effect.removed.map_or(0, |removed| removed.tokens);
        if refunded != effect.added.tokens {
            self.accounts.spend(citizen, self.clock.now, effect.spent);
        }
        self.signs_of_life.push((citizen, signed.ballot.date(self.ledger.terms.opens)));
    }

    /// Logs the batch and writes what it changed. Returns its index in the log, if anything was accepted.
    fn finish(mut self, report: &Report) -> Option<u32> {
        let ballots = report.leaves.count;
        if ballots == 0 {
            return None;
        }
        let root = report.leaves.root::<HostHasher>();
        let index = self.ledger.log.append::<HostHasher>(batch_leaf::<HostHasher>(&root, ballots));
        if let Some(index) = index {
            BatchRoots::<T>::insert(self.proposal, index, (root, ballots));
        }
        Ledgers::<T>::insert(self.proposal, self.ledger);
        self.accounts.save();
        T::Persons::prove_lives(&self.signs_of_life);
        index
    }
}

/// The live ballot at `position` of a page.
pub(crate) fn live_at(page: &BallotPage, position: u8) -> Option<LiveBallot> {
    page.get(usize::from(position)).copied().flatten()
}

/// Puts a live ballot at `position`, filling up with empty places before it.
fn put_live(page: &mut BallotPage, position: u8, live: LiveBallot) {
    let position = usize::from(position);
    if page.len() <= position {
        // A position is below 256, the bound of the page: this always makes room.
        page.bounded_resize(position.saturating_add(1), None);
    }
    if let Some(place) = page.get_mut(position) {
        *place = Some(live);
    }
}

/// ed25519 by the node's native function.
pub(crate) fn host_verifies(key: &VotingKey, payload: &[u8], signature: &Signature) -> bool {
    let (signature, key) = (ed25519::Signature::from_raw(*signature), ed25519::Public::from_raw(*key));
    sp_io::crypto::ed25519_verify(&signature, payload, &key)
}

impl<T: Config> Pallet<T> {
    /// Works off a batch and returns what that cost: see [`crate::Call::settle`].
    pub(crate) fn do_settle(batch: &Batch) -> Weight {
        let mut report = Report::default();
        let index = match Settlement::<T>::begin(batch.proposal) {
            Ok(mut settlement) => {
                for (page, ballots) in &batch.pages {
                    settlement.settle_page(*page, ballots, &mut report);
                }
                settlement.finish(&report)
            }
            Err(reason) => {
                (0..batch.ballots()).for_each(|_| report.skip(reason));
                None
            }
        };
        let cost = T::WeightInfo::settle(batch.pages.len() as u32, report.ballots_worked());
        SettlementUsed::<T>::mutate(|used| *used = used.saturating_add(cost));
        Self::charge_junk(report.junk());
        Self::deposit_settled(batch.proposal, index, report);
        cost
    }

    /// Settles one ballot as a batch of one, or says why not.
    pub(crate) fn settle_single(signed: &SignedBallot, page: PageIndex, position: u8) -> Result<(), Skip> {
        let proposal = signed.ballot.proposal;
        let mut settlement = Settlement::<T>::begin(proposal)?;
        let slot = Self::packed_roll(page).get(position).ok_or(Skip::UnknownVoter)?;
        let mut live = BallotPages::<T>::get(proposal, page);
        let voter = Voter { slot: &slot, expertise_permille: pinned(&settlement.factors(page), position) };
        let effect = settlement.decide(&voter, live_at(&live, position), signed)?;
        settlement.apply(&mut live, position, signed, &effect);
        BallotPages::<T>::insert(proposal, page, live);
        let mut report = Report::default();
        report.accept(&signed.ballot);
        let index = settlement.finish(&report);
        Self::deposit_settled(proposal, index, report);
        Ok(())
    }

    /// The hash of block 0, which signatures name so that they are worth nothing on another chain.
    pub(crate) fn genesis() -> Hash {
        let hash = frame_system::Pallet::<T>::block_hash(frame_system::pallet_prelude::BlockNumberFor::<T>::default());
        hash.as_ref().try_into().unwrap_or_default()
    }

    fn charge_junk(junk: u32) {
        if junk == 0 {
            return;
        }
        let digest = frame_system::Pallet::<T>::digest();
        let author = T::FindAuthor::find_author(digest.logs().iter().filter_map(|item| item.as_pre_runtime()));
        let Some(author) = author else { return };
        log::warn!(target: LOG_TARGET, "{junk} junk ballots in a batch of {author:?}: check that node's sidecar");
        JunkBy::<T>::mutate(author, |count| *count = count.saturating_add(junk));
    }

    fn deposit_settled(proposal: ProposalId, index: Option<u32>, report: Report) {
        let root = report.leaves.root::<HostHasher>();
        let Report { accepted, skipped, .. } = report;
        Self::deposit_event(Event::BatchSettled { proposal, index, root, accepted, skipped });
    }
}
