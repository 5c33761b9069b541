//! Public keys of issuers and holders: Ed25519 to sign and verify, P-256 to verify what others signed.
//!
//! An algorithm's name in a header never chooses how a key is used: the key says which names it answers to. So there is
//! no `none`, and no key of one kind taken for another's.

use crate::{
    encoding::{from_base58, from_base64url, to_base58, to_base64url},
    json::{Object, Value, object, object_of_some},
};
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Verifier as _;

/// Multicodec prefix of an Ed25519 public key.
const ED25519_PREFIX: [u8; 2] = [0xed, 0x01];
/// Multicodec prefix of a compressed P-256 public key.
const P256_PREFIX: [u8; 2] = [0x80, 0x24];

/// Why bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not an encoding of a key.
    #[error("not a Multikey (z6Mk… for Ed25519, zDn… for P-256) or JSON Web Key")]
    Malformed,
    /// A key of another kind.
    #[error("keys of this kind are not supported; use Ed25519, or P-256 for verification")]
    NotSupported,
    /// Not a point of the curve, or one of small order: anybody can sign for it.
    #[error("the key is no valid point of its curve, or of small order; make a new key pair")]
    Weak,
    /// A private key stands where a public one belongs.
    #[error("this is a private key; publish the public part only, and replace the key")]
    Private,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// Ed25519 (RFC 8032).
    Ed25519(ed25519_dalek::VerifyingKey),
    /// ECDSA over P-256 with SHA-256.
    P256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// The Ed25519 key with these bytes; keys of small order are refused.
    pub fn ed25519(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Weak)?;
        if key.is_weak() { Err(KeyError::Weak) } else { Ok(Self::Ed25519(key)) }
    }

    /// The P-256 key at this point, compressed or not (SEC1).
    pub fn p256(point: &[u8]) -> Result<Self, KeyError> {
        p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P256).map_err(|_| KeyError::Weak)
    }

    /// Reads a Multikey: `z`, base58btc of the multicodec prefix and the key.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        let bytes = from_base58(text).map_err(|_| KeyError::Malformed)?;
        let (prefix, key) = bytes.split_first_chunk::<2>().ok_or(KeyError::Malformed)?;
        match *prefix {
            ED25519_PREFIX => Self::ed25519(key.try_into().map_err(|_| KeyError::Malformed)?),
            P256_PREFIX if key.len() == 33 => Self::p256(key),
            P256_PREFIX => Err(KeyError::Malformed),
            _ => Err(KeyError::NotSupported),
        }
    }

    /// Writes a Multikey.
    pub fn to_multikey(&self) -> String {
        match self {
            Self::Ed25519(key) => to_base58(&[&ED25519_PREFIX[..], key.as_bytes()].concat()),
            Self::P256(key) => to_base58(&[&P256_PREFIX[..], key.to_encoded_point(true).as_bytes()].concat()),
        }
    }

    /// Reads a JSON Web Key (RFC 7517, RFC 8037).
    pub fn from_jwk(jwk: &Object) -> Result<Self, KeyError> {
        if jwk.contains_key("d") {
            return Err(KeyError::Private);
        }
        let text = |name| jwk.get(name).and_then(Value::as_str);
        match (text("kty"), text("crv")) {
            (Some("OKP"), Some("Ed25519")) => Self::ed25519(&coordinate(text("x"))?),
            (Some("EC"), Some("P-256")) => {
                Self::p256(&[&[4], &coordinate(text("x"))?[..], &coordinate(text("y"))?[..]].concat())
            }
            (Some(_), _) => Err(KeyError::NotSupported),
            (None, _) => Err(KeyError::Malformed),
        }
    }

    /// Writes a JSON Web Key.
    pub fn to_jwk(&self) -> Object {
        match self {
            Self::Ed25519(key) => {
                let x = to_base64url(key.as_bytes());
                object([("kty", "OKP".into()), ("crv", "Ed25519".into()), ("x", x.into())])
            }
            Self::P256(key) => {
                let point = key.to_encoded_point(false);
                let coordinate = |bytes: Option<&p256::FieldBytes>| bytes.map(|bytes| to_base64url(bytes).into());
                let (x, y) = (coordinate(point.x()), coordinate(point.y()));
                object_of_some([("kty", Some("EC".into())), ("crv", Some("P-256".into())), ("x", x), ("y", y)])
            }
        }
    }

    /// Whether the key answers to this `alg` of JOSE. `EdDSA` is RFC 8037's name, `Ed25519` that of RFC 9864.
    pub fn answers_to(&self, algorithm: &str) -> bool {
        match self {
            Self::Ed25519(_) => matches!(algorithm, "EdDSA" | "Ed25519"),
            Self::P256(_) => algorithm == "ES256",
        }
    }

    /// Whether `signature` is this key's over `message`. Ed25519 as in RFC 8032 with canonical encodings only, so that
    /// nobody can make a second signature out of one.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

fn coordinate(text: Option<&str>) -> Result<[u8; 32], KeyError> {
    let bytes = text.and_then(|text| from_base64url(text).ok()).ok_or(KeyError::Malformed)?;
    bytes.try_into().map_err(|_| KeyError::Malformed)
}

/// Who can sign with an Ed25519 key: a [`SigningKey`], or whatever keeps one.
pub trait Signer {
    /// The public part.
    fn public_key(&self) -> PublicKey;
    /// The Ed25519 signature over `message`.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// An Ed25519 key pair in memory; overwritten when dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key pair of an RFC 8032 seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }
}

impl Signer for SigningKey {
    fn public_key(&self) -> PublicKey {
        PublicKey::Ed25519(self.0.verifying_key())
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}
