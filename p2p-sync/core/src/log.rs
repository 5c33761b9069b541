//! Authors' logs: signed, hash-linked entries per author and space (DESIGN section 6).
//!
//! An author who signs two entries at one position equivocates. Of such entries the two with the least hashes are kept as
//! evidence, and the least one is in force with what builds on it; the rest never was. What is in force is therefore a
//! function of what is known, not of the order of arrival. Others' logs are never touched by it.

mod shares;

use cybersyn_primitives::{
    CitizenIndex, Hash,
    api::LogPosition,
    entry::{SignedEntry, Space},
};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    limits::{DRAFTS_MAX, ENTRIES_PER_AUTHOR_MAX, ENTRIES_PER_SPACE_MAX, ENTRY_BYTES_PER_SPACE_MAX, SPACES_MAX},
    reconcile::{Fingerprint, Id, Span, Sums},
};
use shares::{Shares, weight};

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
    /// The author has begun as many drafts as one author may.
    #[error("the author has begun as many drafts as one author may; write in one that exists")]
    MaxDraftsExceeded,
    /// The author's entries take all the room that one author gets.
    #[error("the author's entries take all the room that one author gets")]
    MaxBytesExceeded,
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
#[derive(Clone, Debug)]
struct SpaceLog {
    /// The author of the entry that came first.
    begun_by: CitizenIndex,
    entries: BTreeMap<Id, SignedEntry>,
    ids: HashMap<Hash, Id>,
    /// Hashes at each author's positions, ascending; at most [`PER_POSITION_MAX`].
    positions: BTreeMap<(CitizenIndex, u32), Vec<Hash>>,
    /// Fingerprints, a page for each position.
    sums: Sums,
    bytes: usize,
}

/// What became of an entry that was added.
struct Added {
    /// It takes the place of another in force.
    displaces: bool,
    is_equivocation: bool,
    /// The one that left for it; the entry itself if it is not kept.
    left: Option<SignedEntry>,
}

/// The logs of all spaces.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    spaces: BTreeMap<Space, SpaceLog>,
    shares: Shares,
    count: u64,
    equivocations: u32,
}

impl Logs {
    /// Where an entry with this hash fits. `is_coming` tells of entries that are known but not yet in the log, `is_draft` of
    /// spaces that are no proposal's discussion.
    pub fn fit(
        &self,
        signed: &SignedEntry,
        hash: &Hash,
        is_coming: impl Fn(&Hash) -> bool,
        is_draft: impl Fn(&Space) -> bool,
    ) -> Fit {
        let entry = &signed.entry;
        if (entry.sequence == 0) != entry.previous.is_none() {
            return Fit::Refused(LogError::BadLink);
        }
        if entry.sequence >= ENTRIES_PER_AUTHOR_MAX {
            return Fit::Refused(LogError::Full);
        }
        let fit = match self.spaces.get(&entry.space) {
            Some(log) => log.fit(signed, hash, is_coming),
            None if entry.previous.iter().chain(&entry.dependencies).any(|needed| !is_coming(needed)) => Fit::Awaits,
            None => match self.check_space(entry.author, &entry.space, is_draft) {
                Ok(()) => Fit::New { is_equivocation: false },
                Err(error) => Fit::Refused(error),
            },
        };
        match (fit, self.shares.check(entry)) {
            (Fit::New { .. }, Err(error)) => Fit::Refused(error),
            (fit, _) => fit,
        }
    }

    /// Whether an author may begin a space.
    fn check_space(
        &self,
        author: CitizenIndex,
        space: &Space,
        is_draft: impl Fn(&Space) -> bool,
    ) -> Result<(), LogError> {
        if self.spaces.len() >= SPACES_MAX {
            return Err(LogError::Full);
        }
        if !is_draft(space) {
            return Ok(());
        }
        self.shares.check_draft(author, &is_draft)?;
        let is_full =
            self.spaces.len() >= DRAFTS_MAX && self.spaces.keys().filter(|s| is_draft(s)).count() >= DRAFTS_MAX;
        if is_full { Err(LogError::Full) } else { Ok(()) }
    }

    /// Adds an entry that fits. Returns whether what is in force before it changed, so that the document must be made anew.
    pub fn insert(&mut self, signed: SignedEntry) -> bool {
        let (hash, space, author) = (signed.entry.hash(), signed.entry.space, signed.entry.author);
        let log = self.spaces.entry(space).or_insert_with(|| {
            self.shares.begin(author, space);
            SpaceLog::begun_by(author)
        });
        if log.ids.contains_key(&hash) {
            return false;
        }
        self.shares.add(&signed.entry);
        self.count += 1;
        let added = log.insert(signed, hash);
        if let Some(left) = added.left {
            self.shares.remove(&left.entry);
            self.count -= 1;
        }
        self.equivocations = self.equivocations.saturating_add(u32::from(added.is_equivocation));
        added.displaces
    }

    /// Forgets a space; returns whether there was one.
    pub fn forget(&mut self, space: &Space) -> bool {
        let Some(log) = self.spaces.remove(space) else { return false };
        self.count -= log.entries.len() as u64;
        log.entries.values().for_each(|signed| self.shares.remove(&signed.entry));
        self.shares.end(log.begun_by, space);
        true
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

    /// Every space that has an entry, from `from` on, ascending.
    pub fn spaces_from(&self, from: Space) -> impl Iterator<Item = Space> + '_ {
        self.spaces.range(from..).map(|(space, _)| *space)
    }

    /// Fingerprints of a space's entries.
    pub fn sums(&self, space: &Space) -> Option<&Sums> {
        self.spaces.get(space).map(|log| &log.sums)
    }

    /// The fingerprint of a space's entries.
    pub fn fingerprint(&self, space: &Space) -> Fingerprint {
        self.sums(space).map(Sums::total).unwrap_or_default()
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
    fn begun_by(author: CitizenIndex) -> Self {
        Self {
            begun_by: author,
            entries: BTreeMap::new(),
            ids: HashMap::new(),
            positions: BTreeMap::new(),
            sums: Sums::paged(0),
            bytes: 0,
        }
    }

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
        if self.entries.len() >= ENTRIES_PER_SPACE_MAX || self.bytes + weight(entry) > ENTRY_BYTES_PER_SPACE_MAX {
            return Fit::Refused(LogError::Full);
        }
        Fit::New { is_equivocation: !others.is_empty() }
    }

    fn insert(&mut self, signed: SignedEntry, hash: Hash) -> Added {
        let hashes = self.positions.entry((signed.entry.author, signed.entry.sequence)).or_default();
        let at = hashes.partition_point(|other| *other < hash);
        if at >= PER_POSITION_MAX {
            return Added { displaces: false, is_equivocation: false, left: Some(signed) };
        }
        let (displaces, is_equivocation) = (at == 0 && !hashes.is_empty(), hashes.len() == 1);
        hashes.insert(at, hash);
        let dropped = if hashes.len() > PER_POSITION_MAX { hashes.pop() } else { None };
        let id = entry_id(&signed, &hash);
        self.bytes += weight(&signed.entry);
        self.sums.add(&id, &hash);
        self.ids.insert(hash, id);
        self.entries.insert(id, signed);
        Added { displaces, is_equivocation, left: dropped.and_then(|dropped| self.remove(&dropped)) }
    }

    fn remove(&mut self, hash: &Hash) -> Option<SignedEntry> {
        let id = self.ids.remove(hash)?;
        let signed = self.entries.remove(&id)?;
        self.bytes -= weight(&signed.entry);
        self.sums.remove(&id, hash);
        Some(signed)
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
