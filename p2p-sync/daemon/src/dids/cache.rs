//! Records of DIDs that were read, in bounded memory: those asked for lately stay.

use super::source::Stored;
use codec::{Decode, Encode};
use cybersyn_primitives::{DidId, Millis};
use std::{collections::HashMap, sync::Arc};

/// What an entry takes besides its record's bytes, about.
const ENTRY_BYTES: usize = 128;

/// A finalized block that was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    /// Its number.
    pub number: u32,
    /// Its date.
    pub time: Millis,
}

/// What is known of a DID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// SCALE of its record; none: it was never created.
    pub record: Option<Arc<[u8]>>,
    /// The last block for which this is known to hold; none: the latest that was followed.
    pub held_at: Option<Head>,
}

impl Entry {
    /// What was read at the latest block.
    pub fn confirmed(stored: Stored) -> Self {
        Self { record: stored.map(Into::into), held_at: None }
    }

    fn bytes(&self) -> usize {
        ENTRY_BYTES.saturating_add(self.record.as_ref().map_or(0, |record| record.len()))
    }
}

/// The entries, in two generations: when the young one has filled half of the room it becomes the old one, and the old
/// one goes, except for what was asked for meanwhile.
#[derive(Debug)]
pub struct Cache {
    young: HashMap<DidId, Entry>,
    old: HashMap<DidId, Entry>,
    young_bytes: usize,
    generation_bytes_max: usize,
}

impl Cache {
    /// With room for so many bytes, about.
    pub fn new(bytes_max: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), young_bytes: 0, generation_bytes_max: bytes_max / 2 }
    }

    /// What is known of a DID.
    pub fn get(&mut self, id: &DidId) -> Option<Entry> {
        if let Some(entry) = self.young.get(id) {
            return Some(entry.clone());
        }
        let entry = self.old.remove(id)?;
        self.insert(*id, entry.clone());
        Some(entry)
    }

    /// Puts in what is known of a DID now.
    pub fn insert(&mut self, id: DidId, entry: Entry) {
        self.remove(&id);
        let bytes = entry.bytes();
        if self.young_bytes.saturating_add(bytes) > self.generation_bytes_max {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes = self.young_bytes.saturating_add(bytes);
        self.young.insert(id, entry);
    }

    /// Forgets a DID.
    pub fn remove(&mut self, id: &DidId) {
        if let Some(entry) = self.young.remove(id) {
            self.young_bytes = self.young_bytes.saturating_sub(entry.bytes());
        }
        self.old.remove(id);
    }

    /// Whether anything is known of a DID.
    pub fn contains(&self, id: &DidId) -> bool {
        self.young.contains_key(id) || self.old.contains_key(id)
    }

    /// From now on it is known of no entry whether it holds after `head`.
    pub fn unconfirm(&mut self, head: Head) {
        for entry in self.young.values_mut().chain(self.old.values_mut()) {
            entry.held_at.get_or_insert(head);
        }
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (&DidId, &Entry)> {
        self.old.iter().chain(&self.young)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head { number: 7, time: 70 };

    fn entry(bytes: usize) -> Entry {
        Entry::confirmed(Some(vec![1; bytes]))
    }

    #[test]
    fn what_is_put_in_is_found_until_it_is_forgotten() {
        let mut cache = Cache::new(100_000);
        cache.insert([1; 32], entry(10));
        cache.insert([1; 32], Entry::confirmed(None));
        assert_eq!(cache.get(&[1; 32]), Some(Entry::confirmed(None)));
        cache.remove(&[1; 32]);
        assert_eq!(cache.get(&[1; 32]), None);
        assert_eq!(cache.young_bytes, 0);
    }

    #[test]
    fn the_room_is_bounded() {
        let mut cache = Cache::new(100_000);
        for n in 0..10_000u32 {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&n.to_le_bytes());
            cache.insert(id, entry(100));
            let bytes: usize = cache.iter().map(|(_, entry)| entry.bytes()).sum();
            assert!(bytes <= 100_000, "{bytes}");
        }
    }

    #[test]
    fn what_is_asked_for_stays() {
        let mut cache = Cache::new(100_000);
        cache.insert([255; 32], entry(100));
        for n in 0..10_000u32 {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&n.to_le_bytes());
            cache.insert(id, entry(100));
            assert!(cache.get(&[255; 32]).is_some(), "forgotten after {n}");
        }
        assert!(!cache.contains(&[0; 32]), "nobody asked for this one");
    }

    #[test]
    fn an_entry_keeps_the_first_block_after_which_it_may_not_hold() {
        let mut cache = Cache::new(100_000);
        cache.insert([1; 32], entry(1));
        cache.unconfirm(HEAD);
        cache.unconfirm(Head { number: 9, time: 90 });
        assert_eq!(cache.get(&[1; 32]).and_then(|entry| entry.held_at), Some(HEAD));
    }
}
