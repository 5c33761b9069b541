//! Chain specifications of test federations: the `local` preset as the node exports it, changed as a user would.

use crate::process::binaries;
use anyhow::{Context, Result, bail};
use cybersyn_primitives::{dev, hash::blake2_256};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use serde_json::Value;
use std::{path::Path, process::Command};
use subxt::utils::AccountId32;

/// Exports `preset` from the node.
pub fn export(preset: &str) -> Result<Value> {
    serde_json::from_slice(&exported(&["--chain", preset])?).context("the exported chain specification is not JSON")
}

/// Writes the raw form of the specification in the file `from` to `to`: with it no node of the federation builds genesis,
/// which spares each one of the two compilations of the runtime at its first start.
pub fn write_raw(from: &Path, to: &Path) -> Result<()> {
    let raw = exported(&["--raw", "--chain", &from.to_string_lossy()])?;
    std::fs::write(to, raw).with_context(|| format!("{}", to.display()))
}

/// Adds entries of state to the raw specification in the file `path`: keys and values in hex. For what no pallet's genesis
/// configuration sets.
pub fn set_storage(path: &Path, entries: &[(&str, String)]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut spec: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let top = spec.pointer_mut("/genesis/raw/top").and_then(Value::as_object_mut);
    let top = top.context("a raw specification has its state")?;
    top.extend(entries.iter().map(|(key, value)| ((*key).to_owned(), Value::String(value.clone()))));
    write(&spec, path)
}

fn exported(arguments: &[&str]) -> Result<Vec<u8>> {
    let node = binaries()?.join("cybersyn-node");
    let output = Command::new(node).arg("export-chain-spec").args(arguments).output()?;
    if !output.status.success() {
        bail!("export-chain-spec: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// The genesis patch of an exported specification.
pub fn patch(spec: &mut Value) -> Result<&mut Value> {
    spec.pointer_mut("/genesis/runtimeGenesis/patch").context("the specification has no genesis patch")
}

/// Writes a specification to `path`.
pub fn write(spec: &Value, path: &Path) -> Result<()> {
    std::fs::write(path, serde_json::to_vec_pretty(spec)?).with_context(|| format!("{}", path.display()))
}

/// Makes the first `size` of the four development authorities the validators.
pub fn set_authorities(patch: &mut Value, size: usize) -> Result<()> {
    let mut federation = export("federation")?;
    let all = self::patch(&mut federation)?;
    for pointer in ["/session/keys", "/redundancy/validators"] {
        let first = all.pointer(pointer).and_then(Value::as_array).with_context(|| format!("no {pointer}"))?;
        let first = first.iter().take(size).cloned().collect();
        *patch.pointer_mut(pointer).with_context(|| format!("no {pointer}"))? = Value::Array(first);
    }
    Ok(())
}

/// Makes `count` development citizens the founding persons. Those beyond the preset's own twelve have accounts that
/// nobody has the key of: they can vote, which takes only a voting key, and call nothing.
pub fn set_founders(patch: &mut Value, count: u32) -> Result<()> {
    let founders = patch.pointer_mut("/personhood/founders").and_then(Value::as_array_mut);
    let founders = founders.context("the specification has no founders")?;
    for number in founders.len() as u32..count {
        let key = VerificationKeyBytes::from(&SigningKey::from(dev::voting_seed(number)));
        let account = AccountId32(blake2_256(&dev::voting_seed(number)));
        founders.push(serde_json::json!([account.to_string(), <[u8; 32]>::from(key)]));
    }
    Ok(())
}
