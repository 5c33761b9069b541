//! Session keys: who has them, and giving them up.

use crate::{Config, Error, Event, Validators, pallet::Pallet};
use frame_support::{dispatch::DispatchResult, ensure};

/// What this pallet asks of who keeps the session keys.
pub trait SessionKeys<AccountId, ValidatorId> {
    /// Whether the validator has registered keys, and could sign if it were chosen.
    fn are_registered(validator: &ValidatorId) -> bool;
    /// Whether the validator signs in this session, or will in the next.
    fn are_in_use(validator: &ValidatorId) -> bool;
    /// Takes the account's keys off, and releases what is held for them.
    fn release(account: &AccountId) -> DispatchResult;
}

impl<T: Config> Pallet<T> {
    /// A sitting validator without keys would weaken finality from the next session on: it stays until it is replaced.
    pub(crate) fn do_release_keys(account: &T::AccountId) -> DispatchResult {
        let validator = T::ValidatorId::from(account.clone());
        ensure!(T::SessionKeys::are_registered(&validator), Error::<T>::KeysNotFound);
        let is_wanted = Validators::<T>::get().contains(&validator);
        ensure!(!is_wanted && !T::SessionKeys::are_in_use(&validator), Error::<T>::KeysInUse);
        T::SessionKeys::release(account)?;
        Self::deposit_event(Event::KeysReleased { validator });
        Ok(())
    }
}
