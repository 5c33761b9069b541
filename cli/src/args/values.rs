//! Words that stand for values.

use clap::ValueEnum;
use cybersyn_primitives::{Choice, Class};

/// Classes of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClassArg {
    /// Fundamental rights: one person, one vote.
    Rights,
    /// Recall of an office holder: one person, one vote.
    Recall,
    /// Spending below 1 % of the treasury: quadratic.
    Budget,
    /// Order of work: quadratic.
    Priority,
    /// Articles, their enactment and renewal: quadratic.
    Renewal,
    /// Technical matters, runtime upgrades: quadratic, expertise counts.
    Technical,
    /// 1 % of the treasury or more: logarithmic.
    Treasury,
    /// Emergencies: 95 % consensus.
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
