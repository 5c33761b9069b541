//! The data model of DID documents (DID Core, sections 4 and 5; Controlled Identifiers, section 2).

mod check;
mod consume;
mod entries;
mod json;
mod produce;
mod reader;
mod representation;

pub use entries::{DOCUMENT_BYTES_MAX, Entries};
pub use json::{DEPTH_MAX, JsonError};
pub use representation::{Representation, Vocabulary};

use crate::{
    keys::{JwkError, Multikey, MultikeyError, PublicKey, jwk_public_key},
    syntax::{Did, DidUrl, SyntaxError, Uri},
};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt};

/// A DID document. What is public here may be filled in at will; [`Self::check`] tells whether it is conforming, and
/// [`Entries::document`] gives conforming ones only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The subject.
    pub id: Did,
    /// Who may change the document, where these are DIDs.
    pub controllers: Vec<Did>,
    /// Further identifiers of the subject, by its own word.
    pub also_known_as: Vec<Uri>,
    /// Keys, whatever they are for.
    pub verification_methods: Vec<VerificationMethod>,
    /// What keys are for; no relationship has an empty list.
    pub relationships: BTreeMap<Relationship, Vec<MethodEntry>>,
    /// Ways to reach the subject.
    pub services: Vec<Service>,
    /// Entries that have no place above.
    pub other: Map<String, Value>,
}

/// Verification relationships (DID Core, section 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relationship {
    /// Proves control of the DID.
    Authentication,
    /// Issues credentials.
    AssertionMethod,
    /// Receives encrypted messages.
    KeyAgreement,
    /// Invokes capabilities.
    CapabilityInvocation,
    /// Delegates capabilities.
    CapabilityDelegation,
}

impl Relationship {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Authentication,
        Self::AssertionMethod,
        Self::KeyAgreement,
        Self::CapabilityInvocation,
        Self::CapabilityDelegation,
    ];

    /// The property of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::AssertionMethod => "assertionMethod",
            Self::KeyAgreement => "keyAgreement",
            Self::CapabilityInvocation => "capabilityInvocation",
            Self::CapabilityDelegation => "capabilityDelegation",
        }
    }

    /// The relationship of that property.
    pub fn of(property: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relationship| relationship.as_str() == property)
    }
}

/// A verification method in a relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodEntry {
    /// By its id: one of this document's, or of another DID's.
    Reference(Reference),
    /// The method itself, for this relationship only.
    Embedded(VerificationMethod),
}

impl MethodEntry {
    /// The method's id.
    pub fn id(&self) -> &Reference {
        match self {
            Self::Reference(id) => id,
            Self::Embedded(method) => &method.id,
        }
    }
}

/// An id within a document, as written there and as it is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    written: String,
    absolute: String,
}

impl Reference {
    /// A DID URL, absolute or relative to `base`.
    pub fn to_did_url(written: &str, base: &Did) -> Result<Self, SyntaxError> {
        let absolute = DidUrl::relative_to(written, base)?.to_string();
        Ok(Self { written: written.to_owned(), absolute })
    }

    /// A DID URL, absolute or relative to `base`, or a URI of another scheme.
    pub fn to_uri(written: &str, base: &Did) -> Result<Self, SyntaxError> {
        match written.parse::<Uri>() {
            Ok(uri) if !written.starts_with("did:") => {
                Ok(Self { written: written.to_owned(), absolute: uri.as_str().to_owned() })
            }
            _ => Self::to_did_url(written, base),
        }
    }

    /// As it stands in the document.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The whole URL.
    pub fn absolute(&self) -> &str {
        &self.absolute
    }

    /// Whether it names a part of `did`'s document.
    fn is_within(&self, did: &Did) -> bool {
        self.absolute.parse::<DidUrl>().is_ok_and(|url| url.did() == did)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.absolute)
    }
}

/// A key with its id (Controlled Identifiers, section 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationMethod {
    /// Unique within the document.
    pub id: Reference,
    /// Such as `Multikey`.
    pub kind: String,
    /// Who has the secret key, by the document's word.
    pub controller: Did,
    /// The key.
    pub material: Material,
    /// Entries besides, such as `revoked`.
    pub other: Map<String, Value>,
}

/// The key of a verification method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// `publicKeyMultibase`.
    Multikey(Multikey),
    /// `publicKeyJwk`, with no private member.
    Jwk(Map<String, Value>),
    /// Something else, among the other entries.
    Other,
}

impl VerificationMethod {
    /// The key, if its kind is understood.
    pub fn key(&self) -> Option<PublicKey> {
        match &self.material {
            Material::Multikey(multikey) => multikey.key(),
            Material::Jwk(jwk) => jwk_public_key(jwk).ok().flatten(),
            Material::Other => None,
        }
    }
}

/// A way to reach the subject (Controlled Identifiers, section 2.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Unique within the document.
    pub id: Reference,
    /// One type or more, such as `LinkedDomains`.
    pub kinds: Vec<String>,
    /// One endpoint or more.
    pub endpoints: Vec<Endpoint>,
    /// Entries besides.
    pub other: Map<String, Value>,
}

/// Where a service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// At a URI.
    Uri(Uri),
    /// As the service's type defines.
    Map(Map<String, Value>),
}

impl Document {
    /// A document that says nothing: that of a deactivated DID.
    pub fn empty(id: Did) -> Self {
        Self {
            id,
            controllers: Vec::new(),
            also_known_as: Vec::new(),
            verification_methods: Vec::new(),
            relationships: BTreeMap::new(),
            services: Vec::new(),
            other: Map::new(),
        }
    }

    /// This document with all ids written whole, that were written relative to the DID.
    pub fn expanded(mut self) -> Self {
        let entries = self.relationships.values_mut().flatten().map(|entry| match entry {
            MethodEntry::Reference(id) => id,
            MethodEntry::Embedded(method) => &mut method.id,
        });
        let methods = self.verification_methods.iter_mut().map(|method| &mut method.id);
        let services = self.services.iter_mut().map(|service| &mut service.id);
        entries.chain(methods).chain(services).for_each(|id| id.written.clone_from(&id.absolute));
        self
    }

    /// All verification methods, those embedded in relationships included.
    pub fn methods(&self) -> impl Iterator<Item = &VerificationMethod> {
        let embedded = self.relationships.values().flatten().filter_map(|entry| match entry {
            MethodEntry::Embedded(method) => Some(method),
            MethodEntry::Reference(_) => None,
        });
        self.verification_methods.iter().chain(embedded)
    }

    /// Whether the method with that absolute id may serve `relationship`.
    pub fn authorizes(&self, method: &str, relationship: Relationship) -> bool {
        let entries = self.relationships.get(&relationship);
        entries.into_iter().flatten().any(|entry| entry.id().absolute() == method)
    }
}

/// Why bytes are no conforming DID document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Larger than anything that is read.
    #[error("a DID document may have at most {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    /// A representation that is not understood.
    #[error("{0} is not read; application/did, application/did+json and application/did+ld+json are")]
    MediaTypeNotSupported(String),
    /// No JSON, or JSON that can be understood in two ways.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Another kind of value than the property has.
    #[error("{place} must be {must}")]
    Malformed {
        /// Where, as a path of property names and positions.
        place: String,
        /// What would be right.
        must: &'static str,
    },
    /// An identifier in wrong syntax.
    #[error("{place}: {error}")]
    BadSyntax {
        /// Where.
        place: String,
        /// What is wrong.
        error: SyntaxError,
    },
    /// A Multikey that is no usable public key.
    #[error("{place}: {error}")]
    BadMultikey {
        /// Where.
        place: String,
        /// What is wrong.
        error: MultikeyError,
    },
    /// A JWK that is no usable public key.
    #[error("{place}: {error}")]
    BadJwk {
        /// Where.
        place: String,
        /// What is wrong.
        error: JwkError,
    },
    /// The same id twice: nobody could tell which is meant.
    #[error("the id {0} is used twice; every verification method and service has its own")]
    DuplicateId(String),
    /// The same item twice in a set.
    #[error("{place} holds {item} twice; it is a set")]
    DuplicateItem {
        /// Where.
        place: String,
        /// What.
        item: String,
    },
    /// A reference to a part of this document that is not there.
    #[error("{place} refers to {id}, which the document does not define")]
    DanglingReference {
        /// Where.
        place: String,
        /// To what.
        id: String,
    },
}
