//! The method `did:key`: the DID is the key (did:key 0.9). Key agreement of an ed25519 key is derived from it.

use crate::{
    document::{Document, Material, MethodEntry, Reference, Relationship, VerificationMethod},
    keys::{Kind, Multikey, MultikeyError, PublicKey},
    syntax::{Did, SyntaxError},
};
use serde_json::Map;

/// Relationships of a key that signs.
const SIGNING: [Relationship; 4] = [
    Relationship::Authentication,
    Relationship::AssertionMethod,
    Relationship::CapabilityInvocation,
    Relationship::CapabilityDelegation,
];

/// Why a `did:key` has no document here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DidKeyError {
    /// A kind of key that nothing here verifies with.
    #[error("that kind of key is not understood here; ed25519, secp256k1, P-256 and X25519 are")]
    NotUnderstood,
    /// No usable public key.
    #[error("after did:key: a Multikey follows: {0}")]
    BadKey(MultikeyError),
}

/// The document of a `did:key`.
pub fn document(did: &Did) -> Result<Document, DidKeyError> {
    let multikey: Multikey = did.method_specific_id().parse().map_err(DidKeyError::BadKey)?;
    let key = multikey.key().filter(|key| key.kind() != Kind::Sr25519).ok_or(DidKeyError::NotUnderstood)?;
    let too_long = |_: SyntaxError| DidKeyError::BadKey(MultikeyError::BadEncoding);
    let method = method(did, multikey).map_err(too_long)?;
    let mut document = Document::empty(did.clone());
    let entry = MethodEntry::Reference(method.id.clone());
    if let PublicKey::X25519(_) = key {
        document.relationships.insert(Relationship::KeyAgreement, vec![entry]);
    } else {
        document.relationships.extend(SIGNING.map(|relationship| (relationship, vec![entry.clone()])));
    }
    if let Some(agreement) = key.to_key_agreement() {
        let derived = self::method(did, agreement.into()).map_err(too_long)?;
        document.relationships.insert(Relationship::KeyAgreement, vec![MethodEntry::Embedded(derived)]);
    }
    document.verification_methods.push(method);
    Ok(document)
}

fn method(did: &Did, multikey: Multikey) -> Result<VerificationMethod, SyntaxError> {
    Ok(VerificationMethod {
        id: Reference::to_did_url(&format!("{did}#{multikey}"), did)?,
        kind: "Multikey".to_owned(),
        controller: did.clone(),
        material: Material::Multikey(multikey),
        other: Map::new(),
    })
}
