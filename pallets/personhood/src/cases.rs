//! Challenges: somebody says that a person or newcomer is no person of their own, and the tribunal finds.

use crate::{
    Agenda, Backing, CASES_MAX, Candidates, Case, CaseBy, CaseOf, Cases, Citizens, Cleared, Config, Due, Error, Event,
    Grounds, NextCase, Pallet, Protection, Status, Subject, Unjudged, Vouching, Vouchings,
    citizen::{day_of, next_midnight},
    vouching::Word,
};
use cybersyn_primitives::{
    CitizenIndex, DidId, Hash, Millis,
    reputation::Cause,
    traits::{Dispute, Disputes, Finding, Tribunal},
};
use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{Consideration, Time},
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_challenge(
        account: &T::AccountId,
        subject: Subject,
        grounds: Grounds,
        evidence: Hash,
    ) -> DispatchResult {
        let (challenger, spent, defendant) = Self::check_challenge(account, subject, grounds)?;
        let (now, case) = (T::Time::now(), NextCase::<T>::get());
        let expires = next_midnight(now.saturating_add(Protection::<T>::get().case_life));
        Vouchings::<T>::insert(challenger, spent);
        NextCase::<T>::put(case.saturating_add(1));
        CaseOf::<T>::insert(subject, case);
        CaseBy::<T>::insert(challenger, case);
        Cases::<T>::insert(case, Case { subject, grounds, evidence, challenger, expires });
        Self::schedule(Due::Case(case), expires, now);
        T::Tribunal::open(&Dispute { case, challenger, defendant, duplicate_of: grounds.duplicate_of(), evidence });
        Self::deposit_event(Event::Challenged { case, subject, grounds, challenger, evidence });
        Ok(())
    }

    /// Who challenges, their account of vouches after it, and the DID of who is meant.
    pub(crate) fn check_challenge(
        account: &T::AccountId,
        subject: Subject,
        grounds: Grounds,
    ) -> Result<(CitizenIndex, Vouching, DidId), Error<T>> {
        let (challenger, spent) = Self::check_voucher(account, Word::OnPerson)?;
        ensure!(!CaseBy::<T>::contains_key(challenger), Error::<T>::CaseOpen);
        ensure!(!CaseOf::<T>::contains_key(subject), Error::<T>::AlreadyChallenged);
        ensure!(Cases::<T>::count() < CASES_MAX, Error::<T>::TooManyCases);
        let defendant = match subject {
            Subject::Newcomer(did) => Self::challengeable_newcomer(did, challenger)?,
            Subject::Citizen(index) => Self::challengeable(index, challenger)?,
        };
        if let Grounds::Duplicate(of) = grounds {
            ensure!(Citizens::<T>::contains_key(of), Error::<T>::NotFound);
            // The later of two is the duplicate.
            let later = !matches!(subject, Subject::Citizen(index) if index <= of);
            ensure!(later, Error::<T>::InvalidGrounds);
        }
        Ok((challenger, spent, defendant))
    }

    /// Whoever stands for a newcomer, and their circles, do not challenge: nobody else could until the case ends.
    fn challengeable_newcomer(did: DidId, challenger: CitizenIndex) -> Result<DidId, Error<T>> {
        let candidate = Candidates::<T>::get(did).ok_or(Error::<T>::NotFound)?;
        if let Backing::Vouches(vouchers) = candidate.backing {
            ensure!(!vouchers.contains(&challenger), Error::<T>::SameCircle);
            Self::ensure_independent(&vouchers, challenger)?;
        }
        Ok(did)
    }

    fn challengeable(index: CitizenIndex, challenger: CitizenIndex) -> Result<DidId, Error<T>> {
        let citizen = Citizens::<T>::get(index).ok_or(Error::<T>::NotFound)?;
        ensure!(index != challenger, Error::<T>::InvalidGrounds);
        ensure!(citizen.status != Status::Struck, Error::<T>::Struck);
        let now = T::Time::now();
        ensure!(Cleared::<T>::get(index) <= now, Error::<T>::ClearedRecently);
        let again = |(earlier, until): &(CitizenIndex, Millis)| *earlier == challenger && *until > now;
        ensure!(!Unjudged::<T>::get(index).iter().any(again), Error::<T>::ClearedRecently);
        Self::ensure_independent(&[index], challenger)?;
        Ok(citizen.did)
    }

    pub(crate) fn do_rule(number: u32, finding: Finding) -> DispatchResult {
        let case = Self::take_case(number).ok_or(Error::<T>::NotFound)?;
        match finding {
            Finding::Upheld => {
                let defences = Protection::<T>::get();
                Vouchings::<T>::mutate(case.challenger, |vouching| *vouching = vouching.refund(&defences));
                match case.subject {
                    Subject::Newcomer(did) => Self::reject(did, number),
                    Subject::Citizen(index) => Self::do_strike(index)?,
                }
            }
            Finding::Dismissed => {
                let (now, defences) = (T::Time::now(), Protection::<T>::get());
                Vouchings::<T>::mutate(case.challenger, |vouching| *vouching = vouching.silence(now, &defences));
                match case.subject {
                    Subject::Newcomer(did) => Self::visit_candidate(did, now),
                    Subject::Citizen(index) => Cleared::<T>::insert(index, now.saturating_add(defences.peace())),
                }
            }
        }
        Self::deposit_event(Event::CaseClosed { case: number, finding: Some(finding) });
        Ok(())
    }

    /// A case nobody has judged in time ends, and everything is as before; only its challenger does not challenge the
    /// same person again for a time. Were others kept from it, a friend's challenge would be a shield.
    pub(crate) fn expire_case(number: u32, now: Millis) {
        let Some(case) = Self::take_case(number) else { return };
        T::Tribunal::close(number);
        match case.subject {
            Subject::Newcomer(did) => Self::visit_candidate(did, now),
            Subject::Citizen(index) => Self::note_unjudged(index, case.challenger, now),
        }
        Self::deposit_event(Event::CaseClosed { case: number, finding: None });
    }

    fn note_unjudged(index: CitizenIndex, challenger: CitizenIndex, now: Millis) {
        let until = now.saturating_add(Protection::<T>::get().bar);
        Unjudged::<T>::mutate(index, |challengers| {
            challengers.retain(|(earlier, until)| *earlier != challenger && *until > now);
            if challengers.is_full() {
                challengers.remove(0); // the oldest
            }
            // There is room now.
            challengers.try_push((challenger, until)).unwrap_or_default();
        });
    }

    /// Ends the case against a person who is struck otherwise.
    pub(crate) fn moot(index: CitizenIndex) {
        let Some(number) = CaseOf::<T>::get(Subject::Citizen(index)) else { return };
        Self::take_case(number);
        T::Tribunal::close(number);
        Self::deposit_event(Event::CaseClosed { case: number, finding: None });
    }

    fn take_case(number: u32) -> Option<Case> {
        let case = Cases::<T>::take(number)?;
        CaseOf::<T>::remove(case.subject);
        CaseBy::<T>::remove(case.challenger);
        Agenda::<T>::remove(day_of(case.expires), Due::Case(number));
        Some(case)
    }

    /// A newcomer found to be fake: the deposit is burnt, or the vouchers answer for it.
    fn reject(did: DidId, case: u32) {
        let Some(candidate) = Self::take_candidate(did) else { return };
        match candidate.backing {
            Backing::Vouches(vouchers) => {
                let points = Protection::<T>::get().points_lost;
                Self::answer(&vouchers, Cause::Verdict { case, points });
            }
            Backing::Deposit(account, ticket) => ticket.burn(&account),
        }
        Self::deposit_event(Event::Rejected { did });
    }
}

/// For the tribunal.
impl<T: Config> Disputes for Pallet<T> {
    fn found(case: u32, finding: Finding) -> bool {
        Self::do_rule(case, finding).is_ok()
    }
}
