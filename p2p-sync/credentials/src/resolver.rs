//! Whose key is that: DID documents, and which of their keys may do what (Controlled Identifiers 1.0, section 3.3).
//!
//! Resolving is the caller's: a [`Resolver`] hands out documents that were fetched before. What a document says is judged
//! here: the key must stand under the verification relationship that the purpose names, belong to the document's subject,
//! and be neither expired nor revoked.

use crate::{
    date::{self, Date},
    json::{JsonError, Object, Value, object, parse_object},
    key::{KeyError, PublicKey},
    limits::{DOCUMENT_BYTES_MAX, IDENTIFIER_BYTES_MAX, METHODS_MAX},
};
use std::collections::BTreeMap;

/// What a key is used for; the name of the verification relationship and the value of `proofPurpose`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To state something: to issue credentials and status lists.
    AssertionMethod,
    /// To show who one is: to present credentials.
    Authentication,
}

impl Purpose {
    /// The name in documents and proofs.
    pub fn name(self) -> &'static str {
        match self {
            Self::AssertionMethod => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }
}

/// Why a verification method cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Not a DID URL with a fragment.
    #[error("{0:?} is no verification method; expected a DID, `#` and the name of the key")]
    InvalidMethod(String),
    /// There is no document for the DID here.
    #[error("{0} was not found; resolve it first, or ask a node that can")]
    NotFound(String),
    /// The DID is deactivated.
    #[error("{0} is deactivated; nothing that it signed counts any more")]
    Deactivated(String),
    /// The document contradicts itself or is too large.
    #[error("the document of {did} is not a valid one: {problem}")]
    InvalidDocument {
        /// Whose document.
        did: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The document is no JSON.
    #[error("the document is not valid JSON: {0}")]
    Json(#[from] JsonError),
    /// The document does not authorise the method for the purpose.
    #[error("{method} is not authorised for {}; use a key that the document lists there", purpose.name())]
    NotAuthorized {
        /// The method.
        method: String,
        /// What it was used for.
        purpose: Purpose,
    },
    /// The method is over, and so is what it signed: when it signed is the signer's word alone.
    #[error(
        "{0} has expired or was revoked, and what it signed counts no more; have it signed anew with a current key"
    )]
    MethodExpired(String),
    /// The method's key is not usable.
    #[error("the key of {method}: {error}")]
    Key {
        /// The method.
        method: String,
        /// What is wrong with its key.
        error: KeyError,
    },
}

/// Hands out DID documents as they are in force for this verification.
pub trait Resolver {
    /// The document of `did`; [`ResolveError::NotFound`] or [`ResolveError::Deactivated`] if there is none in force.
    fn resolve(&self, did: &str) -> Result<Object, ResolveError>;
}

/// Documents that were resolved before, and did:key, which needs no resolving.
#[derive(Clone, Debug, Default)]
pub struct Documents(BTreeMap<String, Option<Object>>);

impl Documents {
    /// Adds a document as received.
    pub fn insert(&mut self, text: &[u8]) -> Result<(), ResolveError> {
        let document = parse_object(text, DOCUMENT_BYTES_MAX)?;
        let did = document.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !is_did(&did) {
            return Err(ResolveError::InvalidDocument { did: shown(&did), problem: "its id is no DID" });
        }
        self.0.insert(did, Some(document));
        Ok(())
    }

    /// Adds what resolving `did` came to: a DID resolution result (DID Resolution 1.0, section 4).
    pub fn insert_result(&mut self, did: &str, result: &Value) -> Result<(), ResolveError> {
        if result.pointer("/didDocumentMetadata/deactivated") == Some(&Value::Bool(true)) {
            self.deactivate(did);
            return Ok(());
        }
        let document = result.get("didDocument").filter(|document| document.is_object());
        let document = document.ok_or_else(|| ResolveError::NotFound(shown(did)))?;
        if document.get("id").and_then(Value::as_str) != Some(did) {
            return Err(ResolveError::InvalidDocument { did: shown(did), problem: "it is another DID's" });
        }
        self.insert(document.to_string().as_bytes())
    }

    /// Remembers that a DID is deactivated, as its resolution metadata said.
    pub fn deactivate(&mut self, did: &str) {
        self.0.insert(did.to_owned(), None);
    }
}

impl Resolver for Documents {
    fn resolve(&self, did: &str) -> Result<Object, ResolveError> {
        match self.0.get(did) {
            Some(Some(document)) => Ok(document.clone()),
            Some(None) => Err(ResolveError::Deactivated(shown(did))),
            None => did_key_document(did).ok_or_else(|| ResolveError::NotFound(shown(did))),
        }
    }
}

/// The document of a did:key with an Ed25519 or P-256 key; `None` for every other DID.
pub fn did_key_document(did: &str) -> Option<Object> {
    let multikey = did.strip_prefix("did:key:")?;
    PublicKey::from_multikey(multikey).ok()?;
    let id = format!("{did}#{multikey}");
    let method = object([
        ("id", id.as_str().into()),
        ("type", "Multikey".into()),
        ("controller", did.into()),
        ("publicKeyMultibase", multikey.into()),
    ]);
    let ids = || Value::from(vec![id.as_str()]);
    Some(object([
        ("id", did.into()),
        ("verificationMethod", vec![Value::from(method)].into()),
        (Purpose::AssertionMethod.name(), ids()),
        (Purpose::Authentication.name(), ids()),
    ]))
}

/// A key that may be used, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The DID that the key belongs to.
    pub controller: String,
    /// The key.
    pub key: PublicKey,
}

/// The DID in a DID URL of a verification method: a DID, `#` and a fragment, of the characters that these have.
pub fn did_of(method: &str) -> Result<&str, ResolveError> {
    let invalid = || ResolveError::InvalidMethod(shown(method));
    let (did, fragment) = method.split_once('#').ok_or_else(invalid)?;
    let is_method = is_did(did) && is_fragment(fragment) && method.len() <= IDENTIFIER_BYTES_MAX;
    if is_method { Ok(did) } else { Err(invalid()) }
}

/// DID 1.0, section 3.1: `did:`, the method's name, `:`, and an identifier that does not end with `:`.
fn is_did(text: &str) -> bool {
    let Some((method, id)) = text.strip_prefix("did:").and_then(|rest| rest.split_once(':')) else { return false };
    let is_name = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    is_name && !id.is_empty() && !id.ends_with(':') && is_of(id, b".-_:")
}

/// RFC 3986, section 3.5, but not empty.
fn is_fragment(text: &str) -> bool {
    !text.is_empty() && is_of(text, b"-._~!$&'()*+,;=:@/?")
}

/// Whether a text is of letters, digits, percent-encoded bytes and these.
fn is_of(text: &str, others: &[u8]) -> bool {
    let mut bytes = text.bytes();
    let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'%' => is_hex(bytes.next()) && is_hex(bytes.next()),
            byte => byte.is_ascii_alphanumeric() || others.contains(&byte),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

/// The key of `method`, if its document authorises it for `purpose` at `now`.
pub fn method(resolver: &impl Resolver, method: &str, purpose: Purpose, now: Date) -> Result<Method, ResolveError> {
    let did = did_of(method)?;
    let document = resolver.resolve(did)?;
    if document.get("id").and_then(Value::as_str) != Some(did) {
        return Err(ResolveError::InvalidDocument { did: shown(did), problem: "it is another DID's" });
    }
    let reader = Reader { document: &document, did, method };
    let authorised = reader.authorised(purpose, now)?;
    if authorised.get("controller").and_then(Value::as_str) != Some(did) {
        return Err(ResolveError::InvalidDocument { did: shown(did), problem: "the key's controller is another DID" });
    }
    if reader.is_over(authorised, now)? {
        return Err(ResolveError::MethodExpired(shown(method)));
    }
    let key = key_of(authorised).map_err(|error| ResolveError::Key { method: shown(method), error })?;
    Ok(Method { controller: did.to_owned(), key })
}

/// The first Ed25519 key that `did` lists under `purpose`, with its name: what a credential is bound to if nobody says
/// which key to take.
pub fn first_key(
    resolver: &impl Resolver,
    did: &str,
    purpose: Purpose,
    now: Date,
) -> Result<(String, PublicKey), ResolveError> {
    let document = resolver.resolve(did)?;
    let entries = document.get(purpose.name()).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let name = |entry: &Value| Some(entry.as_str().or_else(|| entry.get("id")?.as_str())?.to_owned());
    let names = entries.iter().take(METHODS_MAX).filter_map(name);
    let absolute = names.map(|name| if name.starts_with('#') { format!("{did}{name}") } else { name });
    let mut usable = absolute.filter_map(|name| {
        let found = method(resolver, &name, purpose, now).ok().filter(|found| found.controller == did)?;
        matches!(found.key, PublicKey::Ed25519(_)).then_some((name, found.key))
    });
    let none = || ResolveError::NotAuthorized { method: shown(did), purpose };
    usable.next().ok_or_else(none)
}

struct Reader<'a> {
    document: &'a Object,
    did: &'a str,
    method: &'a str,
}

impl<'a> Reader<'a> {
    /// The method's object: embedded in the relationship, or referred to by it.
    fn authorised(&self, purpose: Purpose, now: Date) -> Result<&'a Object, ResolveError> {
        for entry in self.list(purpose.name())? {
            match entry {
                Value::Object(embedded) if self.names(embedded.get("id")) => return Ok(embedded),
                Value::String(_) if self.names(Some(entry)) => return self.referred(),
                _ => {}
            }
        }
        // A retired key stays listed and leaves the relationships: whoever asks why should hear it.
        match self.referred() {
            Ok(method) if self.is_over(method, now)? => Err(ResolveError::MethodExpired(shown(self.method))),
            _ => Err(ResolveError::NotAuthorized { method: shown(self.method), purpose }),
        }
    }

    fn referred(&self) -> Result<&'a Object, ResolveError> {
        let methods = self.list("verificationMethod")?.iter().filter_map(Value::as_object);
        let mut named = methods.filter(|method| self.names(method.get("id")));
        match (named.next(), named.next()) {
            (Some(method), None) => Ok(method),
            (None, _) => Err(self.invalid("a relationship refers to a method that is not there")),
            (Some(_), Some(_)) => Err(self.invalid("two methods have the same id")),
        }
    }

    fn list(&self, name: &str) -> Result<&'a [Value], ResolveError> {
        match self.document.get(name) {
            None => Ok(&[]),
            Some(Value::Array(list)) if list.len() <= METHODS_MAX => Ok(list),
            Some(_) => Err(self.invalid("verification methods and relationships must be lists of at most 64")),
        }
    }

    /// Whether an id is the method's; ids may be relative to the document.
    fn names(&self, id: Option<&Value>) -> bool {
        let Some(id) = id.and_then(Value::as_str) else { return false };
        id == self.method || (id.starts_with('#') && self.method.strip_prefix(self.did) == Some(id))
    }

    fn is_over(&self, method: &Object, now: Date) -> Result<bool, ResolveError> {
        Ok(self.is_past(method.get("expires"), now)? || self.is_past(method.get("revoked"), now)?)
    }

    fn is_past(&self, end: Option<&Value>, now: Date) -> Result<bool, ResolveError> {
        let Some(end) = end else { return Ok(false) };
        let end = end.as_str().and_then(|text| date::parse(text).ok());
        end.map(|end| end <= now).ok_or_else(|| self.invalid("the end of a key is no date"))
    }

    fn invalid(&self, problem: &'static str) -> ResolveError {
        ResolveError::InvalidDocument { did: shown(self.did), problem }
    }
}

fn key_of(method: &Object) -> Result<PublicKey, KeyError> {
    let kind = method.get("type").and_then(Value::as_str).unwrap_or_default();
    match (kind, method.get("publicKeyMultibase"), method.get("publicKeyJwk")) {
        ("Multikey" | "Ed25519VerificationKey2020", Some(Value::String(multikey)), None) => {
            PublicKey::from_multikey(multikey)
        }
        ("JsonWebKey" | "JsonWebKey2020", None, Some(Value::Object(jwk))) => PublicKey::from_jwk(jwk),
        _ => Err(KeyError::NotSupported),
    }
}

/// What an error repeats of a stranger's text.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(128).collect()
}
