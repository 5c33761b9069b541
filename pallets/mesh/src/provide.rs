//! What other pallets tell, and what a runtime API reads.

use crate::{Bootstraps, Config, Entry, Event, Pallet, Peers, PeersOf, READ_MAX};
use alloc::vec::Vec;
use cybersyn_primitives::{
    CitizenIndex,
    peer::PeerKey,
    traits::{NodeKeys, NodeRegistry, Standing},
};
use frame_support::traits::Time;

impl<T: Config> NodeRegistry for Pallet<T> {
    fn person_lost(citizen: CitizenIndex) {
        for peer in PeersOf::<T>::get(citizen) {
            Self::take(&peer);
            Self::deposit_event(Event::Removed { peer, citizen });
        }
    }

    fn key_retired(citizen: CitizenIndex, key: &PeerKey) {
        if Peers::<T>::get(key).is_some_and(|entry| entry.citizen == citizen) {
            Self::take(key);
            Self::deposit_event(Event::Removed { peer: *key, citizen });
        }
    }
}

impl<T: Config> Pallet<T> {
    /// The node's entry, unless it, its person's status or its key in the person's DID has ended.
    pub(crate) fn entry_in_force(peer: &PeerKey) -> Option<Entry> {
        let now = T::Time::now();
        Peers::<T>::get(peer).filter(|entry| {
            !entry.has_ended(now)
                && T::Standing::is_in_force(entry.citizen)
                && T::NodeKeys::is_node_key(entry.citizen, peer)
        })
    }

    pub(crate) fn entries_of(citizen: CitizenIndex) -> Vec<(PeerKey, Entry)> {
        let peers = PeersOf::<T>::get(citizen).into_iter();
        peers.filter_map(|peer| Some((peer, Self::entry_in_force(&peer)?))).collect()
    }

    pub(crate) fn bootstraps_after(after: Option<PeerKey>, limit: u32) -> (Vec<(PeerKey, Entry)>, Option<PeerKey>) {
        let all = match after {
            Some(peer) => Bootstraps::<T>::iter_keys_from(Bootstraps::<T>::hashed_key_for(peer)),
            None => Bootstraps::<T>::iter_keys(),
        };
        let limit = limit.clamp(1, READ_MAX) as usize;
        let looked_at: Vec<PeerKey> = all.take(limit).collect();
        let next = looked_at.last().copied().filter(|_| looked_at.len() == limit);
        let in_force = looked_at.into_iter().filter_map(|peer| Some((peer, Self::entry_in_force(&peer)?)));
        (in_force.collect(), next)
    }
}
