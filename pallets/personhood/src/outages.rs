//! Outages of the chain: nobody lapses because they could not reach it.

use crate::{Config, LastBlock, NextDay, Outage, Outages, Pallet, citizen::day_of};
use cybersyn_primitives::{Millis, clock::GAP_MAX};

impl<T: Config> Pallet<T> {
    /// The outage in which `due` passed, if its consequences are not worked yet. The gap before the current block, at
    /// `now`, counts as well.
    pub(crate) fn outage_over(due: Millis, now: Millis) -> Option<Outage> {
        let current = Self::gap_before(now).filter(|outage| outage.contains(due));
        current.or_else(|| Outages::<T>::get().into_iter().find(|outage| outage.contains(due)))
    }

    /// Remembers the gap before the block at `now`, if it was an outage.
    pub(crate) fn note_block(now: Millis) {
        if let Some(outage) = Self::gap_before(now) {
            Outages::<T>::mutate(|outages| {
                if let Err(outage) = outages.try_push(outage)
                    && let Some(last) = outages.last_mut()
                {
                    last.until = outage.until;
                }
            });
        }
        LastBlock::<T>::put(now);
    }

    /// Forgets outages whose days are done.
    pub(crate) fn forget_outages() {
        let next = NextDay::<T>::get();
        if Outages::<T>::get().iter().any(|outage| day_of(outage.until) < next) {
            Outages::<T>::mutate(|outages| outages.retain(|outage| day_of(outage.until) >= next));
        }
    }

    /// The gap before the block at `now`, if it is an outage across midnight; no deadline lies elsewhere.
    fn gap_before(now: Millis) -> Option<Outage> {
        let from = LastBlock::<T>::get();
        let outage = Outage { from, until: now };
        let down = from != 0 && now.saturating_sub(from) > GAP_MAX && day_of(from) != day_of(now);
        down.then_some(outage)
    }
}
