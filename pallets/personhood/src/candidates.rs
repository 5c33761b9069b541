//! Applications that have what they need and wait until their time to be challenged is over.

use crate::{
    Agenda, Backing, Candidate, CandidateOf, Candidates, CaseOf, Config, CurrentCohort, Deposits, Due, Error, Event,
    Pallet, Params, Protection, Subject,
    citizen::{day_of, next_midnight},
};
use cybersyn_primitives::{CitizenIndex, DidId, Millis, application::Application};
use frame_support::{
    ensure,
    pallet_prelude::{DispatchError, DispatchResult},
    storage::with_storage_layer,
    traits::{Consideration, Footprint, Time},
};

impl<T: Config> Pallet<T> {
    /// Takes an application that nobody vouched for, with a deposit of `depositor`.
    pub(crate) fn do_apply(
        depositor: T::AccountId,
        application: Application,
        signature: &T::Signature,
    ) -> DispatchResult {
        let now = T::Time::now();
        Self::ensure_current(&application, now)?;
        Self::ensure_admissible(&application)?;
        Self::ensure_signed_by_applicant(&application, signature)?;
        // Signed applications are public: a stranger must not make a deposit of one that persons vouch for.
        let own = depositor == T::AccountId::from(application.did);
        ensure!(own || Self::waiting(application.did, now).is_none(), Error::<T>::OtherApplicationPending);
        let cohort = Self::joined(now, true)?;
        let ticket = T::Deposit::new(&depositor, Footprint::from_parts(1, 0))?;
        CurrentCohort::<T>::put(cohort);
        Self::drop_application(application.did);
        let admits = now.saturating_add(Protection::<T>::get().deposit_window);
        Self::accept(Candidate { application, backing: Backing::Deposit(depositor, ticket), admits }, now);
        Ok(())
    }

    /// Begins the time in which an application can be challenged.
    pub(crate) fn accept(candidate: CandidateOf<T>, now: Millis) {
        let (did, admits) = (candidate.application.did, candidate.admits);
        Self::schedule(Due::Candidate(did), next_midnight(admits), now);
        Candidates::<T>::insert(did, candidate);
        Self::deposit_event(Event::Accepted { did, admits });
    }

    pub(crate) fn do_admit(did: DidId) -> DispatchResult {
        let candidate = Self::check_admit(did)?;
        Self::take_candidate(did);
        Self::conclude(candidate, T::Time::now());
        Ok(())
    }

    /// The candidate, if nothing stands in the way of a decision now.
    pub(crate) fn check_admit(did: DidId) -> Result<CandidateOf<T>, Error<T>> {
        let candidate = Candidates::<T>::get(did).ok_or(Error::<T>::NotFound)?;
        ensure!(!CaseOf::<T>::contains_key(Subject::Newcomer(did)), Error::<T>::UnderChallenge);
        ensure!(candidate.admits <= T::Time::now(), Error::<T>::TooEarly);
        Ok(candidate)
    }

    /// Decides about a candidate whose time has come, and leaves one under challenge to the case. When that ends, this
    /// is called at once: nobody can challenge the same newcomer again and again.
    pub(crate) fn visit_candidate(did: DidId, now: Millis) {
        match Self::check_admit(did) {
            Ok(candidate) => {
                Self::take_candidate(did);
                Self::conclude(candidate, now);
            }
            Err(Error::TooEarly) => {
                if let Some(candidate) = Candidates::<T>::get(did) {
                    Self::schedule(Due::Candidate(did), next_midnight(candidate.admits), now);
                }
            }
            Err(_) => (),
        }
    }

    /// Takes a candidate off, with its place on the agenda.
    pub(crate) fn take_candidate(did: DidId) -> Option<CandidateOf<T>> {
        let candidate = Candidates::<T>::take(did)?;
        Agenda::<T>::remove(day_of(next_midnight(candidate.admits)), Due::Candidate(did));
        Some(candidate)
    }

    /// Makes a person of a candidate, if vouches and DID are still what they were; else gives back what was deposited.
    fn conclude(candidate: CandidateOf<T>, now: Millis) {
        let Candidate { application, backing, .. } = candidate;
        let did = application.did;
        let admitted = Self::ensure_backed(&backing).map_err(DispatchError::from).and_then(|()| {
            with_storage_layer(|| -> Result<CitizenIndex, DispatchError> {
                Self::ensure_admissible(&application)?;
                Ok(Self::make_person(&application, now)?)
            })
        });
        match (admitted, backing) {
            (Ok(citizen), backing) => {
                match backing {
                    Backing::Vouches(vouchers) => Self::stand_for(citizen, vouchers, now),
                    Backing::Deposit(account, ticket) => Deposits::<T>::insert(citizen, (account, ticket)),
                }
                Self::deposit_event(Event::Admitted { citizen, did });
            }
            (Err(_), backing) => {
                if let Backing::Deposit(account, ticket) = backing {
                    Self::give_back(&account, ticket);
                }
                Self::deposit_event(Event::ApplicationDropped { did });
            }
        }
    }

    /// Whether as many vouches count still as are needed.
    fn ensure_backed(backing: &Backing<T::AccountId, T::Deposit>) -> Result<(), Error<T>> {
        let Backing::Vouches(vouchers) = backing else { return Ok(()) };
        let count = vouchers.iter().filter(|voucher| Self::vouch_counts(**voucher)).count() as u32;
        ensure!(count >= Params::<T>::get().vouches_needed, Error::<T>::TooFewPersons);
        Ok(())
    }

    pub(crate) fn give_back(account: &T::AccountId, ticket: T::Deposit) {
        if let Err(error) = ticket.drop(account) {
            log::error!(target: "runtime::personhood", "a deposit of {account:?} stays held: {error:?}");
        }
    }
}
