//! What the runtime's APIs and other pallets may read.

use crate::{
    pallet::{BallotPages, Config, Ledgers, OpenBoxes, Pallet, SlotOf},
    settle::live_at,
};
use alloc::vec::Vec;
use cybersyn_primitives::{
    CitizenIndex, Hash, ProposalId, Slot, ledger::Ledger, page_of, receipt::Accumulator, rule::LiveBallot,
};

impl<T: Config> Pallet<T> {
    /// The log of a proposal's batches and, once final, the root of its live set.
    pub fn receipt_roots(proposal: ProposalId) -> Option<(Accumulator, Option<Hash>)> {
        Ledgers::<T>::get(proposal).map(|ledger| (ledger.log, ledger.live_root))
    }

    /// A proposal's ledger.
    pub fn ledger(proposal: ProposalId) -> Option<Ledger> {
        Ledgers::<T>::get(proposal)
    }

    /// The ballot that counts for a citizen; none once the proposal is final, when only its root is kept.
    pub fn live(proposal: ProposalId, citizen: CitizenIndex) -> Option<LiveBallot> {
        let (page, position) = page_of(SlotOf::<T>::get(citizen)?)?;
        live_at(&BallotPages::<T>::get(proposal, page), position)
    }

    /// Proposals that are not final, in the order in which their boxes were opened.
    pub fn open_proposals() -> Vec<ProposalId> {
        OpenBoxes::<T>::get().into_iter().map(|entry| entry.proposal).collect()
    }

    /// A citizen's slot on the roll.
    pub fn slot(citizen: CitizenIndex) -> Option<Slot> {
        SlotOf::<T>::get(citizen)
    }
}
