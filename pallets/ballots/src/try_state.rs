//! What must always hold; each function names the key and both values of the first thing that is wrong.

use crate::{
    hashing::HostHasher,
    pallet::{
        BallotPages, BatchRoots, Clock, Config, Factors, Ledgers, MarkingQueue, NextSlot, OpenBoxes, Pallet, RollPages,
        SlotOf,
    },
};
use alloc::{collections::BTreeMap, format};
use cybersyn_primitives::{
    CitizenIndex, ProposalId, Terms,
    expertise::pinned,
    ledger::{Ledger, Phase},
    page_of,
    receipt::{Accumulator, batch_leaf},
    rule::vote,
    slot_of,
    tally::Tally,
    traits::Attention,
    weight::EXPERTISE_NONE,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

fn broken(what: alloc::string::String) -> TryRuntimeError {
    log::error!(target: crate::LOG_TARGET, "{what}");
    TryRuntimeError::Other(alloc::boxed::Box::leak(what.into_boxed_str()))
}

impl<T: Config> Pallet<T> {
    /// Every invariant of this pallet.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::slots_and_roll_agree()?;
        Self::keys_ascend()?;
        Self::open_boxes_are_the_ledgers_not_final()?;
        Self::unmarked_ledgers_are_being_marked()?;
        for (proposal, ledger) in Ledgers::<T>::iter() {
            Self::tally_is_the_sum_of_live_ballots(proposal, &ledger)?;
            Self::log_is_the_tree_over_batches(proposal, &ledger)?;
            Self::final_ledgers_have_a_root_and_no_pages(proposal, &ledger)?;
        }
        Self::live_tokens_are_spent_and_spent_is_accrued()
    }

    /// Each citizen's slot holds that citizen, and no slot is without.
    fn slots_and_roll_agree() -> Result<(), TryRuntimeError> {
        let mut filled: u32 = 0;
        for (page, slots) in RollPages::<T>::iter() {
            for (position, entry) in slots.iter().enumerate() {
                let slot = slot_of(page, position as u8);
                let known = SlotOf::<T>::get(entry.citizen);
                ensure!(known == Some(slot), broken(format!("slot {slot}: citizen {} has {known:?}", entry.citizen)));
                filled = filled.saturating_add(1);
            }
        }
        let (next, known) = (NextSlot::<T>::get(), SlotOf::<T>::iter().count() as u32);
        ensure!(filled == next, broken(format!("NextSlot: {next}, but {filled} slots are filled")));
        ensure!(filled == known, broken(format!("SlotOf: {known} citizens, but {filled} slots are filled")));
        Ok(())
    }

    /// Keys are in order of versions, each once.
    fn keys_ascend() -> Result<(), TryRuntimeError> {
        for (page, slots) in RollPages::<T>::iter() {
            for entry in &slots {
                let ascend = entry.keys.windows(2).all(|pair| matches!(pair, [a, b] if a.version < b.version));
                ensure!(ascend, broken(format!("page {page}, citizen {}: key versions do not ascend", entry.citizen)));
            }
        }
        Ok(())
    }

    fn open_boxes_are_the_ledgers_not_final() -> Result<(), TryRuntimeError> {
        let open = OpenBoxes::<T>::get();
        for entry in &open {
            let ledger = Ledgers::<T>::get(entry.proposal).filter(|ledger| ledger.phase != Phase::Final);
            let agrees = |terms: Terms| (terms.opens, terms.class) == (entry.opens, entry.class);
            let is_known = ledger.is_some_and(|ledger| agrees(ledger.terms));
            ensure!(is_known, broken(format!("OpenBoxes: {entry:?}, its ledger says otherwise")));
        }
        let unfinished = Ledgers::<T>::iter_values().filter(|ledger| ledger.phase != Phase::Final).count();
        ensure!(unfinished == open.len(), broken(format!("{} open boxes, {unfinished} ledgers not final", open.len())));
        Ok(())
    }

    /// The queue holds every proposal that is not final and not marked, once, and no other.
    fn unmarked_ledgers_are_being_marked() -> Result<(), TryRuntimeError> {
        let queue = MarkingQueue::<T>::get();
        for (proposal, ledger) in Ledgers::<T>::iter() {
            let unmarked = ledger.is_unmarked() && ledger.phase != Phase::Final;
            let queued = queue.iter().filter(|marking| marking.proposal == proposal).count();
            ensure!(
                queued == usize::from(unmarked),
                broken(format!("proposal {proposal}: unmarked is {unmarked}, in the queue {queued} times"))
            );
        }
        Ok(())
    }

    /// Until pages are removed, tally = Σ weight(live).
    fn tally_is_the_sum_of_live_ballots(proposal: ProposalId, ledger: &Ledger) -> Result<(), TryRuntimeError> {
        if !matches!(ledger.phase, Phase::Open | Phase::Grace { .. }) {
            return Ok(());
        }
        let (mut sum, mut plain) = (Tally::default(), Tally::default());
        for (index, page) in BallotPages::<T>::iter_prefix(proposal) {
            let factors = Factors::<T>::get(proposal, index);
            for (position, live) in (0..=u8::MAX).zip(page.iter()) {
                let Some(live) = live else { continue };
                sum.add(&vote(&live.body, &ledger.terms, pinned(&factors, position)));
                plain.add(&vote(&live.body, &ledger.terms, EXPERTISE_NONE));
            }
        }
        let tally = ledger.tally;
        ensure!(sum == tally, broken(format!("proposal {proposal}: tally {tally:?}, live ballots make {sum:?}")));
        let kept = ledger.weighing.map_or(tally, |weighing| weighing.plain);
        ensure!(plain == kept, broken(format!("proposal {proposal}: plain {kept:?}, live ballots make {plain:?}")));
        Ok(())
    }

    fn log_is_the_tree_over_batches(proposal: ProposalId, ledger: &Ledger) -> Result<(), TryRuntimeError> {
        let mut log = Accumulator::default();
        for index in 0..ledger.log.count {
            let (root, ballots) = BatchRoots::<T>::get(proposal, index)
                .ok_or_else(|| broken(format!("proposal {proposal}: batch {index} has no root")))?;
            log.append::<HostHasher>(batch_leaf::<HostHasher>(&root, ballots));
        }
        let batches = BatchRoots::<T>::iter_prefix(proposal).count() as u32;
        ensure!(batches == log.count, broken(format!("proposal {proposal}: {batches} roots, {} logged", log.count)));
        ensure!(log == ledger.log, broken(format!("proposal {proposal}: {:?}, roots make {log:?}", ledger.log)));
        Ok(())
    }

    fn final_ledgers_have_a_root_and_no_pages(proposal: ProposalId, ledger: &Ledger) -> Result<(), TryRuntimeError> {
        let is_final = ledger.phase == Phase::Final;
        let root = ledger.live_root;
        ensure!(is_final == root.is_some(), broken(format!("proposal {proposal}: {:?}, root {root:?}", ledger.phase)));
        let pages = BallotPages::<T>::iter_prefix(proposal).count();
        ensure!(!is_final || pages == 0, broken(format!("proposal {proposal}: final, but {pages} pages left")));
        Ok(())
    }

    /// Of each citizen: Σ tokens of live ballots ≤ spent ≤ accrued.
    fn live_tokens_are_spent_and_spent_is_accrued() -> Result<(), TryRuntimeError> {
        let (params, now) = (T::Attention::params(), Clock::<T>::get().now);
        for (citizen, tokens) in Self::live_tokens() {
            let place = page_of(citizen).ok_or_else(|| broken(format!("citizen {citizen} has no page")))?;
            let account = T::Attention::page(place.0).get(usize::from(place.1)).copied().unwrap_or_default();
            let (spent, accrued) = (account.spent, account.accrued(now, &params));
            ensure!(tokens <= spent, broken(format!("citizen {citizen}: {tokens} tokens live, {spent} spent")));
            ensure!(spent <= accrued, broken(format!("citizen {citizen}: {spent} spent, {accrued} accrued")));
        }
        Ok(())
    }

    fn live_tokens() -> BTreeMap<CitizenIndex, u64> {
        let mut sums = BTreeMap::<CitizenIndex, u64>::new();
        for (_, page, ballots) in BallotPages::<T>::iter() {
            for (entry, live) in RollPages::<T>::get(page).iter().zip(ballots.iter()) {
                let tokens = live.map_or(0, |live| u64::from(live.body.tokens()));
                let sum = sums.entry(entry.citizen).or_default();
                *sum = sum.saturating_add(tokens);
            }
        }
        sums
    }
}
