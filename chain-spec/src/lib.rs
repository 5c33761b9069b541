//! Chain specifications of the networks that the node knows by name.
//!
//! A specification is the runtime's Wasm, a genesis preset of the runtime's, and what wallets and peers must know. It
//! holds no rule and no key of its own: presets live in the runtime. `README.md` says how to make another.

use cybersyn_runtime::{presets, units, wasm::WASM_BINARY};
use sc_chain_spec::{ChainType, GenericChainSpec, Properties};

/// A specification without extensions of ours.
pub type ChainSpec = GenericChainSpec;

/// Why there is no specification.
#[derive(Debug, PartialEq, Eq)]
pub enum ChainSpecError {
    /// The runtime was built with `SKIP_WASM_BUILD`: build it again without.
    NoWasm,
    /// The runtime has no preset of this name.
    NoPreset(&'static str),
}

impl std::fmt::Display for ChainSpecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ChainSpecError::NoWasm => {
                f.write_str("this binary was built without the runtime's Wasm; build it again without SKIP_WASM_BUILD")
            }
            ChainSpecError::NoPreset(name) => write!(f, "the runtime has no genesis preset named {name}"),
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

fn build(preset: &'static str, name: &str, id: &str, chain_type: ChainType) -> Result<ChainSpec, ChainSpecError> {
    let wasm = WASM_BINARY.ok_or(ChainSpecError::NoWasm)?;
    let spec = ChainSpec::builder(wasm, None)
        .with_name(name)
        .with_id(id)
        .with_protocol_id(id)
        .with_chain_type(chain_type)
        .with_properties(properties())
        .with_genesis_config_patch(patch(preset)?)
        .build();
    Ok(spec)
}

/// A preset, asked of the runtime's native code: to ask the Wasm would cost a compilation, for the same answer.
fn patch(preset: &'static str) -> Result<serde_json::Value, ChainSpecError> {
    let json = presets::get_preset(&preset.into()).ok_or(ChainSpecError::NoPreset(preset))?;
    serde_json::from_slice(&json).map_err(|_| ChainSpecError::NoPreset(preset))
}

/// What wallets show: token, decimals, address format.
pub fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), units::SYMBOL.into());
    properties.insert("tokenDecimals".into(), units::DECIMALS.into());
    properties.insert("ss58Format".into(), units::SS58_PREFIX.into());
    properties
}

#[cfg(test)]
mod tests {
    use super::*;
    use sc_chain_spec::GenesisConfigBuilderRuntimeCaller;
    use sp_core::storage::well_known_keys::CODE;
    use sp_runtime::BuildStorage;

    const ALL: [fn() -> Result<ChainSpec, ChainSpecError>; 3] = [dev, local, federation];

    #[test]
    fn the_wasm_builds_the_genesis_of_every_preset() {
        for spec in ALL {
            let spec = spec().unwrap();
            let storage = spec.build_storage().unwrap_or_else(|error| panic!("{}: {error}", spec.id()));
            assert!(storage.top.contains_key(CODE), "{}", spec.id());
        }
    }

    #[test]
    fn presets_are_those_of_the_wasm() {
        let wasm = GenesisConfigBuilderRuntimeCaller::<()>::new(WASM_BINARY.unwrap());
        for preset in [presets::DEV, presets::LOCAL, presets::FEDERATION] {
            assert_eq!(patch(preset).unwrap(), wasm.get_named_preset(Some(&preset.into())).unwrap(), "{preset}");
        }
    }

    #[test]
    fn networks_cannot_be_mistaken_for_each_other() {
        let specs = ALL.map(|spec| spec().unwrap());
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            assert_ne!(specs[one].id(), specs[other].id());
            assert_ne!(specs[one].protocol_id(), specs[other].protocol_id());
        }
    }

    #[test]
    fn a_written_specification_reads_back_the_same() {
        let spec = local().unwrap();
        let json = spec.as_json(true).unwrap();
        let again = ChainSpec::from_json_bytes(json.clone().into_bytes()).unwrap();
        assert_eq!(again.as_json(true).unwrap(), json);
    }
}
