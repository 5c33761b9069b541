//! What expertise weighs on a proposal, written down page by page of the roll before anything settles
//! (docs/decisions/expertise.md).

use crate::{
    pallet::{Config, Factors, Ledgers, MarkingQueue, NextSlot, Pallet, RollPages},
    weights::WeightInfo,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    CitizenIndex, PageIndex, ProposalId, SLOTS_PER_PAGE,
    expertise::FactorPage,
    traits::{BoxRefusal, Expertise},
    weight::EXPERTISE_NONE,
};
use frame_support::{
    traits::Get,
    weights::{Weight, WeightMeter},
};
use scale_info::TypeInfo;

/// A proposal whose pages are being marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Marking {
    /// Whose.
    pub proposal: ProposalId,
    /// The next page.
    pub next: u32,
    /// How many pages the roll had when the proposal was scheduled: who joins later has no vote.
    pub end: u32,
}

impl<T: Config> Pallet<T> {
    /// Pins the factors of a new proposal, to be marked in the blocks that follow.
    pub(crate) fn begin_marking(proposal: ProposalId) -> Result<(), BoxRefusal> {
        T::Expertise::pin(proposal).map_err(|_| BoxRefusal::ExpertiseBusy)?;
        let end = NextSlot::<T>::get().div_ceil(SLOTS_PER_PAGE);
        MarkingQueue::<T>::try_append(Marking { proposal, next: 0, end }).map_err(|_| BoxRefusal::ExpertiseBusy)
    }

    /// Marks pages of the foremost proposals, as far as the meter goes.
    pub(crate) fn work_marking(meter: &mut WeightMeter) {
        while let Some(foremost) = MarkingQueue::<T>::get().first() {
            if meter.try_consume(Self::mark_weight()).is_err() {
                return;
            }
            Self::mark_next(foremost.proposal);
        }
    }

    /// Marks the next page of a proposal; whether there was one to be marked, or nothing left but to say so.
    pub(crate) fn mark_next(proposal: ProposalId) -> bool {
        let mut queue = MarkingQueue::<T>::get();
        let Some(marking) = queue.iter_mut().find(|marking| marking.proposal == proposal) else { return false };
        if let Some(page) = PageIndex::try_from(marking.next).ok().filter(|_| marking.next < marking.end) {
            mark_page::<T>(proposal, page);
        }
        marking.next = marking.next.saturating_add(1);
        if marking.next >= marking.end {
            queue.retain(|marking| marking.proposal != proposal);
            T::Expertise::unpin(proposal);
            Ledgers::<T>::mutate(proposal, |ledger| {
                if let Some(weighing) = ledger.as_mut().and_then(|ledger| ledger.weighing.as_mut()) {
                    weighing.is_marked = true;
                }
            });
        }
        MarkingQueue::<T>::put(queue);
        true
    }

    /// A proposal that is final or withdrawn needs no marks.
    pub(crate) fn stop_marking(proposal: ProposalId) {
        let mut queue = MarkingQueue::<T>::get();
        let before = queue.len();
        queue.retain(|marking| marking.proposal != proposal);
        if queue.len() != before {
            MarkingQueue::<T>::put(queue);
            T::Expertise::unpin(proposal);
        }
    }

    /// What marking one page costs.
    fn mark_weight() -> Weight {
        T::WeightInfo::mark_page().saturating_add(T::MarkWeight::get())
    }

    /// The dearest step that a poke can take.
    pub(crate) fn poke_weight() -> Weight {
        T::WeightInfo::poke().saturating_add(T::DecisionWeight::get()).max(Self::mark_weight())
    }
}

/// Keeps the factors of a page where anybody weighs more than plainly.
fn mark_page<T: Config>(proposal: ProposalId, page: PageIndex) {
    let citizens: Vec<CitizenIndex> = RollPages::<T>::get(page).iter().map(|slot| slot.citizen).collect();
    let factors = T::Expertise::mark(proposal, page, &citizens);
    if factors.iter().any(|factor| *factor > EXPERTISE_NONE) {
        Factors::<T>::insert(proposal, page, FactorPage::truncate_from(factors));
    }
}
