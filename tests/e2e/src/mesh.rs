//! A client of the mesh daemon's JSON-RPC.

use anyhow::Result;
use codec::Encode;
use cybersyn_mesh_api::{
    MeshApiClient,
    types::{BallotPageView, BallotView, HealthView, Hex, LiveTally, PeerView, ProposalPageView, ProposalView},
};
use cybersyn_primitives::{CitizenIndex, ProposalId, SignedBallot};
use jsonrpsee::{
    core::client::Error,
    http_client::{HttpClient, HttpClientBuilder},
};
use std::time::Duration;

/// A connection to one sidecar.
#[derive(Clone, Debug)]
pub struct Mesh {
    client: HttpClient,
}

impl Mesh {
    /// Connects to `url`.
    pub fn new(url: &str) -> Result<Self> {
        let client = HttpClientBuilder::default().request_timeout(Duration::from_secs(20)).build(url)?;
        Ok(Self { client })
    }

    /// Is it well?
    pub async fn health(&self) -> Result<HealthView, Error> {
        self.client.health().await
    }

    /// Who is connected?
    pub async fn peers(&self) -> Result<Vec<PeerView>, Error> {
        self.client.peers().await
    }

    /// The newest proposals that it knows.
    pub async fn proposals(&self) -> Result<ProposalPageView, Error> {
        self.client.proposals(None, None, None).await
    }

    /// One proposal.
    pub async fn proposal(&self, id: ProposalId) -> Result<ProposalView, Error> {
        self.client.proposal(id).await
    }

    /// Submits a ballot; returns when it is on disk, parked, or refused.
    pub async fn submit(&self, signed: &SignedBallot) -> Result<BallotView, Error> {
        self.submit_bytes(signed.encode()).await
    }

    /// Submits whatever bytes as a ballot.
    pub async fn submit_bytes(&self, bytes: Vec<u8>) -> Result<BallotView, Error> {
        self.client.submit_ballot(Hex(bytes)).await
    }

    /// Where a voter's ballot stands.
    pub async fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> Result<BallotView, Error> {
        self.client.ballot(proposal, citizen).await
    }

    /// What the mesh counts and the chain has settled.
    pub async fn tally(&self, proposal: ProposalId) -> Result<LiveTally, Error> {
        self.client.tally(proposal).await
    }

    /// A page of ballots.
    pub async fn ballots(
        &self,
        proposal: ProposalId,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<BallotPageView, Error> {
        self.client.ballots(proposal, cursor, limit).await
    }

    /// Cuts a peer off (operators only).
    pub async fn block(&self, peer: &str) -> Result<(), Error> {
        self.client.block_peer(peer.to_owned()).await
    }

    /// Lets a peer in again (operators only).
    pub async fn unblock(&self, peer: &str) -> Result<(), Error> {
        self.client.unblock_peer(peer.to_owned()).await
    }

    /// Dials an address (operators only).
    pub async fn dial(&self, address: &str) -> Result<(), Error> {
        self.client.dial(address.to_owned()).await
    }
}

/// The JSON-RPC error code of a refusal.
pub fn code(error: &Error) -> Option<i32> {
    match error {
        Error::Call(object) => Some(object.code()),
        _ => None,
    }
}
