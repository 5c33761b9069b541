//! The genesis block, built only where the database has none.

use super::{Block, Executor, FullBackend};
use sc_client_api::Backend;
use sc_service::{BuildGenesisBlock, Configuration, GenesisBlockBuilder};
use std::sync::Arc;

/// Builds the genesis block when asked, not before: for that the runtime's Wasm must be compiled and run, which takes
/// longer than everything else at a start, and a restart has no use for the result.
pub struct Genesis<'a> {
    /// Whose chain specification.
    pub config: &'a Configuration,
    /// Where the block goes.
    pub backend: Arc<FullBackend>,
    /// What reads the runtime's version; it keeps what it compiled for the client.
    pub executor: Executor,
}

impl BuildGenesisBlock<Block> for Genesis<'_> {
    type BlockImportOperation = <FullBackend as Backend<Block>>::BlockImportOperation;

    fn build_genesis_block(self) -> sp_blockchain::Result<(Block, Self::BlockImportOperation)> {
        let storage = self.config.chain_spec.as_storage_builder();
        GenesisBlockBuilder::new(storage, !self.config.no_genesis(), self.backend, self.executor)?.build_genesis_block()
    }
}

#[cfg(test)]
mod tests {
    use crate::{cli::Cli, service};
    use sc_cli::{CliConfiguration, SubstrateCli};
    use sc_client_api::HeaderBackend;
    use serde_json::Value;
    use std::path::Path;

    /// Starts on the database in `base` with that specification; the genesis hash, or why not.
    fn start(base: &Path, spec: &Path) -> Result<String, String> {
        let (base, spec) = (base.to_string_lossy(), spec.to_string_lossy());
        let cli = Cli::try_from_iter(["cybersyn-node", "--base-path", &base, "--chain", &spec]).unwrap();
        let tasks = tokio::runtime::Runtime::new().unwrap();
        let _guard = tasks.enter();
        let config = cli.run.substrate.create_configuration(&cli, tasks.handle().clone()).unwrap();
        let parts = service::partial(&config).map_err(|error| error.to_string())?;
        Ok(format!("{:?}", parts.client.info().genesis_hash))
    }

    /// The specification of the development network, its code replaced by what no executor can run.
    fn broken() -> String {
        let mut spec: Value =
            serde_json::from_str(&cybersyn_chain_spec::dev().unwrap().as_json(false).unwrap()).unwrap();
        *spec.pointer_mut("/genesis/runtimeGenesis/code").unwrap() = "0x00".into();
        spec.to_string()
    }

    #[test]
    fn a_database_that_has_a_genesis_is_opened_without_building_another() {
        let directory = tempfile::tempdir().unwrap();
        let (good, bad) = (directory.path().join("good.json"), directory.path().join("bad.json"));
        std::fs::write(&good, cybersyn_chain_spec::dev().unwrap().as_json(false).unwrap()).unwrap();
        std::fs::write(&bad, broken()).unwrap();
        let (first, fresh) = (directory.path().join("first"), directory.path().join("fresh"));
        let built = start(&first, &good).unwrap();
        assert_eq!(start(&first, &bad).unwrap(), built);
        assert!(start(&fresh, &bad).is_err(), "the broken specification cannot be built");
    }
}
