//! One attestation: the credential type, written and read.

use super::Context;
use crate::{
    credential::{BASE_CONTEXT, Credential, ModelError, UNDEFINED_TERMS_CONTEXT, url},
    date::{self, Date, NotADate},
    json::{Object, Value, object, object_of_some},
    limits::ATTESTED_AMOUNT_MAX,
    status::Entry,
    verify::Verified,
};
use cybersyn_primitives::Millis;

/// The credential's type.
pub const ATTESTATION_TYPE: &str = "ImpactAttestationCredential";
/// The type of the `impact` object.
const IMPACT_TYPE: &str = "PositiveImpact";
/// Characters of a unit's name.
const UNIT_CHARS_MAX: usize = 32;

/// Why a credential attests no impact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// Another type.
    #[error("expected a credential of type {ATTESTATION_TYPE}")]
    WrongType,
    /// Not one subject with an id.
    #[error("an attestation is about one person, by id")]
    NotOneSubject,
    /// It does not say when.
    #[error("an attestation needs validFrom, the date of attesting")]
    NoDate,
    /// A member of the impact is missing, malformed or unknown.
    #[error("impact.{0} is missing, malformed or unknown")]
    Malformed(&'static str),
    /// A date of the impact.
    #[error("impact: {0}")]
    Date(#[from] NotADate),
    /// The credential that would be made is none.
    #[error("{0}")]
    Model(#[from] ModelError),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// In which context it counts.
    pub context: Context,
    /// The activity, by URL or URN; the same for everybody who attests it, so that it counts once.
    pub activity: String,
    /// What is counted: lower case letters, digits and hyphens, such as `hours` or `kg-co2e`.
    pub unit: String,
    /// How much, in whole units.
    pub amount: u64,
    /// When it began.
    pub from: Millis,
    /// When it ended.
    pub until: Millis,
}

/// An attestation that its issuer signed and that counts now, except for the issuer's accreditation.
#[derive(Clone, Debug, PartialEq)]
pub struct Attestation {
    verified: Verified,
    subject: String,
    impact: Impact,
    attested: Date,
}

/// The credential by which `issuer` attests `impact` of `subject`, to be issued like any other.
pub fn attest(
    id: &str,
    issuer: &str,
    subject: &str,
    impact: &Impact,
    attested: Millis,
    status: Option<&Entry>,
) -> Result<Credential, AttestationError> {
    let subject = object([("id", subject.into()), ("impact", to_json(impact)?.into())]);
    let document = object_of_some([
        ("@context", Some(vec![BASE_CONTEXT, UNDEFINED_TERMS_CONTEXT].into())),
        ("id", Some(id.into())),
        ("type", Some(vec!["VerifiableCredential", ATTESTATION_TYPE].into())),
        ("issuer", Some(issuer.into())),
        ("validFrom", Some(date::format(attested)?.into())),
        ("credentialStatus", status.map(|entry| entry.to_json().into())),
        ("credentialSubject", Some(subject.into())),
    ]);
    Ok(Credential::new(document)?)
}

fn to_json(impact: &Impact) -> Result<Object, AttestationError> {
    let impact = object([
        ("type", IMPACT_TYPE.into()),
        ("context", impact.context.name().into()),
        ("activity", impact.activity.as_str().into()),
        ("unit", impact.unit.as_str().into()),
        ("amount", impact.amount.into()),
        ("from", date::format(impact.from)?.into()),
        ("until", date::format(impact.until)?.into()),
    ]);
    from_json(&impact).map(|_| impact)
}

/// Every member is needed and none beyond them is taken: what is not understood must not be counted.
fn from_json(object: &Object) -> Result<Impact, AttestationError> {
    let text = |name: &'static str| object.get(name).and_then(Value::as_str).ok_or(AttestationError::Malformed(name));
    let date = |name| {
        let date = date::parse(text(name)?)?;
        Millis::try_from(date).map_err(|_| AttestationError::Malformed(name))
    };
    if object.len() != 7 || text("type")? != IMPACT_TYPE {
        return Err(AttestationError::Malformed("type, or another member,"));
    }
    let context = Context::named(text("context")?).ok_or(AttestationError::Malformed("context"))?;
    let activity = url(object.get("activity")).ok_or(AttestationError::Malformed("activity"))?.to_owned();
    let unit = Some(text("unit")?).filter(|unit| is_unit(unit)).ok_or(AttestationError::Malformed("unit"))?;
    let amount = object.get("amount").and_then(Value::as_u64);
    let amount = amount.filter(|amount| (1..=ATTESTED_AMOUNT_MAX).contains(amount));
    let amount = amount.ok_or(AttestationError::Malformed("amount"))?;
    let (from, until) = (date("from")?, date("until")?);
    if until < from {
        return Err(AttestationError::Malformed("until"));
    }
    Ok(Impact { context, activity, unit: unit.to_owned(), amount, from, until })
}

fn is_unit(unit: &str) -> bool {
    let is_right = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !unit.is_empty() && unit.len() <= UNIT_CHARS_MAX && unit.chars().all(is_right)
}

impl Attestation {
    /// Reads the attestation in a verified credential.
    pub fn read(verified: Verified) -> Result<Self, AttestationError> {
        let credential = verified.credential();
        if !credential.is_of_type(ATTESTATION_TYPE) {
            return Err(AttestationError::WrongType);
        }
        let mut subjects = credential.subjects();
        let (Some(subject), None) = (subjects.next(), subjects.next()) else {
            return Err(AttestationError::NotOneSubject);
        };
        let id = subject.get("id").and_then(Value::as_str).ok_or(AttestationError::NotOneSubject)?.to_owned();
        let impact = subject.get("impact").and_then(Value::as_object);
        let impact = from_json(impact.ok_or(AttestationError::Malformed("type"))?)?;
        let attested = credential.valid_from().ok_or(AttestationError::NoDate)?;
        drop(subjects);
        Ok(Self { subject: id, impact, attested, verified })
    }

    /// Who did it.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Who attests it.
    pub fn issuer(&self) -> &str {
        self.verified.credential().issuer()
    }

    /// What was done.
    pub fn impact(&self) -> &Impact {
        &self.impact
    }

    /// When it was attested.
    pub fn attested(&self) -> Date {
        self.attested
    }

    /// SHA-256 of the credential's canonical form: its name in sums.
    pub fn digest(&self) -> &[u8; 32] {
        self.verified.digest()
    }
}
