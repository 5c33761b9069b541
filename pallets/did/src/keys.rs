//! Adding and retiring keys.

use crate::{Config, DidRecordOf, Error, Event, Pallet, PublicKey, Purposes, VerificationMethod};
use cybersyn_primitives::{DidId, KeyVersion, Millis, traits::VotingKeys};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Time};

/// A DID with one of its keys.
type WithKey<T> = (DidId, DidRecordOf<T>, VerificationMethod);

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_key(account: &T::AccountId, key: PublicKey, purposes: Purposes) -> DispatchResult {
        let (did, record, method) = Self::with_key(account, key, purposes)?;
        let VerificationMethod { version, since, .. } = method;
        if let Some(voting_key) = method.voting_key() {
            T::VotingKeys::added(&did, version, voting_key, since).map_err(|_| Error::<T>::MaxVotingKeysExceeded)?;
        }
        Self::store(did, record)?;
        Self::deposit_event(Event::KeyAdded { did, version });
        Ok(())
    }

    pub(crate) fn do_revoke_key(account: &T::AccountId, version: KeyVersion, stolen: bool) -> DispatchResult {
        let (did, mut record, method) = Self::revocable_key(account, version, stolen)?;
        let now = T::Time::now();
        record.retire_key(version, now, stolen);
        Self::store(did, record)?;
        Self::tell_retired(&did, &method, method.until.unwrap_or(now), stolen);
        Ok(())
    }

    /// Tells everybody whom it concerns that a key is in force until `at` only.
    pub(crate) fn tell_retired(did: &DidId, method: &VerificationMethod, at: Millis, stolen: bool) {
        if method.voting_key().is_some() {
            T::VotingKeys::revoked(did, method.version, at, stolen);
        }
        if let Some(key) = method.node_key() {
            T::VotingKeys::node_key_retired(did, &key);
        }
        Self::deposit_event(Event::KeyRevoked { did: *did, version: method.version, stolen });
    }

    /// The account's DID as it will be with that key.
    pub(crate) fn with_key(account: &T::AccountId, key: PublicKey, purposes: Purposes) -> Result<WithKey<T>, Error<T>> {
        let (did, mut record) = Self::controlled(account)?;
        ensure!(key.may_serve(purposes), Error::<T>::InvalidPurposes);
        ensure!(record.keys.iter().all(|method| method.key != key), Error::<T>::KeyAlreadyExists);
        ensure!(key.is_usable(), Error::<T>::InvalidKey);
        let version = record.next_key;
        let method = VerificationMethod::new(version, key, purposes, T::Time::now());
        record.next_key = version.checked_add(1).ok_or(Error::<T>::MaxKeysExceeded)?;
        record.put_key(method).map_err(|_| Error::<T>::MaxKeysExceeded)?;
        Ok((did, record, method))
    }

    /// The account's DID with that key, if revoking it says anything new.
    pub(crate) fn revocable_key(
        account: &T::AccountId,
        version: KeyVersion,
        stolen: bool,
    ) -> Result<WithKey<T>, Error<T>> {
        let (did, record) = Self::controlled(account)?;
        let method = *record.key(version).ok_or(Error::<T>::KeyNotFound)?;
        let says_more = method.until.is_none() || (stolen && !method.stolen);
        ensure!(says_more, Error::<T>::KeyAlreadyRevoked);
        Ok((did, record, method))
    }
}
