//! What the chain keeps of newcomers who can be challenged, of cases, and of cohorts.

use crate::Vouchers;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{CitizenIndex, DidId, Hash, Millis, application::Application};
use scale_info::TypeInfo;

/// What speaks for a newcomer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Backing<AccountId, Ticket> {
    /// Persons.
    #[codec(index = 0)]
    Vouches(Vouchers),
    /// A deposit, and whose it is.
    #[codec(index = 1)]
    Deposit(AccountId, Ticket),
}

/// An application that has what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Candidate<AccountId, Ticket> {
    /// What the newcomer signed.
    pub application: Application,
    /// What speaks for the newcomer.
    pub backing: Backing<AccountId, Ticket>,
    /// From when on the newcomer is admitted, unless under challenge.
    pub admits: Millis,
}

/// Who is challenged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Subject {
    /// A candidate.
    #[codec(index = 0)]
    Newcomer(DidId),
    /// A person, whatever the status.
    #[codec(index = 1)]
    Citizen(CitizenIndex),
}

/// What a challenger says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Grounds {
    /// There is no such human being, or no living one, or somebody else acts in their place.
    #[codec(index = 0)]
    NoPerson,
    /// The human being is that citizen already.
    #[codec(index = 1)]
    Duplicate(CitizenIndex),
}

impl Grounds {
    /// The person of whom the subject is said to be a duplicate.
    pub fn duplicate_of(&self) -> Option<CitizenIndex> {
        match self {
            Self::Duplicate(of) => Some(*of),
            Self::NoPerson => None,
        }
    }
}

/// An open case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
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

/// The newcomers of a period.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Cohort {
    /// Periods of [`crate::COHORT_MILLIS`] since 1970.
    pub period: u32,
    /// Persons in force when its first newcomer came.
    pub base: u32,
    /// Newcomers so far.
    pub accepted: u32,
    /// Those of them who came by deposit.
    pub by_deposit: u32,
}
