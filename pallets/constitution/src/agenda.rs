//! When articles are looked at: on the first day that begins after something is due. Whoever cannot wait for that day
//! calls `expire`.
//!
//! An entry says only "look at this article on that day". What is due then is read from the article, so an entry that
//! a renewal has made pointless does no harm.

use crate::{Articles, Config, CurrentParameters, Due, DueCursor, FOUNDING_MAX, WeightInfo, pallet::Pallet};
use alloc::vec::Vec;
use cybersyn_primitives::{DAY, Millis};
use frame_support::{
    traits::Time,
    weights::{Weight, WeightMeter},
};

/// The first day (since 1970) that begins at or after `time`.
pub(crate) fn day_after(time: Millis) -> u32 {
    u32::try_from(time.div_ceil(DAY)).unwrap_or(u32::MAX)
}

/// The day in which `time` lies.
pub(crate) fn day_of(time: Millis) -> u32 {
    u32::try_from(time / DAY).unwrap_or(u32::MAX)
}

impl<T: Config> Pallet<T> {
    /// Begins the agenda: with the first block that has time for it, or with the first article if that comes sooner.
    /// The founding articles begin to live then.
    pub(crate) fn start_agenda() {
        let now = T::Time::now();
        if now == 0 || DueCursor::<T>::exists() {
            return;
        }
        DueCursor::<T>::put(day_of(now));
        let parameters = CurrentParameters::<T>::get();
        let founding: Vec<_> = Articles::<T>::iter().filter(|(_, article)| article.enacted == 0).collect();
        for (number, article) in founding {
            Self::keep(number, &article.founded(number, now, &parameters), &parameters);
        }
    }

    /// Works off what is due as far as `limit` goes; returns what was used.
    pub(crate) fn work_agenda(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::look_at_agenda()).is_err() {
            return meter.consumed();
        }
        let founding = T::WeightInfo::look_at_article().saturating_mul(FOUNDING_MAX.into());
        if !DueCursor::<T>::exists() && meter.try_consume(founding).is_ok() {
            Self::start_agenda();
        }
        let Some(start) = DueCursor::<T>::get() else { return meter.consumed() };
        let today = day_of(T::Time::now());
        let mut day = start;
        while day <= today && Self::work_day(day, &mut meter) {
            day = day.saturating_add(1);
        }
        if day != start {
            DueCursor::<T>::put(day);
        }
        meter.consumed()
    }

    /// Looks at the articles of one day; whether all of them were done.
    fn work_day(day: u32, meter: &mut WeightMeter) -> bool {
        while meter.try_consume(T::WeightInfo::look_at_article()).is_ok() {
            let Some(number) = Due::<T>::iter_key_prefix(day).next() else { return true };
            Due::<T>::remove(day, number);
            Self::look_at(number);
        }
        false
    }
}
