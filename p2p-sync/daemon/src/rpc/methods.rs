//! The methods' way to the node.

use super::{
    clients::Client,
    error::{answer, closed, credentials, invalid, malformed, not_allowed, not_here, stopped, too_fast},
    resolver::Resolver,
    subscriptions::{Followed, Subscription},
};
use crate::{
    credentials::Credentials,
    node::{Node, NodeHandle, NotHere, Page},
};
use codec::{DecodeAll, Encode};
use cybersyn_identity::{Step, jsonrpc, jsonrpc::Function};
use cybersyn_mesh_api::{
    MeshApiServer,
    limits::PROPOSALS_PER_PAGE,
    types::{
        AskedView, BallotPageView, BallotState, BallotView, BatchView, BlockedPeerView, ChallengeView, DocumentView,
        HealthView, Hex, ImpactView, LiveTally, LogPosition, PeerView, ProofView, ProposalPageView, ProposalView,
        VerdictView,
    },
};
use cybersyn_mesh_core::{Answer, ClientId, Peer, Submission};
use cybersyn_mesh_net::{Multiaddr, PeerId};
use cybersyn_primitives::{
    CitizenIndex, Hash, ProposalId, SignedBallot,
    entry::{FrozenText, SignedEntry},
    text,
};
use jsonrpsee::{
    Extensions, PendingSubscriptionSink,
    core::{RpcResult, SubscriptionResult, async_trait},
};
use serde_json::{Map, Value};
use std::{
    str::FromStr,
    time::{Duration, Instant},
};

/// A client that nobody admitted: only a program that calls the methods without a connection is one.
const NOBODY: ClientId = ClientId(0);

/// The methods, before a node.
pub struct Methods {
    node: NodeHandle,
    credentials: Credentials,
    resolver: Resolver,
    unsafe_methods: bool,
}

impl Methods {
    /// Methods that ask `node`, `resolver` and `credentials`; `unsafe_methods`: those of operators are allowed.
    pub fn new(node: NodeHandle, resolver: Resolver, credentials: Credentials, unsafe_methods: bool) -> Self {
        Self { node, resolver, credentials, unsafe_methods }
    }

    /// Asks the node for a view of what may not be here.
    async fn view<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Node) -> Result<T, NotHere> + Send + 'static,
    ) -> RpcResult<T> {
        self.node.ask(question).await.map_err(stopped)?.map_err(not_here)
    }

    async fn submit(&self, from: &Extensions, submission: Submission) -> RpcResult<Answer> {
        let client = from.get::<Client>().map_or(NOBODY, Client::id);
        self.node.submit(client, submission).await.map_err(stopped)
    }

    async fn did(
        &self,
        from: &Extensions,
        function: Function,
        identifier: &str,
        options: Option<Map<String, Value>>,
    ) -> RpcResult<Value> {
        match jsonrpc::begin(function, identifier, &options.unwrap_or_default()) {
            Step::Done(result) => Ok(result),
            Step::Ask(call) => {
                let answer = self.resolver.answer(from.get::<Client>(), call.lookup()).await.map_err(too_fast)?;
                Ok(call.answer(answer))
            }
        }
    }

    fn operators_only(&self) -> RpcResult<()> {
        if self.unsafe_methods { Ok(()) } else { Err(not_allowed()) }
    }
}

#[async_trait]
impl MeshApiServer for Methods {
    async fn health(&self) -> RpcResult<HealthView> {
        let network = &self.node.network;
        let listening = network.listening().await.map_err(closed)?;
        let peers = network.peers().await.map_err(closed)?.len();
        let blocked = network.blocked().await.map_err(closed)?.len();
        let (peer_id, genesis, started) = (network.local_peer(), self.node.genesis, self.node.started);
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
                blocked: u32::try_from(blocked).unwrap_or(u32::MAX),
                ballots: figures.ballots,
                parked: figures.parked,
                uptime_seconds: started.elapsed().as_secs(),
            }
        };
        self.node.ask(health).await.map_err(stopped)
    }

    async fn peers(&self) -> RpcResult<Vec<PeerView>> {
        let peers = self.node.network.peers().await.map_err(closed)?;
        let registered = self.node.registered.clone();
        let registered = move |peer: &PeerId| registered.of(peer).map(|it| it.names().map(str::to_owned).collect());
        let view = move |node: &Node, peer: cybersyn_mesh_net::PeerInfo| PeerView {
            penalty: node.penalty(&Peer::of(&peer.peer.to_bytes())),
            peer_id: peer.peer.to_string(),
            address: peer.address.to_string(),
            score: peer.score,
            connected_seconds: peer.connected_since.elapsed().as_secs(),
            registered: registered(&peer.peer),
        };
        let views = move |node: &mut Node| peers.into_iter().map(|peer| view(node, peer)).collect();
        self.node.ask(views).await.map_err(stopped)
    }

    async fn blocked_peers(&self) -> RpcResult<Vec<BlockedPeerView>> {
        let blocked = self.node.network.blocked().await.map_err(closed)?;
        let views = move |node: &mut Node| blocked.into_iter().map(|blocked| node.blocked_view(blocked)).collect();
        self.node.ask(views).await.map_err(stopped)
    }

    async fn proposals(
        &self,
        cursor: Option<String>,
        limit: Option<u32>,
        open: Option<bool>,
    ) -> RpcResult<ProposalPageView> {
        let (below, limit) = (position(cursor)?, limit.unwrap_or(PROPOSALS_PER_PAGE));
        self.node.ask(move |node| node.proposals(below, limit, open.unwrap_or(false))).await.map_err(stopped)
    }

    async fn proposal(&self, id: ProposalId) -> RpcResult<ProposalView> {
        self.view(move |node| node.proposal(id)).await
    }

    async fn submit_ballot(&self, from: &Extensions, signed: Hex) -> RpcResult<BallotView> {
        let signed: SignedBallot = decode("a signed ballot", &signed)?;
        match self.submit(from, Submission::Ballot(signed)).await? {
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
        let changes = self.node.changes();
        match self.view(move |node| node.tally(proposal)).await {
            Ok(first) => {
                let subscription = Subscription { sink: pending.accept().await?, changes, node: self.node.clone() };
                subscription.tallies(proposal, first).await
            }
            Err(error) => {
                pending.reject(error).await;
                Ok(())
            }
        }
    }

    async fn subscribe_ballot(
        &self,
        pending: PendingSubscriptionSink,
        proposal: ProposalId,
        citizen: CitizenIndex,
        id: Option<Hex>,
    ) -> SubscriptionResult {
        match id.as_ref().map(hash).transpose() {
            Ok(id) => {
                let changes = self.node.changes();
                let subscription = Subscription { sink: pending.accept().await?, changes, node: self.node.clone() };
                subscription.ballot(Followed { proposal, citizen, id }).await
            }
            Err(error) => {
                pending.reject(error).await;
                Ok(())
            }
        }
    }

    async fn ballots(&self, proposal: ProposalId, cursor: Option<String>, limit: u32) -> RpcResult<BallotPageView> {
        let from: CitizenIndex = position(cursor)?.unwrap_or(0);
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

    async fn publish_text(&self, from: &Extensions, text: FrozenText) -> RpcResult<Hex> {
        let content = text::content_hash(&text.header, &text.body).map_err(malformed)?;
        match self.submit(from, Submission::Text { proposal: None, text }).await? {
            Answer::Stored => Ok(content.into()),
            other => Err(answer(other)),
        }
    }

    async fn text(&self, content: Hex) -> RpcResult<FrozenText> {
        let content = hash(&content)?;
        self.view(move |node| node.text(&content)).await
    }

    async fn submit_entry(&self, from: &Extensions, signed: Hex) -> RpcResult<Hex> {
        let signed: SignedEntry = decode("a signed entry", &signed)?;
        let hash = signed.entry.hash();
        match self.submit(from, Submission::Entry(signed)).await? {
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

    async fn resolve_did(
        &self,
        from: &Extensions,
        did: String,
        options: Option<Map<String, Value>>,
    ) -> RpcResult<Value> {
        self.did(from, Function::Resolve, &did, options).await
    }

    async fn dereference_did(
        &self,
        from: &Extensions,
        url: String,
        options: Option<Map<String, Value>>,
    ) -> RpcResult<Value> {
        self.did(from, Function::Dereference, &url, options).await
    }

    async fn open_challenge(&self) -> RpcResult<ChallengeView> {
        self.credentials.open_challenge().map_err(credentials)
    }

    async fn verify_credential(
        &self,
        from: &Extensions,
        credential: String,
        asked: Option<AskedView>,
        lists: Option<Vec<String>>,
    ) -> RpcResult<VerdictView> {
        let (asked, lists) = (asked.unwrap_or_default(), lists.unwrap_or_default());
        self.credentials.verify(credential, asked, lists, &charge(from)).await.map_err(credentials)
    }

    async fn publish_status_list(&self, from: &Extensions, credential: String) -> RpcResult<()> {
        self.credentials.publish(credential, &charge(from)).await.map_err(credentials)
    }

    async fn status_list(&self, url: String) -> RpcResult<String> {
        self.credentials.list(url).await.map_err(credentials)
    }

    async fn sum_impact(
        &self,
        from: &Extensions,
        subject: String,
        attestations: Vec<String>,
        article: u32,
        accreditations: String,
        lists: Option<Vec<String>>,
    ) -> RpcResult<ImpactView> {
        let (lists, charge) = (lists.unwrap_or_default(), charge(from));
        let sum = self.credentials.sum(subject, attestations, (article, accreditations), lists, &charge);
        sum.await.map_err(credentials)
    }

    async fn block_peer(&self, peer_id: String) -> RpcResult<()> {
        self.operators_only()?;
        self.node.network.block(peer(&peer_id)?).await.map_err(closed)
    }

    async fn unblock_peer(&self, peer_id: String) -> RpcResult<()> {
        self.operators_only()?;
        let peer = peer(&peer_id)?;
        self.node.ask(move |node| node.forgive(&peer)).await.map_err(stopped)?;
        self.node.network.unblock(peer).await.map_err(closed)
    }

    async fn dial(&self, address: String) -> RpcResult<()> {
        self.operators_only()?;
        let address: Multiaddr =
            address.parse().map_err(|error| invalid(format!("{address} is no multiaddr: {error}")))?;
        self.node.network.dial(address).await.map_err(malformed)
    }
}

/// Takes prices from the client that asks.
fn charge(from: &Extensions) -> impl Fn(u32) -> Result<(), Duration> + Send + Sync {
    let client = from.get::<Client>().cloned();
    move |cost| client.as_ref().map_or(Ok(()), |client| client.spend(cost, Instant::now()))
}

/// The number in a page's cursor.
fn position<T: FromStr>(cursor: Option<String>) -> RpcResult<Option<T>> {
    let number = cursor.map(|cursor| cursor.parse()).transpose();
    number.map_err(|_| invalid("the cursor is what the page before gave as `next`"))
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
