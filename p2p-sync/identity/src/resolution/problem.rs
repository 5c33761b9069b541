//! Why a DID was not resolved or a DID URL not dereferenced, in both vocabularies: the keywords of DID Core 1.0, and
//! problem details (RFC 9457) with the types of DID Resolution, section 10, and Controlled Identifiers, section 3.5.

use super::registry::RegistryError;
use crate::{did_key::DidKeyError, document::Vocabulary};
use serde_json::{Map, Value, json};
use std::fmt;

/// Longest detail that is handed out, in characters: what it quotes came from outside.
const DETAIL_CHARS_MAX: usize = 400;

/// A failure, with what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", kind.title())]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// What was wrong, and what would be right.
    pub detail: String,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The DID is malformed. Correct it.
    InvalidDid,
    /// The DID URL is malformed. Correct it.
    InvalidDidUrl,
    /// Options are malformed or contradict each other. Correct them.
    InvalidOptions,
    /// There is no such DID, version or part of the document.
    NotFound,
    /// None of the media types asked for can be had. Ask for another.
    RepresentationNotSupported,
    /// The registry holds something that is no document. Only the DID's controller can mend it.
    InvalidDidDocument,
    /// Another method. Ask a resolver of that method.
    MethodNotSupported,
    /// An option that this resolver does not know. Leave it out.
    FeatureNotSupported,
    /// The registry did not answer. Try again later.
    InternalError,
    /// The DID URL leads to something that is no verification method.
    InvalidVerificationMethod,
    /// The verification method may not be used for that purpose.
    InvalidRelationshipForVerificationMethod,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::InvalidDid,
        Self::InvalidDidUrl,
        Self::InvalidOptions,
        Self::NotFound,
        Self::RepresentationNotSupported,
        Self::InvalidDidDocument,
        Self::MethodNotSupported,
        Self::FeatureNotSupported,
        Self::InternalError,
        Self::InvalidVerificationMethod,
        Self::InvalidRelationshipForVerificationMethod,
    ];

    /// The error's type, a URL.
    pub fn type_url(self) -> &'static str {
        match self {
            Self::InvalidDid => "https://www.w3.org/ns/did#INVALID_DID",
            Self::InvalidDidUrl => "https://www.w3.org/ns/did#INVALID_DID_URL",
            Self::InvalidOptions => "https://www.w3.org/ns/did#INVALID_OPTIONS",
            Self::NotFound => "https://www.w3.org/ns/did#NOT_FOUND",
            Self::RepresentationNotSupported => "https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED",
            Self::InvalidDidDocument => "https://www.w3.org/ns/did#INVALID_DID_DOCUMENT",
            Self::MethodNotSupported => "https://www.w3.org/ns/did#METHOD_NOT_SUPPORTED",
            Self::FeatureNotSupported => "https://www.w3.org/ns/did#FEATURE_NOT_SUPPORTED",
            Self::InternalError => "https://www.w3.org/ns/did#INTERNAL_ERROR",
            Self::InvalidVerificationMethod => "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
            Self::InvalidRelationshipForVerificationMethod => {
                "https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"
            }
        }
    }

    /// The keyword of DID Core 1.0, or one in its manner where it has none.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::InvalidDid => "invalidDid",
            Self::InvalidDidUrl => "invalidDidUrl",
            Self::InvalidOptions => "invalidOptions",
            Self::NotFound => "notFound",
            Self::RepresentationNotSupported => "representationNotSupported",
            Self::InvalidDidDocument => "invalidDidDocument",
            Self::MethodNotSupported => "methodNotSupported",
            Self::FeatureNotSupported => "featureNotSupported",
            Self::InternalError => "internalError",
            Self::InvalidVerificationMethod => "invalidVerificationMethod",
            Self::InvalidRelationshipForVerificationMethod => "invalidRelationshipForVerificationMethod",
        }
    }

    /// A few words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::InvalidDid => "Invalid DID",
            Self::InvalidDidUrl => "Invalid DID URL",
            Self::InvalidOptions => "Invalid options",
            Self::NotFound => "Not found",
            Self::RepresentationNotSupported => "Representation not supported",
            Self::InvalidDidDocument => "Invalid DID document",
            Self::MethodNotSupported => "DID method not supported",
            Self::FeatureNotSupported => "Feature not supported",
            Self::InternalError => "Internal error",
            Self::InvalidVerificationMethod => "Invalid verification method",
            Self::InvalidRelationshipForVerificationMethod => "Invalid relationship for verification method",
        }
    }

    /// The HTTP status (DID Resolution, section 11.1); types that its table does not name have 500.
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidDid | Self::InvalidDidUrl | Self::InvalidOptions => 400,
            Self::NotFound => 404,
            Self::RepresentationNotSupported => 406,
            Self::MethodNotSupported | Self::FeatureNotSupported => 501,
            Self::InvalidDidDocument
            | Self::InternalError
            | Self::InvalidVerificationMethod
            | Self::InvalidRelationshipForVerificationMethod => 500,
        }
    }
}

impl Problem {
    /// A failure of that kind.
    pub fn new(kind: ProblemKind, detail: impl fmt::Display) -> Self {
        Self { kind, detail: detail.to_string().chars().take(DETAIL_CHARS_MAX).collect() }
    }

    /// Problem details (RFC 9457).
    pub fn details(&self) -> Value {
        json!({
            "type": self.kind.type_url(),
            "title": self.kind.title(),
            "status": self.kind.status(),
            "detail": self.detail,
        })
    }

    /// The metadata structure of a resolution or dereferencing that ended so.
    pub fn metadata(&self, vocabulary: Vocabulary) -> Map<String, Value> {
        let entries = match vocabulary {
            Vocabulary::V1_0 => {
                vec![("error", Value::from(self.kind.keyword())), ("errorMessage", self.detail.as_str().into())]
            }
            Vocabulary::V1_1 => vec![("error", self.details())],
        };
        entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl From<&RegistryError> for Problem {
    fn from(error: &RegistryError) -> Self {
        match error {
            RegistryError::NoHistory => Self::new(ProblemKind::FeatureNotSupported, error),
            // What failed behind is the operator's to know.
            RegistryError::Unavailable(_) => {
                Self::new(ProblemKind::InternalError, "the chain did not answer: try again in a minute")
            }
        }
    }
}

impl From<DidKeyError> for Problem {
    fn from(error: DidKeyError) -> Self {
        match error {
            DidKeyError::NotUnderstood => Self::new(ProblemKind::FeatureNotSupported, error),
            DidKeyError::BadKey(_) => Self::new(ProblemKind::InvalidDid, error),
        }
    }
}
