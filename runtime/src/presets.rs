//! Genesis of the three networks that the node knows by name.

use crate::{
    AccountId, BabeConfig, Balance, BalancesConfig, ConstitutionConfig, PersonhoodConfig, RedundancyConfig,
    RuntimeGenesisConfig, SessionConfig, SessionKeys, apis::EPOCH_CONFIGURATION, articles::articles,
    founders::founders, units::CYB,
};
use alloc::{vec, vec::Vec};
use cybersyn_primitives::Millis;
use frame_support::build_struct_json_patch;
use pallet_personhood::Defences;
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

/// How short windows may be, in milliseconds: those of a vote in every class, and that in which a newcomer with vouches
/// can be challenged; none: as the constitution and personhood say.
struct Windows {
    discussion_min: Option<Millis>,
    voting_min: Option<Millis>,
    grace: Option<Millis>,
    challenge: Option<Millis>,
}

/// A whole vote within a minute and persons at the last vouch, to try things out.
const SHORT: Windows =
    Windows { discussion_min: Some(2_000), voting_min: Some(4_000), grace: Some(30_000), challenge: Some(0) };
/// The real windows.
const AS_IN_THE_CONSTITUTION: Windows =
    Windows { discussion_min: None, voting_min: None, grace: None, challenge: None };

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
    genesis(&[Sr25519Keyring::Alice], 1_000, &SHORT)
}

fn local() -> Value {
    genesis(&[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie], 2_000, &SHORT)
}

fn federation() -> Value {
    genesis(
        &[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie, Sr25519Keyring::Dave],
        6_000,
        &AS_IN_THE_CONSTITUTION,
    )
}

fn genesis(validators: &[Sr25519Keyring], slot_millis: Millis, windows: &Windows) -> Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances: endowed() },
        babe: BabeConfig { epoch_config: EPOCH_CONFIGURATION },
        redundancy: RedundancyConfig {
            validators: validators.iter().map(|validator| validator.to_account_id()).collect::<Vec<_>>(),
            slot_millis,
        },
        personhood: PersonhoodConfig { founders: founders(), defences: defences(windows), ..Default::default() },
        constitution: ConstitutionConfig {
            discussion_min_millis: windows.discussion_min,
            voting_min_millis: windows.voting_min,
            grace_millis: windows.grace,
            articles: articles(),
        },
        session: SessionConfig { keys: validators.iter().map(session_keys).collect::<Vec<_>>() },
    })
}

fn defences(windows: &Windows) -> Defences {
    let default = Defences::default();
    Defences { vouched_window: windows.challenge.unwrap_or(default.vouched_window), ..default }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ballots, Runtime, Session, System};
    use cybersyn_primitives::{dev::FOUNDERS, traits::Persons};
    use frame_support::genesis_builder_helper::{build_state, get_preset as preset_or_default};

    /// A preset is a patch of the default genesis.
    fn merge(base: &mut Value, patch: Value) {
        match (base, patch) {
            (Value::Object(base), Value::Object(patch)) => {
                patch.into_iter().for_each(|(key, value)| merge(base.entry(key).or_insert(Value::Null), value));
            }
            (base, patch) => *base = patch,
        }
    }

    fn with_preset(name: &str, test: impl FnOnce()) {
        sp_io::TestExternalities::new_empty().execute_with(|| {
            let default = preset_or_default::<RuntimeGenesisConfig>(&None, |_| None).unwrap();
            let mut config: Value = serde_json::from_slice(&default).unwrap();
            let patch = get_preset(&PresetId::from(name)).unwrap();
            merge(&mut config, serde_json::from_slice(&patch).unwrap());
            build_state::<RuntimeGenesisConfig>(serde_json::to_vec(&config).unwrap()).unwrap();
            test();
        });
    }

    #[test]
    fn every_preset_has_its_validators_and_slots() {
        for (name, validators, slot_millis) in [(DEV, 1, 1_000), (LOCAL, 3, 2_000), (FEDERATION, 4, 6_000)] {
            with_preset(name, || {
                assert_eq!(Session::validators().len(), validators, "{name}");
                assert_eq!(pallet_redundancy::Validators::<Runtime>::get().len(), validators, "{name}");
                assert_eq!(pallet_redundancy::SlotMillis::<Runtime>::get(), slot_millis, "{name}");
                assert_eq!(crate::Babe::authorities().len(), validators, "{name}");
                assert_eq!(crate::Grandpa::grandpa_authorities().len(), validators, "{name}");
            });
        }
    }

    #[test]
    fn founders_are_citizens_on_the_roll_and_own_no_coins() {
        with_preset(LOCAL, || {
            assert_eq!(<crate::Personhood as Persons<AccountId>>::active(), FOUNDERS);
            for (number, (account, _)) in (0..).zip(founders()) {
                assert_eq!(<crate::Personhood as Persons<AccountId>>::citizen(&account), Some(number));
                assert_eq!(Ballots::slot(number), Some(number));
                assert_eq!(crate::Balances::free_balance(&account), 0);
                assert!(System::sufficients(&account) > 0, "without a reference the account could not sign");
            }
        });
    }

    #[test]
    fn newcomers_can_be_challenged_where_persons_are_real() {
        for (name, window) in [(DEV, 0), (LOCAL, 0), (FEDERATION, Defences::default().vouched_window)] {
            with_preset(name, || {
                assert_eq!(pallet_personhood::Protection::<Runtime>::get().vouched_window, window, "{name}");
                assert_eq!(pallet_personhood::Privileged::<Runtime>::get(), FOUNDERS, "{name}");
            });
        }
    }

    #[test]
    fn founding_articles_are_in_force() {
        for name in [DEV, LOCAL, FEDERATION] {
            with_preset(name, || {
                for (number, content) in articles() {
                    let article = pallet_constitution::Articles::<Runtime>::get(number).expect("founding");
                    assert!(article.content == content && article.is_alive(0), "{name}: {article:?}");
                }
            });
        }
    }

    #[test]
    fn unknown_presets_do_not_exist() {
        assert_eq!(get_preset(&PresetId::from("atlantis")), None);
        assert!(names().iter().all(|name| get_preset(name).is_some()));
    }
}
