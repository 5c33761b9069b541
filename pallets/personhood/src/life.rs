//! Signs of life, kept by the day.

use crate::{Config, Day, Error, Event, LastAlive, Pallet, citizen::day_of};
use cybersyn_primitives::{CitizenIndex, Millis, PageIndex, page_of};
use frame_support::{pallet_prelude::DispatchResult, traits::Time};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_prove_life(account: &T::AccountId) -> DispatchResult {
        let citizen = Self::person(account).ok_or(Error::<T>::NotAPerson)?;
        Self::note_life(&[(citizen, T::Time::now())]);
        Self::deposit_event(Event::LifeProved { citizen });
        Ok(())
    }

    /// Day of the person's last sign of life.
    pub(crate) fn last_alive(citizen: CitizenIndex) -> Day {
        let Some((page, position)) = page_of(citizen) else { return 0 };
        LastAlive::<T>::get(page).get(usize::from(position)).copied().unwrap_or_default()
    }

    /// Notes signs of life with their dates; those ahead of the chain's clock count as of now. Each run of citizens of
    /// one page costs one read, and one write if any of them is news.
    pub(crate) fn note_life(signs: &[(CitizenIndex, Millis)]) {
        let now = T::Time::now();
        for run in signs.chunk_by(|(one, _), (other, _)| page(*one) == page(*other)) {
            let Some(page) = run.first().and_then(|(citizen, _)| page(*citizen)) else { continue };
            let mut days = LastAlive::<T>::get(page);
            let mut news = false;
            for (citizen, at) in run {
                let day = day_of(now.min(*at));
                news |= place(*citizen).and_then(|place| days.get_mut(place)).is_some_and(|last| raise(last, day));
            }
            if news {
                LastAlive::<T>::insert(page, days);
            }
        }
    }

    /// Gives a new or returning person their first day, with room in the page.
    pub(crate) fn begin_life(citizen: CitizenIndex, now: Millis) {
        let Some((page, position)) = page_of(citizen) else { return };
        LastAlive::<T>::mutate(page, |days| {
            let place = usize::from(position);
            days.bounded_resize(place.saturating_add(1).max(days.len()), 0);
            if let Some(last) = days.get_mut(place) {
                raise(last, day_of(now));
            }
        });
    }
}

fn page(citizen: CitizenIndex) -> Option<PageIndex> {
    page_of(citizen).map(|(page, _)| page)
}

fn place(citizen: CitizenIndex) -> Option<usize> {
    page_of(citizen).map(|(_, position)| usize::from(position))
}

/// Moves the day forward, never back; says whether it moved.
fn raise(last: &mut Day, day: Day) -> bool {
    let later = day > *last;
    *last = day.max(*last);
    later
}
