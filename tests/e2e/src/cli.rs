//! The `cybersyn` command, run as a citizen runs it, with its JSON answers.

use crate::process::binaries;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{path::PathBuf, process::Output};
use tokio::process::Command;

/// Passphrase of the development keys.
const PASSPHRASE: &str = "development";

/// A citizen's or operator's command line: a key store and where chain and mesh answer.
#[derive(Clone, Debug)]
pub struct Cli {
    keystore: PathBuf,
    chain: String,
    mesh: Vec<String>,
}

impl Cli {
    /// A command line with an own key store; `chain` are the URLs of nodes, separated by commas.
    pub fn new(keystore: PathBuf, chain: String, mesh: Vec<String>) -> Self {
        Self { keystore, chain, mesh }
    }

    /// The same that asks other nodes, their URLs separated by commas.
    pub fn asking(&self, chain: &str) -> Self {
        Self { chain: chain.to_owned(), ..self.clone() }
    }

    /// Runs `cybersyn ARGUMENTS`; the output whatever the exit code.
    pub async fn run(&self, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new(binaries()?.join("cybersyn"));
        command.arg("--json").arg("--chain").arg(&self.chain).arg("--keystore").arg(&self.keystore);
        for url in &self.mesh {
            command.arg("--mesh").arg(url);
        }
        command.args(arguments).env("CYBERSYN_PASSPHRASE", PASSPHRASE).stdin(std::process::Stdio::null());
        command.output().await.context("cybersyn did not start")
    }

    /// Runs it and expects exit code 0 and JSON.
    pub async fn json(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.run(arguments).await?;
        if !output.status.success() {
            bail!(
                "cybersyn {}: {}\n{}{}",
                arguments.join(" "),
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("no JSON: {}", String::from_utf8_lossy(&output.stdout)))
    }
}
