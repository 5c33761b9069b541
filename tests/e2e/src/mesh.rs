//! A client of the mesh daemon's JSON-RPC.

use anyhow::Result;
use codec::Encode;
use cybersyn_mesh_api::{
    MeshApiClient,
    types::{
        AskedView, BallotPageView, BallotView, ChallengeView, HealthView, Hex, ImpactView, LiveTally, PeerView,
        ProposalPageView, ProposalView, VerdictView,
    },
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

    /// A challenge for one presentation.
    pub async fn open_challenge(&self) -> Result<ChallengeView, Error> {
        self.client.open_challenge().await
    }

    /// Does a credential or presentation count?
    pub async fn verify_credential(&self, text: &str, asked: AskedView) -> Result<VerdictView, Error> {
        self.client.verify_credential(text.to_owned(), Some(asked), None).await
    }

    /// Publishes a status list.
    pub async fn publish_status_list(&self, text: &str) -> Result<(), Error> {
        self.client.publish_status_list(text.to_owned()).await
    }

    /// Sums attestations under the article that says who is accredited.
    pub async fn sum_impact(
        &self,
        subject: &str,
        attestations: Vec<String>,
        article: (u32, String),
    ) -> Result<ImpactView, Error> {
        self.client.sum_impact(subject.to_owned(), attestations, article.0, article.1, None).await
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
