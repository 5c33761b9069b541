//! What other pallets ask about persons, and what `did` tells.

use crate::{ActiveCount, CitizenOf, Citizens, Config, Pallet, Status};
use cybersyn_primitives::{
    CitizenIndex, DidId, KeyVersion, Millis, VotingKey,
    peer::PeerKey,
    traits::{Dids, NodeKeys, NodeRegistry, Persons, Roll, RollRefusal, Standing, VotingKeys},
};

impl<T: Config> Persons<T::AccountId> for Pallet<T> {
    fn citizen(account: &T::AccountId) -> Option<CitizenIndex> {
        Self::person(account)
    }

    fn active() -> u32 {
        ActiveCount::<T>::get()
    }

    /// A sign of life older than a lapse does not undo it.
    fn prove_life(citizen: CitizenIndex, at: Millis) {
        Self::note_life(&[(citizen, at)]);
    }

    fn prove_lives(signs: &[(CitizenIndex, Millis)]) {
        Self::note_life(signs);
    }
}

impl<T: Config> Standing for Pallet<T> {
    fn is_known(citizen: CitizenIndex) -> bool {
        Citizens::<T>::contains_key(citizen)
    }

    fn is_in_force(citizen: CitizenIndex) -> bool {
        Self::is_in_force(citizen)
    }

    fn citizen_of(did: &DidId) -> Option<CitizenIndex> {
        CitizenOf::<T>::get(did)
    }
}

impl<T: Config> NodeKeys for Pallet<T> {
    fn is_node_key(citizen: CitizenIndex, key: &PeerKey) -> bool {
        Citizens::<T>::get(citizen).is_some_and(|citizen| T::Dids::is_node_key(&citizen.did, key))
    }
}

/// A lapsed person's keys are kept up to date on the roll: they come back with the person.
impl<T: Config> VotingKeys for Pallet<T> {
    fn added(did: &DidId, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal> {
        CitizenOf::<T>::get(did).map_or(Ok(()), |citizen| T::Roll::add_key(citizen, version, key, since))
    }

    fn revoked(did: &DidId, version: KeyVersion, at: Millis, stolen: bool) {
        if let Some(citizen) = CitizenOf::<T>::get(did) {
            T::Roll::revoke_key(citizen, version, at, stolen);
        }
    }

    fn node_key_retired(did: &DidId, key: &PeerKey) {
        if let Some(citizen) = CitizenOf::<T>::get(did) {
            T::Nodes::key_retired(citizen, key);
        }
    }

    fn deactivated(did: &DidId, at: Millis) {
        let Some(index) = CitizenOf::<T>::get(did) else { return };
        if let Some(citizen) = Citizens::<T>::get(index).filter(|citizen| citizen.status == Status::Active) {
            let due = Self::lapses_at(index, &citizen);
            Self::lapse(index, citizen, at.min(due));
        }
    }
}
