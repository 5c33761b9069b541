//! What holds of this pallet's storage between any two calls.

use crate::{Changed, Config, SlotMillis, Validators, pallet::Pallet, session::has_duplicates, slot};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every invariant.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::validators_are_named_once()?;
        Self::a_changed_set_is_not_empty()?;
        Self::the_slot_is_valid()
    }

    fn validators_are_named_once() -> Result<(), TryRuntimeError> {
        let validators = Validators::<T>::get();
        if has_duplicates(&validators) {
            log::error!("Validators: {validators:?} names one twice");
            return Err("Validators: a validator is named twice".into());
        }
        Ok(())
    }

    fn a_changed_set_is_not_empty() -> Result<(), TryRuntimeError> {
        if Changed::<T>::get() && Validators::<T>::get().is_empty() {
            return Err("Changed is true and Validators is empty".into());
        }
        Ok(())
    }

    fn the_slot_is_valid() -> Result<(), TryRuntimeError> {
        let slot = SlotMillis::<T>::get();
        if !slot::is_valid(slot) {
            log::error!("SlotMillis: {slot} should be even and from 200 to 60,000");
            return Err("SlotMillis: not a valid slot".into());
        }
        Ok(())
    }
}
