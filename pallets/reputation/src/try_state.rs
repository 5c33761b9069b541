//! What holds of this pallet's storage between any two calls.

use crate::{
    Accreditations, Attestation, Attested, Clock, Config, Counted, Kept, Pages, Parameters, Pins, Unpinned,
    pallet::Pallet,
};
use cybersyn_primitives::{
    fade::{RETAINED_MAX, RETAINED_MIN},
    reputation::Occasion,
    slot_of,
    traits::Standing,
    weight::{EXPERTISE_MAX, EXPERTISE_NONE},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every invariant.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::parameters_are_valid()?;
        Self::accounts_were_written_in_the_past()?;
        Self::causes_counted_for_citizens()?;
        Self::proposals_are_pinned_once()?;
        Self::factors_are_kept_while_needed()?;
        Self::attestations_have_counted()?;
        Self::accreditations_are_for_something()
    }

    fn parameters_are_valid() -> Result<(), TryRuntimeError> {
        let (parameters, retained) = (Parameters::<T>::get(), Clock::<T>::get().retained_permille);
        if !parameters.are_valid() || !(RETAINED_MIN..=RETAINED_MAX).contains(&retained) {
            log::error!("Parameters: {parameters:?}, Clock retains {retained}");
            return Err("Parameters, Clock: out of range".into());
        }
        Ok(())
    }

    fn accounts_were_written_in_the_past() -> Result<(), TryRuntimeError> {
        let now = Self::reading();
        for (context, page, accounts) in Pages::<T>::iter() {
            for (position, account) in accounts.iter().enumerate() {
                if account.half_lives > now.half_lives || account.losses.since > now.month {
                    log::error!("Pages[{context:?}][{page}][{position}]: {account:?}, the clocks show {now:?}");
                    return Err("Pages: an account was written ahead of the clocks".into());
                }
            }
        }
        Ok(())
    }

    fn causes_counted_for_citizens() -> Result<(), TryRuntimeError> {
        for (citizen, occasion, _) in Counted::<T>::iter() {
            if !T::Standing::is_known(citizen) {
                log::error!("Counted[{citizen}] holds {occasion:?}, the citizen is unknown");
                return Err("Counted: a cause counted for nobody".into());
            }
        }
        for (context, page) in Pages::<T>::iter_keys() {
            if !T::Standing::is_known(slot_of(page, 0)) {
                log::error!("Pages[{context:?}][{page}] exists, its first citizen is unknown");
                return Err("Pages: a page of nobody".into());
            }
        }
        Ok(())
    }

    fn proposals_are_pinned_once() -> Result<(), TryRuntimeError> {
        let pins = Pins::<T>::get();
        for (index, pin) in pins.iter().enumerate() {
            let is_twice = pins.iter().skip(index.saturating_add(1)).any(|other| other.proposal == pin.proposal);
            if is_twice || Unpinned::<T>::contains_key(pin.proposal) {
                log::error!("Pins: {pin:?} is pinned twice, or unpinned too");
                return Err("Pins: a proposal is pinned twice, or unpinned too".into());
            }
        }
        Ok(())
    }

    fn factors_are_kept_while_needed() -> Result<(), TryRuntimeError> {
        let pins = Pins::<T>::get();
        for (proposal, citizen, factor) in Kept::<T>::iter() {
            let is_needed = pins.iter().any(|pin| pin.proposal == proposal) || Unpinned::<T>::contains_key(proposal);
            if !is_needed || !(EXPERTISE_NONE..=EXPERTISE_MAX).contains(&factor) {
                log::error!("Kept[{proposal}][{citizen}] is {factor}, needed: {is_needed}");
                return Err("Kept: a factor out of range, or of a proposal that is not pinned".into());
            }
        }
        Ok(())
    }

    fn attestations_have_counted() -> Result<(), TryRuntimeError> {
        for (commitment, attestation) in Attested::<T>::iter() {
            let Attestation { citizen, context, points, .. } = attestation;
            if points == 0 || !Counted::<T>::contains_key(citizen, (context, Occasion::Credential(commitment))) {
                log::error!("Attested[{commitment:?}]: {attestation:?} is not in Counted, or gives nothing");
                return Err("Attested: an attestation did not count".into());
            }
        }
        Ok(())
    }

    fn accreditations_are_for_something() -> Result<(), TryRuntimeError> {
        for (issuer, accreditation) in Accreditations::<T>::iter() {
            if accreditation.contexts.is_empty() {
                log::error!("Accreditations[{issuer:?}]: no context");
                return Err("Accreditations: one without a context".into());
            }
        }
        Ok(())
    }
}
