//! Which citizen an identity is on a chain: asked of the chain, remembered for when it is down.

use crate::{
    chain,
    exit::Failure,
    genesis,
    keystore::{Identity, Keystore, StoreError},
};
use anyhow::{Result, bail};
use cybersyn_chain_client::BlockAt;
use cybersyn_primitives::{CitizenIndex, Hash, KeyVersion, VotingKey, api::Hex, dev};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of the file beside the identity.
const ASIDE: &str = "citizen";

/// What is remembered, by the hex of the chain's genesis hash.
#[derive(Default, Serialize, Deserialize)]
struct Remembered {
    chains: BTreeMap<String, Citizenship>,
}

/// An identity as a citizen of one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citizenship {
    /// Its citizen index.
    pub citizen: CitizenIndex,
    /// Version of the voting key to sign with.
    pub key_version: KeyVersion,
}

/// Asks the chain, and remembers.
pub async fn ask(keystore: &Keystore, identity: &Identity, at: &BlockAt, genesis: &Hash) -> Result<Citizenship> {
    let Some(citizen) = chain::citizen_of(at, &identity.did_id()?).await? else {
        bail!(Failure::Refused(format!(
            "{} is no person on this chain yet; `cybersyn person apply` makes an application for others to vouch with",
            identity.did
        )))
    };
    let slot = chain::roll_slot(at, citizen).await?;
    let now = at.timestamp().await?;
    let in_force = slot.iter().flat_map(|slot| slot.keys.iter()).filter(|key| key.force.contains(now) && !key.stolen);
    let ours = in_force.filter(|key| holds(identity, &key.key)).map(|key| key.version).max();
    let Some(key_version) = ours else {
        bail!(Failure::Refused(
            "none of this device's voting keys is in force on chain; `cybersyn did add-key` brings one into force"
                .into()
        ))
    };
    let citizenship = Citizenship { citizen, key_version };
    let mut remembered: Remembered = keystore.read_aside(&identity.name, ASIDE)?;
    if remembered.chains.insert(hex::encode(genesis), citizenship) != Some(citizenship) {
        keystore.write_aside(&identity.name, ASIDE, &remembered)?;
    }
    Ok(citizenship)
}

/// What was known when the chain last answered.
pub fn remember(keystore: &Keystore, identity: &Identity, genesis: &Hash) -> Result<Citizenship> {
    let remembered: Remembered = keystore.read_aside(&identity.name, ASIDE)?;
    if let Some(citizenship) = remembered.chains.get(&hex::encode(genesis)) {
        return Ok(*citizenship);
    }
    match identity.development {
        Some(number) if number < dev::FOUNDERS => Ok(Citizenship { citizen: number, key_version: 0 }),
        _ => bail!(Failure::Missing(
            "the chain is not reachable and this identity has not been used on it yet, so its citizen index is unknown"
                .into()
        )),
    }
}

/// The chains that an identity is remembered on, by their genesis hashes.
pub fn chains(keystore: &Keystore, name: &str) -> Result<Vec<Hash>, StoreError> {
    let remembered: Remembered = keystore.read_aside(name, ASIDE)?;
    Ok(remembered.chains.keys().filter_map(|key| genesis::parse(key)).collect())
}

fn holds(identity: &Identity, key: &VotingKey) -> bool {
    identity.voting.iter().any(|own| own.public == Hex(key.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keystore() -> (tempfile::TempDir, Keystore) {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        (dir, keystore)
    }

    #[test]
    fn founders_of_the_presets_are_known_without_the_chain() {
        let (_dir, keystore) = keystore();
        let citizenship = remember(&keystore, &Identity::development(5), &[1; 32]).unwrap();
        assert_eq!(citizenship, Citizenship { citizen: 5, key_version: 0 });
    }

    #[test]
    fn newcomers_must_have_asked_before() {
        let (_dir, keystore) = keystore();
        let newcomer = Identity::development(dev::FOUNDERS);
        assert!(remember(&keystore, &newcomer, &[1; 32]).is_err());
        let known = Citizenship { citizen: 12, key_version: 1 };
        let remembered = Remembered { chains: BTreeMap::from([(hex::encode([1; 32]), known)]) };
        keystore.write_aside(&newcomer.name, ASIDE, &remembered).unwrap();
        assert_eq!(remember(&keystore, &newcomer, &[1; 32]).unwrap(), known);
        assert!(remember(&keystore, &newcomer, &[2; 32]).is_err());
        assert_eq!(chains(&keystore, &newcomer.name).unwrap(), [[1; 32]]);
    }
}
