//! Development citizens who sign ballots themselves.

use crate::mesh::Mesh;
use anyhow::{Context, Result};
use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Hash, Millis, SignedBallot, Tokens,
    api::{BallotView, ProposalView},
    dev,
};
use ed25519_zebra::SigningKey;
use std::time::{SystemTime, UNIX_EPOCH};

/// A founding citizen of the development presets.
#[derive(Clone, Debug)]
pub struct Citizen {
    /// Index on chain, and number in `primitives::dev`.
    pub index: CitizenIndex,
    key: SigningKey,
}

/// A vote to be signed.
#[derive(Clone, Copy, Debug)]
pub struct Vote {
    /// The side.
    pub choice: Choice,
    /// Attention spent.
    pub tokens: Tokens,
    /// When it is said to be cast (Unix milliseconds).
    pub date: Millis,
}

impl Vote {
    /// A vote cast now.
    pub fn now(choice: Choice, tokens: Tokens) -> Self {
        Self { choice, tokens, date: now() }
    }
}

impl Citizen {
    /// Founding citizen `index`.
    pub fn founder(index: CitizenIndex) -> Self {
        Self { index, key: SigningKey::from(dev::voting_seed(index)) }
    }

    /// All founding citizens.
    pub fn founders() -> Vec<Self> {
        (0..dev::FOUNDERS).map(Self::founder).collect()
    }

    /// Signs a ballot.
    pub fn sign(&self, genesis: &Hash, proposal: &ProposalView, vote: Vote) -> Result<SignedBallot> {
        let cast_at = u32::try_from(vote.date.saturating_sub(proposal.opens)).context("the vote is too far ahead")?;
        let ballot = Ballot {
            proposal: proposal.id,
            citizen: self.index,
            key_version: 0,
            body: Body::Open { choice: vote.choice, tokens: vote.tokens },
            cast_at,
        };
        Ok(self.sign_ballot(genesis, &hash(proposal)?, ballot))
    }

    /// Signs a ballot as it is, over any genesis and text: forgeries are made with it.
    pub fn sign_ballot(&self, genesis: &Hash, content: &Hash, ballot: Ballot) -> SignedBallot {
        let signature = self.key.sign(&ballot.signing_payload(genesis, content)).to_bytes();
        SignedBallot { ballot, signature }
    }

    /// Signs a vote and submits it.
    pub async fn vote(&self, mesh: &Mesh, genesis: &Hash, proposal: &ProposalView, vote: Vote) -> Result<BallotView> {
        Ok(mesh.submit(&self.sign(genesis, proposal, vote)?).await?)
    }
}

/// The content hash in a view.
pub fn hash(proposal: &ProposalView) -> Result<Hash> {
    Hash::try_from(proposal.content.0.as_slice()).context("a content hash has 32 bytes")
}

/// Unix milliseconds.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
