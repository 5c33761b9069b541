//! Deposits of those whom nobody vouched for: kept for a term, burnt if the person is found to be fake.

use crate::{CaseOf, Citizens, Config, Deposits, Error, Event, Pallet, Sponsors, Status, Subject};
use cybersyn_primitives::CitizenIndex;
use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{Consideration, Time},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_release_deposit(citizen: CitizenIndex) -> DispatchResult {
        let (account, ticket) = Deposits::<T>::get(citizen).ok_or(Error::<T>::NotFound)?;
        ensure!(!CaseOf::<T>::contains_key(Subject::Citizen(citizen)), Error::<T>::UnderChallenge);
        let served = Citizens::<T>::get(citizen)
            .is_some_and(|person| person.status == Status::Lapsed && person.expires <= T::Time::now());
        ensure!(served || Sponsors::<T>::contains_key(citizen), Error::<T>::TooEarly);
        ticket.drop(&account)?;
        Deposits::<T>::remove(citizen);
        Self::deposit_event(Event::DepositReleased { citizen });
        Ok(())
    }

    /// Burns the deposit of one found to be fake.
    pub(crate) fn burn_deposit(citizen: CitizenIndex) {
        if let Some((account, ticket)) = Deposits::<T>::take(citizen) {
            ticket.burn(&account);
        }
    }
}
