//! What must hold of the storage between calls. Run by tests after each test, and by `try-runtime`.

use crate::{
    ActiveCount, Agenda, Applications, Candidates, CaseBy, CaseOf, Cases, Citizen, CitizenOf, Citizens, Config,
    Deposits, Due, NextCase, NextCitizen, Opened, Pallet, Privileged, Renewals, Sponsors, Status, Subject,
    citizen::{day_of, next_midnight},
};
use alloc::{collections::BTreeMap, format, string::String};
use cybersyn_primitives::CitizenIndex;
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    pub(crate) fn do_try_state() -> Checked {
        for (index, citizen) in Citizens::<T>::iter() {
            Self::check_index(index, &citizen)?;
            Self::check_schedule(index, &citizen)?;
        }
        Self::check_counts()?;
        Self::check_applications()?;
        Self::check_opened()?;
        Self::check_renewals()?;
        Self::check_candidates()?;
        Self::check_cases()?;
        Self::check_sponsors()?;
        Self::check_deposits()?;
        Self::check_agenda()
    }

    /// A person is found by their DID, and their index was given out.
    fn check_index(index: CitizenIndex, citizen: &Citizen) -> Checked {
        let (found, next) = (CitizenOf::<T>::get(citizen.did), NextCitizen::<T>::get());
        if found != Some(index) || index >= next {
            return failed(format!("citizen {index} is found as {found:?}, and {next} comes next"));
        }
        Ok(())
    }

    /// An active person stands on the agenda of a day no later than the lapse.
    fn check_schedule(index: CitizenIndex, citizen: &Citizen) -> Checked {
        let dated = citizen.status == Status::Active && citizen.expires != 0;
        if dated && !Self::is_scheduled(index, citizen) {
            return failed(format!("citizen {index} lapses unseen: {citizen:?}, {}", Self::lapses_at(index, citizen)));
        }
        Ok(())
    }

    /// The counts are those of the maps.
    fn check_counts() -> Checked {
        let active = Citizens::<T>::iter_values().filter(|citizen| citizen.status == Status::Active).count() as u32;
        let counts = [
            (ActiveCount::<T>::get(), active),
            (NextCitizen::<T>::get(), Citizens::<T>::iter_keys().count() as u32),
            (NextCitizen::<T>::get(), CitizenOf::<T>::iter_keys().count() as u32),
            (Applications::<T>::count(), Applications::<T>::iter_keys().count() as u32),
        ];
        match counts.iter().find(|(kept, found)| kept != found) {
            Some(wrong) => failed(format!("counted {wrong:?} in {counts:?}")),
            None => Ok(()),
        }
    }

    /// An application that waits is on the agenda, and its applicant no person.
    fn check_applications() -> Checked {
        for (did, pending) in Applications::<T>::iter() {
            let day = day_of(next_midnight(pending.application.expires));
            let scheduled = Agenda::<T>::contains_key(day, Due::Application(did));
            if did != pending.application.did || !scheduled || CitizenOf::<T>::contains_key(did) {
                return failed(format!("application of {did:?}: {pending:?}, on day {day}: {scheduled}"));
            }
        }
        Ok(())
    }

    /// Persons have as many applications on their account as wait.
    fn check_opened() -> Checked {
        let mut counted = BTreeMap::<CitizenIndex, u32>::new();
        for pending in Applications::<T>::iter_values() {
            let count = counted.entry(pending.opened_by).or_default();
            *count = count.saturating_add(1);
        }
        let kept: BTreeMap<_, _> = Opened::<T>::iter().collect();
        match kept == counted {
            true => Ok(()),
            false => failed(format!("applications opened: {kept:?}, of which wait {counted:?}")),
        }
    }

    /// A renewal that waits is on the agenda, and its person not struck.
    fn check_renewals() -> Checked {
        for (index, renewal) in Renewals::<T>::iter() {
            let scheduled = Agenda::<T>::contains_key(day_of(renewal.expires), Due::Renewal(index));
            let status = Citizens::<T>::get(index).map(|citizen| citizen.status);
            if !scheduled || matches!(status, None | Some(Status::Struck)) {
                return failed(format!("renewal of {status:?} citizen {index}: {renewal:?}, on agenda: {scheduled}"));
            }
        }
        Ok(())
    }

    /// A candidate is no person yet, collects no vouches, and is on the agenda unless under challenge.
    fn check_candidates() -> Checked {
        for (did, candidate) in Candidates::<T>::iter() {
            let scheduled = Agenda::<T>::contains_key(day_of(next_midnight(candidate.admits)), Due::Candidate(did));
            let disputed = CaseOf::<T>::contains_key(Subject::Newcomer(did));
            let elsewhere = CitizenOf::<T>::contains_key(did) || Applications::<T>::contains_key(did);
            if did != candidate.application.did || elsewhere || !(scheduled || disputed) {
                return failed(format!(
                    "candidate {did:?}: {candidate:?}, on agenda: {scheduled}, person: {elsewhere}"
                ));
            }
        }
        Ok(())
    }

    /// Cases, their subjects and their challengers lead to each other, and every case is on the agenda.
    fn check_cases() -> Checked {
        for (number, case) in Cases::<T>::iter() {
            let found = (CaseOf::<T>::get(case.subject), CaseBy::<T>::get(case.challenger));
            let scheduled = Agenda::<T>::contains_key(day_of(case.expires), Due::Case(number));
            if found != (Some(number), Some(number)) || !scheduled || number >= NextCase::<T>::get() {
                return failed(format!("case {number}: {case:?} is found as {found:?}, on agenda: {scheduled}"));
            }
        }
        let (subjects, challengers) = (CaseOf::<T>::iter_keys().count(), CaseBy::<T>::iter_keys().count());
        let cases = Cases::<T>::count() as usize;
        match cases == subjects && cases == challengers {
            true => Ok(()),
            false => failed(format!("{cases} cases about {subjects} subjects by {challengers} challengers")),
        }
    }

    /// Only persons stand for persons, none for themselves, nobody for a fake.
    fn check_sponsors() -> Checked {
        let founders = (Privileged::<T>::get(), NextCitizen::<T>::get());
        for (index, sponsorship) in Sponsors::<T>::iter() {
            let known = |voucher: &CitizenIndex| *voucher != index && Citizens::<T>::contains_key(voucher);
            let status = Citizens::<T>::get(index).map(|citizen| citizen.status);
            if !sponsorship.vouchers.iter().all(known) || matches!(status, None | Some(Status::Struck)) {
                return failed(format!("{sponsorship:?} for {status:?} citizen {index}"));
            }
        }
        match founders.0 <= founders.1 {
            true => Ok(()),
            false => failed(format!("privileged founders and citizens: {founders:?}")),
        }
    }

    /// Deposits are held for persons, and for no fake.
    fn check_deposits() -> Checked {
        for (index, (account, _)) in Deposits::<T>::iter() {
            let status = Citizens::<T>::get(index).map(|citizen| citizen.status);
            if matches!(status, None | Some(Status::Struck)) {
                return failed(format!("a deposit of {account:?} for {status:?} citizen {index}"));
            }
        }
        Ok(())
    }

    /// Nothing is on the agenda twice or for nobody.
    fn check_agenda() -> Checked {
        for (day, due) in Agenda::<T>::iter_keys() {
            let expected = match due {
                Due::Citizen(index) => {
                    Citizens::<T>::get(index).filter(|it| it.status == Status::Active).map(|citizen| citizen.visit)
                }
                Due::Application(did) => {
                    Applications::<T>::get(did).map(|pending| day_of(next_midnight(pending.application.expires)))
                }
                Due::Renewal(index) => Renewals::<T>::get(index).map(|renewal| day_of(renewal.expires)),
                Due::Candidate(did) => Candidates::<T>::get(did).map(|it| day_of(next_midnight(it.admits))),
                Due::Case(number) => Cases::<T>::get(number).map(|case| day_of(case.expires)),
            };
            if expected != Some(day) {
                return failed(format!("{due:?} is on the agenda of day {day}, expected on {expected:?}"));
            }
        }
        Ok(())
    }
}

fn failed(reason: String) -> Checked {
    log::error!(target: "runtime::personhood", "{reason}");
    Err(TryRuntimeError::Other("a personhood invariant does not hold; the log names it"))
}
