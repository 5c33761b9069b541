//! JSON-RPC beyond what `sc-service` adds by itself (author, chain, state, system, chainHead, transaction, archive).

mod governance;
mod person_view;
mod view;

use crate::service::{Block, FullBackend, FullClient, Pool, SelectChain};
use governance::{Governance, GovernanceServer};
use jsonrpsee_node::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, LinkHalf, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::error::Error as ServiceError;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// What the methods answer from.
pub struct Deps {
    /// The client.
    pub client: Arc<FullClient>,
    /// The transaction pool.
    pub pool: Arc<Pool>,
    /// Which fork is best.
    pub select_chain: SelectChain,
    /// The node's keys.
    pub keystore: KeystorePtr,
    /// Answers questions about epochs.
    pub babe: BabeWorkerHandle<Block>,
    /// Answers questions about finality.
    pub grandpa: Finality,
}

/// What GRANDPA's methods answer from.
pub struct Finality {
    authorities: SharedAuthoritySet<cybersyn_runtime::Hash, cybersyn_runtime::BlockNumber>,
    voter_state: SharedVoterState,
    justifications: GrandpaJustificationStream<Block>,
    proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

impl Finality {
    /// Taken from the voter's link before the voter takes it.
    pub fn new(
        link: &LinkHalf<Block, FullClient, SelectChain>,
        backend: &Arc<FullBackend>,
        voter_state: SharedVoterState,
    ) -> Self {
        let authorities = link.shared_authority_set().clone();
        let proofs = FinalityProofProvider::new_for_service(backend.clone(), Some(authorities.clone()));
        Self { authorities, voter_state, justifications: link.justification_stream(), proofs }
    }
}

/// Builds the methods as often as the service asks.
pub type Builder = Box<dyn Fn(SubscriptionTaskExecutor) -> Result<RpcModule<()>, ServiceError>>;

/// A builder of the methods.
pub fn builder(deps: Deps) -> Builder {
    Box::new(move |executor| methods(&deps, executor).map_err(|error| ServiceError::Application(error.into())))
}

fn methods(
    deps: &Deps,
    executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, jsonrpsee_node::core::RegisterMethodError> {
    use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
    use substrate_frame_rpc_system::{System, SystemApiServer};

    let Finality { authorities, voter_state, justifications, proofs } = &deps.grandpa;
    let mut module = RpcModule::new(());
    module.merge(System::new(deps.client.clone(), deps.pool.clone()).into_rpc())?;
    module.merge(TransactionPayment::new(deps.client.clone()).into_rpc())?;
    let babe = Babe::new(deps.client.clone(), deps.babe.clone(), deps.keystore.clone(), deps.select_chain.clone());
    module.merge(babe.into_rpc())?;
    let grandpa =
        Grandpa::new(executor, authorities.clone(), voter_state.clone(), justifications.clone(), proofs.clone());
    module.merge(grandpa.into_rpc())?;
    module.merge(GovernanceServer::into_rpc(Governance::new(deps.client.clone())))?;
    Ok(module)
}
