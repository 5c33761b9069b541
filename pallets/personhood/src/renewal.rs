//! Vouched renewal of a status that has lapsed or is about to.

use crate::{
    APPLICATION_LIFE_MILLIS, ActiveCount, Citizen, Citizens, Config, Due, Error, Event, Pallet, Params, Renewal,
    Renewals, Status, Vouchers, Vouching, Vouchings, admission::refused, citizen::next_midnight, vouching::Word,
};
use cybersyn_primitives::{
    CitizenIndex, Millis,
    traits::{Attention, Dids, Roll},
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Time};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_renew(account: &T::AccountId, index: CitizenIndex) -> DispatchResult {
        let (voucher, spent, citizen, renewal) = Self::check_renew(account, index)?;
        let now = T::Time::now();
        let vouches = renewal.vouchers.len() as u32;
        Vouchings::<T>::insert(voucher, spent);
        if vouches >= Params::<T>::get().vouches_needed {
            let expires = Self::prolong(index, citizen, now)?;
            Self::drop_renewal(index);
            Self::stand_for(index, renewal.vouchers, now);
            Self::deposit_event(Event::RenewalVouched { voucher, citizen: index, vouches });
            Self::deposit_event(Event::Renewed { citizen: index, expires });
        } else {
            Self::drop_renewal(index);
            Self::schedule(Due::Renewal(index), renewal.expires, now);
            Renewals::<T>::insert(index, renewal);
            Self::deposit_event(Event::RenewalVouched { voucher, citizen: index, vouches });
        }
        Ok(())
    }

    /// All that can make a renewal fail but a full roll. The voucher, the voucher's account after it, the citizen, and the
    /// renewal with this vouch.
    pub(crate) fn check_renew(
        account: &T::AccountId,
        index: CitizenIndex,
    ) -> Result<(CitizenIndex, Vouching, Citizen, Renewal), Error<T>> {
        let now = T::Time::now();
        let (voucher, spent) = Self::check_voucher(account, Word::OnPerson)?;
        let citizen = Citizens::<T>::get(index).ok_or(Error::<T>::NotFound)?;
        ensure!(voucher != index, Error::<T>::OwnVouch);
        Self::ensure_no_loop(voucher, index)?;
        ensure!(citizen.status != Status::Struck, Error::<T>::Struck);
        ensure!(T::Dids::account(&citizen.did).is_some(), Error::<T>::DidDeactivated);
        // A silence that an active person can end by a sign of life needs no vouches: only expiry counts here.
        let expiring = Self::warning_of(citizen.expires) <= now && citizen.expires != 0;
        let silent = Self::lapses_at(index, &citizen) <= now;
        ensure!(citizen.status == Status::Lapsed || expiring || silent, Error::<T>::TooEarly);

        let known = Renewals::<T>::get(index).filter(|renewal| renewal.expires > now);
        let renewal = known.unwrap_or_else(|| Renewal {
            expires: next_midnight(now.saturating_add(APPLICATION_LIFE_MILLIS)),
            vouchers: Vouchers::new(),
        });
        let vouchers = Self::with_voucher(renewal.vouchers, voucher)?;
        Ok((voucher, spent, citizen, Renewal { vouchers, ..renewal }))
    }

    /// A further term from `now`; for one who lapsed, a further tenure and attention again.
    fn prolong(index: CitizenIndex, mut citizen: Citizen, now: Millis) -> Result<Millis, Error<T>> {
        let due = Self::lapses_at(index, &citizen);
        if citizen.status == Status::Active && due <= now && Self::outage_over(due, now).is_none() {
            Self::lapse(index, citizen.clone(), due);
            citizen.status = Status::Lapsed;
        }
        if citizen.status == Status::Lapsed {
            T::Roll::admit(index, now).map_err(refused::<T>)?;
            T::Attention::open(index, now);
            ActiveCount::<T>::mutate(|count| *count = count.saturating_add(1));
            citizen.status = Status::Active;
            Self::outgrow_founders();
        }
        let expires = Self::expiry_from(now);
        citizen.expires = expires;
        citizen.warned = None;
        Self::begin_life(index, now);
        Self::schedule_citizen(index, citizen, now);
        Ok(expires)
    }
}
