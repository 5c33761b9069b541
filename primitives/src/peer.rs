//! Nodes of the mesh as the chain registers them: their keys and peer ids, what they do for others, and what they sign
//! to be registered.
//!
//! A peer id is libp2p's: an identity multihash of the protobuf that wraps the ed25519 key.

use crate::{CitizenIndex, Hash, Millis};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, ops::BitOr};
use scale_info::TypeInfo;

/// A node's ed25519 public key.
pub type PeerKey = [u8; 32];

/// Domain tag of a node's consent to be registered.
pub const REGISTRATION_TAG: &[u8] = b"cybersyn/peer/v1";
/// Identity multihash of 36 bytes, in which key type 1 (ed25519) and data of 32 bytes follow in protobuf.
const PREFIX: [u8; 6] = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];
/// Bytes of an ed25519 peer id.
pub const PEER_ID_BYTES: usize = 38;
/// base58btc of 38 bytes that begin with a zero has at most so many digits.
const DIGITS_MAX: usize = 52;

/// The libp2p peer id of an ed25519 key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub PeerKey);

/// The bytes are the peer id of no ed25519 key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPeerId;

impl fmt::Display for NotAPeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a peer id of an ed25519 key is the base58 of 38 bytes and begins with 12D3KooW")
    }
}

impl core::error::Error for NotAPeerId {}

impl PeerId {
    /// The multihash.
    pub fn to_bytes(self) -> [u8; PEER_ID_BYTES] {
        let mut bytes = [0; PEER_ID_BYTES];
        let (prefix, key) = bytes.split_at_mut(PREFIX.len());
        prefix.copy_from_slice(&PREFIX);
        key.copy_from_slice(&self.0);
        bytes
    }

    /// The peer id with that multihash.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAPeerId> {
        let key = bytes.strip_prefix(&PREFIX).ok_or(NotAPeerId)?;
        key.try_into().map(Self).map_err(|_| NotAPeerId)
    }
}

impl fmt::Display for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bs58::encode(self.to_bytes()).into_string())
    }
}

impl fmt::Debug for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for PeerId {
    type Err = NotAPeerId;

    fn from_str(text: &str) -> Result<Self, NotAPeerId> {
        if text.len() > DIGITS_MAX {
            return Err(NotAPeerId);
        }
        let bytes: Vec<u8> = bs58::decode(text).into_vec().map_err(|_| NotAPeerId)?;
        Self::from_bytes(&bytes)
    }
}

/// What a node does for others: its own word, so nothing that a peer is trusted with may hang on it alone. Meshes dial
/// bootstraps and show the rest; relays and stores of chunks are asked by nobody before there are relayed connections and a
/// vault, and a sidecar is known by the validator beside it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Capabilities(pub u8);

impl Capabilities {
    /// Takes part, and does nothing beyond.
    pub const NONE: Self = Self(0);
    /// Relays connections of peers that cannot be reached.
    pub const RELAY: Self = Self(1);
    /// Introduces newcomers: has addresses that everybody is told.
    pub const BOOTSTRAP: Self = Self(1 << 1);
    /// Keeps chunks for others.
    pub const STORAGE: Self = Self(1 << 2);
    /// Stands beside a validator and brings ballots onto the chain.
    pub const SIDECAR: Self = Self(1 << 3);

    /// What the flags are called.
    const NAMES: [(Self, &'static str); 4] = [
        (Self::RELAY, "relay"),
        (Self::BOOTSTRAP, "bootstrap"),
        (Self::STORAGE, "storage"),
        (Self::SIDECAR, "sidecar"),
    ];
    /// Every flag that has a meaning.
    const KNOWN: u8 = (1 << 4) - 1;

    /// Whether all flags of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the flags that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().filter(move |(flag, _)| self.contains(*flag)).map(|(_, name)| name)
    }

    /// The flag of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(_, known)| *known == name).map(|(flag, _)| flag)
    }

    /// Whether no flag is unknown.
    pub fn are_known(self) -> bool {
        self.0 & !Self::KNOWN == 0
    }
}

impl BitOr for Capabilities {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A node's consent to serve a person. Whoever holds the node's key signs it; the person's account brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Registration {
    /// The node's key.
    pub peer: PeerKey,
    /// Whom it serves.
    pub citizen: CitizenIndex,
    /// How many registrations and renewals of that person the chain has taken before: each consent is good for once.
    pub nonce: u32,
    /// When the entry ends unless renewed.
    pub expires: Millis,
}

impl Registration {
    /// The bytes that the node's key signs.
    pub fn signing_payload(&self, genesis: &Hash) -> Vec<u8> {
        let mut payload = REGISTRATION_TAG.to_vec();
        genesis.encode_to(&mut payload);
        self.encode_to(&mut payload);
        payload
    }
}
