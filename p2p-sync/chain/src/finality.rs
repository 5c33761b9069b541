//! GRANDPA's proofs of finality: more than two thirds of the validators signed for a block or its descendants.
//!
//! Formats are those of `sp-consensus-grandpa`; the rules are those of the GRANDPA paper (section 2.3) in the strict form
//! for those who only look on: every vote in a proof must count, or the proof is refused.

use crate::header::Header;
use codec::{Decode, Encode};
use cybersyn_primitives::Hash;
use ed25519_zebra::VerificationKey;
use std::collections::{BTreeMap, BTreeSet};

/// Whose digest items GRANDPA's are.
pub(crate) const ENGINE: [u8; 4] = *b"FRNK";

/// A validator's key and how much its vote weighs.
pub(crate) type Authority = ([u8; 32], u64);

/// The validators from one change of the set to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorities {
    /// Counts the changes.
    pub set: u64,
    /// The validators.
    pub list: Vec<Authority>,
}

/// A vote for a block and everything before it.
#[derive(Clone, Debug, Encode, Decode)]
struct Precommit {
    hash: Hash,
    number: u32,
}

#[derive(Clone, Debug, Encode, Decode)]
struct SignedPrecommit {
    precommit: Precommit,
    signature: [u8; 64],
    authority: [u8; 32],
}

/// Votes that finalize their target.
#[derive(Clone, Debug, Encode, Decode)]
pub(crate) struct Justification {
    round: u64,
    target: Precommit,
    votes: Vec<SignedPrecommit>,
    /// The headers between the target and the blocks voted for.
    ancestries: Vec<Header>,
}

/// What `grandpa_proveFinality` answers, up to what we need of it.
#[derive(Decode)]
struct FinalityProof {
    _block: Hash,
    justification: Vec<u8>,
}

/// Why a justification finalizes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FinalityError {
    /// It does not decode.
    #[error("it is malformed")]
    Malformed,
    /// A vote is by nobody of the set.
    #[error("0x{} votes and is no validator", hex::encode(.0))]
    Stranger([u8; 32]),
    /// A vote's signature is not by its validator over it.
    #[error("the vote of 0x{} is not signed by it", hex::encode(.0))]
    BadSignature([u8; 32]),
    /// A vote is for a block that is not shown to descend from the target.
    #[error("the vote of 0x{} is for another fork", hex::encode(.0))]
    OtherFork([u8; 32]),
    /// Too few voted.
    #[error("votes of weight {found} where {needed} are needed")]
    TooFew {
        /// What the votes weigh.
        found: u64,
        /// More than two thirds.
        needed: u64,
    },
}

impl Justification {
    /// Out of an answer to `grandpa_proveFinality`.
    pub fn from_proof(mut answer: &[u8]) -> Result<Self, FinalityError> {
        let proof = FinalityProof::decode(&mut answer).map_err(|_| FinalityError::Malformed)?;
        Self::from_votes(&proof.justification)
    }

    /// As `grandpa_subscribeJustifications` announces it.
    pub fn from_votes(mut votes: &[u8]) -> Result<Self, FinalityError> {
        Self::decode(&mut votes).map_err(|_| FinalityError::Malformed)
    }

    /// The block that it says is final.
    pub fn target(&self) -> (u32, Hash) {
        (self.target.number, self.target.hash)
    }

    /// Whether these validators finalized the target.
    pub fn verify(&self, authorities: &Authorities) -> Result<(), FinalityError> {
        let weights: BTreeMap<[u8; 32], u64> = authorities.list.iter().copied().collect();
        let parents: BTreeMap<Hash, Hash> =
            self.ancestries.iter().map(|header| (header.hash(), header.parent())).collect();
        let (mut counted, mut found) = (BTreeSet::new(), 0u64);
        for vote in &self.votes {
            let weight = weights.get(&vote.authority).ok_or(FinalityError::Stranger(vote.authority))?;
            if !counted.insert(vote.authority) {
                continue;
            }
            self.verify_vote(vote, authorities.set)?;
            if !descends(vote.precommit.hash, self.target.hash, &parents) {
                return Err(FinalityError::OtherFork(vote.authority));
            }
            found = found.saturating_add(*weight);
        }
        let all = weights.values().fold(0u64, |sum, weight| sum.saturating_add(*weight));
        // Up to a third of the weight may be faulty.
        let needed = all.saturating_sub(all.saturating_sub(1) / 3).max(1);
        if found >= needed { Ok(()) } else { Err(FinalityError::TooFew { found, needed }) }
    }

    fn verify_vote(&self, vote: &SignedPrecommit, set: u64) -> Result<(), FinalityError> {
        let bad = FinalityError::BadSignature(vote.authority);
        let Ok(key) = VerificationKey::try_from(vote.authority) else { return Err(bad) };
        key.verify(&vote.signature.into(), &payload(&vote.precommit, self.round, set)).map_err(|_| bad)
    }
}

/// What a validator signs: the message (precommits are its second kind), the round, the set.
fn payload(precommit: &Precommit, round: u64, set: u64) -> Vec<u8> {
    const PRECOMMIT: u8 = 1;
    (PRECOMMIT, precommit, round, set).encode()
}

/// Whether the way up from `block` meets `ancestor`.
fn descends(mut block: Hash, ancestor: Hash, parents: &BTreeMap<Hash, Hash>) -> bool {
    // Hashes cannot go round in a circle; the bound is for the reader.
    for _ in 0..=parents.len() {
        if block == ancestor {
            return true;
        }
        match parents.get(&block) {
            Some(parent) => block = *parent,
            None => return false,
        }
    }
    false
}

/// The validators who take over after the block of that header, where it says so.
pub(crate) fn next_authorities(header: &Header) -> Option<Vec<Authority>> {
    header.consensus(ENGINE).find_map(|mut log| {
        // ConsensusLog::ScheduledChange { next_authorities, delay }; this chain's changes take effect at once.
        let kind = u8::decode(&mut log).ok()?;
        let (next, delay) = <(Vec<Authority>, u32)>::decode(&mut log).ok()?;
        (kind == 1 && delay == 0).then_some(next)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ed25519_zebra::{SigningKey, VerificationKeyBytes};

    /// The validators with those seeds.
    pub(crate) fn authorities(set: u64, seeds: &[u8]) -> Authorities {
        let key = |seed: &u8| VerificationKeyBytes::from(&SigningKey::from([*seed; 32])).into();
        Authorities { set, list: seeds.iter().map(|seed| (key(seed), 1)).collect() }
    }

    fn vote(seed: u8, header: &Header, round: u64, set: u64) -> SignedPrecommit {
        let key = SigningKey::from([seed; 32]);
        let precommit = Precommit { hash: header.hash(), number: header.number() };
        let signature = key.sign(&payload(&precommit, round, set)).into();
        SignedPrecommit { precommit, signature, authority: VerificationKeyBytes::from(&key).into() }
    }

    /// Votes of the validators with those seeds for `header`.
    pub(crate) fn justification(header: &Header, set: u64, seeds: &[u8]) -> Justification {
        Justification {
            round: 5,
            target: Precommit { hash: header.hash(), number: header.number() },
            votes: seeds.iter().map(|seed| vote(*seed, header, 5, set)).collect(),
            ancestries: Vec::new(),
        }
    }

    /// The same as `grandpa_proveFinality` answers it.
    pub(crate) fn proof(justification: &Justification) -> Vec<u8> {
        (justification.target.hash, justification.encode(), Vec::<Header>::new()).encode()
    }

    fn header(number: u32) -> Header {
        Header::new(number, [number as u8; 32], [0; 32], Vec::new())
    }

    #[test]
    fn three_of_four_finalize_and_two_do_not() {
        let four = authorities(2, &[1, 2, 3, 4]);
        let header = header(9);
        assert_eq!(justification(&header, 2, &[1, 2, 4]).verify(&four), Ok(()));
        let two = justification(&header, 2, &[1, 2]).verify(&four);
        assert_eq!(two, Err(FinalityError::TooFew { found: 2, needed: 3 }));
        let twice = justification(&header, 2, &[1, 2, 2, 2]).verify(&four);
        assert_eq!(twice, Err(FinalityError::TooFew { found: 2, needed: 3 }));
    }

    #[test]
    fn it_comes_out_of_a_proof_as_it_went_in() {
        let header = header(9);
        let again = Justification::from_proof(&proof(&justification(&header, 2, &[1]))).unwrap();
        assert_eq!(again.verify(&authorities(2, &[1])), Ok(()));
        assert_eq!(again.target(), (9, header.hash()));
        assert!(matches!(Justification::from_proof(&[1, 2, 3]), Err(FinalityError::Malformed)));
    }

    #[test]
    fn nobody_finalizes_anything_for_an_empty_set() {
        assert!(justification(&header(9), 0, &[]).verify(&authorities(0, &[])).is_err());
    }

    #[test]
    fn votes_of_another_set_or_by_strangers_are_refused() {
        let header = header(9);
        let other_set = justification(&header, 1, &[1]).verify(&authorities(2, &[1]));
        assert!(matches!(other_set, Err(FinalityError::BadSignature(_))));
        let stranger = justification(&header, 2, &[1, 9]).verify(&authorities(2, &[1]));
        assert!(matches!(stranger, Err(FinalityError::Stranger(_))));
    }

    #[test]
    fn a_vote_cannot_be_moved_to_another_block() {
        let mut forged = justification(&header(9), 2, &[1]);
        let other = header(10);
        forged.target = Precommit { hash: other.hash(), number: 10 };
        assert!(matches!(forged.verify(&authorities(2, &[1])), Err(FinalityError::OtherFork(_))));
        forged.votes[0].precommit = forged.target.clone();
        assert!(matches!(forged.verify(&authorities(2, &[1])), Err(FinalityError::BadSignature(_))));
    }

    #[test]
    fn a_vote_for_a_descendant_counts_when_the_way_is_shown() {
        let target = header(9);
        let child = Header::new(10, target.hash(), [0; 32], Vec::new());
        let mut justification = justification(&target, 2, &[1, 2]);
        justification.votes.push(vote(3, &child, 5, 2));
        let set = authorities(2, &[1, 2, 3]);
        assert!(matches!(justification.verify(&set), Err(FinalityError::OtherFork(_))));
        justification.ancestries.push(child);
        assert_eq!(justification.verify(&set), Ok(()));
    }

    #[test]
    fn a_header_names_the_next_validators() {
        let next = authorities(3, &[5, 6]).list;
        let change = |delay: u32| (ENGINE, (1u8, next.clone(), delay).encode());
        assert_eq!(next_authorities(&Header::new(9, [0; 32], [0; 32], vec![change(0)])), Some(next.clone()));
        assert_eq!(next_authorities(&Header::new(9, [0; 32], [0; 32], vec![change(4)])), None);
        assert_eq!(next_authorities(&header(9)), None);
    }
}
