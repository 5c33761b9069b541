//! Compact JSON Web Signatures (RFC 7515) with a JSON object as payload, kept to what RFC 8725 advises: the key decides
//! the algorithm, the type is explicit, and nothing in the header brings a key along.

use crate::{
    encoding::{EncodingError, from_base64url, to_base64url},
    json::{JsonError, Object, Value, canonical_object, object_of_some, parse_object},
    key::{PublicKey, Signer},
    resolver::shown,
};

/// Why a token is not made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not three parts.
    #[error("a signed token has three parts, joined by full stops")]
    Malformed,
    /// A part is no base64url.
    #[error("a part of the token: {0}")]
    Encoding(#[from] EncodingError),
    /// Header or payload is no JSON object.
    #[error("header or payload of the token: {0}")]
    Json(#[from] JsonError),
    /// `alg` is missing or the key does not answer to it; `none` never is answered to.
    #[error("the token's alg is {0:?}, which is not the key's; EdDSA for Ed25519 keys, ES256 for P-256 keys")]
    WrongAlgorithm(String),
    /// `crit` asks for something that is not understood.
    #[error("the token has critical header parameters; none is supported")]
    NotSupported,
    /// A token of another kind.
    #[error("the token's typ is {found:?}, expected {expected:?}")]
    WrongType {
        /// What the header says.
        found: String,
        /// What is needed.
        expected: &'static str,
    },
    /// Not the key's signature over this token.
    #[error("the token's signature does not fit: it was changed, or signed with another key")]
    BadSignature,
}

/// A signed token that was read, not verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Jws {
    header: Object,
    payload: Object,
    signed: String,
    signature: Vec<u8>,
}

impl Jws {
    /// Reads a token.
    pub fn parse(text: &str) -> Result<Self, JwsError> {
        let (signed, signature) = text.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        let object = |part| Ok::<_, JwsError>(parse_object(&from_base64url(part)?, text.len())?);
        let (header, payload, signature) = (object(header)?, object(payload)?, from_base64url(signature)?);
        if header.contains_key("crit") {
            return Err(JwsError::NotSupported);
        }
        Ok(Self { header, payload, signed: signed.to_owned(), signature })
    }

    /// What is signed beside the payload.
    pub fn header(&self) -> &Object {
        &self.header
    }

    /// The payload. Believe it after [`Self::verify`] only.
    pub fn payload(&self) -> &Object {
        &self.payload
    }

    /// Whether the token is of this `typ` and `key` signed it.
    pub fn verify(&self, key: &PublicKey, expected: &'static str) -> Result<(), JwsError> {
        let text = |name| self.header.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("typ") != expected {
            return Err(JwsError::WrongType { found: shown(text("typ")), expected });
        }
        if !key.answers_to(text("alg")) {
            return Err(JwsError::WrongAlgorithm(shown(text("alg"))));
        }
        let is_good = key.verifies(self.signed.as_bytes(), &self.signature);
        is_good.then_some(()).ok_or(JwsError::BadSignature)
    }
}

/// Signs `payload` as a token of type `typ`, naming the key `kid` if one is given.
pub fn sign(typ: &str, kid: Option<&str>, payload: Object, signer: &impl Signer) -> Result<String, JwsError> {
    let header =
        object_of_some([("alg", Some("EdDSA".into())), ("kid", kid.map(Value::from)), ("typ", Some(typ.into()))]);
    let part = |object| Ok::<_, JsonError>(to_base64url(canonical_object(object)?.as_bytes()));
    let signed = format!("{}.{}", part(&header)?, part(&payload)?);
    let signature = to_base64url(&signer.sign(signed.as_bytes()));
    Ok(format!("{signed}.{signature}"))
}
