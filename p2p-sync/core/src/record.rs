//! What is kept on disk: the store appends records and gives them back at the next start, in any order.

use codec::{Decode, Encode};
use cybersyn_primitives::{
    Hash, ProposalId, SignedBallot,
    entry::{FrozenText, SignedEntry},
};

/// Something the mesh has accepted. Replaying records in any order, with repetitions, gives the same state.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Record {
    /// A verified ballot.
    #[codec(index = 0)]
    Ballot(SignedBallot),
    /// A verified entry of an author's log.
    #[codec(index = 1)]
    Entry(SignedEntry),
    /// The frozen text of a proposal on chain.
    #[codec(index = 2)]
    Text(FrozenText),
    /// A batch of a finalized block.
    #[codec(index = 3)]
    Settled(SettledBatch),
}

/// A batch of a finalized block: the ballots that the chain accepted, in its order. Kept for ever: receipts are built from
/// it, because leaves are not in the chain's state and block bodies get pruned.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SettledBatch {
    /// The proposal.
    pub proposal: ProposalId,
    /// Index in the proposal's log.
    pub index: u32,
    /// The block's hash.
    pub block: Hash,
    /// The block's number.
    pub number: u32,
    /// The ballots accepted, in order.
    pub ballots: Vec<SignedBallot>,
}
