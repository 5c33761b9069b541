//! Public keys of a DID, what they may be used for, and which encodings are no usable key.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::BitOr;
use curve25519_dalek::{
    MontgomeryPoint, Scalar, edwards::CompressedEdwardsY, ristretto::CompressedRistretto, traits::IsIdentity,
};
use cybersyn_primitives::VotingKey;
use scale_info::TypeInfo;

/// A public key with its kind.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum PublicKey {
    /// RFC 8032; the only kind that signs ballots.
    #[codec(index = 0)]
    Ed25519([u8; 32]),
    /// Schnorr over Ristretto, the usual kind of account keys.
    #[codec(index = 1)]
    Sr25519([u8; 32]),
    /// SEC 1 compressed point. The chain checks its form only: nothing on chain verifies with it.
    #[codec(index = 2)]
    Secp256k1([u8; 33]),
    /// SEC 1 compressed point. The chain checks its form only: nothing on chain verifies with it.
    #[codec(index = 3)]
    P256([u8; 33]),
    /// RFC 7748, for key agreement.
    #[codec(index = 4)]
    X25519([u8; 32]),
}

/// Verification relationships of a key (DID Core, section 5.3), and voting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Purposes(pub u8);

impl Purposes {
    /// Proves control of the DID to somebody else.
    pub const AUTHENTICATION: Self = Self(1);
    /// Issues credentials in the DID's name.
    pub const ASSERTION: Self = Self(1 << 1);
    /// Receives encrypted messages.
    pub const KEY_AGREEMENT: Self = Self(1 << 2);
    /// Invokes and delegates capabilities.
    pub const CAPABILITY: Self = Self(1 << 3);
    /// Signs ballots.
    pub const VOTING: Self = Self(1 << 4);

    /// What a key may be for that a controller adds: it neither votes nor authorises calls, attestations among them.
    pub const OF_CONTROLLERS: Self = Self::KEY_AGREEMENT;

    /// Every flag that has a meaning.
    const KNOWN: u8 = (1 << 5) - 1;

    /// Whether all flags of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// At least one purpose, and none that is unknown.
    fn is_well_formed(self) -> bool {
        self.0 != 0 && self.0 & !Self::KNOWN == 0
    }
}

impl BitOr for Purposes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl PublicKey {
    /// Whether the bytes are a key that can do its work: see the checks below, by kind.
    pub fn is_usable(&self) -> bool {
        match self {
            Self::Ed25519(bytes) => is_ed25519(bytes),
            Self::Sr25519(bytes) => is_ristretto(bytes),
            Self::Secp256k1(bytes) | Self::P256(bytes) => is_compressed_point(bytes),
            Self::X25519(bytes) => is_x25519(bytes),
        }
    }

    /// Whether a key of this kind can serve `purposes`: only ed25519 votes, X25519 agrees on keys and does nothing
    /// else, and the signing curves of the 25519 family agree on none.
    pub fn may_serve(&self, purposes: Purposes) -> bool {
        let agrees = purposes.contains(Purposes::KEY_AGREEMENT);
        let votes = purposes.contains(Purposes::VOTING);
        purposes.is_well_formed()
            && match self {
                Self::Ed25519(_) => !agrees,
                Self::Sr25519(_) => !agrees && !votes,
                Self::Secp256k1(_) | Self::P256(_) => !votes,
                Self::X25519(_) => purposes == Purposes::KEY_AGREEMENT,
            }
    }

    /// The key as one that signs ballots.
    pub fn as_voting_key(&self) -> Option<VotingKey> {
        match self {
            Self::Ed25519(bytes) => Some(*bytes),
            _ => None,
        }
    }
}

/// A point of the curve in its only canonical encoding and not of small order: under a key of small order anybody
/// can make signatures that verify.
fn is_ed25519(bytes: &[u8; 32]) -> bool {
    let encoding = CompressedEdwardsY(*bytes);
    encoding.decompress().is_some_and(|point| point.compress() == encoding && !point.is_small_order())
}

/// A canonical encoding of a group element other than the identity.
fn is_ristretto(bytes: &[u8; 32]) -> bool {
    CompressedRistretto(*bytes).decompress().is_some_and(|point| !point.is_identity())
}

/// A u-coordinate whose shared secret is not the same for everybody: not of small order on the curve or its twist.
fn is_x25519(bytes: &[u8; 32]) -> bool {
    (MontgomeryPoint(*bytes) * Scalar::from(8u8)).0 != [0; 32]
}

fn is_compressed_point(bytes: &[u8; 33]) -> bool {
    matches!(bytes.first(), Some(2 | 3))
}
