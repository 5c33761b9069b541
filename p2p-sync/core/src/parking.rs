//! What cannot be judged yet: its voter, key, proposal, date or predecessor is still to come (DESIGN section 4.4).
//!
//! Parking costs a peer no score but its own room: when a peer's share is full its oldest item leaves, when the whole is
//! full the peer with the most items loses one. So a flood displaces the flooder's own items first. Each client of this
//! node has a share as a full peer has; a light peer has a smaller one.

use codec::Encode;
use cybersyn_primitives::{
    Hash, Millis, SignedBallot,
    entry::{FrozenText, SignedEntry, Space},
    hash::blake2_256,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::{
    ClientId, FullPeers, Peer,
    limits::{
        PARKED_BYTES_MAX, PARKED_BYTES_PER_LIGHT_MAX, PARKED_BYTES_PER_PEER_MAX, PARKED_MAX, PARKED_PER_LIGHT_MAX,
        PARKED_PER_PEER_MAX,
    },
};

/// Who brought an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A client of this node.
    Client(ClientId),
    /// A peer.
    Peer(Peer),
}

/// What can be parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A ballot.
    Ballot(SignedBallot),
    /// An entry.
    Entry(SignedEntry),
    /// A text.
    Text(FrozenText),
}

/// When an item is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wake {
    /// When this time has come.
    Due(Millis),
    /// At the next finalized head.
    Head,
    /// When an entry of this space has been accepted.
    Space(Space),
}

/// Hash of the whole item. The signature is part of it: it is not checked yet, and a forged twin that comes first must
/// not keep the genuine one out.
type Identity = Hash;

#[derive(Debug)]
struct Parked {
    origin: Origin,
    item: Item,
    identity: Identity,
    wake: Wake,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Share {
    items: BTreeSet<u64>,
    bytes: usize,
}

/// The parked items.
#[derive(Debug, Default)]
pub struct Parking {
    items: BTreeMap<u64, Parked>,
    known: HashSet<Identity>,
    wakes: BTreeSet<(Wake, u64)>,
    shares: HashMap<Origin, Share>,
    full: FullPeers,
    bytes: usize,
    next: u64,
}

impl Parking {
    /// These peers are full ones from now on. A share that has become too large shrinks when more is parked.
    pub fn know(&mut self, full: FullPeers) {
        self.full = full;
    }

    /// Parks an item unless it is parked already; returns whether it is new.
    pub fn park(&mut self, origin: Origin, item: Item, wake: Wake) -> bool {
        let (identity, bytes) = measure(&item);
        if !self.known.insert(identity) {
            return false;
        }
        let number = self.next;
        self.next += 1;
        let share = self.shares.entry(origin).or_default();
        share.items.insert(number);
        share.bytes += bytes;
        self.bytes += bytes;
        self.wakes.insert((wake, number));
        self.items.insert(number, Parked { origin, item, identity, wake, bytes });
        self.make_room(origin);
        true
    }

    /// Takes out what is due at `now`.
    pub fn take_due(&mut self, now: Millis) -> Vec<(Origin, Item)> {
        self.take(Wake::Due(0), Wake::Due(now))
    }

    /// Takes out what waits for a finalized head.
    pub fn take_head(&mut self) -> Vec<(Origin, Item)> {
        self.take(Wake::Head, Wake::Head)
    }

    /// Takes out what waits for entries of `space`.
    pub fn take_space(&mut self, space: Space) -> Vec<(Origin, Item)> {
        self.take(Wake::Space(space), Wake::Space(space))
    }

    /// How many items are parked.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is parked.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many items `origin` has parked.
    pub fn len_of(&self, origin: Origin) -> usize {
        self.shares.get(&origin).map_or(0, |share| share.items.len())
    }

    fn take(&mut self, from: Wake, to: Wake) -> Vec<(Origin, Item)> {
        let numbers: Vec<u64> = self.wakes.range((from, 0)..=(to, u64::MAX)).map(|(_, number)| *number).collect();
        numbers.into_iter().filter_map(|number| self.remove(number)).collect()
    }

    fn remove(&mut self, number: u64) -> Option<(Origin, Item)> {
        let parked = self.items.remove(&number)?;
        self.known.remove(&parked.identity);
        self.wakes.remove(&(parked.wake, number));
        self.bytes -= parked.bytes;
        if let Some(share) = self.shares.get_mut(&parked.origin) {
            share.items.remove(&number);
            share.bytes -= parked.bytes;
            if share.items.is_empty() {
                self.shares.remove(&parked.origin);
            }
        }
        Some((parked.origin, parked.item))
    }

    fn make_room(&mut self, origin: Origin) {
        let is_light = matches!(origin, Origin::Peer(peer) if self.full.is_light(&peer));
        while self.shares.get(&origin).is_some_and(|share| share.is_over(is_light)) {
            self.evict_oldest(origin);
        }
        while self.items.len() > PARKED_MAX || self.bytes > PARKED_BYTES_MAX {
            let by_bytes = self.bytes > PARKED_BYTES_MAX;
            let weight = |share: &Share| if by_bytes { share.bytes } else { share.items.len() };
            let largest = self.shares.iter().max_by_key(|(origin, share)| (weight(share), **origin));
            let Some(origin) = largest.map(|(origin, _)| *origin) else { return };
            self.evict_oldest(origin);
        }
    }

    fn evict_oldest(&mut self, origin: Origin) {
        let oldest = self.shares.get(&origin).and_then(|share| share.items.first().copied());
        if let Some(number) = oldest {
            self.remove(number);
        }
    }
}

impl Share {
    fn is_over(&self, is_light: bool) -> bool {
        let (items, bytes) = match is_light {
            true => (PARKED_PER_LIGHT_MAX, PARKED_BYTES_PER_LIGHT_MAX),
            false => (PARKED_PER_PEER_MAX, PARKED_BYTES_PER_PEER_MAX),
        };
        self.items.len() > items || self.bytes > bytes
    }
}

fn measure(item: &Item) -> (Identity, usize) {
    match item {
        Item::Ballot(signed) => (blake2_256(&signed.encode()), std::mem::size_of::<SignedBallot>()),
        Item::Entry(signed) => (blake2_256(&signed.encode()), signed.entry.update.len() + 1_024),
        Item::Text(text) => {
            let bytes = text.encode();
            (blake2_256(&bytes), bytes.len())
        }
    }
}
