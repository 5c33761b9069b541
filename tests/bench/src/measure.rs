//! What the benches share: a row of the table, genesis from a preset.

use anyhow::{Context, Result, anyhow};
use sp_runtime::{BuildStorage, Storage};
use std::time::Duration;

/// One full block.
pub struct Row {
    /// What was settled.
    pub name: String,
    /// Votes in the block.
    pub per_block: u32,
    /// Bytes of transaction per vote.
    pub bytes_each: f64,
    /// Time to build the block.
    pub build: Duration,
    /// Time to import it elsewhere.
    pub import: Duration,
}

impl Row {
    /// Microseconds of import per vote.
    pub fn import_micros_each(&self) -> f64 {
        self.import.as_secs_f64() * 1e6 / f64::from(self.per_block.max(1))
    }
}

/// Genesis state of a Wasm's own preset.
pub fn preset_storage(wasm: Option<&[u8]>, preset: &str) -> Result<Storage> {
    let wasm = wasm.context("the runtime was built without its Wasm (SKIP_WASM_BUILD)")?;
    let spec = sc_chain_spec::GenericChainSpec::<sc_chain_spec::NoExtension>::builder(wasm, None)
        .with_name("bench")
        .with_id("bench")
        .with_chain_type(sc_chain_spec::ChainType::Development)
        .with_genesis_config_preset_name(preset)
        .build();
    spec.build_storage().map_err(|error| anyhow!("genesis: {error}"))
}
