//! A ballot, what of it is signed, its place in the order of a voter's ballots, and its form inside a batch.

use crate::{
    CitizenIndex, Hash, KeyVersion, Millis, PageIndex, ProposalId, Signature, Tokens, VotingKey, hash::Hasher,
    short::Short,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen, Output};
use scale_info::TypeInfo;

/// Domain tag of a ballot's signature. A change of the payload changes the version in the tag.
pub const SIGNING_TAG: &[u8] = b"cybersyn/ballot/v1";
/// Domain tag of a ballot's leaf in receipts.
pub const LEAF_TAG: &[u8] = b"cybersyn/leaf/v1";
/// Most ballots that one batch may carry.
pub const BATCH_BALLOTS_MAX: u32 = 2_048;
/// Longest encoding of a [`Ballot`] in bytes.
const BALLOT_BYTES_MAX: usize = 18;

/// What a citizen chooses.
#[derive(
    Clone,
    Copy,
    Debug,
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Choice {
    /// Against the proposal.
    No,
    /// For the proposal.
    Yes,
    /// Counts for the quorum, for neither side.
    Abstain,
}

/// What a ballot says. `Sealed` (encrypted to trustees until close) and `Secret` (homomorphic) will be further
/// variants; a decoder that does not know a variant refuses the ballot.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum Body {
    /// Choice and tokens in the clear.
    #[codec(index = 0)]
    Open {
        /// The side taken.
        choice: Choice,
        /// Attention tokens spent; 0 for linear and consensus classes, and to withdraw elsewhere.
        tokens: Tokens,
    },
}

impl Body {
    /// The side taken.
    pub fn choice(&self) -> Choice {
        let Body::Open { choice, .. } = self;
        *choice
    }

    /// Attention tokens spent.
    pub fn tokens(&self) -> Tokens {
        let Body::Open { tokens, .. } = self;
        *tokens
    }
}

/// A ballot without its signature, which is no part of its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Ballot {
    /// The proposal voted on.
    pub proposal: ProposalId,
    /// The voter.
    pub citizen: CitizenIndex,
    /// Which of the voter's keys signed.
    pub key_version: KeyVersion,
    /// Choice and tokens.
    pub body: Body,
    /// Milliseconds after the proposal's `opens`.
    pub cast_at: u32,
}

/// A ballot's place among one voter's ballots on one proposal: the greatest wins (DESIGN section 4.2).
pub type Order = (u32, Body, KeyVersion);

impl Ballot {
    /// The ballot's place among the same voter's ballots on the same proposal.
    pub fn order(&self) -> Order {
        (self.cast_at, self.body, self.key_version)
    }

    /// When the ballot says it was cast.
    pub fn date(&self, opens: Millis) -> Millis {
        opens.saturating_add(Millis::from(self.cast_at))
    }

    /// The bytes that the voting key signs.
    ///
    /// `genesis` is the chain's genesis hash, `content` the frozen text's hash; neither travels with the ballot.
    pub fn signing_payload(&self, genesis: &Hash, content: &Hash) -> Vec<u8> {
        self.with_signing_payload(genesis, content, <[u8]>::to_vec)
    }

    /// Calls `work` with the bytes that the voting key signs.
    pub fn with_signing_payload<R>(&self, genesis: &Hash, content: &Hash, work: impl FnOnce(&[u8]) -> R) -> R {
        let mut payload = Short::<{ SIGNING_TAG.len() + 64 + BALLOT_BYTES_MAX }>::new();
        payload.write(SIGNING_TAG);
        payload.write(genesis);
        payload.write(content);
        self.encode_to(&mut payload);
        work(&payload)
    }

    /// The ballot's leaf in a batch's log and in the live set.
    pub fn leaf<H: Hasher>(&self) -> Hash {
        let mut bytes = Short::<{ 1 + LEAF_TAG.len() + BALLOT_BYTES_MAX }>::new();
        bytes.write(&[crate::receipt::LEAF_PREFIX]);
        bytes.write(LEAF_TAG);
        self.encode_to(&mut bytes);
        H::hash(&bytes)
    }
}

/// A ballot as it travels through the mesh and to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SignedBallot {
    /// What was signed.
    pub ballot: Ballot,
    /// By the voting key `ballot.key_version` of `ballot.citizen`.
    pub signature: Signature,
}

/// A ballot inside a batch: proposal and page are said once for many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PackedBallot {
    /// Position in the roll page.
    pub position: u8,
    /// See [`Ballot::key_version`].
    pub key_version: KeyVersion,
    /// See [`Ballot::body`].
    pub body: Body,
    /// See [`Ballot::cast_at`].
    pub cast_at: u32,
    /// See [`SignedBallot::signature`].
    pub signature: Signature,
}

impl PackedBallot {
    /// Packs `signed` for `position` of its page.
    pub fn pack(signed: &SignedBallot, position: u8) -> Self {
        let Ballot { key_version, body, cast_at, .. } = signed.ballot;
        Self { position, key_version, body, cast_at, signature: signed.signature }
    }

    /// The ballot again, given what the batch says once.
    pub fn unpack(&self, proposal: ProposalId, citizen: CitizenIndex) -> SignedBallot {
        let Self { key_version, body, cast_at, signature, .. } = *self;
        SignedBallot { ballot: Ballot { proposal, citizen, key_version, body, cast_at }, signature }
    }
}

/// Ballots of one proposal, by page, in the order in which they are to be settled.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Batch {
    /// The proposal.
    pub proposal: ProposalId,
    /// Number of the block that the batch was made on.
    pub built_on: u32,
    /// Tells batches of one block apart.
    pub number: u16,
    /// Pages with their ballots; a page may come again.
    pub pages: Vec<(PageIndex, Vec<PackedBallot>)>,
}

impl Batch {
    /// How many ballots the batch carries.
    pub fn ballots(&self) -> u32 {
        self.pages.iter().fold(0, |sum, (_, ballots)| sum.saturating_add(ballots.len() as u32))
    }
}

/// Checks an ed25519 signature by ZIP-215 rules (what `sp-core` and `ed25519-zebra` do).
pub trait Verifier {
    /// Whether `signature` is by `key` over `payload`.
    fn verify(&self, key: &VotingKey, payload: &[u8], signature: &Signature) -> bool;
}

impl<F: Fn(&VotingKey, &[u8], &Signature) -> bool> Verifier for F {
    fn verify(&self, key: &VotingKey, payload: &[u8], signature: &Signature) -> bool {
        self(key, payload, signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_fits_into_its_bytes() {
        assert_eq!(Ballot::max_encoded_len(), BALLOT_BYTES_MAX);
    }
}
