//! A mesh sidecar process.

use crate::{
    http::get,
    mesh::Mesh,
    ports,
    process::{Process, binaries},
};
use anyhow::{Context, Result, ensure};
use cybersyn_primitives::CitizenIndex;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// How to run one sidecar, and its process while it runs.
#[derive(Debug)]
pub struct Sidecar {
    /// Its place in the federation.
    pub index: usize,
    /// Port of its JSON-RPC.
    pub rpc_port: u16,
    /// Port where its validator fetches batches.
    pub settlement_port: u16,
    /// Port of its mesh network, TCP and QUIC.
    pub p2p_port: u16,
    directory: PathBuf,
    chain: String,
    process: Option<Process>,
}

impl Sidecar {
    /// Prepares sidecar `index` under `directory`.
    pub fn new(index: usize, directory: &Path) -> Result<Self> {
        Ok(Self {
            index,
            rpc_port: ports::free()?,
            settlement_port: ports::free()?,
            p2p_port: ports::free()?,
            directory: directory.to_path_buf(),
            chain: String::new(),
            process: None,
        })
    }

    /// Attaches it to a node's JSON-RPC.
    pub fn follow(&mut self, chain: String) {
        self.chain = chain;
    }

    /// URL of its JSON-RPC over HTTP.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.rpc_port)
    }

    /// URL that its validator fetches batches from.
    pub fn settlement_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.settlement_port)
    }

    /// Where its log is.
    pub fn log(&self) -> PathBuf {
        self.directory.join(format!("mesh-{}.log", self.index))
    }

    /// Where its data is.
    pub fn data(&self) -> PathBuf {
        self.directory.join(format!("mesh-{}", self.index))
    }

    /// Starts it, with the others' addresses to dial.
    pub fn start(&mut self, bootstrap: &[String]) -> Result<()> {
        let mut arguments: Vec<String> = [
            format!("--chain={}", self.chain),
            format!("--data={}", self.data().display()),
            format!("--rpc=127.0.0.1:{}", self.rpc_port),
            format!("--settlement=127.0.0.1:{}", self.settlement_port),
            format!("--listen=/ip4/127.0.0.1/tcp/{}", self.p2p_port),
            format!("--listen=/ip4/127.0.0.1/udp/{}/quic-v1", self.p2p_port),
            "--unsafe-rpc".into(),
        ]
        .into();
        arguments.extend(bootstrap.iter().map(|address| format!("--bootstrap={address}")));
        let name = format!("sidecar {}", self.index);
        self.process = Some(Process::start(&name, "cybersyn-mesh", &arguments, &self.log())?);
        Ok(())
    }

    /// Has its node consent to serve a citizen, by what the chain knows; into the file `out`, which is new.
    pub fn consent(&self, citizen: CitizenIndex, out: &Path) -> Result<()> {
        let mut command = Command::new(binaries()?.join("cybersyn-mesh"));
        command.arg("consent").arg("--chain").arg(&self.chain).arg("--data").arg(self.data());
        command.args(["--citizen", &citizen.to_string(), "--sidecar", "--out"]).arg(out);
        let output = command.stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "no consent: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// What it shows to those who watch it, in the OpenMetrics format.
    pub async fn metrics(&self) -> Result<String> {
        let url = format!("{}/metrics", self.settlement_url());
        Ok(tokio::task::spawn_blocking(move || get(&url, "*/*")).await??.body)
    }

    /// Waits until its JSON-RPC answers.
    pub async fn ready(&mut self, limit: Duration) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            self.process.as_mut().context("not started")?.check()?;
            if self.mesh()?.health().await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!("sidecar {}'s JSON-RPC does not answer within {limit:?}", self.index)
    }

    /// A client of its JSON-RPC.
    pub fn mesh(&self) -> Result<Mesh> {
        Mesh::new(&self.url())
    }

    /// Its address on the mesh, with the peer id asked from the running process.
    pub async fn address(&self) -> Result<String> {
        let health = self.mesh()?.health().await?;
        Ok(format!("/ip4/127.0.0.1/tcp/{}/p2p/{}", self.p2p_port, health.peer_id))
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |mut process| process.kill())
    }

    /// Orderly stop.
    pub fn stop(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |mut process| process.stop(Duration::from_secs(20)).map(drop))
    }

    /// Errs if it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.process.as_mut().map_or(Ok(()), Process::check)
    }
}
