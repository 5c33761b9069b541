//! What runs and what only works on the database have in common: client, pool, import queue.

use super::{Block, Executor, FullBackend, FullClient, Pool, SelectChain, genesis::Genesis};
use cybersyn_runtime::RuntimeApi;
use futures::future::BoxFuture;
use sc_consensus::DefaultImportQueue;
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaPruningFilter, LinkHalf};
use sc_service::{Configuration, PartialComponents, TaskManager, error::Error as ServiceError};
use sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{SlotDuration, inherents::InherentDataProvider as SlotProvider};
use sp_inherents::CreateInherentDataProviders;
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::sync::Arc;

/// A justification is kept at least every so many blocks, for peers that catch up.
pub const JUSTIFICATION_PERIOD: u32 = 512;

/// GRANDPA's part of importing a block.
type GrandpaImport = GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
/// BABE's part of importing a block, around GRANDPA's.
pub type BabeImport = BabeBlockImport<Block, FullClient, GrandpaImport, Inherents, SelectChain>;
/// What the finality voter needs of the import.
pub type GrandpaLink = LinkHalf<Block, FullClient, SelectChain>;

/// The parts.
pub type Partial = PartialComponents<FullClient, FullBackend, SelectChain, DefaultImportQueue<Block>, Pool, Consensus>;

/// Consensus as far as it is there without a network.
pub struct Consensus {
    /// Imports our own blocks.
    pub babe_import: BabeImport,
    /// Epochs as BABE knows them.
    pub babe_link: BabeLink<Block>,
    /// Answers questions about epochs.
    pub babe_handle: BabeWorkerHandle<Block>,
    /// For the voter.
    pub grandpa_link: GrandpaLink,
    /// Reports to telemetry servers, where configured.
    pub telemetry: Option<Telemetry>,
}

/// Builds the parts.
pub fn partial(config: &Configuration) -> Result<Partial, ServiceError> {
    let telemetry = telemetry(config)?;
    let handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());
    let executor: Executor = sc_service::new_wasm_executor(&config.executor);
    let mut database = config.db_config();
    database.pruning_filters = vec![Arc::new(GrandpaPruningFilter)];
    let backend = sc_service::new_db_backend(database)?;
    let genesis = Genesis { config, backend: backend.clone(), executor: executor.clone() };
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
            config,
            handle.clone(),
            executor,
            backend,
            genesis,
            false,
        )?;
    let client = Arc::new(client);
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });
    let select_chain = sc_consensus::LongestChain::new(backend.clone());
    let transaction_pool = pool(config, &client, &task_manager);
    let (import_queue, mut consensus) =
        consensus(config, &client, &select_chain, &transaction_pool, &task_manager, handle)?;
    consensus.telemetry = telemetry;
    Ok(PartialComponents {
        client,
        backend,
        task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: consensus,
    })
}

fn telemetry(config: &Configuration) -> Result<Option<(TelemetryWorker, Telemetry)>, ServiceError> {
    let Some(endpoints) = config.telemetry_endpoints.clone().filter(|endpoints| !endpoints.is_empty()) else {
        return Ok(None);
    };
    let worker = TelemetryWorker::new(16)?;
    let telemetry = worker.handle().new_telemetry(endpoints);
    Ok(Some((worker, telemetry)))
}

fn pool(config: &Configuration, client: &Arc<FullClient>, tasks: &TaskManager) -> Arc<Pool> {
    let is_validator = config.role.is_authority().into();
    let builder = sc_transaction_pool::Builder::new(tasks.spawn_essential_handle(), client.clone(), is_validator)
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry());
    Arc::new(builder.build())
}

fn consensus(
    config: &Configuration,
    client: &Arc<FullClient>,
    select_chain: &SelectChain,
    pool: &Arc<Pool>,
    tasks: &TaskManager,
    telemetry: Option<TelemetryHandle>,
) -> Result<(DefaultImportQueue<Block>, Consensus), ServiceError> {
    let (grandpa_import, grandpa_link) = sc_consensus_grandpa::block_import(
        client.clone(),
        JUSTIFICATION_PERIOD,
        &client.clone(),
        select_chain.clone(),
        telemetry.clone(),
    )?;
    let babe_config = sc_consensus_babe::configuration(&**client)?;
    let slot_duration = babe_config.slot_duration();
    let (babe_import, babe_link) = sc_consensus_babe::block_import(
        babe_config,
        grandpa_import.clone(),
        client.clone(),
        Inherents { slot_duration },
        select_chain.clone(),
        OffchainTransactionPoolFactory::new(pool.clone()),
    )?;
    let (import_queue, babe_handle) = sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
        link: babe_link.clone(),
        block_import: babe_import.clone(),
        justification_import: Some(Box::new(grandpa_import)),
        client: client.clone(),
        slot_duration,
        spawner: &tasks.spawn_essential_handle(),
        registry: config.prometheus_registry(),
        telemetry,
    })?;
    Ok((import_queue, Consensus { babe_import, babe_link, babe_handle, grandpa_link, telemetry: None }))
}

/// What a block's author adds: the time, and the slot that follows from it.
#[derive(Clone)]
pub struct Inherents {
    /// Length of a slot.
    pub slot_duration: SlotDuration,
}

impl CreateInherentDataProviders<Block, ()> for Inherents {
    type InherentDataProviders = (SlotProvider, TimestampProvider);

    fn create_inherent_data_providers<'life0, 'async_trait>(
        &'life0 self,
        _parent: cybersyn_runtime::opaque::Hash,
        _extra: (),
    ) -> BoxFuture<'async_trait, Result<Self::InherentDataProviders, Box<dyn std::error::Error + Send + Sync>>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        let timestamp = TimestampProvider::from_system_time();
        let slot = SlotProvider::from_timestamp_and_slot_duration(*timestamp, self.slot_duration);
        Box::pin(futures::future::ready(Ok((slot, timestamp))))
    }
}
