//! Chain specifications of the networks that the node knows by name.
//!
//! A specification is the runtime's Wasm, the name of a genesis preset inside it, and what wallets and peers must
//! know. It holds no rule and no key of its own: presets live in the runtime. `README.md` says how to make another.

use cybersyn_runtime::{presets, units, wasm::WASM_BINARY};
use sc_chain_spec::{ChainType, GenericChainSpec, Properties};

/// A specification without extensions of ours.
pub type ChainSpec = GenericChainSpec;

/// Why there is no specification.
#[derive(Debug, PartialEq, Eq)]
pub enum ChainSpecError {
    /// The runtime was built with `SKIP_WASM_BUILD`: build it again without.
    NoWasm,
}

impl std::fmt::Display for ChainSpecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ChainSpecError::NoWasm => {
                f.write_str("this binary was built without the runtime's Wasm; build it again without SKIP_WASM_BUILD")
            }
        }
    }
}

impl std::error::Error for ChainSpecError {}

/// One validator (Alice), 1-second slots, everything in a temporary directory.
pub fn dev() -> Result<ChainSpec, ChainSpecError> {
    build(presets::DEV, "Cybersyn development", "cybersyn_dev", ChainType::Development)
}

/// Three validators (Alice, Bob, Charlie), 2-second slots.
pub fn local() -> Result<ChainSpec, ChainSpecError> {
    build(presets::LOCAL, "Cybersyn local federation", "cybersyn_local", ChainType::Local)
}

/// Four validators (Alice to Dave), 6-second slots, the real windows: the pattern for a real network. Its keys are
/// development keys, known to everybody; the name says so.
pub fn federation() -> Result<ChainSpec, ChainSpecError> {
    build(
        presets::FEDERATION,
        "Cybersyn federation (PUBLIC KEYS, not for use)",
        "cybersyn_federation",
        ChainType::Local,
    )
}

fn build(preset: &str, name: &str, id: &str, chain_type: ChainType) -> Result<ChainSpec, ChainSpecError> {
    let wasm = WASM_BINARY.ok_or(ChainSpecError::NoWasm)?;
    let spec = ChainSpec::builder(wasm, None)
        .with_name(name)
        .with_id(id)
        .with_protocol_id(id)
        .with_chain_type(chain_type)
        .with_properties(properties())
        .with_genesis_config_preset_name(preset)
        .build();
    Ok(spec)
}

/// What wallets show: token, decimals, address format.
pub fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), units::SYMBOL.into());
    properties.insert("tokenDecimals".into(), units::DECIMALS.into());
    properties.insert("ss58Format".into(), units::SS58_PREFIX.into());
    properties
}
