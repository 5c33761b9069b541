//! Who vouches answers for it.

use crate::{
    Citizen, Config, Event, Pallet, Params, Protection, Sponsors, Vouchings,
    citizen::{begin_of, day_of},
};
use cybersyn_primitives::{
    CitizenIndex, Millis,
    reputation::{Cause, Context},
    traits::Reputation,
};
use frame_support::traits::Time;

impl<T: Config> Pallet<T> {
    /// Those who stand for a person found to be fake lose vouches and reputation, if they vouched not too long ago.
    pub(crate) fn answer_for_citizen(fake: CitizenIndex) {
        let Some(sponsorship) = Sponsors::<T>::take(fake) else { return };
        let defences = Protection::<T>::get();
        if T::Time::now() < sponsorship.since.saturating_add(defences.liability) {
            Self::answer(&sponsorship.vouchers, Cause::FakeVouch { fake, points: defences.points_lost });
        }
    }

    /// Bars each of `vouchers` for a time, and lets `cause` take effect on their reputation.
    pub(crate) fn answer(vouchers: &[CitizenIndex], cause: Cause) {
        let (now, defences) = (T::Time::now(), Protection::<T>::get());
        for voucher in vouchers {
            let vouching = Vouchings::<T>::get(voucher).blame(now, &defences);
            Vouchings::<T>::insert(voucher, vouching);
            let lost = T::Reputation::give(*voucher, Context::Community, cause).is_ok();
            Self::deposit_event(Event::HeldResponsible {
                citizen: *voucher,
                barred_until: vouching.barred_until,
                reputation_lost: lost,
            });
        }
    }

    /// Whether most of those who stand for the person are discredited, and nothing has followed from it yet.
    pub(crate) fn is_questionable(index: CitizenIndex) -> bool {
        let Some(sponsorship) = Sponsors::<T>::get(index).filter(|it| !it.questioned) else { return false };
        let discredited = sponsorship.vouchers.iter().filter(|voucher| Self::is_discredited(**voucher)).count();
        discredited.saturating_mul(2) > sponsorship.vouchers.len()
    }

    /// Lets a questionable person's status end when the time of a warning has passed, unless it is renewed.
    pub(crate) fn question(index: CitizenIndex, citizen: &mut Citizen, now: Millis) {
        if !Self::is_questionable(index) {
            return;
        }
        Sponsors::<T>::mutate(index, |sponsorship| {
            if let Some(sponsorship) = sponsorship {
                sponsorship.questioned = true;
            }
        });
        let notice = begin_of(day_of(now.saturating_add(Params::<T>::get().warning)));
        citizen.expires = citizen.expires.min(notice);
        Self::deposit_event(Event::Questioned { citizen: index, expires: citizen.expires });
    }
}
