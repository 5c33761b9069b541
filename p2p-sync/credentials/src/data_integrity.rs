//! Data Integrity proofs of the suite `eddsa-jcs-2022` (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3).
//!
//! What was signed is what is returned: the document without its proof, with the contexts that the proof covers. Whoever
//! verifies goes on with that, never with what arrived.

use crate::{
    date::{self, Date, NotADate},
    encoding::{EncodingError, from_base58, to_base58},
    json::{JsonError, Object, Value, canonical_object, object_of_some},
    key::{PublicKey, Signer},
    limits::CLOCK_SKEW_MILLIS,
    resolver::{self, Purpose, ResolveError, Resolver, shown},
};
use cybersyn_primitives::Millis;
use sha2::{Digest, Sha256};

const PROOF_TYPE: &str = "DataIntegrityProof";
const CRYPTOSUITE: &str = "eddsa-jcs-2022";

/// Why a proof is not made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No proof, or several.
    #[error("expected one proof; sets and chains of proofs are not supported")]
    NotOneProof,
    /// The proof is of another kind.
    #[error("expected a proof of type {PROOF_TYPE} and cryptosuite {CRYPTOSUITE}")]
    NotSupported,
    /// A member of the proof is missing or malformed.
    #[error("the proof's {0} is missing or malformed")]
    Malformed(&'static str),
    /// A date of the proof is none.
    #[error("a date of the proof: {0}")]
    Date(#[from] NotADate),
    /// The signature's text is not multibase.
    #[error("the proof's proofValue: {0}")]
    Encoding(#[from] EncodingError),
    /// The document has no canonical form.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// The key was used for something else.
    #[error("the proof is for {found:?}, expected {expected:?}")]
    WrongPurpose {
        /// What the proof says.
        found: String,
        /// What is needed.
        expected: &'static str,
    },
    /// Made for another verifier.
    #[error("the proof is for another domain; present it to {0}")]
    WrongDomain(String),
    /// Made for another request.
    #[error("the proof answers another challenge; answer the one that was given")]
    WrongChallenge,
    /// Made in the future.
    #[error("the proof's date lies in the future; set the clocks")]
    TooEarly,
    /// Over.
    #[error("the proof has expired; ask for a new one")]
    Expired,
    /// The proof covers other contexts than the document begins with.
    #[error("the document's @context does not begin with the proof's")]
    WrongContext,
    /// The key is not there or may not do that.
    #[error("{0}")]
    Resolve(#[from] ResolveError),
    /// Not an Ed25519 key.
    #[error("the suite signs with Ed25519 keys")]
    WrongKey,
    /// The signature is not the key's over this document.
    #[error("the signature does not fit: document or proof were changed, or signed with another key")]
    BadSignature,
}

/// What a new proof says beside the document.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The signing key in its DID document: `did:…#…`.
    pub method: &'a str,
    /// What the key is used for.
    pub purpose: Purpose,
    /// When.
    pub created: Millis,
    /// What the verifier asked to answer.
    pub challenge: Option<&'a str>,
    /// Who may accept the proof.
    pub domain: Option<&'a str>,
}

/// What a proof must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// What the key must have been used for.
    pub purpose: Purpose,
    /// The verifier's time.
    pub now: Millis,
    /// The challenge that the verifier gave.
    pub challenge: Option<&'a str>,
    /// The verifier's name.
    pub domain: Option<&'a str>,
}

/// What a valid proof covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Proven {
    /// The document as signed, without proof.
    pub document: Object,
    /// Whose key signed it.
    pub controller: String,
    /// The key: `did:…#…`.
    pub method: String,
    /// SHA-256 of the document's canonical form: its name whatever the layout.
    pub digest: [u8; 32],
}

/// Adds a proof to `document`, which must have none.
pub fn secure(document: &Object, options: &Options, signer: &impl Signer) -> Result<Object, ProofError> {
    if document.contains_key("proof") {
        return Err(ProofError::NotOneProof);
    }
    if !matches!(signer.public_key(), PublicKey::Ed25519(_)) {
        return Err(ProofError::WrongKey);
    }
    resolver::did_of(options.method)?;
    let mut proof = configuration(options)?;
    if let Some(context) = document.get("@context") {
        proof.insert("@context".to_owned(), context.clone());
    }
    let (hashed, _) = hash_data(document, &proof)?;
    proof.insert("proofValue".to_owned(), to_base58(&signer.sign(&hashed)).into());
    let mut secured = document.clone();
    secured.insert("proof".to_owned(), Value::Object(proof));
    Ok(secured)
}

/// Checks the one proof of `secured`. Whether its maker may say what the document says is for the caller to judge.
pub fn verify(secured: &Object, resolver: &impl Resolver, expected: &Expected) -> Result<Proven, ProofError> {
    let mut document = secured.clone();
    let mut proof = the_proof(&mut document)?;
    check_configuration(&proof, expected)?;
    let value = from_base58(taken_text(&mut proof, "proofValue")?.as_str())?;
    let signature: [u8; 64] = value.try_into().map_err(|_| ProofError::Malformed("proofValue"))?;
    if let Some(context) = proof.get("@context") {
        check_context(document.get("@context"), context)?;
        document.insert("@context".to_owned(), context.clone());
    }
    let name = text(&proof, "verificationMethod")?;
    let method = resolver::method(resolver, name, expected.purpose, date::at(expected.now))?;
    if !matches!(method.key, PublicKey::Ed25519(_)) {
        return Err(ProofError::WrongKey);
    }
    let (hashed, digest) = hash_data(&document, &proof)?;
    if !method.key.verifies(&hashed, &signature) {
        return Err(ProofError::BadSignature);
    }
    Ok(Proven { document, controller: method.controller, method: name.to_owned(), digest })
}

fn configuration(options: &Options) -> Result<Object, ProofError> {
    let created = date::format(options.created)?;
    Ok(object_of_some([
        ("type", Some(PROOF_TYPE.into())),
        ("cryptosuite", Some(CRYPTOSUITE.into())),
        ("created", Some(created.into())),
        ("verificationMethod", Some(options.method.into())),
        ("proofPurpose", Some(options.purpose.name().into())),
        ("challenge", options.challenge.map(Value::from)),
        ("domain", options.domain.map(Value::from)),
    ]))
}

/// SHA-256 of the proof's configuration, then of the document; and the latter alone.
fn hash_data(document: &Object, proof: &Object) -> Result<([u8; 64], [u8; 32]), ProofError> {
    let hash =
        |object: &Object| -> Result<[u8; 32], JsonError> { Ok(Sha256::digest(canonical_object(object)?).into()) };
    let (configuration, document) = (hash(proof)?, hash(document)?);
    let mut both = [0; 64];
    let (first, second) = both.split_at_mut(32);
    first.copy_from_slice(&configuration);
    second.copy_from_slice(&document);
    Ok((both, document))
}

fn the_proof(document: &mut Object) -> Result<Object, ProofError> {
    match document.remove("proof") {
        Some(Value::Object(proof)) => Ok(proof),
        Some(Value::Array(proofs)) => match <[Value; 1]>::try_from(proofs) {
            Ok([Value::Object(proof)]) => Ok(proof),
            _ => Err(ProofError::NotOneProof),
        },
        _ => Err(ProofError::NotOneProof),
    }
}

fn check_configuration(proof: &Object, expected: &Expected) -> Result<(), ProofError> {
    if text(proof, "type")? != PROOF_TYPE || text(proof, "cryptosuite")? != CRYPTOSUITE {
        return Err(ProofError::NotSupported);
    }
    if proof.contains_key("previousProof") {
        return Err(ProofError::NotOneProof);
    }
    let purpose = text(proof, "proofPurpose")?;
    if purpose != expected.purpose.name() {
        return Err(ProofError::WrongPurpose { found: shown(purpose), expected: expected.purpose.name() });
    }
    if expected.challenge.is_some_and(|challenge| proof.get("challenge").and_then(Value::as_str) != Some(challenge)) {
        return Err(ProofError::WrongChallenge);
    }
    if let Some(domain) = expected.domain.filter(|domain| !is_domain(proof.get("domain"), domain)) {
        return Err(ProofError::WrongDomain(domain.to_owned()));
    }
    check_dates(proof, date::at(expected.now))
}

/// A proof may name its domain as a text or as a set of one.
fn is_domain(found: Option<&Value>, domain: &str) -> bool {
    match found {
        Some(Value::String(found)) => found == domain,
        Some(Value::Array(found)) => matches!(found.as_slice(), [Value::String(found)] if found == domain),
        _ => false,
    }
}

fn check_dates(proof: &Object, now: Date) -> Result<(), ProofError> {
    let latest = now.saturating_add(date::at(CLOCK_SKEW_MILLIS));
    if date_of(proof, "created")?.is_some_and(|created| created > latest) {
        return Err(ProofError::TooEarly);
    }
    if date_of(proof, "expires")?.is_some_and(|expires| expires <= now) {
        return Err(ProofError::Expired);
    }
    Ok(())
}

fn date_of(proof: &Object, name: &'static str) -> Result<Option<Date>, ProofError> {
    match proof.contains_key(name) {
        false => Ok(None),
        true => Ok(Some(date::parse(text(proof, name)?)?)),
    }
}

/// The document may have been given further contexts since; what was signed stands first.
fn check_context(of_document: Option<&Value>, of_proof: &Value) -> Result<(), ProofError> {
    let is_prefix = match (of_document, of_proof) {
        (Some(Value::Array(of_document)), Value::Array(of_proof)) => of_document.starts_with(of_proof),
        (Some(Value::Array(of_document)), of_proof) => of_document.first() == Some(of_proof),
        (Some(of_document), of_proof) => of_document == of_proof,
        (None, _) => false,
    };
    if is_prefix { Ok(()) } else { Err(ProofError::WrongContext) }
}

fn text<'a>(proof: &'a Object, name: &'static str) -> Result<&'a str, ProofError> {
    proof.get(name).and_then(Value::as_str).ok_or(ProofError::Malformed(name))
}

fn taken_text(proof: &mut Object, name: &'static str) -> Result<String, ProofError> {
    match proof.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(ProofError::Malformed(name)),
    }
}
