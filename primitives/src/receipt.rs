//! Merkle trees and logs for receipts, in the shape of RFC 6962 (section 2.1) with BLAKE2b-256.
//!
//! One tree per batch holds the leaves of its ballots in order; a proposal's log is the same kind of tree over its
//! batches, kept on chain as the roots of its perfect subtrees ([`Accumulator`]). When the proposal is final, the same
//! accumulator over its pages gives the live-set root.

use crate::hash::{Hash, Hasher};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Longest inclusion proof that is looked at: a tree of 2³² leaves.
pub const PROOF_MAX: usize = 32;

/// What the bytes of a leaf are hashed after.
pub(crate) const LEAF_PREFIX: u8 = 0;

/// Hash of a leaf's bytes.
pub fn leaf_hash<H: Hasher>(bytes: &[u8]) -> Hash {
    let mut prefixed = Vec::with_capacity(bytes.len().saturating_add(1));
    prefixed.push(LEAF_PREFIX);
    prefixed.extend_from_slice(bytes);
    H::hash(&prefixed)
}

/// Hash of an inner node.
pub fn node_hash<H: Hasher>(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1u8; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    H::hash(&bytes)
}

/// Root of the tree over `leaves`; of no leaves, the hash of the empty string.
pub fn root<H: Hasher>(leaves: &[Hash]) -> Hash {
    let mut accumulator = Accumulator::default();
    for leaf in leaves {
        accumulator.append::<H>(*leaf);
    }
    accumulator.root::<H>()
}

/// A batch's leaf in its proposal's log.
pub fn batch_leaf<H: Hasher>(root: &Hash, ballots: u32) -> Hash {
    let mut bytes = Vec::with_capacity(36);
    root.encode_to(&mut bytes);
    ballots.encode_to(&mut bytes);
    leaf_hash::<H>(&bytes)
}

/// A page's leaf in the live-set tree: `root` is over its live ballots in order of slots.
pub fn page_leaf<H: Hasher>(page: crate::PageIndex, root: &Hash, ballots: u32) -> Hash {
    let mut bytes = Vec::with_capacity(38);
    page.encode_to(&mut bytes);
    root.encode_to(&mut bytes);
    ballots.encode_to(&mut bytes);
    leaf_hash::<H>(&bytes)
}

/// An append-only tree, kept as the roots of its perfect subtrees from the largest to the smallest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Accumulator {
    /// Leaves appended so far.
    pub count: u32,
    /// One root per bit set in `count`, highest bit first.
    pub peaks: BoundedVec<Hash, ConstU32<32>>,
}

impl Accumulator {
    /// Appends a leaf. Returns its index; at `u32::MAX` leaves nothing more is taken and `None` comes back.
    pub fn append<H: Hasher>(&mut self, leaf: Hash) -> Option<u32> {
        let index = self.count;
        let count = index.checked_add(1)?;
        let mut carry = leaf;
        for _ in 0..index.trailing_ones() {
            let left = self.peaks.pop()?;
            carry = node_hash::<H>(&left, &carry);
        }
        self.peaks.try_push(carry).ok()?;
        self.count = count;
        Some(index)
    }

    /// The root of the whole tree.
    pub fn root<H: Hasher>(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return H::hash(&[]) };
        peaks.fold(*last, |right, left| node_hash::<H>(left, &right))
    }
}

/// The audit path of leaf `index` in the tree over `leaves`, from the leaf upwards.
pub fn inclusion_proof<H: Hasher>(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, sibling) = if index < left.len() {
        (inclusion_proof::<H>(left, index)?, right)
    } else {
        (inclusion_proof::<H>(right, index.checked_sub(left.len())?)?, left)
    };
    proof.push(root::<H>(sibling));
    Some(proof)
}

/// Whether `leaf` is leaf `index` of the tree of `count` leaves with that `root`.
pub fn verify_inclusion<H: Hasher>(leaf: &Hash, index: u32, count: u32, proof: &[Hash], root: &Hash) -> bool {
    climb::<H>(leaf, index, count, proof).as_ref() == Some(root)
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: usize) -> usize {
    1 << count.saturating_sub(1).ilog2()
}

/// That a ballot is in a proposal's log, checked against the log's root read from finalized state.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SettledProof {
    /// Index of the batch in the proposal's log.
    pub batch: u32,
    /// Batches in the log that the proof is for.
    pub batches: u32,
    /// Path from the batch to the log's root.
    pub batch_path: Vec<Hash>,
    /// Index of the ballot in the batch.
    pub ballot: u32,
    /// Ballots in the batch.
    pub ballots: u32,
    /// Path from the ballot to the batch's root.
    pub ballot_path: Vec<Hash>,
}

impl SettledProof {
    /// Whether the proof leads from the ballot's leaf to `log`.
    pub fn verify<H: Hasher>(&self, leaf: &Hash, log: &Accumulator) -> bool {
        let Some(batch_root) = climb::<H>(leaf, self.ballot, self.ballots, &self.ballot_path) else {
            return false;
        };
        let batch = batch_leaf::<H>(&batch_root, self.ballots);
        self.batches == log.count
            && verify_inclusion::<H>(&batch, self.batch, self.batches, &self.batch_path, &log.root::<H>())
    }
}

/// That a ballot is in a final proposal's live set, checked against the live-set root read from finalized state.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CountedProof {
    /// The page.
    pub page: crate::PageIndex,
    /// Index of the page among the pages that hold live ballots.
    pub index: u32,
    /// How many pages hold live ballots.
    pub pages: u32,
    /// Path from the page to the live-set root.
    pub page_path: Vec<Hash>,
    /// Index of the ballot among the page's live ballots.
    pub ballot: u32,
    /// Live ballots in the page.
    pub ballots: u32,
    /// Path from the ballot to the page's root.
    pub ballot_path: Vec<Hash>,
}

impl CountedProof {
    /// Whether the proof leads from the ballot's leaf to the live-set root.
    pub fn verify<H: Hasher>(&self, leaf: &Hash, live_root: &Hash) -> bool {
        let Some(page_root) = climb::<H>(leaf, self.ballot, self.ballots, &self.ballot_path) else {
            return false;
        };
        let page = page_leaf::<H>(self.page, &page_root, self.ballots);
        verify_inclusion::<H>(&page, self.index, self.pages, &self.page_path, live_root)
    }
}

/// The root that a path leads to, if the path has the right shape for its place.
fn climb<H: Hasher>(leaf: &Hash, index: u32, count: u32, path: &[Hash]) -> Option<Hash> {
    if index >= count || path.len() > PROOF_MAX {
        return None;
    }
    let (mut position, mut last, mut hash) = (index, count.saturating_sub(1), *leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if position % 2 == 1 || position == last {
            hash = node_hash::<H>(sibling, &hash);
            while position % 2 == 0 && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash::<H>(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}
