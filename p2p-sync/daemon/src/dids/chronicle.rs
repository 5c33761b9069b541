//! Versions of DIDs that are over, as the daemon saw them end: so it answers for them long after its node has forgotten
//! the blocks in which they were in force.
//!
//! Each is kept with the one that followed, both read in consecutive blocks. So each stands for itself: what ended in a
//! block that nobody saw is not here, and nothing that is here says anything about it.

use super::{
    history::{Past, Search},
    record::read,
};
use codec::{Decode, Encode};
use cybersyn_chain_client::{ChainError, did::DidRecord};
use cybersyn_identity::resolution::registry::{At, NextVersion};
use cybersyn_primitives::{DidId, Millis};
use std::collections::{BTreeSet, HashMap};

/// Room for all versions, in bytes: some 80,000 of usual size.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Room for the versions of one DID; 20 of the largest.
const DID_BYTES_MAX: usize = 256 * 1024;
/// What a version takes besides its record's bytes, about.
const ENTRY_BYTES: usize = 128;
/// Blocks after which what was seen is to be kept. Whoever starts again asks for the blocks since, which every node has.
const KEEP_INTERVAL: u32 = 64;

/// A version that is over.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ended {
    /// The DID in the bytes of [`super::record`], as it was in the last block in which it was in force.
    record: Vec<u8>,
    version: u32,
    created: Millis,
    /// From when on it was in force.
    updated: Millis,
    /// The version in force after it.
    next_version: u32,
    /// Until when it was in force.
    next_updated: Millis,
}

impl Ended {
    /// The version in `before`, if it is over in `after`: the bytes of a DID in one block, and its record in the next.
    pub fn between(before: Vec<u8>, after: &DidRecord) -> Result<Option<Self>, ChainError> {
        let DidRecord { version, created, updated, .. } = read(&before)?;
        let ended = Self {
            record: before,
            version,
            created,
            updated,
            next_version: after.version,
            next_updated: after.updated,
        };
        Ok((version < after.version).then_some(ended))
    }

    fn bytes(&self) -> usize {
        ENTRY_BYTES.saturating_add(self.record.len())
    }

    /// Whether it was in force then.
    fn is_meant(&self, at: At) -> bool {
        match at {
            At::Latest => false,
            At::Version(version) => self.version == version,
            At::Time(time) => (self.updated..self.next_updated).contains(&time),
        }
    }

    /// Whether that version was replaced in the block in which it came: the one that did it.
    fn skipped(&self, at: At) -> bool {
        let At::Version(version) = at else { return false };
        let was_replaced = self.version < version && version < self.next_version;
        was_replaced || (version < self.version && self.updated == self.created)
    }

    fn past(&self) -> Option<Past> {
        let next = NextVersion { version: self.next_version, updated: self.next_updated };
        Some(Past { record: read(&self.record).ok()?, next })
    }
}

/// Blocks that were seen one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Seen {
    /// The first.
    pub from: u32,
    /// The last.
    pub through: u32,
}

/// What is kept of it for the next run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct KeptVersions {
    /// The latest blocks without a gap.
    pub seen: Option<Seen>,
    /// Some were dropped for want of room.
    pub has_dropped: bool,
    /// The versions of each DID, in order.
    pub versions: Vec<(DidId, Vec<Ended>)>,
}

/// The versions, in bounded memory. When it is full the DID that takes the most loses its oldest: who changes a DID all
/// the time makes nobody else's versions go.
#[derive(Debug)]
pub struct Chronicle {
    versions: HashMap<DidId, Vec<Ended>>,
    by_bytes: BTreeSet<(usize, DidId)>,
    bytes: usize,
    bytes_max: usize,
    seen: Option<Seen>,
    has_dropped: bool,
    kept_through: u32,
}

impl Chronicle {
    /// With what was kept, and room for so many bytes, about.
    pub fn new(kept: KeptVersions, bytes_max: usize) -> Self {
        let KeptVersions { seen, has_dropped, versions } = kept;
        let mut chronicle = Self {
            versions: HashMap::new(),
            by_bytes: BTreeSet::new(),
            bytes: 0,
            bytes_max,
            seen,
            has_dropped,
            kept_through: seen.map_or(0, |seen| seen.through),
        };
        for (id, versions) in versions {
            versions.into_iter().for_each(|ended| chronicle.add(id, ended));
        }
        chronicle
    }

    /// Notes a version that is over.
    pub fn add(&mut self, id: DidId, ended: Ended) {
        let versions = self.versions.entry(id).or_default();
        let before = bytes_of(versions);
        if let Err(position) = versions.binary_search_by_key(&ended.version, |known| known.version) {
            versions.insert(position, ended);
        }
        while bytes_of(versions) > DID_BYTES_MAX {
            versions.remove(0);
            self.has_dropped = true;
        }
        let after = bytes_of(versions);
        self.resized(id, before, after);
        while self.bytes > self.bytes_max && self.drop_one() {}
    }

    /// Notes that a block was seen; not whole: something that ended in it may be missing.
    pub fn saw(&mut self, number: u32, whole: bool) {
        let follows = self.seen.filter(|seen| whole && seen.through.checked_add(1) == Some(number));
        let from = follows.map_or(if whole { number } else { number.saturating_add(1) }, |seen| seen.from);
        self.seen = Some(Seen { from, through: number });
    }

    /// The latest blocks that were seen without a gap.
    pub fn seen(&self) -> Option<Seen> {
        self.seen
    }

    /// Whether every version that is over is here.
    pub fn is_complete(&self) -> bool {
        !self.has_dropped && self.seen.is_some_and(|seen| seen.from <= 1)
    }

    /// How many versions are here.
    pub fn count(&self) -> usize {
        self.versions.values().map(Vec::len).sum()
    }

    /// The version of a DID that is meant, if it is here or is known never to have been in force.
    pub fn find(&self, id: &DidId, at: At) -> Option<Search> {
        let versions = self.versions.get(id)?;
        if let Some(ended) = versions.iter().find(|ended| ended.is_meant(at)) {
            return Some(Search::Found(Box::new(ended.past()?)));
        }
        versions.iter().any(|ended| ended.skipped(at)).then_some(Search::Never)
    }

    /// What is to be kept for the next run, if it is time, or if this is the last chance and there is anything new.
    pub fn unsaved(&mut self, is_last: bool) -> Option<KeptVersions> {
        let through = self.seen?.through;
        let news = through.saturating_sub(self.kept_through);
        if news < if is_last { 1 } else { KEEP_INTERVAL } {
            return None;
        }
        self.kept_through = through;
        let versions = self.versions.iter().map(|(id, versions)| (*id, versions.clone())).collect();
        Some(KeptVersions { seen: self.seen, has_dropped: self.has_dropped, versions })
    }

    fn drop_one(&mut self) -> bool {
        let Some((before, id)) = self.by_bytes.last().copied() else { return false };
        let Some(versions) = self.versions.get_mut(&id) else { return false };
        versions.remove(0);
        let after = bytes_of(versions);
        self.has_dropped = true;
        self.resized(id, before, after);
        true
    }

    fn resized(&mut self, id: DidId, before: usize, after: usize) {
        self.by_bytes.remove(&(before, id));
        if after == 0 {
            self.versions.remove(&id);
        } else {
            self.by_bytes.insert((after, id));
        }
        self.bytes = self.bytes.saturating_sub(before).saturating_add(after);
    }
}

fn bytes_of(versions: &[Ended]) -> usize {
    versions.iter().map(Ended::bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dids::fake::{ALICE, BOB, stored, version};

    /// A version that began at that second, of a DID as old as the chain, until the one that followed.
    fn ended(from: u32, to: u32) -> Ended {
        let record = |number: u32| version(number, 0, u64::from(number) * 1_000);
        Ended::between(stored(&record(from)), &record(to)).unwrap().unwrap()
    }

    fn empty() -> Chronicle {
        Chronicle::new(KeptVersions::default(), BYTES_MAX)
    }

    fn found(search: Option<Search>) -> (u32, NextVersion) {
        let Some(Search::Found(past)) = search else { panic!("{search:?}") };
        (past.record.version, past.next)
    }

    #[test]
    fn a_version_is_known_from_its_beginning_to_its_end() {
        let mut chronicle = empty();
        chronicle.add(ALICE, ended(3, 4));
        let next = NextVersion { version: 4, updated: 4_000 };
        for at in [At::Version(3), At::Time(3_000), At::Time(3_999)] {
            assert_eq!(found(chronicle.find(&ALICE, at)), (3, next));
        }
        for at in [At::Version(2), At::Version(4), At::Time(2_999), At::Time(4_000), At::Latest] {
            assert_eq!(chronicle.find(&ALICE, at), None, "{at:?}");
        }
        assert_eq!(chronicle.find(&BOB, At::Version(3)), None);
    }

    #[test]
    fn nothing_is_said_of_versions_that_nobody_saw() {
        let mut chronicle = empty();
        chronicle.add(ALICE, ended(1, 2));
        chronicle.add(ALICE, ended(5, 6));
        for at in [At::Version(2), At::Version(3), At::Version(4), At::Time(2_000), At::Time(4_999)] {
            assert_eq!(chronicle.find(&ALICE, at), None, "{at:?}");
        }
    }

    #[test]
    fn versions_replaced_in_their_own_block_were_never_in_force() {
        let mut chronicle = empty();
        chronicle.add(ALICE, ended(2, 5));
        assert_eq!(chronicle.find(&ALICE, At::Version(3)), Some(Search::Never));
        assert_eq!(chronicle.find(&ALICE, At::Version(1)), None, "there may have been one");
        let born = Ended::between(stored(&version(2, 9_000, 9_000)), &version(3, 9_000, 10_000)).unwrap().unwrap();
        chronicle.add(BOB, born);
        assert_eq!(chronicle.find(&BOB, At::Version(1)), Some(Search::Never), "it was created with three versions");
    }

    #[test]
    fn a_record_that_did_not_change_has_not_ended() {
        let record = version(3, 0, 3_000);
        assert_eq!(Ended::between(stored(&record), &record).unwrap(), None);
    }

    #[test]
    fn a_did_loses_its_oldest_versions_when_its_room_is_full() {
        let mut chronicle = empty();
        (0..10_000).for_each(|number| chronicle.add(ALICE, ended(number, number + 1)));
        assert!(chronicle.bytes <= DID_BYTES_MAX, "{}", chronicle.bytes);
        assert!(chronicle.find(&ALICE, At::Version(9_999)).is_some());
        assert_eq!(chronicle.find(&ALICE, At::Version(0)), None);
        assert!(!chronicle.is_complete());
    }

    #[test]
    fn who_changes_a_did_all_the_time_takes_nobody_elses_room() {
        let mut chronicle = Chronicle::new(KeptVersions::default(), 10_000);
        chronicle.add(BOB, ended(0, 1));
        (0..1_000).for_each(|number| chronicle.add(ALICE, ended(number, number + 1)));
        assert!(chronicle.bytes <= 10_000, "{}", chronicle.bytes);
        assert!(chronicle.find(&BOB, At::Version(0)).is_some());
        assert!(chronicle.find(&ALICE, At::Version(999)).is_some());
    }

    #[test]
    fn many_dids_share_the_room() {
        let mut chronicle = Chronicle::new(KeptVersions::default(), 10_000);
        for number in 0..=u8::MAX {
            chronicle.add([number; 32], ended(0, 1));
            assert!(chronicle.bytes <= 10_000, "{}", chronicle.bytes);
        }
        assert_eq!(chronicle.versions.len(), chronicle.by_bytes.len());
        assert_eq!(chronicle.bytes, chronicle.versions.values().map(|versions| bytes_of(versions)).sum::<usize>());
    }

    #[test]
    fn blocks_without_a_gap_are_counted_and_a_gap_begins_anew() {
        let mut chronicle = empty();
        (1..=3).for_each(|number| chronicle.saw(number, true));
        assert_eq!(chronicle.seen(), Some(Seen { from: 1, through: 3 }));
        assert!(chronicle.is_complete());
        chronicle.saw(7, true);
        assert_eq!(chronicle.seen(), Some(Seen { from: 7, through: 7 }));
        chronicle.saw(8, false);
        assert_eq!(chronicle.seen(), Some(Seen { from: 9, through: 8 }));
        chronicle.saw(9, true);
        assert_eq!(chronicle.seen(), Some(Seen { from: 9, through: 9 }));
        assert!(!chronicle.is_complete());
    }

    #[test]
    fn what_is_kept_comes_back_whole() {
        let mut chronicle = empty();
        chronicle.add(ALICE, ended(0, 1));
        chronicle.add(ALICE, ended(1, 3));
        chronicle.saw(1, true);
        assert_eq!(chronicle.unsaved(false), None, "it is not time yet");
        let kept = chronicle.unsaved(true).unwrap();
        assert_eq!(chronicle.unsaved(true), None, "nothing is new");
        let again = Chronicle::new(KeptVersions::decode(&mut &kept.encode()[..]).unwrap(), BYTES_MAX);
        assert_eq!((again.versions.clone(), again.bytes), (chronicle.versions.clone(), chronicle.bytes));
        assert_eq!(again.seen(), chronicle.seen());
    }

    #[test]
    fn what_was_seen_is_kept_every_64_blocks() {
        let mut chronicle = empty();
        chronicle.saw(KEEP_INTERVAL - 1, true);
        assert_eq!(chronicle.unsaved(false), None);
        chronicle.saw(KEEP_INTERVAL, true);
        assert!(chronicle.unsaved(false).is_some());
    }
}
