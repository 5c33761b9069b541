//! Choosing the set and planning sessions with it.

use crate::{Changed, Config, Error, Event, SessionKeys, Validators, pallet::Pallet, pallet::ValidatorSet};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, ensure};
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_validators(validators: Vec<T::ValidatorId>) -> DispatchResult {
        ensure!(!validators.is_empty(), Error::<T>::NoValidators);
        let set = ValidatorSet::<T>::try_from(validators).map_err(|_| Error::<T>::MaxValidatorsExceeded)?;
        ensure!(!has_duplicates(&set), Error::<T>::AlreadyExists);
        ensure!(set.iter().all(T::SessionKeys::are_registered), Error::<T>::KeysNotFound);
        Self::deposit_event(Event::ValidatorsSet { validators: set.to_vec() });
        Validators::<T>::put(set);
        Changed::<T>::put(true);
        Ok(())
    }
}

/// Whether a validator is named twice. The set is small and its ids need not be ordered.
pub(crate) fn has_duplicates<V: PartialEq>(validators: &[V]) -> bool {
    validators.iter().enumerate().any(|(position, one)| validators.iter().take(position).any(|other| other == one))
}

impl<T: Config> pallet_session::SessionManager<T::ValidatorId> for Pallet<T> {
    /// The set if it has changed: naming an unchanged set again would make the consensus engines change authorities
    /// in every session for nothing.
    fn new_session(session: SessionIndex) -> Option<Vec<T::ValidatorId>> {
        if !Changed::<T>::take() {
            return None;
        }
        let validators = Validators::<T>::get().into_inner();
        let count = u32::try_from(validators.len()).unwrap_or(u32::MAX);
        Self::deposit_event(Event::SessionPlanned { session, validators: count });
        Some(validators)
    }

    fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::ValidatorId>> {
        Some(Validators::<T>::get().into_inner()).filter(|validators| !validators.is_empty())
    }

    fn end_session(_: SessionIndex) {
        Self::close_session();
    }

    fn start_session(_: SessionIndex) {}
}
