//! When a status is in force, when it lapses, and how it ends.

use crate::{
    ActiveCount, Citizen, CitizenOf, Citizens, Config, Defences, Error, Event, NotBefore, Pallet, Parameters, Params,
    Protection, Status,
    citizen::{begin_of, next_midnight},
};
use cybersyn_primitives::{
    CitizenIndex, DAY, Millis,
    traits::{Attention, Dids, NodeRegistry, Roll},
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Time};

impl<T: Config> Pallet<T> {
    /// The person that `account` acts for, if in force at the current block's time.
    pub fn person(account: &T::AccountId) -> Option<CitizenIndex> {
        let index = CitizenOf::<T>::get(T::Dids::of(account)?)?;
        Self::is_in_force(index).then_some(index)
    }

    /// Whether the person's status is in force at the current block's time. A deadline that has passed ends it before
    /// the agenda gets to it.
    pub fn is_in_force(index: CitizenIndex) -> bool {
        let Some(citizen) = Citizens::<T>::get(index) else { return false };
        let now = T::Time::now();
        let due = Self::lapses_at(index, &citizen);
        citizen.status == Status::Active && (now < due || Self::outage_over(due, now).is_some())
    }

    /// Midnight at which the status lapses as things stand: after silence or expiry, but not before what an outage or
    /// new parameters have conceded.
    pub(crate) fn lapses_at(index: CitizenIndex, citizen: &Citizen) -> Millis {
        if citizen.expires == 0 {
            return Millis::MAX; // a founder before the first block's time
        }
        let alive_until = begin_of(Self::last_alive(index)).saturating_add(DAY); // the whole day counts
        let silent = next_midnight(alive_until.saturating_add(Params::<T>::get().proof_of_life));
        silent.min(citizen.expires).max(citizen.not_before).max(NotBefore::<T>::get())
    }

    /// Ends an active person's status at `at`.
    pub(crate) fn lapse(index: CitizenIndex, mut citizen: Citizen, at: Millis) {
        Self::unschedule_citizen(index, &citizen);
        citizen.status = Status::Lapsed;
        Citizens::<T>::insert(index, citizen);
        ActiveCount::<T>::mutate(|count| *count = count.saturating_sub(1));
        T::Roll::lapse(index, at);
        T::Attention::close(index, at);
        T::Nodes::person_lost(index);
        Self::deposit_event(Event::Lapsed { citizen: index, at });
    }

    pub(crate) fn do_strike(index: CitizenIndex) -> DispatchResult {
        let mut citizen = Citizens::<T>::get(index).ok_or(Error::<T>::NotFound)?;
        ensure!(citizen.status != Status::Struck, Error::<T>::Struck);
        if citizen.status == Status::Active {
            Self::unschedule_citizen(index, &citizen);
            ActiveCount::<T>::mutate(|count| *count = count.saturating_sub(1));
            T::Attention::close(index, T::Time::now());
            T::Nodes::person_lost(index);
        }
        Self::drop_renewal(index);
        citizen.status = Status::Struck;
        Citizens::<T>::insert(index, citizen);
        T::Roll::strike(index);
        Self::moot(index);
        Self::burn_deposit(index);
        Self::answer_for_citizen(index);
        Self::deposit_event(Event::Struck { citizen: index });
        Ok(())
    }

    pub(crate) fn do_set_parameters(parameters: Parameters) -> DispatchResult {
        ensure!(parameters.are_valid(), Error::<T>::InvalidParameters);
        // Nobody vouches for themselves: with fewer, nobody could be renewed any more.
        ensure!(parameters.vouches_needed < ActiveCount::<T>::get(), Error::<T>::TooFewPersons);
        if parameters.proof_of_life < Params::<T>::get().proof_of_life {
            let notice = T::Time::now().saturating_add(crate::REVISIT_MILLIS).saturating_add(DAY);
            NotBefore::<T>::put(next_midnight(notice));
        }
        Params::<T>::put(parameters);
        Self::deposit_event(Event::ParametersSet { parameters });
        Ok(())
    }

    pub(crate) fn do_set_defences(defences: Defences) -> DispatchResult {
        ensure!(defences.are_valid(), Error::<T>::InvalidDefences);
        Protection::<T>::put(defences);
        Self::outgrow_founders();
        Self::deposit_event(Event::DefencesSet { defences });
        Ok(())
    }
}
