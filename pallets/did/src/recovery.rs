//! Social recovery: guardians chosen by the owner pass control of a DID to a new account, after notice and a delay in
//! which the owner may say no.
//!
//! Each guardian stands for one account at a time, so a guardian who turns hostile can neither block the others nor
//! count twice. A recovery falls due only while enough guardians stand for the same account.

use crate::{Config, DidRecordOf, Dids, Error, Event, Pallet, Purposes, Recoveries, VerificationMethod};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{DAY, DidId, Millis};
use frame_support::{
    BoundedVec, ensure,
    pallet_prelude::DispatchResult,
    traits::{ConstU32, Get, Time},
};
use scale_info::TypeInfo;

/// Most guardians of one DID.
pub const GUARDIANS_MAX: u32 = 10;
/// Longest delay of a recovery.
pub const RECOVERY_DELAY_MILLIS_MAX: Millis = 90 * DAY;

/// Who may pass on control of a DID whose owner cannot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct GuardianSet {
    /// Their DIDs, in ascending order.
    pub guardians: BoundedVec<DidId, ConstU32<GUARDIANS_MAX>>,
    /// How many of them must stand for the same account.
    pub threshold: u8,
    /// Notice to the owner, in milliseconds, from the moment that enough of them do.
    pub delay_millis: Millis,
}

/// What guardians want.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Recovery<AccountId> {
    /// Guardian and the account that it stands for.
    pub supports: BoundedVec<(DidId, AccountId), ConstU32<GUARDIANS_MAX>>,
    /// The account that enough of them stand for, and when it may take over.
    pub due: Option<(AccountId, Millis)>,
}

impl<AccountId> Default for Recovery<AccountId> {
    fn default() -> Self {
        Self { supports: BoundedVec::new(), due: None }
    }
}

impl<AccountId: Clone + PartialEq> Recovery<AccountId> {
    /// Enters that `guardian` stands for `to`; begins or ends the delay as the count demands.
    fn support(&mut self, guardian: DidId, to: AccountId, set: &GuardianSet, now: Millis) {
        match self.supports.iter_mut().find(|(known, _)| *known == guardian) {
            Some((_, account)) => *account = to.clone(),
            // There are as many places as guardians.
            None => drop(self.supports.try_push((guardian, to.clone()))),
        }
        self.due = match self.due.take().filter(|(account, _)| self.has_enough(account, set)) {
            Some(due) => Some(due),
            None => self.has_enough(&to, set).then(|| (to, now.saturating_add(set.delay_millis))),
        };
    }

    fn has_enough(&self, account: &AccountId, set: &GuardianSet) -> bool {
        let count = self.supports.iter().filter(|(_, supported)| supported == account).count();
        count >= usize::from(set.threshold)
    }

    /// Whether only guardians of the set stand for anybody, each once, and enough for whom it is due.
    #[cfg(any(feature = "try-runtime", test))]
    pub(crate) fn is_by(&self, set: &GuardianSet) -> bool {
        let known = |place: usize, guardian: &DidId| {
            let earlier = self.supports.iter().take(place).any(|(earlier, _)| earlier == guardian);
            set.guardians.contains(guardian) && !earlier
        };
        self.supports.iter().enumerate().all(|(place, (guardian, _))| known(place, guardian))
            && self.due.as_ref().is_none_or(|(account, _)| self.has_enough(account, set))
    }
}

impl GuardianSet {
    /// Guardians in strictly ascending order, none of them `did` itself; a majority of them as threshold at least, so
    /// that two accounts are never due at once.
    fn is_well_formed(&self, did: &DidId, delay_min: Millis) -> bool {
        let (count, threshold) = (self.guardians.len(), usize::from(self.threshold));
        self.guardians.iter().is_sorted_by(|one, next| one < next)
            && !self.guardians.contains(did)
            && threshold <= count
            && threshold.saturating_mul(2) > count
            && (delay_min..=RECOVERY_DELAY_MILLIS_MAX).contains(&self.delay_millis)
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_guardians(account: &T::AccountId, guardians: Option<GuardianSet>) -> DispatchResult {
        let (did, record) = Self::with_guardians(account, guardians)?;
        Self::store(did, record, None)?;
        if Recoveries::<T>::take(did).is_some() {
            Self::deposit_event(Event::RecoveryVetoed { did });
        }
        Self::deposit_event(Event::GuardiansSet { did });
        Ok(())
    }

    pub(crate) fn do_support_recovery(guardian: &T::AccountId, did: DidId, to: T::AccountId) -> DispatchResult {
        let (guardian, set) = Self::check_support(guardian, &did, &to)?;
        let mut recovery = Recoveries::<T>::get(did).unwrap_or_default();
        let due_before = recovery.due.clone();
        recovery.support(guardian, to.clone(), &set, T::Time::now());
        Self::deposit_event(Event::RecoverySupported { did, guardian, to });
        if let Some((to, due)) = recovery.due.clone().filter(|_| recovery.due != due_before) {
            Self::deposit_event(Event::RecoveryDue { did, to, due });
        }
        Recoveries::<T>::insert(did, recovery);
        Ok(())
    }

    pub(crate) fn do_veto_recovery(account: &T::AccountId) -> DispatchResult {
        let did = Self::vetoable(account)?;
        Recoveries::<T>::remove(did);
        Self::deposit_event(Event::RecoveryVetoed { did });
        Ok(())
    }

    pub(crate) fn do_recover(did: DidId, signature: T::Signature) -> DispatchResult {
        let (mut record, to) = Self::check_recover(&did, &signature)?;
        Self::retire_authorizing_keys(&did, &mut record);
        Self::dismiss_controllers(&did);
        Self::deposit_event(Event::Recovered { did });
        Self::pass_on(did, record, to)
    }

    /// Retires the keys that authorise calls: a thief who has one would go on fighting the owner. What they signed
    /// before stays valid, ballots in flight above all; the owner knows which of them were stolen.
    fn retire_authorizing_keys(did: &DidId, record: &mut DidRecordOf<T>) {
        let now = T::Time::now();
        let authorizes = |method: &&VerificationMethod| {
            method.until.is_none()
                && (method.purposes.contains(Purposes::AUTHENTICATION)
                    || method.purposes.contains(Purposes::CAPABILITY))
        };
        let retired: Vec<VerificationMethod> = record.keys.iter().filter(authorizes).copied().collect();
        for method in retired {
            record.retire_key(method.version, now, false);
            Self::tell_retired(did, &method, now, false);
        }
    }

    /// The account's DID as it will be with those guardians.
    pub(crate) fn with_guardians(
        account: &T::AccountId,
        guardians: Option<GuardianSet>,
    ) -> Result<(DidId, DidRecordOf<T>), Error<T>> {
        let (did, mut record) = Self::controlled(account)?;
        let delay_min = T::RecoveryDelayMin::get();
        let sound = guardians.as_ref().is_none_or(|set| set.is_well_formed(&did, delay_min));
        ensure!(sound, Error::<T>::InvalidGuardians);
        record.guardians = guardians;
        Ok((did, record))
    }

    /// The guardian's DID and the guardians of `did`, if its controller may stand for `to`.
    pub(crate) fn check_support(
        guardian: &T::AccountId,
        did: &DidId,
        to: &T::AccountId,
    ) -> Result<(DidId, GuardianSet), Error<T>> {
        let (guardian, _) = Self::controlled(guardian)?;
        let record = Dids::<T>::get(did).filter(|it| it.deactivated.is_none()).ok_or(Error::<T>::NotFound)?;
        let set = record.guardians.filter(|set| set.guardians.contains(&guardian)).ok_or(Error::<T>::NotAuthorized)?;
        ensure!(!crate::AccountDid::<T>::contains_key(to), Error::<T>::AlreadyExists);
        let says_it_already = |recovery: Recovery<T::AccountId>| {
            recovery.supports.iter().any(|(known, account)| *known == guardian && account == to)
        };
        ensure!(!Recoveries::<T>::get(did).is_some_and(says_it_already), Error::<T>::AlreadyExists);
        Ok((guardian, set))
    }

    /// The account's DID, if there is a recovery to say no to.
    pub(crate) fn vetoable(account: &T::AccountId) -> Result<DidId, Error<T>> {
        let (did, _) = Self::controlled(account)?;
        ensure!(Recoveries::<T>::contains_key(did), Error::<T>::NotFound);
        Ok(did)
    }

    /// The DID and the account that may take it over now, if that account consents.
    pub(crate) fn check_recover(
        did: &DidId,
        signature: &T::Signature,
    ) -> Result<(DidRecordOf<T>, T::AccountId), Error<T>> {
        let recovery = Recoveries::<T>::get(did).ok_or(Error::<T>::NotFound)?;
        let (to, due) = recovery.due.ok_or(Error::<T>::NotFound)?;
        ensure!(due <= T::Time::now(), Error::<T>::TooEarly);
        let record = Dids::<T>::get(did).filter(|it| it.deactivated.is_none()).ok_or(Error::<T>::NotFound)?;
        Self::check_consent(did, &record, &to, signature)?;
        Ok((record, to))
    }
}
