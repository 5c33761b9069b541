//! Signatures that the chain checks under a DID's keys.

use crate::PublicKey;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519};
use sp_io::crypto;

/// A signature with its kind. X25519 signs nothing; there is no host function for P-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum DidSignature {
    /// RFC 8032.
    #[codec(index = 0)]
    Ed25519([u8; 64]),
    /// Schnorr over Ristretto, context `substrate`.
    #[codec(index = 1)]
    Sr25519([u8; 64]),
    /// Recoverable ECDSA over blake2b-256 of the message: r, s, and the recovery id.
    #[codec(index = 2)]
    Secp256k1([u8; 65]),
}

impl DidSignature {
    /// Whether this is `key`'s signature of `message`; never under a key of another kind.
    pub fn verify(&self, message: &[u8], key: &PublicKey) -> bool {
        match (self, key) {
            (Self::Ed25519(signature), PublicKey::Ed25519(key)) => {
                crypto::ed25519_verify(&ed25519::Signature::from(*signature), message, &ed25519::Public::from(*key))
            }
            (Self::Sr25519(signature), PublicKey::Sr25519(key)) => {
                crypto::sr25519_verify(&sr25519::Signature::from(*signature), message, &sr25519::Public::from(*key))
            }
            (Self::Secp256k1(signature), PublicKey::Secp256k1(key)) => {
                crypto::ecdsa_verify(&ecdsa::Signature::from(*signature), message, &ecdsa::Public::from(*key))
            }
            _ => false,
        }
    }
}
