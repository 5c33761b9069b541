//! From close to decision: a box closes, its grace passes, its pages are hashed and removed one by one, it is final.

use crate::{
    PAGES_PER_POKE,
    agenda::minute_of,
    hashing::HostHasher,
    pallet::{
        BallotPages, Clock, Config, CountingQueue, Error, Event, GraceEnding, Ledgers, NextSlot, OpenBoxes, Pallet,
        RollPages,
    },
};
use cybersyn_primitives::{
    Hash, PageIndex, ProposalId, SLOTS_PER_PAGE,
    clock::AliveClock,
    ledger::{Ledger, Phase},
    receipt::{Accumulator, page_leaf},
    traits::{Expertise, OnDecided},
};
use frame_support::pallet_prelude::DispatchResult;

impl<T: Config> Pallet<T> {
    /// Closes the box if its time is over: keeps the tally at close, begins the grace.
    pub(crate) fn close_if_due(proposal: ProposalId, ledger: &mut Ledger, clock: &AliveClock) -> bool {
        if !ledger.close_if_due(clock) {
            return false;
        }
        Ledgers::<T>::insert(proposal, &*ledger);
        let ends = clock.alive.saturating_add(ledger.terms.grace);
        let minute = minute_of(ends).unwrap_or(u32::MAX);
        // There are as many places as boxes can be open; should it fail nevertheless, `poke` still works.
        if GraceEnding::<T>::try_mutate(minute, |boxes| boxes.try_push(proposal)).is_err() {
            frame_support::defensive!("no place on the agenda for the end of a grace");
        }
        Self::deposit_event(Event::BoxClosed { proposal, tally: ledger.tally });
        true
    }

    /// Begins counting if the grace has passed.
    pub(crate) fn end_grace_if_due(proposal: ProposalId, ledger: &mut Ledger, clock: &AliveClock) -> bool {
        let is_due = matches!(ledger.phase, Phase::Grace { .. }) && ledger.grace_left(clock) == Some(0);
        if is_due {
            ledger.phase = Phase::Counting { next: 0, pages: Accumulator::default() };
            Ledgers::<T>::insert(proposal, &*ledger);
            if CountingQueue::<T>::try_append(proposal).is_err() {
                frame_support::defensive!("no place in the queue for counting");
            }
            Self::deposit_event(Event::GraceEnded { proposal });
        }
        is_due
    }

    /// Hashes and removes one page. Returns whether pages are left.
    pub(crate) fn count_page(proposal: ProposalId, ledger: &mut Ledger) -> bool {
        let Phase::Counting { next, pages } = &mut ledger.phase else { return false };
        let end = NextSlot::<T>::get().div_ceil(SLOTS_PER_PAGE);
        if let Some(page) = PageIndex::try_from(*next).ok().filter(|_| *next < end) {
            if let Some((root, ballots)) = Self::take_page(proposal, page) {
                // There are at most 65,536 pages.
                let _index = pages.append::<HostHasher>(page_leaf::<HostHasher>(page, &root, ballots));
            }
            *next = next.saturating_add(1);
        }
        *next < end
    }

    /// Takes a page of ballots out of state; its root and number of ballots, if it held any.
    fn take_page(proposal: ProposalId, page: PageIndex) -> Option<(Hash, u32)> {
        let ballots = BallotPages::<T>::take(proposal, page);
        if ballots.is_empty() {
            return None;
        }
        let roll = RollPages::<T>::get(page);
        let mut leaves = Accumulator::default();
        for (slot, live) in roll.iter().zip(ballots.iter()) {
            if let Some(live) = live {
                // A page has at most 256 ballots.
                let _index = leaves.append::<HostHasher>(live.ballot(proposal, slot.citizen).leaf::<HostHasher>());
            }
        }
        Some((leaves.root::<HostHasher>(), leaves.count))
    }

    /// Makes a counted proposal final and tells of the decision.
    pub(crate) fn decide(proposal: ProposalId, mut ledger: Ledger) {
        CountingQueue::<T>::mutate(|queue| queue.retain(|id| *id != proposal));
        let Phase::Counting { pages, .. } = &ledger.phase else { return };
        ledger.live_root = Some(pages.root::<HostHasher>());
        ledger.live_pages = pages.count;
        ledger.phase = Phase::Final;
        Ledgers::<T>::insert(proposal, &ledger);
        OpenBoxes::<T>::mutate(|open| open.retain(|entry| entry.proposal != proposal));
        let Some(decision) = ledger.decision() else { return };
        Self::deposit_event(Event::Decided {
            proposal,
            outcome: decision.outcome,
            outcome_at_close: decision.outcome_at_close,
            changed_by_grace: decision.outcome != decision.outcome_at_close,
            live_root: decision.live_root,
        });
        if let Some(weighing) = &ledger.weighing {
            Self::stop_marking(proposal);
            T::Expertise::decided(proposal, &ledger.terms, &ledger.tally, &weighing.plain);
        }
        T::OnDecided::decided(proposal, decision);
    }

    /// One bounded step on one proposal: see [`crate::Call::poke`].
    pub(crate) fn do_poke(proposal: ProposalId) -> DispatchResult {
        let mut ledger = Ledgers::<T>::get(proposal).ok_or(Error::<T>::NotFound)?;
        let clock = Clock::<T>::get();
        if ledger.is_unmarked() && Self::mark_next(proposal) {
            return Ok(());
        }
        if Self::close_if_due(proposal, &mut ledger, &clock) || Self::end_grace_if_due(proposal, &mut ledger, &clock) {
            return Ok(());
        }
        match ledger.phase {
            Phase::Open | Phase::Grace { .. } => Err(Error::<T>::TooEarly.into()),
            Phase::Counting { .. } => {
                Self::count_some(proposal, ledger);
                Ok(())
            }
            Phase::Final => Err(Error::<T>::Final.into()),
        }
    }

    fn count_some(proposal: ProposalId, mut ledger: Ledger) {
        if (0..PAGES_PER_POKE).all(|_| Self::count_page(proposal, &mut ledger)) {
            Ledgers::<T>::insert(proposal, ledger);
        } else {
            Self::decide(proposal, ledger);
        }
    }
}
