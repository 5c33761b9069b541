//! How persons stand, newcomers and cases: the shapes of `pallet_personhood`.

use super::Status;
use crate::exit::Failure;
use anyhow::{Result, bail};
use codec::{Decode, Encode};
use cybersyn_chain_client::{BlockAt, State};
use cybersyn_primitives::{CitizenIndex, DidId, Hash, Millis, application::Application};

/// Most newcomers or cases that are listed.
const LISTED_MAX: usize = 10_000;

/// How a person stands: `pallet_personhood::PersonStanding`. Dates in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Standing {
    /// The person's DID.
    pub did: DidId,
    /// As it was when the person was looked at last.
    pub status: Status,
    /// Whether the person may act now.
    pub in_force: bool,
    /// Since when.
    pub admitted: Millis,
    /// When the status ends unless renewed.
    pub expires: Millis,
    /// When it lapses as things stand, by expiry or by silence.
    pub lapses_at: Millis,
    /// From when on the person is warned of that.
    pub warned_from: Millis,
    /// Midnight before the last sign of life.
    pub last_alive: Millis,
    /// Who stands for the person.
    pub sponsors: Vec<CitizenIndex>,
    /// Most of them are discredited: the person must be renewed by others.
    pub questioned: bool,
    /// Who has vouched for the renewal that is under way, and until when these vouches count.
    pub renewal: Option<(Vec<CitizenIndex>, Millis)>,
    /// Vouches and challenges that the person has left now.
    pub vouches_left: u32,
    /// No vouches before this.
    pub barred_until: Millis,
    /// The open case about the person.
    pub case: Option<u32>,
    /// Whether a deposit stands in the place of sponsors.
    pub has_deposit: bool,
}

/// An application that waits for vouches: `pallet_personhood::Pending`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Pending {
    /// What the newcomer signed.
    pub application: Application,
    /// Who vouched.
    pub vouchers: Vec<CitizenIndex>,
    /// Who vouched first.
    pub opened_by: CitizenIndex,
}

/// What speaks for a newcomer: `pallet_personhood::Backing`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub enum Backing {
    /// Persons.
    #[codec(index = 0)]
    Vouches(Vec<CitizenIndex>),
    /// Coins of an account, so many.
    #[codec(index = 1)]
    Deposit([u8; 32], u128),
}

/// An application that has what it needs: `pallet_personhood::Candidate`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Candidate {
    /// What the newcomer signed.
    pub application: Application,
    /// What speaks for the newcomer.
    pub backing: Backing,
    /// From when on the newcomer is admitted, unless under challenge.
    pub admits: Millis,
}

/// Who is challenged: `pallet_personhood::Subject`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode, Encode)]
pub enum Subject {
    /// A candidate.
    #[codec(index = 0)]
    Newcomer(DidId),
    /// A person.
    #[codec(index = 1)]
    Citizen(CitizenIndex),
}

/// What a challenger says: `pallet_personhood::Grounds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode, Encode)]
pub enum Grounds {
    /// There is no such living human being.
    #[codec(index = 0)]
    NoPerson,
    /// The human being is that citizen already.
    #[codec(index = 1)]
    Duplicate(CitizenIndex),
}

/// An open case: `pallet_personhood::Case`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Case {
    /// Who is challenged.
    pub subject: Subject,
    /// What the challenger says.
    pub grounds: Grounds,
    /// Hash of what is put forward.
    pub evidence: Hash,
    /// Who challenges.
    pub challenger: CitizenIndex,
    /// Midnight at which the case is closed without a finding.
    pub expires: Millis,
}

/// How a person stands.
pub async fn standing(at: &BlockAt, citizen: CitizenIndex) -> Result<Standing> {
    match at.call("GovernanceApi_person", &citizen.encode()).await? {
        Some(standing) => Ok(standing),
        None => bail!(Failure::Missing(format!("there is no citizen {citizen} on the finalized chain"))),
    }
}

/// The open case about somebody, with its number.
pub async fn case_about(at: &impl State, subject: Subject) -> Result<Option<(u32, Case)>> {
    let Some(number) = at.value::<u32>("Personhood", "CaseOf", &[&subject]).await? else { return Ok(None) };
    Ok(at.value("Personhood", "Cases", &[&number]).await?.map(|case| (number, case)))
}

/// The application of a newcomer that can be challenged.
pub async fn candidate(at: &impl State, did: &DidId) -> Result<Option<Candidate>> {
    Ok(at.value("Personhood", "Candidates", &[did]).await?)
}

/// Applications that can be challenged, the next to be admitted first.
pub async fn candidates(at: &BlockAt) -> Result<Vec<Candidate>> {
    let found = at.entries::<Candidate>("Personhood", "Candidates", &[], LISTED_MAX).await?;
    let mut candidates: Vec<Candidate> = found.into_iter().map(|entry| entry.value).collect();
    candidates.sort_by_key(|candidate| candidate.admits);
    Ok(candidates)
}

/// Applications that wait for vouches, the next to expire first.
pub async fn applications(at: &BlockAt) -> Result<Vec<Pending>> {
    let found = at.entries::<Pending>("Personhood", "Applications", &[], LISTED_MAX).await?;
    let mut pending: Vec<Pending> = found.into_iter().map(|entry| entry.value).collect();
    pending.sort_by_key(|pending| pending.application.expires);
    Ok(pending)
}

/// Open cases by number.
pub async fn cases(at: &BlockAt) -> Result<Vec<(u32, Case)>> {
    let found = at.entries::<Case>("Personhood", "Cases", &[], LISTED_MAX).await?;
    let numbered = found.into_iter().filter_map(|entry| Some((entry.key_part(0)?, entry.value)));
    let mut cases: Vec<(u32, Case)> = numbered.collect();
    cases.sort_by_key(|(number, _)| *number);
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_and_grounds_are_encoded_as_the_chain_reads_them() {
        assert_eq!(Subject::Newcomer([7; 32]).encode(), [&[0][..], &[7; 32]].concat());
        assert_eq!(Subject::Citizen(258).encode(), [1, 2, 1, 0, 0]);
        assert_eq!(Grounds::NoPerson.encode(), [0]);
        assert_eq!(Grounds::Duplicate(3).encode(), [1, 3, 0, 0, 0]);
    }

    #[test]
    fn a_deposit_stands_before_the_date_of_admission() {
        let application = Application { did: [1; 32], voting_key: [2; 32], expires: 9 };
        let mut bytes = application.encode();
        bytes.push(1);
        ([3u8; 32], 5u128, 77u64).encode_to(&mut bytes);
        let expected = Candidate { application, backing: Backing::Deposit([3; 32], 5), admits: 77 };
        assert_eq!(Candidate::decode(&mut &bytes[..]).unwrap(), expected);
    }
}
