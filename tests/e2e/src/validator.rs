//! A validator process.

use crate::{ports, process::Process, wait};
use anyhow::{Context, Result};
use jsonrpsee::{
    core::client::ClientT,
    http_client::{HttpClient, HttpClientBuilder},
    rpc_params,
};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// The development authorities, in the order of the presets.
pub const AUTHORITIES: [&str; 4] = ["alice", "bob", "charlie", "dave"];
/// Peer id of the first authority: that of the ed25519 secret key 1 (see `node_key`).
const FIRST_PEER: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

/// How to run one validator, and its process while it runs.
#[derive(Debug)]
pub struct Validator {
    /// Which authority it is.
    pub index: usize,
    /// Port of its JSON-RPC.
    pub rpc_port: u16,
    /// Port of its chain network.
    pub p2p_port: u16,
    directory: PathBuf,
    spec: PathBuf,
    sidecar_url: Option<String>,
    extra: Vec<String>,
    process: Option<Process>,
}

impl Validator {
    /// Prepares authority `index` under `directory`.
    pub fn new(index: usize, directory: &Path, spec: &Path, sidecar_url: Option<String>) -> Result<Self> {
        Ok(Self {
            index,
            rpc_port: ports::free()?,
            p2p_port: ports::free()?,
            directory: directory.to_path_buf(),
            spec: spec.to_path_buf(),
            sidecar_url,
            extra: Vec::new(),
            process: None,
        })
    }

    /// Adds arguments of the command line for the next start.
    pub fn with_arguments(mut self, extra: &[&str]) -> Self {
        self.extra.extend(extra.iter().map(ToString::to_string));
        self
    }

    /// Runs without its sidecar from the next start on.
    pub fn forget_sidecar(&mut self) {
        self.sidecar_url = None;
    }

    /// Name of the authority.
    pub fn name(&self) -> &'static str {
        AUTHORITIES[self.index]
    }

    /// WebSocket URL of its JSON-RPC.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.rpc_port)
    }

    /// Where its log is.
    pub fn log(&self) -> PathBuf {
        self.directory.join(format!("{}.log", self.name()))
    }

    /// Starts it, with the others' network addresses as boot nodes.
    pub fn start(&mut self, boot_nodes: &[String]) -> Result<()> {
        let base = self.directory.join(self.name());
        let mut arguments: Vec<String> = [
            format!("--{}", self.name()),
            format!("--chain={}", self.spec.display()),
            format!("--base-path={}", base.display()),
            format!("--rpc-port={}", self.rpc_port),
            format!("--listen-addr=/ip4/127.0.0.1/tcp/{}", self.p2p_port),
            format!("--node-key={}", self.node_key()),
            "--validator".into(),
            "--no-mdns".into(),
            "--no-telemetry".into(),
            "--no-prometheus".into(),
            "--allow-private-ip".into(),
            "--rpc-methods=unsafe".into(),
            "--rpc-rate-limit-whitelisted-ips=127.0.0.1/32".into(),
        ]
        .into();
        arguments.extend(boot_nodes.iter().map(|address| format!("--bootnodes={address}")));
        arguments.extend(self.sidecar_url.iter().map(|url| format!("--sidecar-url={url}")));
        arguments.extend(self.extra.iter().cloned());
        self.process = Some(Process::start(self.name(), "cybersyn-node", &arguments, &self.log())?);
        Ok(())
    }

    /// Waits until its JSON-RPC answers.
    pub async fn ready(&mut self, limit: Duration) -> Result<()> {
        let begun = std::time::Instant::now();
        while begun.elapsed() < limit {
            self.process.as_mut().context("not started")?.check()?;
            if self.call("system_health", rpc_params![]).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("{}'s JSON-RPC does not answer within {limit:?}", self.name())
    }

    /// The first authority's address, which is every other one's boot node.
    pub fn boot_address(&self) -> Option<String> {
        (self.index == 0).then(|| format!("/ip4/127.0.0.1/tcp/{}/p2p/{FIRST_PEER}", self.p2p_port))
    }

    /// Number of the block last finalized.
    pub async fn finalized(&self) -> Result<u64> {
        let hash = self.call("chain_getFinalizedHead", rpc_params![]).await?;
        let header = self.call("chain_getHeader", rpc_params![hash]).await?;
        let number = header["number"].as_str().context("number")?;
        Ok(u64::from_str_radix(number.trim_start_matches("0x"), 16)?)
    }

    /// Waits until it has finalized block `number`.
    pub async fn finalizes(&self, number: u64, limit: Duration) -> Result<u64> {
        wait::until(
            &format!("{} finalizes block {number}", self.name()),
            limit,
            || self.finalized(),
            |seen| *seen >= number,
        )
        .await
    }

    /// Asks its JSON-RPC.
    pub async fn call(&self, method: &str, params: jsonrpsee::core::params::ArrayParams) -> Result<Value> {
        Ok(self.client()?.request(method, params).await?)
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |mut process| process.kill())
    }

    /// Orderly stop.
    pub fn stop(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |mut process| process.stop(Duration::from_secs(30)).map(drop))
    }

    /// Errs if it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.process.as_mut().map_or(Ok(()), Process::check)
    }

    fn client(&self) -> Result<HttpClient> {
        Ok(HttpClientBuilder::default().build(format!("http://127.0.0.1:{}", self.rpc_port))?)
    }

    /// A network key per authority, so that addresses survive restarts.
    fn node_key(&self) -> String {
        format!("{:064x}", self.index + 1)
    }
}
