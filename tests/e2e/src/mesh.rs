//! A client of the mesh daemon's JSON-RPC.

use anyhow::Result;
use codec::Encode;
use cybersyn_primitives::{
    CitizenIndex, ProposalId, SignedBallot,
    api::{BallotPageView, BallotView, HealthView, Hex, LiveTally, PeerView, ProposalView},
};
use jsonrpsee::{
    core::client::ClientT,
    core::client::Error,
    http_client::{HttpClient, HttpClientBuilder},
    rpc_params,
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
        self.client.request("mesh_health", rpc_params![]).await
    }

    /// Who is connected?
    pub async fn peers(&self) -> Result<Vec<PeerView>, Error> {
        self.client.request("mesh_peers", rpc_params![]).await
    }

    /// The proposals it knows.
    pub async fn proposals(&self) -> Result<Vec<ProposalView>, Error> {
        self.client.request("mesh_proposals", rpc_params![]).await
    }

    /// One proposal.
    pub async fn proposal(&self, id: ProposalId) -> Result<ProposalView, Error> {
        self.client.request("mesh_proposal", rpc_params![id]).await
    }

    /// Submits a ballot; returns when it is on disk, parked, or refused.
    pub async fn submit(&self, signed: &SignedBallot) -> Result<BallotView, Error> {
        self.submit_bytes(signed.encode()).await
    }

    /// Submits whatever bytes as a ballot.
    pub async fn submit_bytes(&self, bytes: Vec<u8>) -> Result<BallotView, Error> {
        self.client.request("mesh_submitBallot", rpc_params![Hex(bytes)]).await
    }

    /// Where a voter's ballot stands.
    pub async fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> Result<BallotView, Error> {
        self.client.request("mesh_ballot", rpc_params![proposal, citizen]).await
    }

    /// What the mesh counts and the chain has settled.
    pub async fn tally(&self, proposal: ProposalId) -> Result<LiveTally, Error> {
        self.client.request("mesh_tally", rpc_params![proposal]).await
    }

    /// A page of ballots.
    pub async fn ballots(
        &self,
        proposal: ProposalId,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<BallotPageView, Error> {
        self.client.request("mesh_ballots", rpc_params![proposal, cursor, limit]).await
    }

    /// Cuts a peer off (operators only).
    pub async fn block(&self, peer: &str) -> Result<(), Error> {
        self.client.request("mesh_blockPeer", rpc_params![peer]).await
    }

    /// Lets a peer in again (operators only).
    pub async fn unblock(&self, peer: &str) -> Result<(), Error> {
        self.client.request("mesh_unblockPeer", rpc_params![peer]).await
    }

    /// Dials an address (operators only).
    pub async fn dial(&self, address: &str) -> Result<(), Error> {
        self.client.request("mesh_dial", rpc_params![address]).await
    }
}

/// The JSON-RPC error code of a refusal.
pub fn code(error: &Error) -> Option<i32> {
    match error {
        Error::Call(object) => Some(object.code()),
        _ => None,
    }
}
