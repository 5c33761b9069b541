//! The peer-to-peer network of the chain.

use super::{Block, FullBackend, FullClient, Pool, partial::GrandpaLink};
use cybersyn_runtime::opaque::Hash;
use sc_client_api::BlockBackend;
use sc_consensus::DefaultImportQueue;
use sc_consensus_grandpa::{protocol_standard_name, warp_proof::NetworkProvider as WarpProvider};
use sc_network::{
    NetworkBackend, NotificationService, ProtocolName, config::FullNetworkConfiguration,
    service::traits::NetworkService,
};
use sc_network_sync::{SyncingService, strategy::warp::WarpSyncConfig};
use sc_network_transactions::TransactionsHandlerController;
use sc_service::{BuildNetworkParams, Configuration, TaskManager, error::Error as ServiceError};
use std::sync::Arc;

/// What the network is built from.
pub struct Params<'a> {
    pub config: &'a Configuration,
    pub client: Arc<FullClient>,
    pub backend: Arc<FullBackend>,
    pub pool: Arc<Pool>,
    pub tasks: &'a TaskManager,
    pub import_queue: DefaultImportQueue<Block>,
    pub grandpa_link: &'a GrandpaLink,
}

/// The network as the other parts see it.
pub struct Network {
    pub service: Arc<dyn NetworkService>,
    pub system_rpc: sc_utils::mpsc::TracingUnboundedSender<sc_rpc::system::Request<Block>>,
    pub sync: Arc<SyncingService<Block>>,
    /// GRANDPA's gossip.
    pub grandpa_protocol: ProtocolName,
    /// Where its messages come in.
    pub grandpa_notifications: Box<dyn NotificationService>,
}

/// Propagates our transactions.
pub type Transactions = TransactionsHandlerController<Hash>;

/// Builds the network with finality gossip and warp sync.
pub fn build<N: NetworkBackend<Block, Hash>>(params: Params<'_>) -> Result<(Network, Transactions), ServiceError> {
    let Params { config, client, backend, pool, tasks, import_queue, grandpa_link } = params;
    let registry = config.prometheus_registry().cloned();
    let mut net_config = FullNetworkConfiguration::<Block, Hash, N>::new(&config.network, registry.clone());
    let metrics = N::register_notification_metrics(registry.as_ref());

    let genesis = client.block_hash(0)?.ok_or_else(|| ServiceError::Other("the database has no genesis".into()))?;
    let grandpa_protocol = protocol_standard_name(&genesis, &config.chain_spec);
    let (grandpa_set, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, N>(
        grandpa_protocol.clone(),
        metrics.clone(),
        net_config.peer_store_handle(),
    );
    net_config.add_notification_protocol(grandpa_set);

    let warp = WarpProvider::new(backend, grandpa_link.shared_authority_set().clone(), Vec::new());
    let (service, system_rpc, transactions, sync, _bitswap) = sc_service::build_network(BuildNetworkParams {
        config,
        net_config,
        client,
        transaction_pool: pool,
        spawn_handle: tasks.spawn_handle(),
        spawn_essential_handle: tasks.spawn_essential_handle(),
        import_queue,
        block_announce_validator_builder: None,
        warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp))),
        block_relay: None,
        metrics,
        gap_sync_body_policy: None,
    })?;
    Ok((Network { service, system_rpc, sync, grandpa_protocol, grandpa_notifications }, transactions))
}
