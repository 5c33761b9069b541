//! Authors' logs: signed, hash-linked entries per author and space (DESIGN section 6).
//!
//! An author who signs two entries at one position equivocates. Of such entries the two with the least hashes are kept as
//! evidence, and the least one is in force with what builds on it; the rest never was. What is in force is therefore a
//! function of what is known, not of the order of arrival. Others' logs are never touched by it.

use cybersyn_primitives::{
    CitizenIndex, Hash,
    api::LogPosition,
    entry::{SignedEntry, Space},
};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    limits::{ENTRIES_PER_AUTHOR_MAX, ENTRIES_PER_SPACE_MAX, ENTRY_BYTES_PER_SPACE_MAX, SPACES_MAX},
    reconcile::{Id, Span},
};

/// Entries kept per author and position: one is the rule, two prove an equivocation.
const PER_POSITION_MAX: usize = 2;

/// Why an entry does not fit into its author's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Position 0 names a predecessor, a later one names none, or the predecessor is another author's.
    #[error("an entry at position 0 has no predecessor; every later one names the author's entry before it")]
    BadLink,
    /// The author has another entry at this position: an equivocation.
    #[error("the author has another entry at this position; continue from the latest one")]
    Equivocation,
    /// The log, the space or the node has no room.
    #[error("the log is full")]
    Full,
}

/// Where an entry fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// At the end of its author's log, or as evidence of an equivocation.
    New {
        /// The author has another entry at this position.
        is_equivocation: bool,
    },
    /// It is there already.
    Known,
    /// Its predecessor or a dependency is still to come.
    Awaits,
    /// Nowhere.
    Refused(LogError),
}

/// One space's entries.
#[derive(Clone, Debug, Default)]
struct SpaceLog {
    entries: BTreeMap<Id, SignedEntry>,
    ids: HashMap<Hash, Id>,
    /// Hashes at each author's positions, ascending; at most [`PER_POSITION_MAX`].
    positions: BTreeMap<(CitizenIndex, u32), Vec<Hash>>,
    bytes: usize,
}

/// The logs of all spaces.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    spaces: BTreeMap<Space, SpaceLog>,
    count: u64,
    equivocations: u32,
}

impl Logs {
    /// Where an entry with this hash fits. `is_coming` tells of entries that are known but not yet in the log.
    pub fn fit(&self, signed: &SignedEntry, hash: &Hash, is_coming: impl Fn(&Hash) -> bool) -> Fit {
        let entry = &signed.entry;
        if (entry.sequence == 0) != entry.previous.is_none() {
            return Fit::Refused(LogError::BadLink);
        }
        if entry.sequence >= ENTRIES_PER_AUTHOR_MAX {
            return Fit::Refused(LogError::Full);
        }
        let Some(log) = self.spaces.get(&entry.space) else {
            let awaits = entry.previous.iter().chain(&entry.dependencies).any(|needed| !is_coming(needed));
            return match awaits {
                true => Fit::Awaits,
                false if self.spaces.len() >= SPACES_MAX => Fit::Refused(LogError::Full),
                false => Fit::New { is_equivocation: false },
            };
        };
        log.fit(signed, hash, is_coming)
    }

    /// Adds an entry that fits. Returns whether what is in force before it changed, so that the document must be made anew.
    pub fn insert(&mut self, signed: SignedEntry) -> bool {
        let hash = signed.entry.hash();
        let log = self.spaces.entry(signed.entry.space).or_default();
        if log.ids.contains_key(&hash) {
            return false;
        }
        let before = log.entries.len() as u64;
        let (displaces, is_equivocation) = log.insert(signed, hash);
        self.count += log.entries.len() as u64 - before;
        self.equivocations = self.equivocations.saturating_add(u32::from(is_equivocation));
        displaces
    }

    /// Whether an entry is in the log.
    pub fn contains(&self, space: &Space, hash: &Hash) -> bool {
        self.spaces.get(space).is_some_and(|log| log.ids.contains_key(hash))
    }

    /// Whether an entry is in force: no lesser one stands at its position or at one before it.
    pub fn is_in_force(&self, space: &Space, hash: &Hash) -> bool {
        self.spaces.get(space).is_some_and(|log| log.in_force().contains(hash))
    }

    /// The entries in force, by position, author and hash: every entry after its predecessor.
    pub fn in_force(&self, space: &Space) -> Vec<&SignedEntry> {
        let Some(log) = self.spaces.get(space) else { return Vec::new() };
        let in_force = log.in_force();
        let by_id = log.entries.iter();
        by_id.filter(|(id, _)| log.hash_of(id).is_some_and(|hash| in_force.contains(&hash))).map(|(_, s)| s).collect()
    }

    /// Hashes of the entries in force that nothing builds on yet.
    pub fn heads(&self, space: &Space) -> Vec<Hash> {
        let Some(log) = self.spaces.get(space) else { return Vec::new() };
        let mut heads = log.in_force();
        for hash in log.in_force() {
            let Some(signed) = log.get(&hash) else { continue };
            for needed in signed.entry.previous.iter().chain(&signed.entry.dependencies) {
                heads.remove(needed);
            }
        }
        let mut heads: Vec<Hash> = heads.into_iter().collect();
        heads.sort_unstable();
        heads
    }

    /// An author's place in their log of a space: where to go on from.
    pub fn position(&self, space: &Space, author: CitizenIndex) -> LogPosition {
        let last = self.spaces.get(space).and_then(|log| {
            let in_force = log.in_force();
            let own = log.positions.range((author, 0)..=(author, u32::MAX)).rev();
            own.flat_map(|((_, sequence), hashes)| hashes.iter().map(move |hash| (*sequence, *hash)))
                .find(|(_, hash)| in_force.contains(hash))
        });
        match last {
            Some((sequence, hash)) => LogPosition { next: sequence.saturating_add(1), previous: Some(hash.into()) },
            None => LogPosition { next: 0, previous: None },
        }
    }

    /// Positions at which an author has two entries, with both.
    pub fn equivocations(&self, space: &Space) -> Vec<(&SignedEntry, &SignedEntry)> {
        let Some(log) = self.spaces.get(space) else { return Vec::new() };
        let pairs = log.positions.values().filter_map(|hashes| match hashes.as_slice() {
            [one, two, ..] => Some((log.get(one)?, log.get(two)?)),
            _ => None,
        });
        pairs.collect()
    }

    /// Every space that has an entry.
    pub fn spaces(&self) -> impl Iterator<Item = Space> + '_ {
        self.spaces.keys().copied()
    }

    /// Entries of all spaces.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Equivocations seen.
    pub fn equivocation_count(&self) -> u32 {
        self.equivocations
    }

    /// A space's entries inside a span of ids, ascending, with their hashes.
    pub fn in_span(&self, space: Space, span: Span) -> impl Iterator<Item = (Id, Hash)> + '_ {
        self.spaces.get(&space).into_iter().flat_map(move |log| {
            let from = log.entries.range(span.from..).take_while(move |(id, _)| span.contains(id));
            from.filter_map(|(id, _)| Some((*id, log.hash_of(id)?)))
        })
    }

    /// The entry that has this id in its space's set.
    pub fn by_id(&self, space: &Space, id: &Id) -> Option<&SignedEntry> {
        self.spaces.get(space)?.entries.get(id)
    }
}

impl SpaceLog {
    fn get(&self, hash: &Hash) -> Option<&SignedEntry> {
        self.entries.get(self.ids.get(hash)?)
    }

    fn fit(&self, signed: &SignedEntry, hash: &Hash, is_coming: impl Fn(&Hash) -> bool) -> Fit {
        let entry = &signed.entry;
        if self.ids.contains_key(hash) {
            return Fit::Known;
        }
        if let Some(previous) = entry.previous.as_ref().and_then(|previous| self.get(previous)) {
            let follows =
                previous.entry.author == entry.author && previous.entry.sequence.checked_add(1) == Some(entry.sequence);
            if !follows {
                return Fit::Refused(LogError::BadLink);
            }
        }
        let mut needed = entry.previous.iter().chain(&entry.dependencies);
        if needed.any(|needed| !self.ids.contains_key(needed) && !is_coming(needed)) {
            return Fit::Awaits;
        }
        let others = self.positions.get(&(entry.author, entry.sequence)).map(Vec::as_slice).unwrap_or_default();
        if others.len() >= PER_POSITION_MAX && others.iter().all(|other| other < hash) {
            return Fit::Refused(LogError::Equivocation);
        }
        if self.entries.len() >= ENTRIES_PER_SPACE_MAX || self.bytes + entry.update.len() > ENTRY_BYTES_PER_SPACE_MAX {
            return Fit::Refused(LogError::Full);
        }
        Fit::New { is_equivocation: !others.is_empty() }
    }

    /// Returns whether the entry takes the place of another in force, and whether it proves an equivocation.
    fn insert(&mut self, signed: SignedEntry, hash: Hash) -> (bool, bool) {
        let hashes = self.positions.entry((signed.entry.author, signed.entry.sequence)).or_default();
        let at = hashes.partition_point(|other| *other < hash);
        let (displaces, is_equivocation) = (at == 0 && !hashes.is_empty(), hashes.len() == 1);
        if at >= PER_POSITION_MAX {
            return (false, false);
        }
        hashes.insert(at, hash);
        let dropped = if hashes.len() > PER_POSITION_MAX { hashes.pop() } else { None };
        let id = entry_id(&signed, &hash);
        self.bytes += signed.entry.update.len();
        self.ids.insert(hash, id);
        self.entries.insert(id, signed);
        if let Some(dropped) = dropped.and_then(|dropped| self.ids.remove(&dropped)) {
            self.entries.remove(&dropped);
        }
        (displaces, is_equivocation)
    }

    /// The least entry of each position whose predecessor is in force.
    fn in_force(&self) -> HashSet<Hash> {
        let mut in_force = HashSet::with_capacity(self.positions.len());
        // Positions ascend within an author, so a predecessor is decided before what follows it.
        for hashes in self.positions.values() {
            let Some(least) = hashes.first() else { continue };
            let Some(signed) = self.get(least) else { continue };
            if signed.entry.previous.is_none_or(|previous| in_force.contains(&previous)) {
                in_force.insert(*least);
            }
        }
        in_force
    }

    fn hash_of(&self, id: &Id) -> Option<Hash> {
        let (sequence, author) = (number(id.get(..4)?)?, number(id.get(4..8)?)?);
        let prefix = id.get(8..)?;
        self.positions.get(&(author, sequence))?.iter().find(|hash| hash.get(..24) == Some(prefix)).copied()
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// An entry's id in its space's set: position, author and the beginning of its hash, so that predecessors come first.
pub fn entry_id(signed: &SignedEntry, hash: &Hash) -> Id {
    let mut id = Id::default();
    id[..4].copy_from_slice(&signed.entry.sequence.to_be_bytes());
    id[4..8].copy_from_slice(&signed.entry.author.to_be_bytes());
    id[8..].copy_from_slice(&hash[..24]);
    id
}
