//! Adding and retiring keys.

use crate::{Config, Error, Event, Pallet, PublicKey, Purposes, VerificationMethod};
use cybersyn_primitives::{KeyVersion, traits::VotingKeys};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Time};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_key(account: &T::AccountId, key: PublicKey, purposes: Purposes) -> DispatchResult {
        let (did, mut record) = Self::controlled(account)?;
        let now = T::Time::now();
        ensure!(key.may_serve(purposes), Error::<T>::InvalidPurposes);
        ensure!(record.keys.iter().all(|method| method.key != key), Error::<T>::KeyAlreadyExists);
        ensure!(key.is_usable(), Error::<T>::InvalidKey);
        let version = record.next_key;
        let method = VerificationMethod::new(version, key, purposes, now);
        record.next_key = version.checked_add(1).ok_or(Error::<T>::MaxKeysExceeded)?;
        record.put_key(method).map_err(|_| Error::<T>::MaxKeysExceeded)?;

        if let Some(voting_key) = method.voting_key() {
            T::VotingKeys::added(&did, version, voting_key, now).map_err(|_| Error::<T>::MaxVotingKeysExceeded)?;
        }
        Self::store(did, record)?;
        Self::deposit_event(Event::KeyAdded { did, version });
        Ok(())
    }

    pub(crate) fn do_revoke_key(account: &T::AccountId, version: KeyVersion, stolen: bool) -> DispatchResult {
        let (did, mut record) = Self::controlled(account)?;
        let now = T::Time::now();
        let method = *record.key(version).ok_or(Error::<T>::KeyNotFound)?;
        let says_more = method.until.is_none() || (stolen && !method.stolen);
        ensure!(says_more, Error::<T>::KeyAlreadyRevoked);

        record.retire_key(version, now, stolen);
        Self::store(did, record)?;
        if method.voting_key().is_some() {
            T::VotingKeys::revoked(&did, version, method.until.unwrap_or(now), stolen);
        }
        Self::deposit_event(Event::KeyRevoked { did, version, stolen });
        Ok(())
    }
}
