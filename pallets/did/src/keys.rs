//! Adding and retiring keys.

use crate::{Config, DidRecordOf, Error, Event, Pallet, PublicKey, Purposes, VerificationMethod};
use cybersyn_primitives::{DidId, KeyVersion, Millis, traits::VotingKeys};
use frame_support::{ensure, traits::Time};

/// A DID with one of its keys.
type WithKey<T> = (DidRecordOf<T>, VerificationMethod);

impl<T: Config> Pallet<T> {
    /// The DID as it will be with that key.
    pub(crate) fn with_key(
        mut record: DidRecordOf<T>,
        key: PublicKey,
        purposes: Purposes,
    ) -> Result<WithKey<T>, Error<T>> {
        ensure!(key.may_serve(purposes), Error::<T>::InvalidPurposes);
        ensure!(record.keys.iter().all(|method| method.key != key), Error::<T>::KeyAlreadyExists);
        ensure!(key.is_usable(), Error::<T>::InvalidKey);
        let version = record.next_key;
        let method = VerificationMethod::new(version, key, purposes, T::Time::now());
        record.next_key = version.checked_add(1).ok_or(Error::<T>::MaxKeysExceeded)?;
        record.put_key(method).map_err(|_| Error::<T>::MaxKeysExceeded)?;
        Ok((record, method))
    }

    /// The DID as it will be when that key is retired, and the key as it is, if that says anything new.
    pub(crate) fn without_key(
        mut record: DidRecordOf<T>,
        version: KeyVersion,
        stolen: bool,
    ) -> Result<WithKey<T>, Error<T>> {
        let method = *record.key(version).ok_or(Error::<T>::KeyNotFound)?;
        let says_more = method.until.is_none() || (stolen && !method.stolen);
        ensure!(says_more, Error::<T>::KeyAlreadyRevoked);
        record.retire_key(version, T::Time::now(), stolen);
        Ok((record, method))
    }

    /// Tells the roll of a key that comes into force; it may be full.
    pub(crate) fn tell_added(did: &DidId, method: &VerificationMethod) -> Result<(), Error<T>> {
        let Some(voting_key) = method.voting_key() else { return Ok(()) };
        T::VotingKeys::added(did, method.version, voting_key, method.since)
            .map_err(|_| Error::<T>::MaxVotingKeysExceeded)
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
}
