//! Genesis of the three networks that the node knows by name.

use crate::{
    AccountId, BabeConfig, Balance, BalancesConfig, PersonhoodConfig, RedundancyConfig, RuntimeGenesisConfig,
    SessionConfig, SessionKeys, apis::EPOCH_CONFIGURATION, founders::founders, units::CYB,
};
use alloc::{vec, vec::Vec};
use cybersyn_primitives::Millis;
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_genesis_builder::PresetId;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// One validator, 1-second slots.
pub const DEV: &str = "dev";
/// Three validators, 2-second slots.
pub const LOCAL: &str = "local";
/// Four validators, 6-second slots.
pub const FEDERATION: &str = "federation";

/// What a development account begins with.
const ENDOWMENT: Balance = 1_000_000 * CYB;

/// The presets' names.
pub fn names() -> Vec<PresetId> {
    vec![PresetId::from(DEV), PresetId::from(LOCAL), PresetId::from(FEDERATION)]
}

/// The genesis patch of a preset, as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let patch = match id.as_ref() {
        DEV => dev(),
        LOCAL => local(),
        FEDERATION => federation(),
        _ => return None,
    };
    serde_json::to_vec(&patch).ok()
}

fn dev() -> Value {
    genesis(&[Sr25519Keyring::Alice], 1_000)
}

fn local() -> Value {
    genesis(&[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie], 2_000)
}

fn federation() -> Value {
    genesis(&[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie, Sr25519Keyring::Dave], 6_000)
}

fn genesis(validators: &[Sr25519Keyring], slot_millis: Millis) -> Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances: endowed() },
        babe: BabeConfig { epoch_config: EPOCH_CONFIGURATION },
        redundancy: RedundancyConfig {
            validators: validators.iter().map(|validator| validator.to_account_id()).collect::<Vec<_>>(),
            slot_millis,
        },
        personhood: PersonhoodConfig { founders: founders(), ..Default::default() },
        session: SessionConfig { keys: validators.iter().map(session_keys).collect::<Vec<_>>() },
    })
}

/// Development accounts with coins. Citizens have none: they need none.
fn endowed() -> Vec<(AccountId, Balance)> {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};
    [Alice, Bob, Charlie, Dave, Eve, Ferdie].map(|account| (account.to_account_id(), ENDOWMENT)).to_vec()
}

/// A development validator: the account, itself as validator, the keys that `--alice` and the like put into the keystore.
fn session_keys(validator: &Sr25519Keyring) -> (AccountId, AccountId, SessionKeys) {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};
    let finality = match validator {
        Bob => Ed25519Keyring::Bob,
        Charlie => Ed25519Keyring::Charlie,
        Dave => Ed25519Keyring::Dave,
        Eve => Ed25519Keyring::Eve,
        Alice => Ed25519Keyring::Alice,
        _ => Ed25519Keyring::Ferdie,
    };
    let account = validator.to_account_id();
    let keys = SessionKeys { babe: validator.public().into(), grandpa: finality.public().into() };
    (account.clone(), account, keys)
}
