//! A federation: validators, each with its sidecar, on one machine.

use crate::{cli::Cli, sidecar::Sidecar, spec, validator::Validator, wait};
use anyhow::{Context, Result};
use cybersyn_primitives::{Hash, ProposalId, api::ProposalView};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a process may take to answer after its start.
const START: Duration = Duration::from_secs(60);

/// A running federation. Everything stops when it is dropped.
#[derive(Debug)]
pub struct Federation {
    /// The validators.
    pub validators: Vec<Validator>,
    /// The sidecars, one per validator.
    pub sidecars: Vec<Sidecar>,
    /// Hash of block 0.
    pub genesis: Hash,
    directory: PathBuf,
}

impl Federation {
    /// Starts the `local` preset with `size` validators and sidecars, its genesis patch changed further by `change`.
    pub async fn start(directory: &Path, size: usize, change: impl FnOnce(&mut Value) -> Result<()>) -> Result<Self> {
        Self::start_with(directory, size, change, &[]).await
    }

    /// The same with raw entries of genesis state: keys and values in hex.
    pub async fn start_with(
        directory: &Path,
        size: usize,
        change: impl FnOnce(&mut Value) -> Result<()>,
        storage: &[(&str, String)],
    ) -> Result<Self> {
        let mut specification = spec::export("local")?;
        let patch = spec::patch(&mut specification)?;
        spec::set_authorities(patch, size)?;
        change(patch)?;
        let (edited, spec_path) = (directory.join("chain-spec.json"), directory.join("chain-spec-raw.json"));
        spec::write(&specification, &edited)?;
        spec::write_raw(&edited, &spec_path)?;
        spec::set_storage(&spec_path, storage)?;
        let sidecars = (0..size).map(|index| Sidecar::new(index, directory)).collect::<Result<Vec<_>>>()?;
        let validators = sidecars
            .iter()
            .map(|sidecar| Validator::new(sidecar.index, directory, &spec_path, Some(sidecar.settlement_url())))
            .collect::<Result<Vec<_>>>()?;
        let directory = directory.to_path_buf();
        let mut federation = Self { validators, sidecars, genesis: Hash::default(), directory };
        federation.start_validators().await?;
        federation.genesis = federation.ask_genesis().await?;
        federation.start_sidecars().await?;
        Ok(federation)
    }

    /// Starts every validator, with the first one as boot node.
    pub async fn start_validators(&mut self) -> Result<()> {
        let boot_nodes: Vec<String> = self.validators.iter().filter_map(Validator::boot_address).collect();
        for validator in &mut self.validators {
            validator.start(&boot_nodes)?;
        }
        for validator in &mut self.validators {
            validator.ready(START).await?;
        }
        Ok(())
    }

    /// Stops every validator in order.
    pub fn stop_validators(&mut self) -> Result<()> {
        self.validators.iter_mut().try_for_each(Validator::stop)
    }

    /// Waits until validator 0 has finalized block `number`.
    pub async fn finalizes(&self, number: u64, limit: Duration) -> Result<u64> {
        self.validators[0].finalizes(number, limit).await
    }

    /// Waits until every sidecar holds the proposal.
    pub async fn knows(&self, proposal: ProposalId, limit: Duration) -> Result<ProposalView> {
        let mut view = None;
        for sidecar in &self.sidecars {
            let mesh = sidecar.mesh()?;
            let what = format!("sidecar {} knows proposal {proposal}", sidecar.index);
            view = Some(wait::until(&what, limit, || async { Ok(mesh.proposal(proposal).await?) }, |_| true).await?);
        }
        view.context("a federation has sidecars")
    }

    /// A command line with the key store `name` that asks validator and sidecar `site` first.
    pub fn cli(&self, name: &str, site: usize) -> Cli {
        let mut mesh: Vec<String> = self.sidecars.iter().map(Sidecar::url).collect();
        let turn = site % mesh.len();
        mesh.rotate_left(turn);
        let mut chain: Vec<String> = self.validators.iter().map(Validator::url).collect();
        let turn = site % chain.len();
        chain.rotate_left(turn);
        Cli::new(self.directory.join("keys").join(name), chain.join(","), mesh)
    }

    /// Where logs and data are.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Errs if any process has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.validators.iter_mut().try_for_each(Validator::check)?;
        self.sidecars.iter_mut().try_for_each(Sidecar::check)
    }

    /// Stops everything in order: sidecars first, so that they do not complain about the chain.
    pub fn stop(&mut self) -> Result<()> {
        self.sidecars.iter_mut().try_for_each(Sidecar::stop)?;
        self.stop_validators()
    }

    /// Starts every sidecar: the first alone, since its key is its own secret, the others with its address.
    async fn start_sidecars(&mut self) -> Result<()> {
        let mut bootstrap = Vec::new();
        for (sidecar, validator) in self.sidecars.iter_mut().zip(&self.validators) {
            sidecar.follow(validator.url());
            sidecar.start(&bootstrap)?;
            if bootstrap.is_empty() {
                sidecar.ready(START).await?;
                bootstrap.push(sidecar.address().await?);
            }
        }
        for sidecar in &mut self.sidecars {
            sidecar.ready(START).await?;
        }
        Ok(())
    }

    async fn ask_genesis(&self) -> Result<Hash> {
        let answer = self.validators[0].call("chain_getBlockHash", jsonrpsee::rpc_params![0]).await?;
        let digits = answer.as_str().context("a hash")?.trim_start_matches("0x");
        Hash::try_from(hex::decode(digits)?.as_slice()).context("a hash has 32 bytes")
    }
}
