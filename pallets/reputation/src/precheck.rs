//! What can make a free call fail, told before it is let in.

use crate::{Call, Config, Counted, Error, Parameters, pallet::Pallet};
use cybersyn_primitives::reputation::Cause;
use frame_support::ensure;

impl<T: Config> Pallet<T> {
    /// Whether the call would fail if it ran now; calls of others than persons are not looked at.
    pub fn precheck(who: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
        let Call::attest { citizen, context, commitment, points } = call else { return Ok(()) };
        let issuer = Self::counting(who, *citizen, *context, *commitment, *points)?.issuer();
        let cause = Cause::Attestation { credential: *commitment, issuer, points: *points };
        ensure!(cause.change(&Parameters::<T>::get()).is_some(), Error::<T>::TooManyPoints);
        ensure!(!Counted::<T>::contains_key(*citizen, (*context, cause.occasion())), Error::<T>::AlreadyCounted);
        Ok(())
    }
}
