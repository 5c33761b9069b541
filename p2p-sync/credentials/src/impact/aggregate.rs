//! Sums over a person's attestations, with their provenance.
//!
//! An activity counts once however many attest it, and then with the least amount attested: corroboration confirms, it
//! never adds. What is left out is listed with the reason, so that a sum can be contested in both directions.

use super::{Attestation, AttestationError, Context};
use crate::{
    date::{self, Date},
    encoding::to_base64url,
    json::{JsonError, Object, Value, canonical_object, object},
    limits::ATTESTATIONS_MAX,
    resolver::Resolver,
    verify::{self, Checks, VerifyError},
};
use cybersyn_primitives::{Hash, Millis, hash::blake2_256};
use std::collections::{BTreeMap, BTreeSet};

/// Domain tag of commitments.
const COMMITMENT_TAG: &[u8] = b"cybersyn/impact/v1";

/// What an issuer may attest, and since when; granted by a passed proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accreditation {
    /// The contexts.
    pub contexts: BTreeSet<Context>,
    /// Attestations from then on count.
    pub since: Millis,
    /// Attestations from then on count no more. For an issuer that deceived, take the accreditation away altogether:
    /// attestations can be backdated.
    pub until: Option<Millis>,
}

/// The accredited issuers, by DID.
pub type Accreditations = BTreeMap<String, Accreditation>;

/// Why nothing was summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AggregateError {
    /// Too many attestations at once.
    #[error("{0} attestations are too many, at most {ATTESTATIONS_MAX} are summed at once")]
    TooMany(usize),
}

/// Why an attestation was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Revoked, suspended, expired, badly signed: no valid credential.
    #[error("{0}")]
    NotValid(#[from] VerifyError),
    /// A valid credential, but no attestation.
    #[error("{0}")]
    NotAnAttestation(#[from] AttestationError),
    /// About somebody else.
    #[error("it is about {0}")]
    OtherSubject(String),
    /// Nobody attests for themselves.
    #[error("issuer and subject are the same")]
    SelfAttested,
    /// The issuer was not accredited for the context when it attested.
    #[error("{issuer} was not accredited for {context} work when it attested this")]
    NotAccredited {
        /// Who attested.
        issuer: String,
        /// In which context.
        context: Context,
    },
    /// The activity counts already, with no greater amount.
    #[error("the activity is counted already, by the attestation at {0}")]
    Duplicate(usize),
}

/// An attestation that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its position in the input.
    pub position: usize,
    /// Why.
    pub reason: Reason,
}

/// Where a part of a sum comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The activity.
    pub activity: String,
    /// What it adds to the sum.
    pub amount: u64,
    /// Who attested it.
    pub issuer: String,
    /// When it was attested.
    pub attested: Date,
    /// SHA-256 of the credential's canonical form.
    pub digest: [u8; 32],
}

/// The sum of one context and unit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sum {
    /// The sum of the sources' amounts.
    pub total: u64,
    /// What it is made of, by activity.
    pub sources: Vec<Source>,
}

/// A person's proven impact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// Whose.
    pub subject: String,
    /// As of when.
    pub at: Millis,
    /// By context and unit; units are never mixed.
    pub sums: BTreeMap<(Context, String), Sum>,
    /// What was left out, by position.
    pub left_out: Vec<LeftOut>,
}

/// Sums what `documents` attest of `subject`. Every document is verified here, status included. The sums do not depend on
/// the order of the documents, nor on repetitions.
pub fn aggregate<R: Resolver>(
    subject: &str,
    documents: &[&[u8]],
    accreditations: &Accreditations,
    checks: &Checks<R>,
) -> Result<Aggregate, AggregateError> {
    if documents.len() > ATTESTATIONS_MAX {
        return Err(AggregateError::TooMany(documents.len()));
    }
    let mut counted: Vec<(usize, Attestation)> = Vec::new();
    let mut left_out = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        match judge(subject, document, accreditations, checks) {
            Ok(attestation) => counted.push((position, attestation)),
            Err(reason) => left_out.push(LeftOut { position, reason }),
        }
    }
    let sums = sum(counted, &mut left_out);
    left_out.sort_by_key(|left_out| left_out.position);
    Ok(Aggregate { subject: subject.to_owned(), at: checks.now, sums, left_out })
}

fn judge<R: Resolver>(
    subject: &str,
    document: &[u8],
    accreditations: &Accreditations,
    checks: &Checks<R>,
) -> Result<Attestation, Reason> {
    let attestation = Attestation::read(verify::credential(document, checks)?)?;
    if attestation.subject() != subject {
        return Err(Reason::OtherSubject(attestation.subject().to_owned()));
    }
    if attestation.issuer() == subject {
        return Err(Reason::SelfAttested);
    }
    let context = attestation.impact().context;
    let is_in_force = |accreditation: &Accreditation| {
        let is_over = accreditation.until.is_some_and(|until| attestation.attested() >= date::at(until));
        accreditation.contexts.contains(&context) && attestation.attested() >= date::at(accreditation.since) && !is_over
    };
    if accreditations.get(attestation.issuer()).is_some_and(is_in_force) {
        return Ok(attestation);
    }
    Err(Reason::NotAccredited { issuer: attestation.issuer().to_owned(), context })
}

/// The least amount of each activity first; the digest decides between equals, the position between copies.
fn sum(mut counted: Vec<(usize, Attestation)>, left_out: &mut Vec<LeftOut>) -> BTreeMap<(Context, String), Sum> {
    counted.sort_by_key(|(position, attestation)| (attestation.impact().amount, *attestation.digest(), *position));
    let mut sums: BTreeMap<(Context, String), Sum> = BTreeMap::new();
    let mut first_of: BTreeMap<(Context, String, String), usize> = BTreeMap::new();
    for (position, attestation) in counted {
        let impact = attestation.impact().clone();
        let activity = (impact.context, impact.unit.clone(), impact.activity.clone());
        let first = *first_of.entry(activity).or_insert(position);
        if first != position {
            left_out.push(LeftOut { position, reason: Reason::Duplicate(first) });
            continue;
        }
        let sum = sums.entry((impact.context, impact.unit)).or_default();
        sum.total = sum.total.saturating_add(impact.amount);
        sum.sources.push(Source {
            activity: impact.activity,
            amount: impact.amount,
            issuer: attestation.issuer().to_owned(),
            attested: attestation.attested(),
            digest: *attestation.digest(),
        });
    }
    sums.values_mut().for_each(|sum| sum.sources.sort());
    sums
}

impl Aggregate {
    /// The sums with their sources, for people and for [`Self::commitment`].
    pub fn to_json(&self) -> Object {
        let sums = self.sums.iter().map(|((context, unit), sum)| {
            let sources: Vec<Value> = sum.sources.iter().map(|source| source.to_json().into()).collect();
            object([
                ("context", context.name().into()),
                ("unit", unit.as_str().into()),
                ("total", sum.total.into()),
                ("sources", sources.into()),
            ])
        });
        let sums: Vec<Value> = sums.map(Value::Object).collect();
        object([("subject", self.subject.as_str().into()), ("at", self.at.into()), ("sums", sums.into())])
    }

    /// The 32 bytes that the chain sees of it: whoever has the attestations can make them again.
    pub fn commitment(&self) -> Result<Hash, JsonError> {
        let text = canonical_object(&self.to_json())?;
        Ok(blake2_256(&[COMMITMENT_TAG, text.as_bytes()].concat()))
    }
}

impl Source {
    fn to_json(&self) -> Object {
        object([
            ("activity", self.activity.as_str().into()),
            ("amount", self.amount.into()),
            ("issuer", self.issuer.as_str().into()),
            ("attested", self.attested.into()),
            ("digest", to_base64url(&self.digest).into()),
        ])
    }
}
