//! Representations of DID documents, by their media types.

use serde_json::{Value, json};

/// A representation that is produced and consumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Representation {
    /// `application/did`: DID 1.1, JSON that is JSON-LD too.
    Did,
    /// `application/did+json`: DID 1.0, plain JSON.
    DidJson,
    /// `application/did+ld+json`: DID 1.0, JSON-LD.
    DidLdJson,
}

/// Which edition's words are used for errors and contexts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// DID Core 1.0: errors are keywords such as `notFound`.
    V1_0,
    /// DID 1.1 with DID Resolution: errors are problem details (RFC 9457).
    V1_1,
}

/// First context of DID 1.0 documents.
pub(super) const CONTEXT_V1_0: &str = "https://www.w3.org/ns/did/v1";
/// First context of DID 1.1 documents; it defines `Multikey` and `JsonWebKey` as well.
pub(super) const CONTEXT_V1_1: &str = "https://www.w3.org/ns/did/v1.1";
/// Defines `Multikey` for DID 1.0.
const CONTEXT_MULTIKEY: &str = "https://w3id.org/security/multikey/v1";

impl Representation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Did, Self::DidJson, Self::DidLdJson];

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Did => "application/did",
            Self::DidJson => "application/did+json",
            Self::DidLdJson => "application/did+ld+json",
        }
    }

    /// The representation of that media type, of which parameters are ignored; also of the less precise ones, as DID
    /// Core 1.1 advises ("Media Type Precision").
    pub fn of(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Some(Self::DidJson),
            "application/ld+json" => Some(Self::DidLdJson),
            exact => Self::ALL.into_iter().find(|representation| representation.media_type() == exact),
        }
    }

    /// The edition it belongs to.
    pub fn vocabulary(self) -> Vocabulary {
        match self {
            Self::Did => Vocabulary::V1_1,
            Self::DidJson | Self::DidLdJson => Vocabulary::V1_0,
        }
    }

    /// The `@context` that is produced.
    pub fn context(self) -> Option<Value> {
        match self {
            Self::Did => Some(json!([CONTEXT_V1_1])),
            Self::DidJson => None,
            Self::DidLdJson => Some(json!([CONTEXT_V1_0, CONTEXT_MULTIKEY])),
        }
    }
}
