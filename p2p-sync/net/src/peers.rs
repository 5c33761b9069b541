//! The connected peers and where they say they can be reached.

use crate::address::{plausible, with_peer};
use libp2p::{Multiaddr, PeerId};
use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

/// Addresses kept per peer.
const ADDRESSES_MAX: usize = 8;
/// Peers of other chains remembered, so that they are not dialled again.
const FOREIGN_MAX: usize = 1_024;

/// What is known of one connected peer.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// The peer's end of the first connection.
    pub address: Multiaddr,
    pub since: Instant,
    /// Whether we opened that connection.
    pub outbound: bool,
    /// Where the peer says it listens, as far as that is plausible.
    pub listens: Vec<Multiaddr>,
}

/// Bounded by the connection limits.
#[derive(Debug, Default)]
pub(crate) struct Peers {
    connected: HashMap<PeerId, Peer>,
    foreign: HashSet<PeerId>,
}

impl Peers {
    pub fn insert(&mut self, id: PeerId, address: Multiaddr, outbound: bool) {
        self.connected.insert(id, Peer { address, since: Instant::now(), outbound, listens: Vec::new() });
    }

    pub fn remove(&mut self, id: &PeerId) -> Option<Peer> {
        self.connected.remove(id)
    }

    pub fn len(&self) -> usize {
        self.connected.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&PeerId, &Peer)> {
        self.connected.iter()
    }

    /// Notes where a peer says it listens; returns what of it is plausible.
    pub fn told(&mut self, id: &PeerId, addresses: Vec<Multiaddr>) -> &[Multiaddr] {
        let Some(peer) = self.connected.get_mut(id) else { return &[] };
        let seen = peer.address.clone();
        let addresses = addresses.into_iter().filter(|told| plausible(told, &seen));
        peer.listens = addresses.take(ADDRESSES_MAX).collect();
        &peer.listens
    }

    /// The peer is of another chain; false: it was known to be.
    pub fn mark_foreign(&mut self, id: PeerId) -> bool {
        self.foreign.len() < FOREIGN_MAX && self.foreign.insert(id)
    }

    pub fn is_foreign(&self, id: &PeerId) -> bool {
        self.foreign.contains(id)
    }

    /// An address (with `/p2p/…`) of each connected peer under which it can be dialled; ours to choose come first.
    pub fn dialable(&self) -> Vec<Multiaddr> {
        let mut peers: Vec<_> = self.connected.iter().collect();
        peers.sort_by_key(|(id, peer)| (!peer.outbound, peer.since, **id));
        peers.into_iter().filter_map(|(id, peer)| peer.dialable(*id)).collect()
    }
}

impl Peer {
    /// Where the peer can be dialled: the address we dialled, or else one it listens on.
    pub fn dialable(&self, id: PeerId) -> Option<Multiaddr> {
        let address = if self.outbound { Some(&self.address) } else { self.listens.first() };
        address.map(|address| with_peer(address, id))
    }
}
