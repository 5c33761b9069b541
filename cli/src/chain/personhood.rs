//! Vouches, newcomers and cases: the shapes of `pallet_personhood`.

use anyhow::{Context as _, Result};
use codec::{Decode, Encode};
use cybersyn_chain_client::{BlockAt, State};
use cybersyn_primitives::{CitizenIndex, DAY, DidId, Hash, Millis, application::Application};

/// Most newcomers or cases that are listed.
const LISTED_MAX: usize = 10_000;

/// A person's account of vouches: `pallet_personhood::Vouching`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Decode, Encode)]
pub struct Vouching {
    /// When the budget will be whole again.
    pub whole: Millis,
    /// No vouches before this.
    pub barred_until: Millis,
    /// Fakes that the person answers for.
    pub faults: u8,
    /// When the last of them was found.
    pub last_fault: Millis,
}

impl Vouching {
    /// How many vouches the person has left at `now`, each of which moves [`Vouching::whole`] by its share.
    pub fn left(&self, now: Millis, defences: &Defences) -> u32 {
        let share = defences.share().max(1);
        let free = defences.vouch_period.saturating_sub(self.whole.saturating_sub(now));
        u32::try_from(free / share).unwrap_or(u32::MAX).min(defences.vouch_budget)
    }
}

/// The numbers that keep fakes few: `pallet_personhood::Defences`. Durations in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Defences {
    /// Vouches and challenges of one person in a period.
    pub vouch_budget: u32,
    /// In this time a budget that is used up refills.
    pub vouch_period: Millis,
    /// How long somebody is a person before they vouch.
    pub maturity: Millis,
    /// How long a voucher answers for a vouch.
    pub liability: Millis,
    /// How long who vouched for a fake does not vouch.
    pub bar: Millis,
    /// Points of community reputation that it costs besides.
    pub points_lost: u32,
    /// How long an application with vouches can be challenged.
    pub vouched_window: Millis,
    /// How long an application with a deposit can be challenged.
    pub deposit_window: Millis,
    /// After this a case is closed without finding.
    pub case_life: Millis,
}

impl Defences {
    /// What one vouch takes of the period.
    pub fn share(&self) -> Millis {
        self.vouch_period / Millis::from(self.vouch_budget.max(1))
    }
}

/// The numbers of personhood: `pallet_personhood::Parameters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Parameters {
    /// Vouches that make or renew a person.
    pub vouches_needed: u32,
    /// How long a status lasts.
    pub expiry: Millis,
    /// Longest silence.
    pub proof_of_life: Millis,
    /// How long ahead of a lapse the person is warned.
    pub warning: Millis,
}

impl Parameters {
    /// Midnight from which on a person is silent for too long who gave the last sign of life on that day.
    pub fn silent_from(&self, last_alive: u16) -> Millis {
        let whole_day = Millis::from(last_alive).saturating_add(1).saturating_mul(DAY);
        whole_day.saturating_add(self.proof_of_life).div_ceil(DAY).saturating_mul(DAY)
    }
}

/// Who stands for a person: `pallet_personhood::Sponsorship`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Sponsorship {
    /// The vouchers.
    pub vouchers: Vec<CitizenIndex>,
    /// Since when.
    pub since: Millis,
    /// Most of them are discredited, and the person must be renewed.
    pub questioned: bool,
}

/// Vouches collected so far: `pallet_personhood::Renewal`.
#[derive(Clone, Debug, PartialEq, Eq, Decode, Encode)]
pub struct Renewal {
    /// After this the vouches are void.
    pub expires: Millis,
    /// Who vouched.
    pub vouchers: Vec<CitizenIndex>,
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

/// A person's account of vouches.
pub async fn vouching(at: &impl State, citizen: CitizenIndex) -> Result<Vouching> {
    Ok(at.value("Personhood", "Vouchings", &[&citizen]).await?.unwrap_or_default())
}

/// Who stands for a person.
pub async fn sponsorship(at: &impl State, citizen: CitizenIndex) -> Result<Option<Sponsorship>> {
    Ok(at.value("Personhood", "Sponsors", &[&citizen]).await?)
}

/// The renewal that waits for vouches.
pub async fn renewal(at: &impl State, citizen: CitizenIndex) -> Result<Option<Renewal>> {
    Ok(at.value("Personhood", "Renewals", &[&citizen]).await?)
}

/// The account that left a deposit for a person, and how much.
pub async fn deposit(at: &impl State, citizen: CitizenIndex) -> Result<Option<([u8; 32], u128)>> {
    Ok(at.value("Personhood", "Deposits", &[&citizen]).await?)
}

/// The numbers that keep fakes few.
pub async fn defences(at: &BlockAt) -> Result<Defences> {
    at.value("Personhood", "Protection", &[]).await?.context("the chain has no defences against fakes")
}

/// The numbers of personhood.
pub async fn parameters(at: &BlockAt) -> Result<Parameters> {
    at.value("Personhood", "Params", &[]).await?.context("the chain has no parameters of personhood")
}

/// Nobody lapses before this.
pub async fn not_before(at: &impl State) -> Result<Millis> {
    Ok(at.value("Personhood", "NotBefore", &[]).await?.unwrap_or_default())
}

/// Founders have privileges while this is above their index.
pub async fn privileged(at: &impl State) -> Result<CitizenIndex> {
    Ok(at.value("Personhood", "Privileged", &[]).await?.unwrap_or_default())
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

    const DEFENCES: Defences = Defences {
        vouch_budget: 6,
        vouch_period: 90 * DAY,
        maturity: 90 * DAY,
        liability: 365 * DAY,
        bar: 180 * DAY,
        points_lost: 20,
        vouched_window: 3 * DAY,
        deposit_window: 14 * DAY,
        case_life: 60 * DAY,
    };

    #[test]
    fn a_budget_that_was_never_used_is_whole() {
        assert_eq!(Vouching::default().left(100 * DAY, &DEFENCES), 6);
    }

    #[test]
    fn each_vouch_takes_its_share_which_comes_back() {
        let now = 1_000 * DAY;
        let spent = |vouches: u64| Vouching { whole: now + vouches * 15 * DAY, ..Vouching::default() };
        assert_eq!([0, 1, 5, 6].map(|vouches| spent(vouches).left(now, &DEFENCES)), [6, 5, 1, 0]);
        assert_eq!(spent(6).left(now + 15 * DAY - 1, &DEFENCES), 0);
        assert_eq!(spent(6).left(now + 15 * DAY, &DEFENCES), 1);
    }

    #[test]
    fn silence_is_counted_from_the_end_of_the_last_day_alive() {
        let parameters =
            Parameters { vouches_needed: 3, expiry: 365 * DAY, proof_of_life: 90 * DAY, warning: 30 * DAY };
        assert_eq!(parameters.silent_from(10), 101 * DAY);
        let half_a_day = Parameters { proof_of_life: 90 * DAY + 1, ..parameters };
        assert_eq!(half_a_day.silent_from(10), 102 * DAY);
    }

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
