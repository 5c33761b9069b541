//! The server: limits, and the methods' way to the node.

use super::{
    api::MeshApiServer,
    error::{answer, invalid, malformed, not_allowed, not_here, stopped},
    origin::OriginGuard,
};
use crate::node::{Node, NodeHandle, NotHere, Page};
use anyhow::{Context, Result};
use codec::{DecodeAll, Encode};
use cybersyn_mesh_core::{Answer, Change, Submission};
use cybersyn_mesh_net::{Multiaddr, PeerId};
use cybersyn_primitives::{
    CitizenIndex, Hash, ProposalId, SignedBallot,
    api::{
        BallotPageView, BallotState, BallotView, BatchView, DocumentView, HealthView, Hex, LiveTally, LogPosition,
        PeerView, ProofView, ProposalView,
    },
    entry::{FrozenText, SignedEntry},
    text,
};
use jsonrpsee::{
    PendingSubscriptionSink, SubscriptionMessage,
    core::{RpcResult, SubscriptionResult, async_trait},
    server::{BatchRequestConfig, Server, ServerConfig, ServerHandle, middleware::http::HostFilterLayer},
};
use std::{net::SocketAddr, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Largest request body in bytes: an entry of 64 KiB in hex fits several times.
const REQUEST_BYTES_MAX: u32 = 512 * 1024;
/// Largest response in bytes: a page of batches fits.
const RESPONSE_BYTES_MAX: u32 = 12 * 1024 * 1024;
/// Open connections.
const CONNECTIONS_MAX: u32 = 256;
/// Subscriptions of one connection.
const SUBSCRIPTIONS_MAX: u32 = 32;
/// Requests in one batch.
const BATCH_MAX: u32 = 50;
/// Least time between two tallies of one subscription.
const TALLY_INTERVAL: Duration = Duration::from_millis(250);

/// How to serve.
#[derive(Clone, Debug)]
pub struct RpcConfig {
    /// Where.
    pub listen: SocketAddr,
    /// Whether operators' methods are allowed.
    pub unsafe_methods: bool,
    /// Web pages whose scripts may ask.
    pub origins: Vec<String>,
}

/// The running server.
#[derive(Debug)]
pub struct RpcServer {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
}

impl RpcServer {
    /// Starts to serve `node`.
    pub async fn start(config: &RpcConfig, node: NodeHandle) -> Result<Self> {
        let limits = ServerConfig::builder()
            .max_request_body_size(REQUEST_BYTES_MAX)
            .max_response_body_size(RESPONSE_BYTES_MAX)
            .max_connections(CONNECTIONS_MAX)
            .max_subscriptions_per_connection(SUBSCRIPTIONS_MAX)
            .set_batch_request_config(BatchRequestConfig::Limit(BATCH_MAX))
            .build();
        let http = tower::ServiceBuilder::new()
            .layer(hosts(config.listen)?)
            .layer(OriginGuard::new(config.origins.clone()))
            .layer(cors(&config.origins)?);
        let server =
            Server::builder().set_config(limits).set_http_middleware(http).build(config.listen).await.with_context(
                || format!("cannot serve JSON-RPC at {}; is the port taken? choose another with --rpc", config.listen),
            )?;
        let address = server.local_addr()?;
        let methods = Methods { node, unsafe_methods: config.unsafe_methods };
        Ok(Self { address, handle: server.start(methods.into_rpc()) })
    }

    /// Stops and waits for the connections to end.
    pub async fn stop(self) {
        // An error says that it has stopped already.
        let _stopped = self.handle.stop();
        self.handle.stopped().await;
    }
}

/// On loopback only loopback names are served: else a web page could reach it through a name of its own.
fn hosts(listen: SocketAddr) -> Result<HostFilterLayer> {
    if !listen.ip().is_loopback() {
        return Ok(HostFilterLayer::disable());
    }
    HostFilterLayer::new(["127.0.0.1:*", "localhost:*", "[::1]:*"]).context("loopback host names")
}

fn cors(origins: &[String]) -> Result<CorsLayer> {
    let origins = origins.iter().map(|origin| origin.parse().with_context(|| format!("--rpc-origin {origin}")));
    let origins: Vec<_> = origins.collect::<Result<_>>()?;
    let headers = ["content-type".parse().context("a header's name")?];
    Ok(CorsLayer::new().allow_origin(AllowOrigin::list(origins)).allow_headers(headers))
}

struct Methods {
    node: NodeHandle,
    unsafe_methods: bool,
}

impl Methods {
    /// Asks the node for a view of what may not be here.
    async fn view<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Node) -> Result<T, NotHere> + Send + 'static,
    ) -> RpcResult<T> {
        self.node.ask(question).await.map_err(stopped)?.map_err(not_here)
    }

    async fn submit(&self, submission: Submission) -> RpcResult<Answer> {
        self.node.submit(submission).await.map_err(stopped)
    }

    fn operators_only(&self) -> RpcResult<()> {
        if self.unsafe_methods { Ok(()) } else { Err(not_allowed()) }
    }
}

#[async_trait]
impl MeshApiServer for Methods {
    async fn health(&self) -> RpcResult<HealthView> {
        let closed = |closed: cybersyn_mesh_net::Closed| malformed(closed);
        let listening = self.node.network.listening().await.map_err(closed)?;
        let peers = self.node.network.peers().await.map_err(closed)?.len();
        let (peer_id, genesis, started) = (self.node.network.local_peer(), self.node.genesis, self.node.started);
        let health = move |node: &mut Node| {
            let (figures, view) = (node.heart.figures(), node.heart.view());
            HealthView {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                peer_id: peer_id.to_string(),
                listening: listening.iter().map(ToString::to_string).collect(),
                genesis: genesis.into(),
                chain_connected: node.is_chain_connected(),
                finalized: view.number(),
                finalized_time: view.time(),
                peers: u32::try_from(peers).unwrap_or(u32::MAX),
                ballots: figures.ballots,
                parked: figures.parked,
                uptime_seconds: started.elapsed().as_secs(),
            }
        };
        self.node.ask(health).await.map_err(stopped)
    }

    async fn peers(&self) -> RpcResult<Vec<PeerView>> {
        let peers = self.node.network.peers().await.map_err(malformed)?;
        let view = |peer: cybersyn_mesh_net::PeerInfo| PeerView {
            peer_id: peer.peer.to_string(),
            address: peer.address.to_string(),
            score: peer.score,
            connected_seconds: peer.connected_since.elapsed().as_secs(),
        };
        Ok(peers.into_iter().map(view).collect())
    }

    async fn proposals(&self) -> RpcResult<Vec<ProposalView>> {
        self.node.ask(|node| node.proposals()).await.map_err(stopped)
    }

    async fn proposal(&self, id: ProposalId) -> RpcResult<ProposalView> {
        self.view(move |node| node.proposal(id)).await
    }

    async fn submit_ballot(&self, signed: Hex) -> RpcResult<BallotView> {
        let signed: SignedBallot = decode("a signed ballot", &signed)?;
        match self.submit(Submission::Ballot(signed)).await? {
            Answer::Stored => self
                .node
                .ask(move |node| node.ballot_of(&signed))
                .await
                .map_err(stopped)?
                .ok_or_else(|| answer(Answer::Stored)),
            Answer::Waiting { reason } => {
                let proposal = signed.ballot.proposal;
                let opens = self.node.ask(move |node| node.proposal(proposal).map_or(0, |known| known.opens)).await;
                let state = BallotState::WaitingForBlock { reason };
                Ok(BallotView::new(&signed.ballot, opens.map_err(stopped)?, state))
            }
            other => Err(answer(other)),
        }
    }

    async fn ballot(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<BallotView> {
        self.view(move |node| node.ballot(proposal, citizen)).await
    }

    async fn tally(&self, proposal: ProposalId) -> RpcResult<LiveTally> {
        self.view(move |node| node.tally(proposal)).await
    }

    async fn subscribe_tally(&self, pending: PendingSubscriptionSink, proposal: ProposalId) -> SubscriptionResult {
        // Subscribed before the first look, so that no change falls between the two.
        let mut changes = self.node.changes();
        let mut last = match self.view(move |node| node.tally(proposal)).await {
            Ok(tally) => tally,
            Err(error) => {
                pending.reject(error).await;
                return Ok(());
            }
        };
        let sink = pending.accept().await?;
        sink.send(SubscriptionMessage::new(sink.method_name(), sink.subscription_id(), &last)?).await?;
        loop {
            tokio::select! {
                () = sink.closed() => return Ok(()),
                changed = next_change(&mut changes, proposal) => if !changed { return Ok(()) },
            }
            let Ok(tally) = self.view(move |node| node.tally(proposal)).await else { return Ok(()) };
            if tally != last {
                last = tally;
                sink.send(SubscriptionMessage::new(sink.method_name(), sink.subscription_id(), &last)?).await?;
                tokio::time::sleep(TALLY_INTERVAL).await;
            }
        }
    }

    async fn ballots(&self, proposal: ProposalId, cursor: Option<String>, limit: u32) -> RpcResult<BallotPageView> {
        let from = cursor.map(|cursor| cursor.parse::<CitizenIndex>()).transpose();
        let from = from.map_err(|_| invalid("the cursor is what the page before gave as `next`"))?.unwrap_or(0);
        self.view(move |node| node.ballots(proposal, Page { from, limit })).await
    }

    async fn batches(&self, proposal: ProposalId, from: u32, limit: u32) -> RpcResult<Vec<BatchView>> {
        self.view(move |node| node.batches(proposal, Page { from, limit })).await
    }

    async fn settled_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView> {
        self.view(move |node| node.settled_proof(proposal, citizen)).await
    }

    async fn counted_proof(&self, proposal: ProposalId, citizen: CitizenIndex) -> RpcResult<ProofView> {
        self.view(move |node| node.counted_proof(proposal, citizen)).await
    }

    async fn publish_text(&self, text: FrozenText) -> RpcResult<Hex> {
        let content = text::content_hash(&text.header, &text.body).map_err(malformed)?;
        match self.submit(Submission::Text { proposal: None, text }).await? {
            Answer::Stored => Ok(content.into()),
            other => Err(answer(other)),
        }
    }

    async fn text(&self, content: Hex) -> RpcResult<FrozenText> {
        let content = hash(&content)?;
        self.view(move |node| node.text(&content)).await
    }

    async fn submit_entry(&self, signed: Hex) -> RpcResult<Hex> {
        let signed: SignedEntry = decode("a signed entry", &signed)?;
        let hash = signed.entry.hash();
        match self.submit(Submission::Entry(signed)).await? {
            Answer::Stored => Ok(hash.into()),
            other => Err(answer(other)),
        }
    }

    async fn document(&self, space: Hex) -> RpcResult<DocumentView> {
        let space = hash(&space)?;
        self.node.ask(move |node| node.document(&space)).await.map_err(stopped)
    }

    async fn log_position(&self, space: Hex, author: CitizenIndex) -> RpcResult<LogPosition> {
        let space = hash(&space)?;
        self.node.ask(move |node| node.heart.log_position(&space, author)).await.map_err(stopped)
    }

    async fn block_peer(&self, peer_id: String) -> RpcResult<()> {
        self.operators_only()?;
        self.node.network.block(peer(&peer_id)?).await.map_err(malformed)
    }

    async fn unblock_peer(&self, peer_id: String) -> RpcResult<()> {
        self.operators_only()?;
        self.node.network.unblock(peer(&peer_id)?).await.map_err(malformed)
    }

    async fn dial(&self, address: String) -> RpcResult<()> {
        self.operators_only()?;
        let address: Multiaddr =
            address.parse().map_err(|error| invalid(format!("{address} is no multiaddr: {error}")))?;
        self.node.network.dial(address).await.map_err(malformed)
    }
}

/// Waits for the next change that may concern the proposal's tally; false: the node stops.
async fn next_change(changes: &mut Receiver<Change>, proposal: ProposalId) -> bool {
    loop {
        match changes.recv().await {
            Ok(Change::Tally(id) | Change::Proposal(id)) if id == proposal => return true,
            Ok(_) => {}
            // Changes were missed: one of them may have been ours.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

/// Exactly one value: bytes left over are as wrong as bytes missing.
fn decode<T: DecodeAll + Encode>(what: &str, bytes: &Hex) -> RpcResult<T> {
    T::decode_all(&mut &bytes.0[..])
        .map_err(|error| malformed(format!("{} bytes are not the SCALE of {what}: {error}", bytes.0.len())))
}

fn hash(bytes: &Hex) -> RpcResult<Hash> {
    bytes.0.as_slice().try_into().map_err(|_| invalid("a hash is 0x and 64 hex digits"))
}

fn peer(text: &str) -> RpcResult<PeerId> {
    text.parse().map_err(|_| invalid(format!("{text} is no libp2p peer id (12D3KooW…)")))
}
