//! The agenda of deadlines, by day.

use crate::{
    Agenda, Applications, Citizen, Citizens, Config, Day, Due, Error, Event, NextDay, OUTAGE_GRACE_MILLIS, Pallet,
    Params, REVISIT_MILLIS, Renewals, Status, WeightInfo,
    citizen::{day_of, next_midnight},
};
use cybersyn_primitives::{CitizenIndex, DidId, Millis};
use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::Time,
    weights::{Weight, WeightMeter},
};

impl<T: Config> Pallet<T> {
    /// Anchors founders, then works the agenda up to the day of `now`, as far as the meter allows.
    pub(crate) fn work(now: Millis, meter: &mut WeightMeter) {
        if now == 0 || meter.try_consume(T::WeightInfo::on_idle_base()).is_err() {
            return;
        }
        Self::anchor_founders(now, meter);
        let today = day_of(now);
        let begun = NextDay::<T>::get();
        let mut day = if begun == 0 { today } else { begun };
        while day <= today && meter.try_consume(T::WeightInfo::agenda_day()).is_ok() {
            if !Self::work_day(day, now, meter) {
                break;
            }
            day = day.saturating_add(1);
        }
        if day != begun {
            NextDay::<T>::put(day);
            Self::forget_outages();
        }
    }

    /// What the heaviest item of the agenda costs: a case that ends and admits its newcomer, or a lapse.
    pub(crate) fn item_weight() -> Weight {
        T::WeightInfo::agenda_item().max(T::WeightInfo::poke())
    }

    /// Whether everything on the day's agenda could be worked.
    fn work_day(day: Day, now: Millis, meter: &mut WeightMeter) -> bool {
        for due in Agenda::<T>::iter_key_prefix(day) {
            if meter.try_consume(Self::item_weight()).is_err() {
                return false;
            }
            Agenda::<T>::remove(day, due);
            match due {
                Due::Citizen(index) => Self::visit(index, now),
                Due::Application(did) => Self::expire_application(did, now),
                Due::Renewal(citizen) => Self::expire_renewal(citizen, now),
                Due::Candidate(did) => Self::visit_candidate(did, now),
                Due::Case(case) => Self::expire_case(case, now),
            }
        }
        true
    }

    pub(crate) fn do_poke(index: CitizenIndex) -> DispatchResult {
        Self::ensure_pokable(index)?;
        Self::visit(index, T::Time::now());
        Ok(())
    }

    /// Whether a deadline of an active person, or the day of its warning, has come, or the vouchers are discredited.
    pub(crate) fn ensure_pokable(index: CitizenIndex) -> Result<(), Error<T>> {
        let citizen = Citizens::<T>::get(index).ok_or(Error::<T>::NotFound)?;
        let now = T::Time::now();
        let due = Self::lapses_at(index, &citizen);
        let warns = citizen.warned != Some(due) && Self::warning_of(due) <= now;
        let anything = warns || due <= now || Self::is_questionable(index);
        ensure!(citizen.status == Status::Active && anything, Error::<T>::TooEarly);
        Ok(())
    }

    /// Looks at the deadlines of an active person: lapse, postponement, warning or nothing; and at what day to look
    /// again.
    fn visit(index: CitizenIndex, now: Millis) {
        let Some(mut citizen) = Citizens::<T>::get(index) else { return };
        if citizen.status != Status::Active {
            return;
        }
        Self::question(index, &mut citizen, now);
        let due = Self::lapses_at(index, &citizen);
        if now >= due {
            let Some(outage) = Self::outage_over(due, now) else { return Self::lapse(index, citizen, due) };
            citizen.not_before = next_midnight(outage.until.saturating_add(OUTAGE_GRACE_MILLIS));
            Self::deposit_event(Event::LapsePostponed { citizen: index, at: citizen.not_before });
        } else if now >= Self::warning_of(due) && citizen.warned != Some(due) {
            citizen.warned = Some(due);
            Self::deposit_event(Event::LapseAhead { citizen: index, at: due });
        }
        Self::schedule_citizen(index, citizen, now);
    }

    /// Stores the person with the day on which to look at the deadlines next: that of the warning, then that of the
    /// lapse, in any case within a month.
    pub(crate) fn schedule_citizen(index: CitizenIndex, mut citizen: Citizen, now: Millis) {
        Self::unschedule_citizen(index, &citizen);
        let due = Self::lapses_at(index, &citizen);
        let next = if citizen.warned == Some(due) { due } else { Self::warning_of(due) };
        citizen.visit = Self::schedule(Due::Citizen(index), next.min(now.saturating_add(REVISIT_MILLIS)), now);
        Citizens::<T>::insert(index, citizen);
    }

    /// Takes the person off the agenda.
    pub(crate) fn unschedule_citizen(index: CitizenIndex, citizen: &Citizen) {
        Agenda::<T>::remove(citizen.visit, Due::Citizen(index));
    }

    /// Puts `due` on the agenda of the day of `at`, tomorrow at the earliest: today's may be done already.
    pub(crate) fn schedule(due: Due, at: Millis, now: Millis) -> Day {
        let day = day_of(at).max(day_of(now).saturating_add(1));
        Agenda::<T>::insert(day, due, ());
        day
    }

    /// When a warning of the lapse at `due` is given.
    pub(crate) fn warning_of(due: Millis) -> Millis {
        due.saturating_sub(Params::<T>::get().warning)
    }

    fn expire_application(did: DidId, now: Millis) {
        match Applications::<T>::get(did).map(|pending| pending.application.expires) {
            Some(expires) if expires <= now => {
                Self::drop_application(did);
                Self::deposit_event(Event::ApplicationDropped { did });
            }
            Some(expires) => {
                Self::schedule(Due::Application(did), next_midnight(expires), now);
            }
            None => (),
        }
    }

    fn expire_renewal(citizen: CitizenIndex, now: Millis) {
        match Renewals::<T>::get(citizen).map(|renewal| renewal.expires) {
            Some(expires) if expires <= now => {
                Renewals::<T>::remove(citizen);
                Self::deposit_event(Event::RenewalDropped { citizen });
            }
            Some(expires) => {
                Self::schedule(Due::Renewal(citizen), expires, now);
            }
            None => (),
        }
    }

    /// Takes a renewal off, with its place on the agenda.
    pub(crate) fn drop_renewal(citizen: CitizenIndex) {
        if let Some(renewal) = Renewals::<T>::take(citizen) {
            Agenda::<T>::remove(day_of(renewal.expires), Due::Renewal(citizen));
        }
    }

    /// Whether the agenda still holds the person on the day noted.
    #[cfg(any(feature = "try-runtime", test))]
    pub(crate) fn is_scheduled(index: CitizenIndex, citizen: &Citizen) -> bool {
        Agenda::<T>::contains_key(citizen.visit, Due::Citizen(index))
            && crate::citizen::begin_of(citizen.visit) <= Self::lapses_at(index, citizen)
    }
}
