//! The methods. Their types are those of `cybersyn_primitives::api`; errors are the codes listed there.

use cybersyn_primitives::{
    CitizenIndex, ProposalId,
    api::{
        BallotPageView, BallotView, BatchView, DocumentView, HealthView, Hex, LiveTally, LogPosition, PeerView,
        ProofView, ProposalView,
    },
    entry::FrozenText,
};
use jsonrpsee::{
    core::{RpcResult, SubscriptionResult},
    proc_macros::rpc,
};

/// `mesh_…`
#[rpc(server, namespace = "mesh")]
pub trait MeshApi {
    /// Is the daemon well?
    #[method(name = "health")]
    async fn health(&self) -> RpcResult<HealthView>;

    /// Connected peers.
    #[method(name = "peers")]
    async fn peers(&self) -> RpcResult<Vec<PeerView>>;

    /// Proposals at the finalized head.
    #[method(name = "proposals")]
    async fn proposals(&self) -> RpcResult<Vec<ProposalView>>;

    /// One proposal.
    #[method(name = "proposal")]
    async fn proposal(&self, id: ProposalId) -> RpcResult<ProposalView>;

    /// Takes the SCALE of a signed ballot; answers once it is on disk, or says for what it waits.
    #[method(name = "submitBallot")]
    async fn submit_ballot(&self, signed: Hex) -> RpcResult<BallotView>;

    /// Where a voter's ballot stands.
    #[method(name = "ballot")]
    async fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<BallotView>;

    /// Tallies of mesh and chain.
    #[method(name = "tally")]
    async fn tally(&self, proposal: ProposalId) -> RpcResult<LiveTally>;

    /// Tallies whenever they change, at most four a second; the present one first.
    #[subscription(name = "subscribeTally" => "tallyChanged", unsubscribe = "unsubscribeTally", item = LiveTally)]
    async fn subscribe_tally(&self, proposal: ProposalId) -> SubscriptionResult;

    /// All ballots known here, up to four of each voter, by (citizen, order). At most 1,000 per page, whole voters only.
    #[method(name = "ballots")]
    async fn ballots(&self, proposal: ProposalId, cursor: Option<String>, limit: u32) -> RpcResult<BallotPageView>;

    /// Settled batches from index `from` on, at most 16.
    #[method(name = "batches")]
    async fn batches(&self, proposal: ProposalId, from: u32, limit: u32) -> RpcResult<Vec<BatchView>>;

    /// Proof that the voter's live ballot is in the proposal's log.
    #[method(name = "settledProof")]
    async fn settled_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView>;

    /// Proof that the voter's ballot is in a final proposal's live set.
    #[method(name = "countedProof")]
    async fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView>;

    /// Publishes a frozen text; answers with its hash, by which the chain knows it.
    #[method(name = "publishText")]
    async fn publish_text(&self, text: FrozenText) -> RpcResult<Hex>;

    /// The frozen text with that hash.
    #[method(name = "text")]
    async fn text(&self, content: Hex) -> RpcResult<FrozenText>;

    /// Takes the SCALE of a signed log entry; answers with its hash once it is on disk.
    #[method(name = "submitEntry")]
    async fn submit_entry(&self, signed: Hex) -> RpcResult<Hex>;

    /// A space's document; an empty one if nobody wrote in it.
    #[method(name = "document")]
    async fn document(&self, space: Hex) -> RpcResult<DocumentView>;

    /// An author's place in their log of a space.
    #[method(name = "logPosition")]
    async fn log_position(&self, space: Hex, author: CitizenIndex) -> RpcResult<LogPosition>;

    /// Cuts a peer off until the next start. Operators only.
    #[method(name = "blockPeer")]
    async fn block_peer(&self, peer_id: String) -> RpcResult<()>;

    /// Lets a peer in again. Operators only.
    #[method(name = "unblockPeer")]
    async fn unblock_peer(&self, peer_id: String) -> RpcResult<()>;

    /// Dials an address. Operators only.
    #[method(name = "dial")]
    async fn dial(&self, address: String) -> RpcResult<()>;
}
