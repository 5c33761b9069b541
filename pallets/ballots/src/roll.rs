//! The electorate's roll: who may vote since when and until when, and by which keys.
//!
//! What has ended is kept until every proposal it touches is final, and pruned when its slot needs the room. The first
//! tenure is never pruned: it says to which electorates a citizen belongs.

use crate::pallet::{Clock, Config, NextSlot, OpenBoxes, Pallet, RollPages, SlotOf};
use cybersyn_primitives::{
    CitizenIndex, KeyVersion, Millis, PageIndex, VotingKey,
    packed_roll::PackedRoll,
    page_of,
    roll::{Interval, RollKey, RollSlot},
    traits::{Roll, RollRefusal},
};
use frame_support::storage::unhashed;

impl<T: Config> Roll for Pallet<T> {
    fn admit(citizen: CitizenIndex, since: Millis) -> Result<(), RollRefusal> {
        match SlotOf::<T>::get(citizen) {
            Some(_) => Self::with_slot(citizen, |slot| readmit::<T>(slot, since)),
            None => Self::enter(citizen, since),
        }
    }

    fn lapse(citizen: CitizenIndex, at: Millis) {
        let ended = Self::with_slot(citizen, |slot| {
            if let Some(last) = slot.tenures.last_mut() {
                end(last, at);
            }
            Ok(())
        });
        report("lapse", citizen, ended);
    }

    fn strike(citizen: CitizenIndex) {
        let struck = Self::with_slot(citizen, |slot| {
            slot.struck = true;
            Ok(())
        });
        report("strike", citizen, struck);
    }

    fn add_key(citizen: CitizenIndex, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal> {
        Self::with_slot(citizen, |slot| insert_key::<T>(slot, version, key, since))
    }

    fn revoke_key(citizen: CitizenIndex, version: KeyVersion, at: Millis, stolen: bool) {
        let revoked = Self::with_slot(citizen, |slot| {
            let known = slot.keys.iter_mut().find(|key| key.version == version);
            let key = known.ok_or(RollRefusal::NotFound)?;
            end(&mut key.force, at);
            key.stolen |= stolen;
            Ok(())
        });
        report("revoke a key", citizen, revoked);
    }
}

impl<T: Config> Pallet<T> {
    /// A page as it is stored, for those who need few of its slots.
    pub(crate) fn packed_roll(page: PageIndex) -> PackedRoll {
        let Some(bytes) = unhashed::get_raw(&RollPages::<T>::hashed_key_for(page)) else { return Default::default() };
        PackedRoll::new(bytes).unwrap_or_else(|error| {
            frame_support::defensive!("a page of the roll is corrupt", error);
            Default::default()
        })
    }

    /// Gives a newcomer the next slot.
    fn enter(citizen: CitizenIndex, since: Millis) -> Result<(), RollRefusal> {
        let slot = NextSlot::<T>::get();
        let (page, _) = page_of(slot).ok_or(RollRefusal::Full)?;
        let next = slot.checked_add(1).ok_or(RollRefusal::Full)?;
        let mut tenures = frame_support::BoundedVec::new();
        tenures.try_push(Interval::open(since)).map_err(|_| RollRefusal::MaxEntriesExceeded)?;
        let entry = RollSlot { citizen, tenures, struck: false, keys: Default::default() };
        RollPages::<T>::try_mutate(page, |slots| slots.try_push(entry)).map_err(|_| RollRefusal::Full)?;
        SlotOf::<T>::insert(citizen, slot);
        NextSlot::<T>::put(next);
        Ok(())
    }

    fn with_slot(
        citizen: CitizenIndex,
        change: impl FnOnce(&mut RollSlot) -> Result<(), RollRefusal>,
    ) -> Result<(), RollRefusal> {
        let (page, position) = Self::place_of(citizen).ok_or(RollRefusal::NotFound)?;
        RollPages::<T>::try_mutate(page, |slots| {
            change(slots.get_mut(usize::from(position)).ok_or(RollRefusal::NotFound)?)
        })
    }

    fn place_of(citizen: CitizenIndex) -> Option<(PageIndex, u8)> {
        page_of(SlotOf::<T>::get(citizen)?)
    }

    /// What ended by this date touches no proposal that is not final.
    fn prunable_until() -> Millis {
        let now = Clock::<T>::get().now;
        OpenBoxes::<T>::get().iter().map(|entry| entry.opens).fold(now, Millis::min)
    }
}

/// Begins a further tenure, or resumes the last one where there is no gap.
fn readmit<T: Config>(slot: &mut RollSlot, since: Millis) -> Result<(), RollRefusal> {
    match slot.tenures.last_mut() {
        Some(Interval { until: None, .. }) => return Ok(()),
        Some(last) if last.until.is_some_and(|until| since <= until) => {
            last.until = None;
            return Ok(());
        }
        _ => {}
    }
    if slot.tenures.is_full() {
        let limit = Pallet::<T>::prunable_until();
        let joined = slot.joined();
        slot.tenures.retain(|tenure| Some(tenure.since) == joined || !ended_by(tenure, limit));
    }
    slot.tenures.try_push(Interval::open(since)).map_err(|_| RollRefusal::MaxEntriesExceeded)
}

fn insert_key<T: Config>(
    slot: &mut RollSlot,
    version: KeyVersion,
    key: VotingKey,
    since: Millis,
) -> Result<(), RollRefusal> {
    if let Some(known) = slot.key(version) {
        // Versions are never reused; the same key told twice is no change.
        return if known.key == key { Ok(()) } else { Err(RollRefusal::MaxEntriesExceeded) };
    }
    if slot.keys.is_full() {
        let limit = Pallet::<T>::prunable_until();
        slot.keys.retain(|key| !ended_by(&key.force, limit));
    }
    let place = slot.keys.partition_point(|known| known.version < version);
    let entry = RollKey { version, key, force: Interval::open(since), stolen: false };
    slot.keys.try_insert(place, entry).map_err(|_| RollRefusal::MaxEntriesExceeded)
}

fn ended_by(interval: &Interval, limit: Millis) -> bool {
    interval.until.is_some_and(|until| until <= limit)
}

/// Ends an interval at `at`, never before it began and never later than it was to end already.
fn end(interval: &mut Interval, at: Millis) {
    let at = at.max(interval.since);
    interval.until = Some(interval.until.map_or(at, |until| until.min(at)));
}

/// The callers know their citizens; should one be unknown here, the roll of this pallet and theirs have come apart.
fn report(what: &str, citizen: CitizenIndex, result: Result<(), RollRefusal>) {
    if let Err(refusal) = result {
        log::error!(target: crate::LOG_TARGET, "cannot {what} of citizen {citizen}: {refusal:?}");
    }
}
