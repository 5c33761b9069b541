//! PIVC, proven positive impact: accredited issuers attest what a person has done for others; sums over attestations are
//! what reputation is gained from (seed 001, pillar I). Every sum names the attestations that it is made of.
//!
//! An attestation is a credential like any other. It says *what* was done (an activity, by URL), in which context, how
//! much, in which unit, and when; it says no score. What an amount is worth is the society's rule, not the issuer's.

pub mod accreditations;
mod aggregate;
mod attestation;

pub use aggregate::{
    Accreditation, Accreditations, Aggregate, AggregateError, LeftOut, Reason, Source, Sum, aggregate,
};
pub use attestation::{ATTESTATION_TYPE, Attestation, AttestationError, Impact, attest};

use core::fmt;

/// What reputation is gained in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
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

impl Context {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Technical, Self::Community, Self::Environmental, Self::Cultural, Self::Judicial];

    /// The name in attestations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Technical => "technical",
            Self::Community => "community",
            Self::Environmental => "environmental",
            Self::Cultural => "cultural",
            Self::Judicial => "judicial",
        }
    }

    /// The context with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
