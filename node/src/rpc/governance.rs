//! The `governance_*` methods: the runtime's governance API as JSON, at the best block unless a block is named.

use super::{
    person_view::{BootstrapsView, NodeView, ReputationView, StandingView},
    view::{DidView, LedgerView, PersonView, ReceiptRootsView},
};
use crate::service::{Block, FullClient};
use cybersyn_primitives::{CitizenIndex, ProposalId, did::Did, peer::PeerId};
use cybersyn_runtime::{AccountId, Hash, governance_api::GovernanceApi};
use jsonrpsee_node::{
    core::{RpcResult, async_trait},
    proc_macros::rpc,
    types::{ErrorObjectOwned, error::INVALID_PARAMS_CODE},
};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use std::{fmt::Display, sync::Arc};

/// The runtime could not answer: the block is unknown, its state pruned, or its runtime older than the question.
const RUNTIME_SILENT_CODE: i32 = 2001;

/// Bootstraps looked at for one answer: as many as the runtime looks at.
const BOOTSTRAPS_MAX: u32 = 64;

/// What wallets and dApps ask. Hashes and keys are `0x` hex, dates Unix milliseconds, weights decimal strings of
/// fixed point with 32 fractional bits. What does not exist is `null`.
#[rpc(server)]
pub trait Governance {
    /// Ids of proposals that are not final.
    #[method(name = "governance_openProposals")]
    async fn open_proposals(&self, at: Option<Hash>) -> RpcResult<Vec<ProposalId>>;

    /// A proposal's terms, phase and tally.
    #[method(name = "governance_ledger")]
    async fn ledger(&self, proposal: ProposalId, at: Option<Hash>) -> RpcResult<Option<LedgerView>>;

    /// The roots that receipts are proved against, with those of up to 1,000 batches from index `from` (0).
    #[method(name = "governance_receiptRoots")]
    async fn receipt_roots(
        &self,
        proposal: ProposalId,
        from: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<Option<ReceiptRootsView>>;

    /// A person's attention.
    #[method(name = "governance_attention")]
    async fn attention(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Option<PersonView>>;

    /// The citizen that an account acts for, if the person's status is in force.
    #[method(name = "governance_citizen")]
    async fn citizen(&self, account: AccountId, at: Option<Hash>) -> RpcResult<Option<CitizenIndex>>;

    /// How a person stands: status, when it lapses and from when on they are warned, last sign of life, sponsors, vouches
    /// left, bars, an open case.
    #[method(name = "governance_person")]
    async fn person(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Option<StandingView>>;

    /// The nonce that the next consent of a node to serve the citizen must name.
    #[method(name = "governance_nodeNonce")]
    async fn node_nonce(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<u32>;

    /// Persons whose status is in force.
    #[method(name = "governance_activeCitizens")]
    async fn active_citizens(&self, at: Option<Hash>) -> RpcResult<u32>;

    /// A DID, by its string (`did:cyb:z…`).
    #[method(name = "governance_did")]
    async fn did(&self, did: String, at: Option<Hash>) -> RpcResult<Option<DidView>>;

    /// A person's reputation.
    #[method(name = "governance_reputation")]
    async fn reputation(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Option<ReputationView>>;

    /// A node of the mesh that is registered and in force, by its peer id (`12D3KooW…`).
    #[method(name = "governance_node")]
    async fn node(&self, peer: String, at: Option<Hash>) -> RpcResult<Option<NodeView>>;

    /// A person's nodes.
    #[method(name = "governance_nodes")]
    async fn nodes(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Vec<NodeView>>;

    /// Nodes that introduce newcomers, up to 64 at a time: `next` is what to name as `after` for more.
    #[method(name = "governance_bootstraps")]
    async fn bootstraps(&self, after: Option<String>, at: Option<Hash>) -> RpcResult<BootstrapsView>;
}

/// Answers from the client's state.
pub struct Governance {
    client: Arc<FullClient>,
}

impl Governance {
    /// Answers from `client`.
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }

    fn at(&self, at: Option<Hash>) -> Hash {
        at.unwrap_or_else(|| self.client.info().best_hash)
    }
}

#[async_trait]
impl GovernanceServer for Governance {
    async fn open_proposals(&self, at: Option<Hash>) -> RpcResult<Vec<ProposalId>> {
        self.client.runtime_api().open_proposals(self.at(at)).map_err(silent)
    }

    async fn ledger(&self, proposal: ProposalId, at: Option<Hash>) -> RpcResult<Option<LedgerView>> {
        let ledger = self.client.runtime_api().ledger(self.at(at), proposal).map_err(silent)?;
        Ok(ledger.map(LedgerView::from))
    }

    async fn receipt_roots(
        &self,
        proposal: ProposalId,
        from: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<Option<ReceiptRootsView>> {
        let from = from.unwrap_or(0);
        let roots = self.client.runtime_api().receipt_roots(self.at(at), proposal, from).map_err(silent)?;
        Ok(roots.map(ReceiptRootsView::from))
    }

    async fn attention(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Option<PersonView>> {
        let attention = self.client.runtime_api().attention(self.at(at), citizen).map_err(silent)?;
        Ok(attention.map(PersonView::from))
    }

    async fn citizen(&self, account: AccountId, at: Option<Hash>) -> RpcResult<Option<CitizenIndex>> {
        let at = self.at(at);
        GovernanceApi::<Block, AccountId>::citizen(&*self.client.runtime_api(), at, account).map_err(silent)
    }

    async fn person(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Option<StandingView>> {
        let standing = self.client.runtime_api().person(self.at(at), citizen).map_err(silent)?;
        Ok(standing.map(StandingView::from))
    }

    async fn node_nonce(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<u32> {
        self.client.runtime_api().node_nonce(self.at(at), citizen).map_err(silent)
    }

    async fn active_citizens(&self, at: Option<Hash>) -> RpcResult<u32> {
        self.client.runtime_api().active_citizens(self.at(at)).map_err(silent)
    }

    async fn did(&self, did: String, at: Option<Hash>) -> RpcResult<Option<DidView>> {
        let Did(id) = did.parse().map_err(|error| invalid(&error))?;
        let view = self.client.runtime_api().did(self.at(at), id).map_err(silent)?;
        Ok(view.map(|view| DidView::new(did, view)))
    }

    async fn reputation(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Option<ReputationView>> {
        let view = self.client.runtime_api().reputation(self.at(at), citizen).map_err(silent)?;
        Ok(view.map(ReputationView::from))
    }

    async fn node(&self, peer: String, at: Option<Hash>) -> RpcResult<Option<NodeView>> {
        let PeerId(key) = peer.parse().map_err(|error| invalid(&error))?;
        let entry = self.client.runtime_api().node(self.at(at), key).map_err(silent)?;
        Ok(entry.map(|entry| NodeView::from((key, entry))))
    }

    async fn nodes(&self, citizen: CitizenIndex, at: Option<Hash>) -> RpcResult<Vec<NodeView>> {
        let nodes = self.client.runtime_api().nodes_of(self.at(at), citizen).map_err(silent)?;
        Ok(nodes.into_iter().map(NodeView::from).collect())
    }

    async fn bootstraps(&self, after: Option<String>, at: Option<Hash>) -> RpcResult<BootstrapsView> {
        let after = after.map(|peer| peer.parse::<PeerId>()).transpose().map_err(|error| invalid(&error))?;
        let after = after.map(|PeerId(key)| key);
        let page = self.client.runtime_api().bootstraps(self.at(at), after, BOOTSTRAPS_MAX).map_err(silent)?;
        Ok(BootstrapsView::from(page))
    }
}

fn silent(error: ApiError) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(RUNTIME_SILENT_CODE, format!("the runtime did not answer: {error}"), None::<()>)
}

fn invalid(error: &impl Display) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INVALID_PARAMS_CODE, error.to_string(), None::<()>)
}
