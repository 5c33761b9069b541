//! The data model: what a credential must say to be one (W3C Verifiable Credentials Data Model 2.0, section 4).
//!
//! A [`Credential`] is a document without proof that was checked against the model. Members that the model does not know
//! stay where they are: they are signed with the rest.

use crate::{
    data_integrity::{self, ProofError},
    date::{self, Date, NotADate},
    json::{JsonError, Object, Value, canonical_object},
    key::Signer,
    limits::{CREDENTIAL_BYTES_MAX, IDENTIFIER_BYTES_MAX, LIST_MAX},
    resolver::{self, Purpose},
    status::{Entry, EntryError},
};
use core::slice;
use cybersyn_primitives::Millis;

/// The context that every credential and presentation begins with.
pub const BASE_CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";
/// The context for terms that no context defines; it stands last.
pub const UNDEFINED_TERMS_CONTEXT: &str = "https://www.w3.org/ns/credentials/undefined-terms/v2";

/// Why a document is no credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// A member is missing, of the wrong type or too long a list.
    #[error("{member} must be {expected}")]
    Malformed {
        /// Which member.
        member: &'static str,
        /// What would be right.
        expected: &'static str,
    },
    /// `validFrom` or `validUntil` is no date.
    #[error("{member}: {error}")]
    Date {
        /// Which member.
        member: &'static str,
        /// What is wrong.
        error: NotADate,
    },
    /// The validity ends before it begins.
    #[error("validUntil lies before validFrom")]
    EndsBeforeItBegins,
    /// A status entry is malformed or of an unknown kind.
    #[error("credentialStatus: {0}")]
    Status(#[from] EntryError),
    /// There is a proof where there should be none.
    #[error("the document has a proof already; issue the one without")]
    HasProof,
    /// It cannot be written in canonical form, or is too large.
    #[error("{0}")]
    Json(#[from] JsonError),
}

/// A credential without its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    document: Object,
    issuer: String,
    valid_from: Option<Date>,
    valid_until: Option<Date>,
    statuses: Vec<Entry>,
}

/// Why a credential is not issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The key is another's than the issuer's.
    #[error("the issuer is {issuer}, the key is {method}; sign with a key of the issuer")]
    NotTheIssuer {
        /// Who the credential says that issues it.
        issuer: String,
        /// The key that was to sign.
        method: String,
    },
    /// The proof is not made.
    #[error("{0}")]
    Proof(#[from] ProofError),
}

impl Credential {
    /// Checks a document against the model. `bytes_max` bounds its canonical form.
    pub fn new_within(document: Object, bytes_max: usize) -> Result<Self, ModelError> {
        if document.contains_key("proof") {
            return Err(ModelError::HasProof);
        }
        let bytes = canonical_object(&document)?.len();
        if bytes > bytes_max {
            return Err(JsonError::TooLarge { bytes, max: bytes_max }.into());
        }
        check_context(&document)?;
        check_type(&document, "VerifiableCredential")?;
        check_id(&document, "id")?;
        check_subjects(&document)?;
        check_texts(&document)?;
        check_typed_members(&document)?;
        let issuer = url_or_object(document.get("issuer")).ok_or(malformed("issuer", URL_OR_OBJECT))?.to_owned();
        let (valid_from, valid_until) = validity(&document)?;
        let statuses = statuses(&document)?;
        Ok(Self { document, issuer, valid_from, valid_until, statuses })
    }

    /// Checks a document against the model.
    pub fn new(document: Object) -> Result<Self, ModelError> {
        Self::new_within(document, CREDENTIAL_BYTES_MAX)
    }

    /// Signs the credential with the issuer's key `method` (`did:…#…`).
    pub fn issue(&self, method: &str, created: Millis, signer: &impl Signer) -> Result<Object, IssueError> {
        if resolver::did_of(method).map_err(ProofError::from)? != self.issuer {
            return Err(IssueError::NotTheIssuer { issuer: self.issuer.clone(), method: resolver::shown(method) });
        }
        let purpose = Purpose::AssertionMethod;
        let options = data_integrity::Options { method, purpose, created, challenge: None, domain: None };
        Ok(data_integrity::secure(&self.document, &options, signer)?)
    }

    /// The whole document.
    pub fn document(&self) -> &Object {
        &self.document
    }

    /// Its id, if it has one.
    pub fn id(&self) -> Option<&str> {
        self.document.get("id").and_then(Value::as_str)
    }

    /// Who states it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whether it is of this type.
    pub fn is_of_type(&self, name: &str) -> bool {
        set(self.document.get("type")).iter().any(|found| found == name)
    }

    /// What it is about: one object per subject.
    pub fn subjects(&self) -> impl Iterator<Item = &Object> {
        set(self.document.get("credentialSubject")).iter().filter_map(Value::as_object)
    }

    /// When it begins to be valid.
    pub fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// When it ceases to be valid.
    pub fn valid_until(&self) -> Option<Date> {
        self.valid_until
    }

    /// Where its revocation and suspension are recorded.
    pub fn statuses(&self) -> &[Entry] {
        &self.statuses
    }
}

const URL_OR_OBJECT: &str = "a URL, or an object with a URL as id";

fn malformed(member: &'static str, expected: &'static str) -> ModelError {
    ModelError::Malformed { member, expected }
}

/// A set of one may stand for itself.
pub(crate) fn set(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(values)) => values,
        Some(value) => slice::from_ref(value),
        None => &[],
    }
}

pub(crate) fn check_context(document: &Object) -> Result<(), ModelError> {
    let contexts = document.get("@context").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_context = |context: &Value| context.is_object() || url(Some(context)).is_some();
    let begins_right = contexts.first().is_some_and(|first| first == BASE_CONTEXT);
    if begins_right && contexts.len() <= LIST_MAX && contexts.iter().all(is_context) {
        return Ok(());
    }
    Err(malformed("@context", "a list of contexts that begins with https://www.w3.org/ns/credentials/v2"))
}

pub(crate) fn check_type(document: &Object, needed: &'static str) -> Result<(), ModelError> {
    let types = set(document.get("type"));
    let is_type = |name: &Value| name.as_str().is_some_and(|name| !name.is_empty() && is_short(name));
    if types.len() <= LIST_MAX && types.iter().all(is_type) && types.iter().any(|name| name == needed) {
        return Ok(());
    }
    let expected = match needed {
        "VerifiableCredential" => "types, VerifiableCredential among them",
        _ => "types, VerifiablePresentation among them",
    };
    Err(malformed("type", expected))
}

pub(crate) fn check_id(object: &Object, member: &'static str) -> Result<(), ModelError> {
    match object.get("id") {
        Some(id) if url(Some(id)).is_none() => Err(malformed(member, "one URL, if present")),
        _ => Ok(()),
    }
}

fn check_subjects(document: &Object) -> Result<(), ModelError> {
    let subjects = set(document.get("credentialSubject"));
    let is_subject = |subject: &Value| subject.as_object().is_some_and(|subject| !subject.is_empty());
    if subjects.is_empty() || subjects.len() > LIST_MAX || !subjects.iter().all(is_subject) {
        return Err(malformed("credentialSubject", "one or more objects that say something"));
    }
    let mut objects = subjects.iter().filter_map(Value::as_object);
    objects.try_for_each(|subject| check_id(subject, "credentialSubject.id"))
}

/// Texts for people may be in several languages.
fn check_texts(document: &Object) -> Result<(), ModelError> {
    for member in ["name", "description"] {
        let is_text = |text: &Value| text.is_string() || text.get("@value").is_some_and(Value::is_string);
        if !set(document.get(member)).iter().all(is_text) {
            return Err(malformed(member, "a text, or texts with @value and @language"));
        }
    }
    Ok(())
}

fn check_typed_members(document: &Object) -> Result<(), ModelError> {
    for member in ["credentialSchema", "credentialStatus", "evidence", "refreshService", "termsOfUse"] {
        let objects = set(document.get(member));
        let is_typed = |object: &Value| object.get("type").is_some_and(|kind| !set(Some(kind)).is_empty());
        if objects.len() > LIST_MAX || !objects.iter().all(is_typed) {
            return Err(malformed(member, "one or more objects with a type"));
        }
        objects.iter().filter_map(Value::as_object).try_for_each(|object| check_id(object, member))?;
        if member == "credentialSchema" && objects.iter().any(|schema| schema.get("id").is_none()) {
            return Err(malformed(member, "one or more objects with type and id"));
        }
    }
    Ok(())
}

fn validity(document: &Object) -> Result<(Option<Date>, Option<Date>), ModelError> {
    let date = |member: &'static str| match document.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => date::parse(text).map(Some).map_err(|error| ModelError::Date { member, error }),
        Some(_) => Err(ModelError::Date { member, error: NotADate }),
    };
    let (from, until) = (date("validFrom")?, date("validUntil")?);
    match from.zip(until) {
        Some((from, until)) if until < from => Err(ModelError::EndsBeforeItBegins),
        _ => Ok((from, until)),
    }
}

fn statuses(document: &Object) -> Result<Vec<Entry>, ModelError> {
    let entries = set(document.get("credentialStatus")).iter().filter_map(Value::as_object);
    Ok(entries.map(Entry::parse).filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

fn is_short(text: &str) -> bool {
    text.len() <= IDENTIFIER_BYTES_MAX
}

/// A URL: a scheme, a colon and something printable without spaces.
pub(crate) fn url(value: Option<&Value>) -> Option<&str> {
    let text = value?.as_str().filter(|text| is_short(text))?;
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_rest = !rest.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control());
    (is_scheme && is_rest).then_some(text)
}

/// The URL of an issuer or holder.
pub(crate) fn url_or_object(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Object(object)) => url(object.get("id")),
        value => url(value),
    }
}
