//! Signed log entries: how text and discussion travel through the mesh (DESIGN section 6).
//!
//! Each author keeps one hash-linked log per space. An entry carries one update of the space's shared document; its
//! hash is its identity, its dependencies are hashes, so nobody can lie about what it builds on.

use crate::{CitizenIndex, Hash, KeyVersion, Millis, Signature, hash::blake2_256, text::Header};
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// Domain tag of an entry's signature and hash.
pub const ENTRY_TAG: &[u8] = b"cybersyn/entry/v1";
/// Largest update in one entry, in bytes.
pub const UPDATE_BYTES_MAX: usize = 65_536;
/// Most dependencies of one entry besides its predecessor.
pub const DEPENDENCIES_MAX: usize = 16;

/// A shared document's name: of a proposal's discussion, the hash of its frozen text; of a draft, a random number.
pub type Space = Hash;

/// One step of an author's log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Entry {
    /// The document.
    pub space: Space,
    /// Who writes.
    pub author: CitizenIndex,
    /// Which of the author's voting keys signs.
    pub key_version: KeyVersion,
    /// Position in the author's log of this space, from 0.
    pub sequence: u32,
    /// Hash of the author's entry before; none at position 0.
    pub previous: Option<Hash>,
    /// Hashes of others' entries that the update builds on.
    pub dependencies: Vec<Hash>,
    /// When it was written, by the author's clock.
    pub date: Millis,
    /// A yrs update, v1 encoding.
    pub update: Vec<u8>,
}

impl Entry {
    /// The bytes that the voting key signs.
    pub fn signing_payload(&self, genesis: &Hash) -> Vec<u8> {
        let mut payload = ENTRY_TAG.to_vec();
        genesis.encode_to(&mut payload);
        self.encode_to(&mut payload);
        payload
    }

    /// The entry's identity; the signature is no part of it.
    pub fn hash(&self) -> Hash {
        blake2_256(&self.signing_payload(&Hash::default()))
    }
}

/// An entry as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct SignedEntry {
    /// What was signed.
    pub entry: Entry,
    /// By the voting key `entry.key_version` of `entry.author`.
    pub signature: Signature,
}

/// A proposal's frozen text as it travels: content-addressed by [`crate::text::content_hash`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct FrozenText {
    /// What is hashed besides the body.
    pub header: Header,
    /// The canonical body.
    pub body: String,
}
