//! Adding and retiring keys.

use crate::{Config, DidRecordOf, Error, Pallet, PublicKey, Purposes, VerificationMethod};
use cybersyn_primitives::{DidId, KeyVersion, traits::VotingKeys};
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

    /// Tells of a key that comes into force, which may be refused.
    pub(crate) fn report_added(did: &DidId, method: &VerificationMethod) -> Result<(), Error<T>> {
        let Some(voting_key) = method.voting_key() else { return Ok(()) };
        T::VotingKeys::added(did, method.version, voting_key, method.since)
            .map_err(|_| Error::<T>::MaxVotingKeysExceeded)
    }

    /// Tells of a key that is retired now, or was and is stolen too.
    pub(crate) fn report_revoked(did: &DidId, method: &VerificationMethod, stolen: bool) {
        if method.voting_key().is_some() {
            T::VotingKeys::revoked(did, method.version, method.until.unwrap_or_else(T::Time::now), stolen);
        }
        if let Some(key) = method.node_key() {
            T::VotingKeys::node_key_retired(did, &key);
        }
    }
}
