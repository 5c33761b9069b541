//! DIDs as the chain stores them: the shapes of `pallet_did`, up to what is needed of them.

use codec::{Decode, Encode};
use cybersyn_primitives::{KeyVersion, Millis};

/// A DID: `pallet_did::DidRecord`. More may follow in its bytes.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidRecord {
    /// The account in control.
    pub account: [u8; 32],
    /// Keys by ascending version.
    pub keys: Vec<DidKey>,
    /// Services.
    pub services: Vec<DidService>,
    /// When it was created.
    pub created: Millis,
    /// When it last changed.
    pub updated: Millis,
    /// When control last passed on.
    pub rotated: Option<Millis>,
    /// Counts the changes.
    pub version: u32,
    /// When it was deactivated.
    pub deactivated: Option<Millis>,
}

/// A key of a DID: `pallet_did::VerificationMethod`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidKey {
    /// Position in the order of adding.
    pub version: KeyVersion,
    /// The key.
    pub key: PublicKey,
    /// Bits of `pallet_did::Purposes`.
    pub purposes: u8,
    /// When it came into force.
    pub since: Millis,
    /// When it was retired.
    pub until: Option<Millis>,
    /// Whether it was reported stolen.
    pub stolen: bool,
}

/// `pallet_did::PublicKey`.
#[derive(Clone, Copy, Debug, PartialEq, Decode, Encode)]
pub enum PublicKey {
    /// Signs ballots.
    #[codec(index = 0)]
    Ed25519([u8; 32]),
    /// The usual kind of account keys.
    #[codec(index = 1)]
    Sr25519([u8; 32]),
    /// SEC 1 compressed.
    #[codec(index = 2)]
    Secp256k1([u8; 33]),
    /// SEC 1 compressed.
    #[codec(index = 3)]
    P256([u8; 33]),
    /// Key agreement.
    #[codec(index = 4)]
    X25519([u8; 32]),
}

impl PublicKey {
    /// Its kind, as people call it.
    pub fn kind(&self) -> &'static str {
        match self {
            PublicKey::Ed25519(_) => "ed25519",
            PublicKey::Sr25519(_) => "sr25519",
            PublicKey::Secp256k1(_) => "secp256k1",
            PublicKey::P256(_) => "P-256",
            PublicKey::X25519(_) => "X25519",
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            PublicKey::Ed25519(bytes) | PublicKey::Sr25519(bytes) | PublicKey::X25519(bytes) => bytes,
            PublicKey::Secp256k1(bytes) | PublicKey::P256(bytes) => bytes,
        }
    }
}

/// A service of a DID: `pallet_did::Service`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidService {
    /// Unique within the DID.
    pub id: Vec<u8>,
    /// What it is.
    pub kind: Vec<u8>,
    /// Where it is.
    pub endpoint: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_decodes_though_more_follows() {
        let key = DidKey {
            version: 0,
            key: PublicKey::Ed25519([2; 32]),
            purposes: 1 << 4,
            since: 5,
            until: None,
            stolen: false,
        };
        let record = DidRecord {
            account: [1; 32],
            keys: vec![key],
            services: Vec::new(),
            created: 5,
            updated: 6,
            rotated: None,
            version: 1,
            deactivated: None,
        };
        let mut bytes = record.encode();
        bytes.extend([1, 2, 3, 4]);
        assert_eq!(DidRecord::decode(&mut &bytes[..]).unwrap(), record);
    }
}
