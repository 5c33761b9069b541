//! Vouches for newcomers, and what makes a person.

use crate::{
    APPLICATION_LIFE_MILLIS, ActiveCount, Agenda, Applications, Backing, Candidate, Candidates, Citizen, CitizenOf,
    Citizens, Config, CurrentCohort, Due, Error, Event, NextCitizen, OPEN_APPLICATIONS_MAX, Opened, Pallet, Params,
    Pending, Protection, Status, Vouchers, Vouching, Vouchings,
    citizen::{day_of, next_midnight},
    vouching::Word,
};
use cybersyn_primitives::{
    CitizenIndex, DidId, Hash, Millis,
    application::Application,
    page_of,
    roll::KEYS_MAX,
    traits::{Attention, DidRefusal, Dids, Roll, RollRefusal},
};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchResult, Get},
    traits::Time,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{Verify, Zero};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_vouch(
        account: &T::AccountId,
        application: Application,
        signature: &T::Signature,
    ) -> DispatchResult {
        let (voucher, spent, pending) = Self::check_vouch(account, &application, signature)?;
        let now = T::Time::now();
        let did = application.did;
        let vouches = pending.vouchers.len() as u32;
        Vouchings::<T>::insert(voucher, spent);
        Self::deposit_event(Event::Vouched { voucher, did, vouches });
        if vouches < Params::<T>::get().vouches_needed {
            Self::put_application(pending, now);
            return Ok(());
        }
        CurrentCohort::<T>::put(Self::joined(now, false)?);
        Self::drop_application(did);
        match Protection::<T>::get().vouched_window {
            0 => {
                let citizen = Self::make_person(&application, now)?;
                Self::stand_for(citizen, pending.vouchers, now);
                Self::deposit_event(Event::Admitted { citizen, did });
            }
            window => {
                let (backing, admits) = (Backing::Vouches(pending.vouchers), now.saturating_add(window));
                Self::accept(Candidate { application, backing, admits }, now);
            }
        }
        Ok(())
    }

    /// Whether `account` could vouch for `application` now, apart from the applicant's signature.
    pub fn can_vouch(account: &T::AccountId, application: &Application) -> Result<(), Error<T>> {
        Self::pending_with(account, application).map(drop)
    }

    /// All that can make a vouch fail but a full roll. The voucher, the voucher's account after it, and the application
    /// with this vouch.
    pub(crate) fn check_vouch(
        account: &T::AccountId,
        application: &Application,
        signature: &T::Signature,
    ) -> Result<(CitizenIndex, Vouching, Pending), Error<T>> {
        let checked = Self::pending_with(account, application)?;
        Self::ensure_signed_by_applicant(application, signature)?;
        Ok(checked)
    }

    pub(crate) fn ensure_signed_by_applicant(
        application: &Application,
        signature: &T::Signature,
    ) -> Result<(), Error<T>> {
        let payload = application.signing_payload(&Self::genesis());
        let signed = signature.verify(payload.as_slice(), &T::AccountId::from(application.did));
        ensure!(signed, Error::<T>::InvalidSignature);
        Ok(())
    }

    /// Whether the application is neither void nor good for too long, and not accepted yet.
    pub(crate) fn ensure_current(application: &Application, now: Millis) -> Result<(), Error<T>> {
        ensure!(application.expires > now, Error::<T>::ApplicationExpired);
        ensure!(application.expires <= now.saturating_add(APPLICATION_LIFE_MILLIS), Error::<T>::ExpiryTooFar);
        ensure!(!Candidates::<T>::contains_key(application.did), Error::<T>::AlreadyAccepted);
        Ok(())
    }

    fn pending_with(
        account: &T::AccountId,
        application: &Application,
    ) -> Result<(CitizenIndex, Vouching, Pending), Error<T>> {
        let now = T::Time::now();
        let (voucher, spent) = Self::check_voucher(account, Word::ForNewcomer)?;
        Self::ensure_current(application, now)?;
        ensure!(*account != T::AccountId::from(application.did), Error::<T>::OwnVouch);
        Self::ensure_admissible(application)?;
        let mut pending = match Self::waiting(application.did, now) {
            Some(pending) => pending,
            None => Self::opened(voucher, application)?,
        };
        ensure!(pending.application == *application, Error::<T>::OtherApplicationPending);
        pending.vouchers = Self::with_voucher(pending.vouchers, voucher)?;
        if pending.vouchers.len() as u32 >= Params::<T>::get().vouches_needed {
            Self::joined(now, false)?;
        }
        Ok((voucher, spent, pending))
    }

    /// The applicant's application, unless it has expired meanwhile.
    pub(crate) fn waiting(did: DidId, now: Millis) -> Option<Pending> {
        Applications::<T>::get(did).filter(|pending| pending.application.expires > now)
    }

    /// A further application, if there is room for one, and for one more by this voucher.
    fn opened(voucher: CitizenIndex, application: &Application) -> Result<Pending, Error<T>> {
        ensure!(Applications::<T>::count() < T::ApplicationsMax::get(), Error::<T>::TooManyApplications);
        ensure!(Opened::<T>::get(voucher) < OPEN_APPLICATIONS_MAX, Error::<T>::MaxOpenExceeded);
        Ok(Pending { application: *application, vouchers: Vouchers::new(), opened_by: voucher })
    }

    /// Puts an application in, in the place of an earlier one of the same newcomer.
    pub(crate) fn put_application(pending: Pending, now: Millis) {
        let Application { did, expires, .. } = pending.application;
        Self::drop_application(did);
        Self::schedule(Due::Application(did), next_midnight(expires), now);
        Opened::<T>::mutate(pending.opened_by, |count| *count = count.saturating_add(1));
        Applications::<T>::insert(did, pending);
    }

    /// Takes an application off, with its places on the agenda and on its opener's account.
    pub(crate) fn drop_application(did: DidId) {
        let Some(Pending { application, opened_by, .. }) = Applications::<T>::take(did) else { return };
        Agenda::<T>::remove(day_of(next_midnight(application.expires)), Due::Application(did));
        Opened::<T>::mutate_exists(opened_by, |count| {
            *count = count.unwrap_or_default().checked_sub(1).filter(|left| *left > 0);
        });
    }

    /// Drops vouchers whose word does not count any more and adds one from another circle who has not vouched yet.
    pub(crate) fn with_voucher(mut vouchers: Vouchers, voucher: CitizenIndex) -> Result<Vouchers, Error<T>> {
        ensure!(!vouchers.contains(&voucher), Error::<T>::AlreadyVouched);
        vouchers.retain(|earlier| Self::vouch_counts(*earlier));
        Self::ensure_independent(&vouchers, voucher)?;
        // Cannot be full: fewer than the vouches needed were kept, and those are at most the bound.
        vouchers.try_push(voucher).map_err(|_| Error::<T>::AlreadyVouched)?;
        Ok(vouchers)
    }

    /// Whether the applicant is new and the DID can be made, or is the applicant's with that voting key in force.
    pub(crate) fn ensure_admissible(application: &Application) -> Result<(), Error<T>> {
        let Application { did, voting_key, .. } = application;
        ensure!(!CitizenOf::<T>::contains_key(did), Error::<T>::AlreadyAdmitted);
        let account = T::AccountId::from(*did);
        match T::Dids::can_create(&account, voting_key) {
            Ok(()) => Ok(()),
            Err(DidRefusal::InvalidKey) => Err(Error::<T>::InvalidKey),
            Err(DidRefusal::AlreadyExists) => {
                let keys = T::Dids::voting_keys(did);
                let owned = T::Dids::of(&account) == Some(*did) && keys.iter().any(|(_, key)| key == voting_key);
                ensure!(owned, Error::<T>::DidTaken);
                ensure!(keys.len() <= KEYS_MAX as usize, Error::<T>::RollFull);
                Ok(())
            }
        }
    }

    /// Makes a person of an admissible applicant. The roll, which alone may refuse, is asked first.
    pub(crate) fn make_person(application: &Application, now: Millis) -> Result<CitizenIndex, Error<T>> {
        let Application { did, voting_key, .. } = *application;
        let account = T::AccountId::from(did);
        let index = Self::enter(did, now)?;
        match T::Dids::of(&account) {
            Some(own) => T::Dids::waive_deposit(&own),
            None => {
                T::Dids::create(&account, voting_key).map_err(|refusal| match refusal {
                    DidRefusal::AlreadyExists => Error::<T>::DidTaken,
                    DidRefusal::InvalidKey => Error::<T>::InvalidKey,
                })?;
            }
        }
        for (version, key) in T::Dids::voting_keys(&did) {
            T::Roll::add_key(index, version, key, now).map_err(refused::<T>)?;
        }
        // Never taken back: an account reaped and made anew would let its old transactions be replayed.
        frame_system::Pallet::<T>::inc_sufficients(&account);
        Ok(index)
    }

    /// Gives `did` a citizen index and a place on the roll, and, unless at genesis, deadlines and attention.
    fn enter(did: DidId, now: Millis) -> Result<CitizenIndex, Error<T>> {
        let index = NextCitizen::<T>::get();
        ensure!(page_of(index).is_some(), Error::<T>::RollFull);
        T::Roll::admit(index, now).map_err(refused::<T>)?;
        NextCitizen::<T>::put(index.saturating_add(1));
        ActiveCount::<T>::mutate(|count| *count = count.saturating_add(1));
        CitizenOf::<T>::insert(did, index);
        Self::outgrow_founders();
        let citizen =
            Citizen { did, admitted: 0, expires: 0, not_before: 0, warned: None, visit: 0, status: Status::Active };
        match now {
            0 => Citizens::<T>::insert(index, citizen),
            _ => Self::anchor(index, citizen, now),
        }
        Ok(index)
    }

    /// Starts a person's time: admission, expiry, first sign of life, attention.
    pub(crate) fn anchor(index: CitizenIndex, mut citizen: Citizen, now: Millis) {
        citizen.admitted = now;
        citizen.expires = Self::expiry_from(now);
        Self::begin_life(index, now);
        Self::schedule_citizen(index, citizen, now);
        T::Attention::open(index, now);
    }

    /// Midnight at which a status that begins or is renewed at `now` ends.
    pub(crate) fn expiry_from(now: Millis) -> Millis {
        next_midnight(now.saturating_add(Params::<T>::get().expiry))
    }

    /// Hash of block 0: what ties signatures to this chain.
    pub(crate) fn genesis() -> Hash {
        let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        let mut genesis = Hash::default();
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        genesis
    }
}

/// The roll's refusal, as this pallet says it.
pub(crate) fn refused<T: Config>(_: RollRefusal) -> Error<T> {
    Error::<T>::RollFull
}
