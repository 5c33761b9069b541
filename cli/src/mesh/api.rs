//! The daemon's JSON-RPC as a client calls it.

use cybersyn_primitives::{
    CitizenIndex, ProposalId,
    api::{
        BallotPageView, BallotView, BatchView, DocumentView, HealthView, Hex, LiveTally, LogPosition, PeerView,
        ProofView, ProposalView,
    },
    entry::FrozenText,
};
use jsonrpsee::proc_macros::rpc;

/// Methods and subscriptions of `cybersyn-mesh`.
#[rpc(client, namespace = "mesh")]
pub trait MeshApi {
    /// Is the daemon well?
    #[method(name = "health")]
    async fn health(&self) -> RpcResult<HealthView>;

    /// Connected peers.
    #[method(name = "peers")]
    async fn peers(&self) -> RpcResult<Vec<PeerView>>;

    /// The proposals it knows.
    #[method(name = "proposals")]
    async fn proposals(&self) -> RpcResult<Vec<ProposalView>>;

    /// One proposal.
    #[method(name = "proposal")]
    async fn proposal(&self, id: ProposalId) -> RpcResult<ProposalView>;

    /// Takes a signed ballot; answers when it is on disk, parked or refused.
    #[method(name = "submitBallot")]
    async fn submit_ballot(&self, signed: Hex) -> RpcResult<BallotView>;

    /// Where a voter's greatest ballot stands.
    #[method(name = "ballot")]
    async fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<BallotView>;

    /// What mesh and chain count.
    #[method(name = "tally")]
    async fn tally(&self, proposal: ProposalId) -> RpcResult<LiveTally>;

    /// Every change of the tally.
    #[subscription(name = "subscribeTally" => "tallyChanged", unsubscribe = "unsubscribeTally", item = LiveTally)]
    async fn subscribe_tally(&self, proposal: ProposalId) -> SubscriptionResult;

    /// A page of ballots.
    #[method(name = "ballots")]
    async fn ballots(&self, proposal: ProposalId, cursor: Option<String>, limit: u32) -> RpcResult<BallotPageView>;

    /// Settled batches.
    #[method(name = "batches")]
    async fn batches(&self, proposal: ProposalId, from: u32, limit: u32) -> RpcResult<Vec<BatchView>>;

    /// A proof that a voter's ballot settled.
    #[method(name = "settledProof")]
    async fn settled_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView>;

    /// A proof that a voter's ballot counted.
    #[method(name = "countedProof")]
    async fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView>;

    /// Publishes a frozen text that the chain holds the hash of.
    #[method(name = "publishText")]
    async fn publish_text(&self, text: FrozenText) -> RpcResult<Hex>;

    /// A frozen text.
    #[method(name = "text")]
    async fn text(&self, content: Hex) -> RpcResult<FrozenText>;

    /// Takes a signed entry of a document's log.
    #[method(name = "submitEntry")]
    async fn submit_entry(&self, signed: Hex) -> RpcResult<Hex>;

    /// A space's document.
    #[method(name = "document")]
    async fn document(&self, space: Hex) -> RpcResult<DocumentView>;

    /// An author's place in their log of a space.
    #[method(name = "logPosition")]
    async fn log_position(&self, space: Hex, author: CitizenIndex) -> RpcResult<LogPosition>;
}
