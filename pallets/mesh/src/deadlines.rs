//! Entries that have ended are removed in idle time, by the day.

use crate::{Agenda, Config, Event, NextDay, Pallet, Peers, PeersOf, WeightInfo};
use cybersyn_primitives::{
    CitizenIndex, Millis,
    fade::{Day, day_of},
    peer::PeerKey,
};
use frame_support::weights::WeightMeter;

impl<T: Config> Pallet<T> {
    /// Works the agenda up to the day of `now`, as far as the meter allows.
    pub(crate) fn work(now: Millis, meter: &mut WeightMeter) {
        if now == 0 || meter.try_consume(T::WeightInfo::on_idle_base()).is_err() {
            return;
        }
        let (today, begun) = (day_of(now), NextDay::<T>::get());
        // Before the first block with a time there is nothing to do.
        let mut day = if begun == 0 { today } else { begun };
        while day <= today && meter.try_consume(T::WeightInfo::agenda_day()).is_ok() {
            if !Self::work_day(day, meter) {
                break;
            }
            day = day.saturating_add(1);
        }
        if day != begun {
            NextDay::<T>::put(day);
        }
    }

    /// Whether everything on the day's agenda could be worked.
    fn work_day(day: Day, meter: &mut WeightMeter) -> bool {
        for peer in Agenda::<T>::iter_key_prefix(day) {
            if meter.try_consume(T::WeightInfo::agenda_item()).is_err() {
                return false;
            }
            Self::expire(&peer);
        }
        true
    }

    /// Removes an entry that has ended.
    pub(crate) fn expire(peer: &PeerKey) {
        if let Some(entry) = Self::take(peer) {
            Self::deposit_event(Event::Expired { peer: *peer, citizen: entry.citizen });
        }
    }

    /// Removes the citizen's entries that have ended.
    pub(crate) fn expire_ended_of(citizen: CitizenIndex, now: Millis) {
        for peer in PeersOf::<T>::get(citizen) {
            if Peers::<T>::get(peer).is_some_and(|entry| entry.has_ended(now)) {
                Self::expire(&peer);
            }
        }
    }
}
