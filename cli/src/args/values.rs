//! Words that stand for values.

use clap::ValueEnum;
use cybersyn_credentials::{impact::Context, status::StatusPurpose};
use cybersyn_primitives::{Choice, Class};

/// Classes of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClassArg {
    /// Fundamental rights, runtime upgrades, the constitution's parameters: one person, one vote.
    Rights,
    /// Recall of an office holder: one person, one vote.
    Recall,
    /// Spending below 1 % of the treasury: quadratic.
    Budget,
    /// Order of work: quadratic.
    Priority,
    /// Articles, their enactment and renewal: quadratic.
    Renewal,
    /// Technical matters: quadratic, expertise counts.
    Technical,
    /// 1 % of the treasury or more: logarithmic.
    Treasury,
    /// Emergencies, upgrades that cannot wait: 95 % consensus.
    Emergency,
    /// Suspension of an article: 95 % consensus.
    Suspension,
}

impl From<ClassArg> for Class {
    fn from(class: ClassArg) -> Self {
        match class {
            ClassArg::Rights => Class::Rights,
            ClassArg::Recall => Class::Recall,
            ClassArg::Budget => Class::Budget,
            ClassArg::Priority => Class::Priority,
            ClassArg::Renewal => Class::Renewal,
            ClassArg::Technical => Class::Technical,
            ClassArg::Treasury => Class::Treasury,
            ClassArg::Emergency => Class::Emergency,
            ClassArg::Suspension => Class::Suspension,
        }
    }
}

/// Choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChoiceArg {
    /// For the proposal.
    Yes,
    /// Against it.
    No,
    /// Counts for the quorum only.
    Abstain,
}

impl From<ChoiceArg> for Choice {
    fn from(choice: ChoiceArg) -> Self {
        match choice {
            ChoiceArg::Yes => Choice::Yes,
            ChoiceArg::No => Choice::No,
            ChoiceArg::Abstain => Choice::Abstain,
        }
    }
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WaitArg {
    /// A finalized block has it.
    Settled,
    /// The proposal is final and the ballot is in its live set.
    Counted,
}

/// Forms of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormArg {
    /// W3C credential with a Data Integrity proof (eddsa-jcs-2022).
    Vc,
    /// SD-JWT VC with selective disclosure.
    SdJwt,
}

/// What a status list tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusPurposeArg {
    /// Which credentials are revoked, for good.
    Revocation,
    /// Which credentials are suspended for the time being.
    Suspension,
}

impl From<StatusPurposeArg> for StatusPurpose {
    fn from(purpose: StatusPurposeArg) -> Self {
        match purpose {
            StatusPurposeArg::Revocation => StatusPurpose::Revocation,
            StatusPurposeArg::Suspension => StatusPurpose::Suspension,
        }
    }
}

/// Contexts of impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ContextArg {
    /// Technical work.
    Technical,
    /// Work for the community.
    Community,
    /// Work for the environment.
    Environmental,
    /// Culture.
    Cultural,
    /// Mediation and justice.
    Judicial,
}

impl From<ContextArg> for Context {
    fn from(context: ContextArg) -> Self {
        match context {
            ContextArg::Technical => Context::Technical,
            ContextArg::Community => Context::Community,
            ContextArg::Environmental => Context::Environmental,
            ContextArg::Cultural => Context::Cultural,
            ContextArg::Judicial => Context::Judicial,
        }
    }
}

/// What a key of a DID is for: the bits of `pallet_did::Purposes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PurposeArg {
    /// Proves control of the DID to somebody else.
    Authentication,
    /// Issues credentials in the DID's name.
    Assertion,
    /// Receives encrypted messages.
    KeyAgreement,
    /// Invokes and delegates capabilities.
    Capability,
    /// Signs ballots.
    Voting,
}

impl PurposeArg {
    /// Its bit.
    pub fn bit(self) -> u8 {
        match self {
            PurposeArg::Authentication => 1,
            PurposeArg::Assertion => 1 << 1,
            PurposeArg::KeyAgreement => 1 << 2,
            PurposeArg::Capability => 1 << 3,
            PurposeArg::Voting => 1 << 4,
        }
    }
}
