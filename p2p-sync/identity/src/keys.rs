//! Public keys: which bytes are a usable one, and how documents write them.

mod jwk;
mod multikey;

pub use jwk::{JwkError, public_key as jwk_public_key};
pub use multikey::{MULTIKEY_BYTES_MAX, Multikey, MultikeyError};

use curve25519_dalek::{
    MontgomeryPoint, Scalar, edwards::CompressedEdwardsY, ristretto::CompressedRistretto, traits::IsIdentity,
};
use std::fmt;

/// A public key with its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicKey {
    /// RFC 8032.
    Ed25519([u8; 32]),
    /// Schnorr over Ristretto, the usual kind of account keys of this chain.
    Sr25519([u8; 32]),
    /// SEC 1 compressed point.
    Secp256k1([u8; 33]),
    /// SEC 1 compressed point.
    P256([u8; 33]),
    /// RFC 7748, for key agreement.
    X25519([u8; 32]),
}

/// Why bytes are no usable key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No encoding of a point, or not the canonical one.
    #[error("the bytes are no point of {0}, or not its canonical encoding")]
    NotOnCurve(Kind),
    /// Anybody can make signatures or shared secrets for such a key.
    #[error("the {0} key is of small order: make a new one")]
    SmallOrder(Kind),
}

/// Kind of a key, and the curve's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ed25519.
    Ed25519,
    /// Sr25519.
    Sr25519,
    /// Secp256k1.
    Secp256k1,
    /// P-256.
    P256,
    /// X25519.
    X25519,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "ed25519",
            Self::Sr25519 => "sr25519",
            Self::Secp256k1 => "secp256k1",
            Self::P256 => "P-256",
            Self::X25519 => "X25519",
        })
    }
}

impl PublicKey {
    /// The key's kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Ed25519(_) => Kind::Ed25519,
            Self::Sr25519(_) => Kind::Sr25519,
            Self::Secp256k1(_) => Kind::Secp256k1,
            Self::P256(_) => Kind::P256,
            Self::X25519(_) => Kind::X25519,
        }
    }

    /// The key's bytes, without kind.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(bytes) | Self::Sr25519(bytes) | Self::X25519(bytes) => bytes,
            Self::Secp256k1(bytes) | Self::P256(bytes) => bytes,
        }
    }

    /// The key of that kind with those bytes; `None` when the length is wrong. [`Self::check`] is for the rest.
    pub fn of(kind: Kind, bytes: &[u8]) -> Option<Self> {
        match kind {
            Kind::Ed25519 => bytes.try_into().ok().map(Self::Ed25519),
            Kind::Sr25519 => bytes.try_into().ok().map(Self::Sr25519),
            Kind::Secp256k1 => bytes.try_into().ok().map(Self::Secp256k1),
            Kind::P256 => bytes.try_into().ok().map(Self::P256),
            Kind::X25519 => bytes.try_into().ok().map(Self::X25519),
        }
    }

    /// Whether the bytes are a key that can do its work.
    pub fn check(&self) -> Result<(), KeyError> {
        match self {
            Self::Ed25519(bytes) => check_ed25519(bytes),
            Self::Sr25519(bytes) => check_ristretto(bytes),
            Self::Secp256k1(bytes) => on_curve(k256::PublicKey::from_sec1_bytes(bytes).is_ok(), Kind::Secp256k1),
            Self::P256(bytes) => on_curve(p256::PublicKey::from_sec1_bytes(bytes).is_ok(), Kind::P256),
            Self::X25519(bytes) => check_x25519(bytes),
        }
    }

    /// The X25519 key of an ed25519 key's owner, by the birational map; `None` for every other kind.
    pub fn to_key_agreement(&self) -> Option<Self> {
        let Self::Ed25519(bytes) = self else { return None };
        let point = CompressedEdwardsY(*bytes).decompress()?;
        Some(Self::X25519(point.to_montgomery().to_bytes()))
    }
}

fn on_curve(fine: bool, kind: Kind) -> Result<(), KeyError> {
    fine.then_some(()).ok_or(KeyError::NotOnCurve(kind))
}

fn check_ed25519(bytes: &[u8; 32]) -> Result<(), KeyError> {
    let encoding = CompressedEdwardsY(*bytes);
    let point = encoding.decompress().filter(|point| point.compress() == encoding);
    let point = point.ok_or(KeyError::NotOnCurve(Kind::Ed25519))?;
    if point.is_small_order() { Err(KeyError::SmallOrder(Kind::Ed25519)) } else { Ok(()) }
}

fn check_ristretto(bytes: &[u8; 32]) -> Result<(), KeyError> {
    let point = CompressedRistretto(*bytes).decompress().ok_or(KeyError::NotOnCurve(Kind::Sr25519))?;
    if point.is_identity() { Err(KeyError::SmallOrder(Kind::Sr25519)) } else { Ok(()) }
}

/// Every u-coordinate is a point of the curve or its twist; eight times one of small order is zero.
fn check_x25519(bytes: &[u8; 32]) -> Result<(), KeyError> {
    let times_cofactor = MontgomeryPoint(*bytes) * Scalar::from(8u8);
    if times_cofactor.0 == [0; 32] { Err(KeyError::SmallOrder(Kind::X25519)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::constants::{ED25519_BASEPOINT_COMPRESSED, EIGHT_TORSION, RISTRETTO_BASEPOINT_COMPRESSED};

    #[test]
    fn base_points_are_usable() {
        assert_eq!(PublicKey::Ed25519(ED25519_BASEPOINT_COMPRESSED.0).check(), Ok(()));
        assert_eq!(PublicKey::Sr25519(RISTRETTO_BASEPOINT_COMPRESSED.0).check(), Ok(()));
        let mut nine = [0; 32];
        nine[0] = 9;
        assert_eq!(PublicKey::X25519(nine).check(), Ok(()));
    }

    #[test]
    fn keys_of_small_order_are_refused() {
        for point in EIGHT_TORSION {
            let ed25519 = PublicKey::Ed25519(point.compress().0);
            assert_eq!(ed25519.check(), Err(KeyError::SmallOrder(Kind::Ed25519)));
            let x25519 = PublicKey::X25519(point.to_montgomery().to_bytes());
            assert_eq!(x25519.check(), Err(KeyError::SmallOrder(Kind::X25519)));
        }
        assert_eq!(PublicKey::Sr25519([0; 32]).check(), Err(KeyError::SmallOrder(Kind::Sr25519)));
    }

    /// p − 1 encodes as 2²⁵⁵ − 20; with p added it names the same point in another way.
    #[test]
    fn encodings_that_are_not_canonical_are_refused() {
        let mut one_plus_p = [0xff; 32];
        one_plus_p[0] = 0xee;
        one_plus_p[31] = 0x7f;
        assert_eq!(PublicKey::Ed25519(one_plus_p).check(), Err(KeyError::NotOnCurve(Kind::Ed25519)));
    }

    #[test]
    fn points_off_the_curve_are_refused() {
        let mut off = [0; 33];
        off[0] = 2;
        off[32] = 5;
        assert_eq!(PublicKey::Secp256k1(off).check(), Err(KeyError::NotOnCurve(Kind::Secp256k1)));
        assert_eq!(PublicKey::P256([0xff; 33]).check(), Err(KeyError::NotOnCurve(Kind::P256)));
        assert_eq!(PublicKey::Sr25519([0xff; 32]).check(), Err(KeyError::NotOnCurve(Kind::Sr25519)));
    }
}
