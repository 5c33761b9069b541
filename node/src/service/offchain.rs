//! Off-chain workers: the runtime's own code, run beside the chain to fetch and submit batches of ballots.

use super::{FullBackend, Shared, network::Network};
use crate::sidecar::{self, SidecarUrl};
use sc_client_api::Backend;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{Configuration, TaskManager, error::Error as ServiceError};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

/// Leaves the sidecar's URL where the worker looks for it.
pub fn announce_sidecar(
    config: &Configuration,
    backend: &Arc<FullBackend>,
    url: Option<SidecarUrl>,
) -> Result<(), ServiceError> {
    let missing = || ServiceError::Other("the database has no off-chain storage, so --sidecar-url cannot work".into());
    let mut storage = backend.offchain_storage().ok_or_else(missing)?;
    sidecar::announce(&mut storage, url);
    match url {
        Some(url) if config.offchain_worker.enabled => log::info!("Settling ballots from the sidecar at {url}"),
        Some(url) => log::warn!("No off-chain worker runs here, so nothing is settled from the sidecar at {url}"),
        None => {}
    }
    Ok(())
}

/// Spawns the workers, with HTTP: that is how they reach the sidecar.
pub fn spawn(
    shared: &Shared,
    backend: &Arc<FullBackend>,
    network: &Network,
    tasks: &TaskManager,
) -> Result<(), ServiceError> {
    let workers = OffchainWorkers::new(OffchainWorkerOptions {
        runtime_api_provider: shared.client.clone(),
        keystore: Some(shared.keystore.clone()),
        offchain_db: backend.offchain_storage(),
        transaction_pool: Some(OffchainTransactionPoolFactory::new(shared.pool.clone())),
        network_provider: Arc::new(network.service.clone()),
        is_validator: shared.role.is_authority(),
        enable_http_requests: true,
        custom_extensions: |_| Vec::new(),
    })?;
    let running = workers.run(shared.client.clone(), tasks.spawn_handle());
    tasks.spawn_handle().spawn("offchain-workers", Some("offchain-worker"), running);
    Ok(())
}
