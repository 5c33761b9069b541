//! A chain without a network: the real client, database and Wasm executor, blocks built and imported by hand.

use crate::measure::Filling;
use anyhow::{Context, Result, anyhow, ensure};
use codec::Decode;
use cybersyn_runtime::opaque::Block;
use frame_support::{
    dispatch::PerDispatchClass,
    storage::storage_prefix,
    weights::{Weight, constants::WEIGHT_REF_TIME_PER_NANOS},
};
use sc_block_builder::{BlockBuilder, BlockBuilderBuilder};
use sc_client_api::StorageProvider;
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, StateAction};
use sc_executor::WasmExecutor;
use sc_service::client::LocalCallExecutor;
use sp_api::{ApiExt, CallApiAt, ConstructRuntimeApi, Core as _, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder as BlockBuilderApi;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
    Slot,
    digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
};
use sp_core::storage::StorageKey;
use sp_runtime::{BuildStorage, Digest, DigestItem, Storage, traits::Block as _};
use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The client of a node, without the node.
pub type Client<RA> =
    sc_service::client::Client<Backend<Block>, LocalCallExecutor<Block, Backend<Block>, Executor>, Block, RA>;

/// Runtimes whose blocks can be built and imported here.
pub trait Bounds:
    ConstructRuntimeApi<Block, Client<Self>, RuntimeApi: BlockBuilderApi<Block> + ApiExt<Block>>
    + Sized
    + Send
    + Sync
    + 'static
{
}
impl<RA> Bounds for RA where
    RA: ConstructRuntimeApi<Block, Client<RA>, RuntimeApi: BlockBuilderApi<Block> + ApiExt<Block>>
        + Send
        + Sync
        + 'static
{
}

/// The time of the first block, a whole number of slots (Unix milliseconds).
pub const NOW: u64 = 1_800_000_000_000;
/// Slot length of the genesis used, in milliseconds.
const SLOT: u64 = 6_000;

/// All chains have one executor: each Wasm is compiled once.
static EXECUTOR: LazyLock<Executor> = LazyLock::new(|| Executor::builder().build());

/// A chain at block 0.
pub struct Chain<RA> {
    client: Client<RA>,
    _directory: tempfile::TempDir,
}

/// A block and how long it took to build.
pub struct Built {
    /// The block.
    pub block: Block,
    /// From the first transaction to the sealed header.
    pub took: Duration,
    /// Transactions taken before the block was full.
    pub taken: usize,
}

impl<RA> Chain<RA>
where
    RA: Bounds,
    Client<RA>: ProvideRuntimeApi<Block, Api = RA::RuntimeApi> + CallApiAt<Block>,
{
    /// A chain whose genesis state is `storage`, in a new parity-db.
    pub fn new(storage: Storage) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let backend = sc_service::new_db_backend::<Block>(DatabaseSettings {
            trie_cache_maximum_size: Some(64 * 1024 * 1024),
            state_pruning: Some(PruningMode::ArchiveAll),
            source: DatabaseSource::ParityDb { path: directory.path().join("db") },
            blocks_pruning: BlocksPruning::KeepAll,
            pruning_filters: Vec::new(),
            metrics_registry: None,
        })?;
        let executor = EXECUTOR.clone();
        let genesis = sc_chain_spec::GenesisBlockBuilder::new(&storage, true, backend.clone(), executor.clone())?;
        let client = sc_service::new_client(
            backend,
            executor,
            genesis,
            None,
            None,
            sc_client_api::execution_extensions::ExecutionExtensions::new(None, Arc::new(EXECUTOR.clone())),
            Box::new(sp_core::testing::TaskExecutor::new()),
            None,
            None,
            Default::default(),
        )?;
        let chain = Self { client, _directory: directory };
        chain.compile()?;
        Ok(chain)
    }

    /// Compiles the Wasm, which a node does once per runtime upgrade and not per block.
    fn compile(&self) -> Result<()> {
        self.client.runtime_api().version(self.client.chain_info().best_hash)?;
        Ok(())
    }

    /// Decodes what the best block's state has under `key`.
    pub fn state<T: Decode>(&self, key: Vec<u8>) -> Result<T> {
        let value = self.client.storage(self.client.chain_info().best_hash, &StorageKey(key))?;
        let value = value.context("nothing under this key in the state")?;
        T::decode(&mut value.0.as_slice()).context("the state does not decode")
    }

    /// What the weights charged for the best block.
    pub fn charged(&self) -> Result<Duration> {
        let key = storage_prefix(b"System", b"BlockWeight").to_vec();
        let weights: PerDispatchClass<Weight> = self.state(key)?;
        Ok(Duration::from_nanos(weights.total().ref_time() / WEIGHT_REF_TIME_PER_NANOS))
    }

    /// Hash of block 0.
    pub fn genesis(&self) -> [u8; 32] {
        self.client.chain_info().genesis_hash.into()
    }

    /// Builds block 1 of as many of the transactions as fit, without importing it.
    pub fn build(&self, filling: &Filling) -> Result<Built> {
        let info = self.client.chain_info();
        let mut builder: BlockBuilder<'_, Block, Client<RA>> = BlockBuilderBuilder::new(&self.client)
            .on_parent_block(info.best_hash)
            .with_parent_block_number(info.best_number)
            .with_inherent_digests(digest())
            .build()?;
        builder.push(filling.timestamp.clone()).context("the timestamp was refused")?;
        let begun = Instant::now();
        let mut taken = 0;
        for transaction in &filling.transactions {
            match builder.push(transaction.clone()) {
                Ok(()) => taken += 1,
                Err(error) if is_full(&error) => break,
                Err(error) => return Err(anyhow!("a transaction was refused: {error}")),
            }
        }
        let block = builder.build()?.block;
        ensure!(taken < filling.transactions.len(), "{taken} transactions did not fill the block");
        Ok(Built { block, took: begun.elapsed(), taken })
    }

    /// Imports a block as a node does that has not built it: executes it and writes its state.
    pub fn import(&self, block: Block) -> Result<Duration> {
        let (header, body) = block.deconstruct();
        let mut params = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
        params.body = Some(body);
        params.state_action = StateAction::Execute;
        params.fork_choice = Some(ForkChoiceStrategy::LongestChain);
        let begun = Instant::now();
        let result = futures::executor::block_on(self.client.import_block(params))?;
        let took = begun.elapsed();
        match result {
            sc_consensus::ImportResult::Imported(_) => Ok(took),
            other => Err(anyhow!("not imported: {other:?}")),
        }
    }
}

/// The slot that a BABE block of time [`NOW`] names.
fn digest() -> Digest {
    let slot = Slot::from(NOW / SLOT);
    let pre = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot });
    Digest { logs: vec![<DigestItem as CompatibleDigestItem>::babe_pre_digest(pre)] }
}

fn is_full(error: &sp_blockchain::Error) -> bool {
    matches!(
        error,
        sp_blockchain::Error::ApplyExtrinsicFailed(sp_blockchain::ApplyExtrinsicFailed::Validity(validity))
            if validity.exhausted_resources()
    )
}

/// Genesis state of a Wasm's own preset. A Wasm with benchmarks is welcome too.
pub fn preset(wasm: &[u8], name: &str) -> Result<Storage> {
    type Spec =
        sc_chain_spec::GenericChainSpec<sc_chain_spec::NoExtension, frame_benchmarking::benchmarking::HostFunctions>;
    let spec = Spec::builder(wasm, None)
        .with_name("bench")
        .with_id("bench")
        .with_chain_type(sc_chain_spec::ChainType::Development)
        .with_genesis_config_preset_name(name)
        .build();
    spec.build_storage().map_err(|error| anyhow!("genesis: {error}"))
}
