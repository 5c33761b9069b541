//! The JSON-RPC of the mesh daemon: one trait, from which its server and its clients are made.
//!
//! Methods are called `mesh_…`, over HTTP or WebSocket (subscriptions over WebSocket only), with parameters by position;
//! optional ones at the end may be left out. What both sides exchange is in [`types`]: hashes and SCALE bytes are `0x`
//! hex, dates Unix milliseconds, weights decimal strings of fixed point with 32 fractional bits, tokens whole attention
//! tokens.
//!
//! DIDs are resolved over plain HTTP at the same place as well: `GET /1.0/identifiers/{DID or DID URL}`.
//!
//! Errors are those of JSON-RPC (-32601 unknown or not allowed, -32602 parameters of a wrong form) and the codes in
//! [`types::codes`]; their message says what would be right, `data` holds what a program needs. Every method may answer
//! `BUSY`: too much at once; `data` holds the milliseconds to wait. [`limits`] says what a client may ask for.
//!
//! This crate must never know what stands behind the methods.

pub mod consent;
pub mod limits;
pub mod status_lists;
pub mod types;

use cybersyn_primitives::{CitizenIndex, ProposalId, entry::FrozenText};
use jsonrpsee::{
    core::{RpcResult, SubscriptionResult},
    proc_macros::rpc,
};
use serde_json::{Map, Value};
use types::{
    AskedView, BallotPageView, BallotView, BatchView, BlockedPeerView, ChallengeView, DocumentView, HealthView, Hex,
    ImpactView, LiveTally, LogPosition, PeerView, ProofView, ProposalPageView, ProposalView, VerdictView,
};

/// `mesh_…`
#[rpc(client, server, namespace = "mesh")]
pub trait MeshApi {
    /// Is the daemon well? Answers without the chain as well.
    #[method(name = "health")]
    async fn health(&self) -> RpcResult<HealthView>;

    /// Connected peers.
    #[method(name = "peers")]
    async fn peers(&self) -> RpcResult<Vec<PeerView>>;

    /// Peers that are shut out, by operators or because of what they sent.
    #[method(name = "blockedPeers")]
    async fn blocked_peers(&self) -> RpcResult<Vec<BlockedPeerView>>;

    /// Proposals at the finalized head, newest first, without their bodies (`mesh_proposal` has them). `limit`:
    /// [`limits::PROPOSALS_PER_PAGE`] unless told, at most [`limits::PROPOSALS_PER_PAGE_MAX`]. `open`: only those that
    /// are not final. A page may hold fewer than `limit`, even none, and still not be the last: that one has no `next`.
    #[method(name = "proposals")]
    async fn proposals(
        &self,
        cursor: Option<String>,
        limit: Option<u32>,
        open: Option<bool>,
    ) -> RpcResult<ProposalPageView>;

    /// One proposal, with its body if the frozen text has reached this node. `NOT_FOUND`: not on the finalized chain.
    #[method(name = "proposal")]
    async fn proposal(&self, id: ProposalId) -> RpcResult<ProposalView>;

    /// Takes the SCALE of a [`cybersyn_primitives::SignedBallot`]; answers once it is on disk, or says for what it waits.
    /// `MALFORMED`, `REFUSED`, `ALREADY_NEWER`, `FROM_FUTURE`.
    #[method(name = "submitBallot", with_extensions)]
    async fn submit_ballot(&self, signed: Hex) -> RpcResult<BallotView>;

    /// Where a voter's greatest known ballot stands. `NOT_FOUND`: none is known here.
    #[method(name = "ballot")]
    async fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<BallotView>;

    /// Where a ballot stands, whenever that changes, and at first. With `id` (its leaf hash, as `submitBallot` answers it)
    /// that ballot, else the voter's greatest at the time. Nothing is sent while it is not known here; it ends once the
    /// state is final: counted, or refused or superseded on a final proposal.
    #[subscription(name = "subscribeBallot" => "ballotChanged", unsubscribe = "unsubscribeBallot", item = BallotView)]
    async fn subscribe_ballot(
        &self,
        proposal: ProposalId,
        citizen: CitizenIndex,
        id: Option<Hex>,
    ) -> SubscriptionResult;

    /// Tallies of mesh and chain. `NOT_FOUND`: no such proposal on the finalized chain.
    #[method(name = "tally")]
    async fn tally(&self, proposal: ProposalId) -> RpcResult<LiveTally>;

    /// Tallies whenever they change, at most four a second; the present one first.
    #[subscription(name = "subscribeTally" => "tallyChanged", unsubscribe = "unsubscribeTally", item = LiveTally)]
    async fn subscribe_tally(&self, proposal: ProposalId) -> SubscriptionResult;

    /// All ballots known here, up to four of each voter, by (citizen, order), whole voters only: a page may exceed
    /// `limit` by three. At most [`limits::BALLOTS_PER_PAGE_MAX`].
    #[method(name = "ballots")]
    async fn ballots(&self, proposal: ProposalId, cursor: Option<String>, limit: u32) -> RpcResult<BallotPageView>;

    /// Settled batches from index `from` on, at most [`limits::BATCHES_PER_PAGE_MAX`].
    #[method(name = "batches")]
    async fn batches(&self, proposal: ProposalId, from: u32, limit: u32) -> RpcResult<Vec<BatchView>>;

    /// Proof that the voter's live ballot is in the proposal's log. `NOT_FOUND`: not settled as far as is known here.
    #[method(name = "settledProof")]
    async fn settled_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView>;

    /// Proof that the voter's ballot is in a final proposal's live set. `NOT_FOUND`: not final, or it does not count.
    #[method(name = "countedProof")]
    async fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView>;

    /// Publishes a frozen text; answers with its hash, by which the chain knows it. `MALFORMED`, `DIVERGES`.
    #[method(name = "publishText", with_extensions)]
    async fn publish_text(&self, text: FrozenText) -> RpcResult<Hex>;

    /// The frozen text with that hash. `NOT_FOUND`: it has not arrived, or no proposal has it.
    #[method(name = "text")]
    async fn text(&self, content: Hex) -> RpcResult<FrozenText>;

    /// Takes the SCALE of a [`cybersyn_primitives::entry::SignedEntry`]; answers with its hash once it is on disk.
    #[method(name = "submitEntry", with_extensions)]
    async fn submit_entry(&self, signed: Hex) -> RpcResult<Hex>;

    /// A space's document; an empty one if nobody wrote in it.
    #[method(name = "document")]
    async fn document(&self, space: Hex) -> RpcResult<DocumentView>;

    /// An author's place in their log of a space.
    #[method(name = "logPosition")]
    async fn log_position(&self, space: Hex, author: CitizenIndex) -> RpcResult<LogPosition>;

    /// The DID resolution result for `did`, failures included (DID Resolution, section 4): of `did:cyb` as of the latest
    /// finalized block, and of `did:key`. `options` are by name, text or true or false: `versionId`, `versionTime`,
    /// `expandRelativeUrls`, `noCache`, and `accept`, a media type of DID documents. `registry` in the resolution metadata
    /// says as of which block the answer holds, and whether that is the latest: not so while the chain is down.
    #[method(name = "resolveDid", with_extensions)]
    async fn resolve_did(&self, did: String, options: Option<Map<String, Value>>) -> RpcResult<Value>;

    /// The DID URL dereferencing result for `url`, failures included (DID Resolution, section 5). `options` as for
    /// `resolveDid`, and `verificationRelationship`; with `accept` as `text/uri-list`, the URLs of services.
    #[method(name = "dereferenceDid", with_extensions)]
    async fn dereference_did(&self, url: String, options: Option<Map<String, Value>>) -> RpcResult<Value>;

    /// Gives out a challenge for one presentation; it can be answered once, to this daemon, for
    /// [`limits::CHALLENGE_SECONDS`].
    #[method(name = "openChallenge")]
    async fn open_challenge(&self) -> RpcResult<ChallengeView>;

    /// Verifies a credential or presentation: W3C credentials with `eddsa-jcs-2022` as JSON text, SD-JWTs. Status lists are
    /// those that this daemon hosts, and those in `lists` as their issuers signed them. A presentation needs `asked` with a
    /// challenge that this daemon gave out; it is used up, whatever comes of it. `REFUSED`: the challenge is not open.
    #[method(name = "verifyCredential", with_extensions)]
    async fn verify_credential(
        &self,
        credential: String,
        asked: Option<AskedView>,
        lists: Option<Vec<String>>,
    ) -> RpcResult<VerdictView>;

    /// Hosts a status list: a `BitstringStatusListCredential` whose id is a URL that ends with its place (see
    /// [`status_lists`]), issued by a DID of this chain, which anchors it; later in `validFrom` than the one here, and valid
    /// for [`limits::STATUS_LIST_VALID_MILLIS_MAX`] at most. `MALFORMED`; `DIVERGES`: it is not the anchored one, or not yet;
    /// `REFUSED`: an older one, or there is no room.
    #[method(name = "publishStatusList", with_extensions)]
    async fn publish_status_list(&self, credential: String) -> RpcResult<()>;

    /// The status list with that URL, as its issuer signed it. `NOT_FOUND`: it is not hosted here.
    #[method(name = "statusList")]
    async fn status_list(&self, url: String) -> RpcResult<String>;

    /// Sums what `attestations` prove of `subject` with their sources. `accreditations` is the text of the article
    /// `article`, which says who is accredited; it must be in force. `lists`: as for `verifyCredential`. `MALFORMED`, `REFUSED`.
    #[method(name = "sumImpact", with_extensions)]
    async fn sum_impact(
        &self,
        subject: String,
        attestations: Vec<String>,
        article: u32,
        accreditations: String,
        lists: Option<Vec<String>>,
    ) -> RpcResult<ImpactView>;

    /// Cuts a peer (libp2p peer id) off until the next start. Operators only.
    #[method(name = "blockPeer")]
    async fn block_peer(&self, peer_id: String) -> RpcResult<()>;

    /// Lets a peer in again, and forgives it. Operators only.
    #[method(name = "unblockPeer")]
    async fn unblock_peer(&self, peer_id: String) -> RpcResult<()>;

    /// Dials a multiaddress. Operators only.
    #[method(name = "dial")]
    async fn dial(&self, address: String) -> RpcResult<()>;
}
