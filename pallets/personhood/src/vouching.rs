//! What a person may still vouch, and for how long they may not.

use crate::{
    CaseOf, Citizens, Config, Defences, Deposits, Error, Pallet, Protection, Sponsors, Status, Subject, Vouchings,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{CitizenIndex, Millis};
use frame_support::{ensure, traits::Time};
use scale_info::TypeInfo;

/// A person's account of vouches. The default is one that has never been used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Vouching {
    /// When the budget will be whole again: each vouch moves it by its share of the period.
    pub whole: Millis,
    /// No vouches before this.
    pub barred_until: Millis,
    /// Fakes that the person answers for, each within [`Defences::liability`] of the one before.
    pub faults: u8,
    /// When the last of them was found.
    pub last_fault: Millis,
}

impl Vouching {
    /// The account after so many more vouches at `now`; none if that is more than the budget.
    #[must_use]
    pub fn spend(self, now: Millis, vouches: u32, defences: &Defences) -> Option<Self> {
        let whole = self.whole.max(now).saturating_add(defences.share().saturating_mul(vouches.into()));
        (whole <= now.saturating_add(defences.vouch_period)).then_some(Self { whole, ..self })
    }

    /// The account after a vouch was given back.
    #[must_use]
    pub fn refund(self, defences: &Defences) -> Self {
        Self { whole: self.whole.saturating_sub(defences.share()), ..self }
    }

    /// The account after one more fault at `now`.
    #[must_use]
    pub fn blame(self, now: Millis, defences: &Defences) -> Self {
        let recent = now.saturating_sub(self.last_fault) < defences.liability;
        let faults = if recent { self.faults.saturating_add(1) } else { 1 };
        let until = now.saturating_add(defences.bar.saturating_mul(faults.into()));
        Self { faults, last_fault: now, barred_until: self.barred_until.max(until), ..self }
    }

    /// The account after a challenge that was wrong, at `now`: no word for anybody, but what was vouched for stands.
    #[must_use]
    pub fn silence(self, now: Millis, defences: &Defences) -> Self {
        Self { barred_until: self.barred_until.max(now.saturating_add(defences.bar)), ..self }
    }

    /// Whether the person may not vouch at `now`.
    pub fn is_barred(&self, now: Millis) -> bool {
        now < self.barred_until
    }
}

/// What somebody gives their word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A newcomer.
    ForNewcomer,
    /// A person's renewal, or a challenge.
    OnPerson,
}

impl<T: Config> Pallet<T> {
    /// The person that `account` acts for, with the account of vouches after this one, if they may give it now.
    pub(crate) fn check_voucher(account: &T::AccountId, word: Word) -> Result<(CitizenIndex, Vouching), Error<T>> {
        let (now, defences) = (T::Time::now(), Protection::<T>::get());
        let voucher = Self::person(account).ok_or(Error::<T>::NotAPerson)?;
        let vouching = Vouchings::<T>::get(voucher);
        ensure!(!vouching.is_barred(now), Error::<T>::Barred);
        ensure!(!CaseOf::<T>::contains_key(Subject::Citizen(voucher)), Error::<T>::UnderChallenge);
        if !Self::is_privileged(voucher) {
            // A founder whose time has not begun is as young as can be.
            let begun = Citizens::<T>::get(voucher).map(|citizen| citizen.admitted).filter(|admitted| *admitted > 0);
            let admitted = begun.unwrap_or(now);
            ensure!(admitted.saturating_add(defences.maturity) <= now, Error::<T>::TooYoung);
            let vouched_for = match Sponsors::<T>::get(voucher) {
                Some(sponsorship) => !sponsorship.questioned,
                None => !Deposits::<T>::contains_key(voucher),
            };
            ensure!(vouched_for, Error::<T>::NotVouchedFor);
        }
        // A society that is founded could not grow otherwise.
        let costs =
            if word == Word::ForNewcomer && !Self::is_privileged(voucher) { defences.newcomer_vouches } else { 1 };
        let spent = vouching.spend(now, costs, &defences).ok_or(Error::<T>::BudgetSpent)?;
        Ok((voucher, spent))
    }

    /// Whether a vouch given earlier still counts.
    pub(crate) fn vouch_counts(voucher: CitizenIndex) -> bool {
        Self::is_in_force(voucher) && !Vouchings::<T>::get(voucher).is_barred(T::Time::now())
    }

    /// Whether the word of a voucher is worth nothing now: a fake, or barred for having vouched for one.
    pub(crate) fn is_discredited(voucher: CitizenIndex) -> bool {
        let vouching = Vouchings::<T>::get(voucher);
        let struck = Citizens::<T>::get(voucher).is_some_and(|citizen| citizen.status == Status::Struck);
        struck || (vouching.faults > 0 && vouching.is_barred(T::Time::now()))
    }
}
