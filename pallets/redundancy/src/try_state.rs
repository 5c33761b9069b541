//! What holds of this pallet's storage between any two calls.

use crate::{
    Changed, Config, Measured, Parameters, Pending, Period, SlotMillis, Validators, pallet::Pallet,
    session::has_duplicates, slot,
};
use alloc::vec::Vec;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every invariant.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::validators_are_named_once()?;
        Self::a_changed_set_is_not_empty()?;
        Self::the_slot_is_valid()?;
        Self::parameters_are_valid()?;
        Self::validators_are_measured_once()?;
        Self::what_is_pending_is_of_the_period_before()
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

    fn parameters_are_valid() -> Result<(), TryRuntimeError> {
        let parameters = Parameters::<T>::get();
        if !parameters.are_valid() {
            log::error!("Parameters: {parameters:?}");
            return Err("Parameters: out of range".into());
        }
        Ok(())
    }

    fn validators_are_measured_once() -> Result<(), TryRuntimeError> {
        let validators: Vec<_> = Measured::<T>::get().into_iter().map(|measure| measure.validator).collect();
        if has_duplicates(&validators) {
            log::error!("Measured: {validators:?} names one twice");
            return Err("Measured: a validator is measured twice".into());
        }
        Ok(())
    }

    fn what_is_pending_is_of_the_period_before() -> Result<(), TryRuntimeError> {
        let Some(pending) = Pending::<T>::get() else { return Ok(()) };
        let under_way = Period::<T>::get().map(|period| period.number);
        let persons: Vec<_> = pending.reports.iter().map(|report| report.citizen).collect();
        let is_something = !persons.is_empty() && pending.reports.iter().all(|report| report.points != 0);
        if under_way != pending.period.checked_add(1) || has_duplicates(&persons) || !is_something {
            log::error!("Pending: {pending:?} while period {under_way:?} is under way");
            return Err("Pending: not of the period before, empty, or about a person twice".into());
        }
        Ok(())
    }
}
