//! How nodes are entered, changed and removed by their persons.

use crate::{
    Addresses, Agenda, Bootstraps, Config, Entry, Error, Event, LIFE_MAX_MILLIS, Nonces, PEERS_MAX, Pallet, Peers,
    PeersOf, entry,
};
use curve25519_dalek::edwards::CompressedEdwardsY;
use cybersyn_primitives::{
    CitizenIndex, Hash, Millis, Signature,
    peer::{Capabilities, PeerKey, Registration},
    traits::{NodeKeys, Persons},
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Time};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::ed25519;

impl<T: Config> Pallet<T> {
    /// Whether `account` may register so; the citizen.
    pub(crate) fn check_register(
        account: &T::AccountId,
        registration: &Registration,
        capabilities: Capabilities,
        addresses: &Addresses,
        signature: &Signature,
    ) -> Result<CitizenIndex, Error<T>> {
        let citizen = Self::person(account)?;
        let (now, peer) = (T::Time::now(), &registration.peer);
        ensure!(Peers::<T>::get(peer).is_none_or(|entry| entry.has_ended(now)), Error::<T>::AlreadyExists);
        ensure!(Self::count_in_force(citizen, now) < PEERS_MAX as usize, Error::<T>::MaxPeersExceeded);
        entry::check(peer, capabilities, addresses)?;
        Self::check_consent(citizen, registration, signature)?;
        Ok(citizen)
    }

    pub(crate) fn do_register(
        account: &T::AccountId,
        registration: Registration,
        capabilities: Capabilities,
        addresses: Addresses,
        signature: &Signature,
    ) -> DispatchResult {
        let citizen = Self::check_register(account, &registration, capabilities, &addresses, signature)?;
        let (since, Registration { peer, expires, .. }) = (T::Time::now(), registration);
        // An entry of this key that is still here has ended, whosever it was; so have some of the citizen's, perhaps.
        Self::expire(&peer);
        Self::expire_ended_of(citizen, since);
        PeersOf::<T>::try_append(citizen, peer).map_err(|()| Error::<T>::MaxPeersExceeded)?;
        Self::put(peer, Entry { citizen, capabilities, addresses, since, expires });
        Self::note(citizen, since, registration.nonce);
        Self::deposit_event(Event::Registered { peer, citizen, capabilities, expires });
        Ok(())
    }

    /// Whether `account` may renew so; the entry.
    pub(crate) fn check_renew(
        account: &T::AccountId,
        registration: &Registration,
        signature: &Signature,
    ) -> Result<Entry, Error<T>> {
        let entry = Self::own_entry(account, &registration.peer)?;
        Self::check_consent(entry.citizen, registration, signature)?;
        Ok(entry)
    }

    pub(crate) fn do_renew(
        account: &T::AccountId,
        registration: Registration,
        signature: &Signature,
    ) -> DispatchResult {
        let mut entry = Self::check_renew(account, &registration, signature)?;
        let (citizen, Registration { peer, expires, .. }) = (entry.citizen, registration);
        Agenda::<T>::remove(entry.last_day(), peer);
        entry.expires = expires;
        Self::put(peer, entry);
        Self::note(citizen, T::Time::now(), registration.nonce);
        Self::deposit_event(Event::Renewed { peer, expires });
        Ok(())
    }

    /// Whether `account` may update so; the entry.
    pub(crate) fn check_update(
        account: &T::AccountId,
        peer: &PeerKey,
        capabilities: Capabilities,
        addresses: &Addresses,
    ) -> Result<Entry, Error<T>> {
        let entry = Self::own_entry(account, peer)?;
        entry::check(peer, capabilities, addresses)?;
        Ok(entry)
    }

    pub(crate) fn do_update(
        account: &T::AccountId,
        peer: PeerKey,
        capabilities: Capabilities,
        addresses: Addresses,
    ) -> DispatchResult {
        let entry = Self::check_update(account, &peer, capabilities, &addresses)?;
        let citizen = entry.citizen;
        Self::put(peer, Entry { capabilities, addresses, ..entry });
        T::Persons::prove_life(citizen, T::Time::now());
        Self::deposit_event(Event::Updated { peer, capabilities });
        Ok(())
    }

    pub(crate) fn do_remove(account: &T::AccountId, peer: PeerKey) -> DispatchResult {
        let citizen = Self::own_entry(account, &peer)?.citizen;
        Self::take(&peer);
        T::Persons::prove_life(citizen, T::Time::now());
        Self::deposit_event(Event::Removed { peer, citizen });
        Ok(())
    }

    fn person(account: &T::AccountId) -> Result<CitizenIndex, Error<T>> {
        T::Persons::citizen(account).ok_or(Error::<T>::NotAPerson)
    }

    /// The entry of a node of the person that `account` acts for.
    pub(crate) fn own_entry(account: &T::AccountId, peer: &PeerKey) -> Result<Entry, Error<T>> {
        let citizen = Self::person(account)?;
        let now = T::Time::now();
        let entry = Peers::<T>::get(peer).filter(|entry| !entry.has_ended(now)).ok_or(Error::<T>::NotFound)?;
        ensure!(entry.citizen == citizen, Error::<T>::NotAuthorized);
        Ok(entry)
    }

    /// Whether the node consents to serve the citizen until then, and may. The signature is checked last.
    fn check_consent(
        citizen: CitizenIndex,
        registration: &Registration,
        signature: &Signature,
    ) -> Result<(), Error<T>> {
        let (now, peer) = (T::Time::now(), &registration.peer);
        ensure!(registration.citizen == citizen, Error::<T>::NotAuthorized);
        ensure!(registration.nonce == Nonces::<T>::get(citizen), Error::<T>::WrongNonce);
        ensure!(registration.expires > now, Error::<T>::AlreadyExpired);
        ensure!(registration.expires <= now.saturating_add(LIFE_MAX_MILLIS), Error::<T>::ExpiryTooFar);
        ensure!(is_usable(peer), Error::<T>::InvalidKey);
        ensure!(T::NodeKeys::is_node_key(citizen, peer), Error::<T>::NotAVerificationMethod);
        let payload = registration.signing_payload(&Self::genesis());
        let (signature, key) = (ed25519::Signature::from_raw(*signature), ed25519::Public::from_raw(*peer));
        ensure!(sp_io::crypto::ed25519_verify(&signature, &payload, &key), Error::<T>::InvalidSignature);
        Ok(())
    }

    /// How many nodes of the citizen have not ended.
    fn count_in_force(citizen: CitizenIndex, now: Millis) -> usize {
        let in_force = |peer: &&PeerKey| Peers::<T>::get(peer).is_some_and(|entry| !entry.has_ended(now));
        PeersOf::<T>::get(citizen).iter().filter(in_force).count()
    }

    /// Stores the entry, on the list of bootstraps if it is one, and on the agenda of the day when it will have ended.
    pub(crate) fn put(peer: PeerKey, entry: Entry) {
        Agenda::<T>::insert(entry.last_day(), peer, ());
        match entry.is_bootstrap() {
            true => Bootstraps::<T>::insert(peer, ()),
            false => Bootstraps::<T>::remove(peer),
        }
        Peers::<T>::insert(peer, entry);
    }

    /// Takes the entry off everywhere.
    pub(crate) fn take(peer: &PeerKey) -> Option<Entry> {
        let entry = Peers::<T>::take(peer)?;
        Agenda::<T>::remove(entry.last_day(), peer);
        Bootstraps::<T>::remove(peer);
        PeersOf::<T>::mutate_exists(entry.citizen, |peers| {
            *peers = peers.take().map(|mut peers| {
                peers.retain(|other| other != peer);
                peers
            });
            *peers = peers.take().filter(|peers| !peers.is_empty());
        });
        Some(entry)
    }

    /// A consent was used: it is good no more, and its person alive.
    fn note(citizen: CitizenIndex, now: Millis, nonce: u32) {
        Nonces::<T>::insert(citizen, nonce.saturating_add(1));
        T::Persons::prove_life(citizen, now);
    }

    /// The hash of block 0, which signatures name so that they are worth nothing on another chain.
    pub(crate) fn genesis() -> Hash {
        let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default());
        hash.as_ref().try_into().unwrap_or_default()
    }
}

/// A point of the curve in its only canonical encoding and not of small order: under a key of small order anybody can
/// make signatures that verify, and be that peer.
fn is_usable(peer: &PeerKey) -> bool {
    let encoding = CompressedEdwardsY(*peer);
    encoding.decompress().is_some_and(|point| point.compress() == encoding && !point.is_small_order())
}
