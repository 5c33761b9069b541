//! A chain without a network: the real client, database and Wasm executor, blocks built and imported by hand.

use anyhow::{Context, Result, anyhow};
use cybersyn_runtime::opaque::Block;
use sc_block_builder::{BlockBuilder, BlockBuilderBuilder};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_consensus::{BlockImport, BlockImportParams, ForkChoiceStrategy, StateAction};
use sc_executor::WasmExecutor;
use sc_service::client::LocalCallExecutor;
use sp_api::{ApiExt, CallApiAt, ConstructRuntimeApi, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder as BlockBuilderApi;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{
    Slot,
    digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
};
use sp_runtime::{Digest, DigestItem, OpaqueExtrinsic, Storage, traits::Block as _};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The client of a node, without the node.
pub type Client<RA> =
    sc_service::client::Client<Backend<Block>, LocalCallExecutor<Block, Backend<Block>, Executor>, Block, RA>;

/// The time of the first block, a whole number of slots (Unix milliseconds).
pub const NOW: u64 = 1_800_000_000_000;
/// Slot length of the genesis used, in milliseconds.
const SLOT: u64 = 6_000;

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
    RA: ConstructRuntimeApi<Block, Client<RA>> + Send + Sync + 'static,
    RA::RuntimeApi: BlockBuilderApi<Block> + ApiExt<Block>,
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
        let executor = Executor::builder().build();
        let genesis = sc_chain_spec::GenesisBlockBuilder::new(&storage, true, backend.clone(), executor.clone())?;
        let client = sc_service::new_client(
            backend,
            executor,
            genesis,
            None,
            None,
            sc_client_api::execution_extensions::ExecutionExtensions::new(None, Arc::new(Executor::builder().build())),
            Box::new(sp_core::testing::TaskExecutor::new()),
            None,
            None,
            Default::default(),
        )?;
        Ok(Self { client, _directory: directory })
    }

    /// Hash of block 0.
    pub fn genesis(&self) -> [u8; 32] {
        self.client.chain_info().genesis_hash.into()
    }

    /// Builds block 1 from `inherents` and as many of `transactions` as fit.
    pub fn build(&self, inherents: Vec<OpaqueExtrinsic>, transactions: Vec<OpaqueExtrinsic>) -> Result<Built> {
        let info = self.client.chain_info();
        let mut builder: BlockBuilder<'_, Block, Client<RA>> = BlockBuilderBuilder::new(&self.client)
            .on_parent_block(info.best_hash)
            .with_parent_block_number(info.best_number)
            .with_inherent_digests(digest())
            .build()?;
        for inherent in inherents {
            builder.push(inherent).context("an inherent was refused")?;
        }
        let begun = Instant::now();
        let mut taken = 0;
        for transaction in transactions {
            match builder.push(transaction) {
                Ok(()) => taken += 1,
                Err(error) if is_full(&error) => break,
                Err(error) => return Err(anyhow!("a transaction was refused: {error}")),
            }
        }
        let block = builder.build()?.block;
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
        let result = futures::executor::block_on((&self.client).import_block(params))?;
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
