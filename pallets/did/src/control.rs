//! Beginning, passing on and end of control over a DID.

use crate::{
    AccountDid, Config, DidLinks, DidRecord, DidRecordOf, Dids, Error, Event, Links, Pallet, PublicKey, Recoveries,
};
use cybersyn_primitives::{DidId, Hash, VotingKey, application::rotation_payload, traits::VotingKeys};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    traits::{Consideration, Footprint, Get, Time},
};
use sp_runtime::traits::{Verify, Zero};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_create(account: T::AccountId, voting_key: VotingKey) -> DispatchResult {
        Self::ensure_creatable(&account, &voting_key)?;
        let mut record: DidRecordOf<T> = DidRecord::new(account.clone(), voting_key, T::Time::now(), None);
        record.ticket = Some(T::Consideration::new(&account, Self::footprint(&record, &DidLinks::default()))?);
        Self::insert(record);
        Ok(())
    }

    pub(crate) fn do_rotate(from: T::AccountId, to: T::AccountId, signature: T::Signature) -> DispatchResult {
        let (did, record) = Self::check_rotate(&from, &to, &signature)?;
        Self::pass_on(did, record, to)
    }

    /// Passes control and deposit of a DID to `to`. A recovery that was under way ends.
    pub(crate) fn pass_on(did: DidId, mut record: DidRecordOf<T>, to: T::AccountId) -> DispatchResult {
        let (from, now) = (record.account.clone(), T::Time::now());
        match record.ticket.take() {
            Some(ticket) => {
                record.ticket = Some(T::Consideration::new(&to, Self::footprint(&record, &Links::<T>::get(did)))?);
                ticket.drop(&from)?;
            }
            // A person's account lives without coins. Its reference is never taken back: a nonce that began anew
            // would let old transactions be replayed.
            None => {
                frame_system::Pallet::<T>::inc_sufficients(&to);
            }
        }
        record.account = to.clone();
        record.rotated = Some(now);
        record.touch(now);
        AccountDid::<T>::remove(&from);
        AccountDid::<T>::insert(&to, did);
        Recoveries::<T>::remove(did);
        Dids::<T>::insert(did, record);
        Self::deposit_event(Event::Rotated { did, from, to });
        Ok(())
    }

    pub(crate) fn do_deactivate(account: T::AccountId) -> DispatchResult {
        let (did, mut record) = Self::controlled(&account)?;
        let now = T::Time::now();
        if let Some(ticket) = record.ticket.take() {
            ticket.drop(&account)?;
        }
        record.keys.clear();
        record.services.clear();
        record.guardians = None;
        Recoveries::<T>::remove(did);
        Links::<T>::remove(did);
        record.deactivated = Some(now);
        record.touch(now);
        AccountDid::<T>::remove(&account);
        Dids::<T>::insert(did, record);
        T::VotingKeys::deactivated(&did, now);
        Self::deposit_event(Event::Deactivated { did });
        Ok(())
    }

    /// The DID, if its control may pass from `from` to `to` by that consent.
    pub(crate) fn check_rotate(
        from: &T::AccountId,
        to: &T::AccountId,
        signature: &T::Signature,
    ) -> Result<(DidId, DidRecordOf<T>), Error<T>> {
        let (did, record) = Self::controlled(from)?;
        let interval = T::RotationInterval::get();
        let ready = record.rotated.is_none_or(|rotated| rotated.saturating_add(interval) <= T::Time::now());
        ensure!(ready, Error::<T>::TooEarly);
        Self::check_consent(&did, &record, to, signature)?;
        Ok((did, record))
    }

    /// Whether `to` controls no DID yet, and consents to control this one in its present version.
    pub(crate) fn check_consent(
        did: &DidId,
        record: &DidRecordOf<T>,
        to: &T::AccountId,
        signature: &T::Signature,
    ) -> Result<(), Error<T>> {
        ensure!(!AccountDid::<T>::contains_key(to), Error::<T>::AlreadyExists);
        let payload = rotation_payload(&Self::genesis(), did, record.version);
        ensure!(signature.verify(payload.as_slice(), to), Error::<T>::InvalidSignature);
        Ok(())
    }

    /// Whether `account` may create the DID of its own bytes with that voting key.
    pub(crate) fn ensure_creatable(account: &T::AccountId, voting_key: &VotingKey) -> Result<(), Error<T>> {
        let did: DidId = account.clone().into();
        ensure!(!AccountDid::<T>::contains_key(account), Error::<T>::AlreadyExists);
        ensure!(!Dids::<T>::contains_key(did), Error::<T>::AlreadyExists);
        ensure!(PublicKey::Ed25519(*voting_key).is_usable(), Error::<T>::InvalidKey);
        Ok(())
    }

    /// Enters a new DID under the id that its account gives it.
    pub(crate) fn insert(record: DidRecordOf<T>) -> DidId {
        let account = record.account.clone();
        let did: DidId = account.clone().into();
        AccountDid::<T>::insert(&account, did);
        Dids::<T>::insert(did, record);
        Self::deposit_event(Event::Created { did, account });
        did
    }

    /// The DID that `account` controls.
    pub(crate) fn controlled(account: &T::AccountId) -> Result<(DidId, DidRecordOf<T>), Error<T>> {
        let did = AccountDid::<T>::get(account).ok_or(Error::<T>::NotFound)?;
        let record = Dids::<T>::get(did).ok_or(Error::<T>::NotFound)?;
        Ok((did, record))
    }

    /// Fits the deposit to the changed record and links, if these change too, and stores both as the DID's next
    /// version.
    pub(crate) fn store(did: DidId, mut record: DidRecordOf<T>, links: Option<DidLinks>) -> Result<(), DispatchError> {
        if let Some(ticket) = record.ticket.take() {
            let footprint = match &links {
                Some(links) => Self::footprint(&record, links),
                None => Self::footprint(&record, &Links::<T>::get(did)),
            };
            record.ticket = Some(ticket.update(&record.account, footprint)?);
        }
        if let Some(links) = links {
            Self::put_links(&did, links);
        }
        record.touch(T::Time::now());
        Dids::<T>::insert(did, record);
        Ok(())
    }

    /// What a deposit is taken for.
    pub(crate) fn footprint(record: &DidRecordOf<T>, links: &DidLinks) -> Footprint {
        Footprint::from_parts(1, record.size_bytes().saturating_add(links.size_bytes()))
    }

    /// Hash of block 0: what ties signatures to this chain.
    pub(crate) fn genesis() -> Hash {
        let hash = frame_system::Pallet::<T>::block_hash(frame_system::pallet_prelude::BlockNumberFor::<T>::zero());
        let mut genesis = Hash::default();
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        genesis
    }
}
