//! The running node, put together from its parts.

mod authoring;
mod finality;
mod genesis;
mod network;
mod offchain;
mod partial;

use crate::{rpc, sidecar::SidecarUrl};
use cybersyn_runtime::{RuntimeApi, opaque};
use sc_consensus_grandpa::SharedVoterState;
use sc_network::{Litep2pNetworkBackend, NetworkBackend, NetworkWorker, config::NetworkBackendType};
use sc_service::{Configuration, PartialComponents, TaskManager, error::Error as ServiceError};
use sc_storage_monitor::{StorageMonitorParams, StorageMonitorService};
use std::sync::Arc;

pub use partial::{Partial, partial};

/// Blocks as the node sees them.
pub type Block = opaque::Block;
/// Executes the runtime; standard host functions only, so that light clients can do the same.
pub type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The client.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// Which fork is best.
pub type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transaction pool.
pub type Pool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;

/// What the node does besides what Substrate's own options say.
pub struct Options {
    /// The validator's sidecar.
    pub sidecar: Option<SidecarUrl>,
    /// When to stop because the disk fills up.
    pub storage_monitor: StorageMonitorParams,
}

/// Starts a node on the network backend that was asked for.
pub fn start(config: Configuration, options: Options) -> Result<TaskManager, ServiceError> {
    match config.network.network_backend {
        NetworkBackendType::Litep2p => start_on::<Litep2pNetworkBackend>(config, options),
        NetworkBackendType::Libp2p => start_on::<NetworkWorker<Block, opaque::Hash>>(config, options),
    }
}

fn start_on<N>(config: Configuration, options: Options) -> Result<TaskManager, ServiceError>
where
    N: NetworkBackend<Block, opaque::Hash>,
{
    let parts = partial(&config)?;
    offchain::announce_sidecar(&config, &parts.backend, options.sidecar)?;
    monitor_storage(&config, options.storage_monitor, &parts.task_manager)?;

    let PartialComponents { client, backend, mut task_manager, import_queue, keystore_container, .. } = parts;
    let PartialComponents { select_chain, transaction_pool, other, .. } = parts;
    let partial::Consensus { babe_import, babe_link, babe_handle, grandpa_link, mut telemetry } = other;
    let prometheus = config.prometheus_registry().cloned();
    let voter_state = SharedVoterState::empty();

    let (network, transactions) = network::build::<N>(network::Params {
        config: &config,
        client: client.clone(),
        backend: backend.clone(),
        pool: transaction_pool.clone(),
        tasks: &task_manager,
        import_queue,
        grandpa_link: &grandpa_link,
    })?;
    let shared = Shared {
        role: config.role,
        name: config.network.node_name.clone(),
        force_authoring: config.force_authoring,
        disable_grandpa: config.disable_grandpa,
        client: client.clone(),
        pool: transaction_pool.clone(),
        keystore: keystore_container.keystore(),
        select_chain: select_chain.clone(),
        prometheus,
        telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
    };
    if config.offchain_worker.enabled {
        offchain::spawn(&shared, &backend, &network, &task_manager)?;
    }
    let rpc_builder = rpc::builder(rpc::Deps {
        client: client.clone(),
        pool: transaction_pool.clone(),
        select_chain,
        keystore: keystore_container.keystore(),
        babe: babe_handle,
        grandpa: rpc::Finality::new(&grandpa_link, &backend, voter_state.clone()),
    });
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client,
        backend,
        task_manager: &mut task_manager,
        keystore: keystore_container.keystore(),
        transaction_pool,
        rpc_builder,
        network: network.service.clone(),
        system_rpc_tx: network.system_rpc.clone(),
        tx_handler_controller: transactions,
        sync_service: network.sync.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    if shared.role.is_authority() {
        authoring::spawn(&shared, babe_import, babe_link, &network, &task_manager)?;
    }
    finality::spawn(&shared, grandpa_link, voter_state, network, &task_manager)?;
    Ok(task_manager)
}

/// What several parts of the service need.
struct Shared {
    role: sc_service::Role,
    name: String,
    force_authoring: bool,
    disable_grandpa: bool,
    client: Arc<FullClient>,
    pool: Arc<Pool>,
    keystore: sp_keystore::KeystorePtr,
    select_chain: SelectChain,
    prometheus: Option<substrate_prometheus_endpoint::Registry>,
    telemetry: Option<sc_telemetry::TelemetryHandle>,
}

/// Stops the node cleanly before the disk is full.
fn monitor_storage(
    config: &Configuration,
    params: StorageMonitorParams,
    tasks: &TaskManager,
) -> Result<(), ServiceError> {
    let Some(path) = config.database.path() else { return Ok(()) };
    StorageMonitorService::try_spawn(params, path.to_path_buf(), &tasks.spawn_essential_handle())
        .map_err(|error| ServiceError::Application(error.into()))
}
