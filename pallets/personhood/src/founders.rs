//! Founding persons: persons from block 0, when the chain has no time yet.
//!
//! Genesis gives them DID, citizen index and a place on the roll since time 0. Expiry, signs of life and attention
//! need a real date: `on_idle` of the first block gives them that block's, a few founders at a time if they are many.

use crate::{Citizens, Config, Error, Pallet, Unanchored, WeightInfo};
use cybersyn_primitives::{CitizenIndex, Millis, VotingKey, application::Application};
use frame_support::weights::WeightMeter;

impl<T: Config> Pallet<T> {
    /// Admits a founder at genesis.
    pub(crate) fn found(account: &T::AccountId, voting_key: VotingKey) -> Result<CitizenIndex, Error<T>> {
        let application = Application { did: account.clone().into(), voting_key, expires: 0 };
        Self::ensure_admissible(&application)?;
        Self::make_person(&application, 0)
    }

    /// Starts the time of founders who wait for it, as far as the meter allows.
    pub(crate) fn anchor_founders(now: Millis, meter: &mut WeightMeter) {
        let Some((mut next, end)) = Unanchored::<T>::get() else { return };
        while next < end && meter.try_consume(T::WeightInfo::anchor_founder()).is_ok() {
            // One struck, lapsed or renewed meanwhile keeps what that gave them.
            let waiting = Citizens::<T>::get(next).filter(|it| it.expires == 0 && it.status == crate::Status::Active);
            if let Some(citizen) = waiting {
                Self::anchor(next, citizen, now);
            }
            next = next.saturating_add(1);
        }
        match next < end {
            true => Unanchored::<T>::put((next, end)),
            false => Unanchored::<T>::kill(),
        }
    }
}
