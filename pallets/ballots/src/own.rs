//! One ballot brought by its voter, or by anyone for them.

use crate::{
    pallet::{BallotPages, Config, Error, Pallet, SlotOf},
    settle::{Settlement, live_at},
};
use cybersyn_primitives::{
    PageIndex, SignedBallot,
    expertise::pinned,
    page_of,
    rule::{Skip, Voter},
};
use frame_support::pallet_prelude::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_settle_own(signed: &SignedBallot) -> DispatchResult {
        let (page, position) = Self::place(signed).map_err(Error::<T>::from)?;
        Self::settle_single(signed, page, position).map_err(Error::<T>::from)?;
        Ok(())
    }

    /// Whether the ballot would settle now, its signature included. Writes nothing: for use before inclusion.
    pub fn check_own(signed: &SignedBallot) -> Result<(), Skip> {
        let (page, position) = Self::place(signed)?;
        let mut settlement = Settlement::<T>::preview(signed.ballot.proposal)?;
        let slot = Self::packed_roll(page).get(position).ok_or(Skip::UnknownVoter)?;
        let live = BallotPages::<T>::get(signed.ballot.proposal, page);
        let voter = Voter { slot: &slot, expertise_permille: pinned(&settlement.factors(page), position) };
        settlement.decide(&voter, live_at(&live, position), signed).map(drop)
    }

    fn place(signed: &SignedBallot) -> Result<(PageIndex, u8), Skip> {
        let slot = SlotOf::<T>::get(signed.ballot.citizen).ok_or(Skip::UnknownVoter)?;
        page_of(slot).ok_or(Skip::UnknownVoter)
    }
}
