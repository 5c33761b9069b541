//! Which chain is meant, where nodes or daemons say themselves which one they serve.
//!
//! Everything is proven from the genesis hash on, so who chooses the hash chooses the truth. It is the one that the command
//! line names; else one that this device has been used on; only a device that knows none takes what it is served.

use crate::{
    exit::Failure,
    journal,
    keystore::{Keystore, StoreError},
    who,
};
use cybersyn_primitives::Hash;
use std::collections::BTreeSet;

/// The chains that this device's identities have been used on. Those for development do not matter: they are used on any,
/// by anybody.
pub fn known(keystore: &Keystore) -> Result<BTreeSet<Hash>, StoreError> {
    let mut chains = BTreeSet::new();
    for name in keystore.names()? {
        if keystore.load(Some(&name))?.development.is_none() {
            chains.extend(who::chains(keystore, &name)?);
            chains.extend(journal::chains(keystore, &name)?);
        }
    }
    Ok(chains)
}

/// The chain that is meant, out of those that are `served`.
pub fn choose(pinned: Option<&Hash>, known: &BTreeSet<Hash>, served: &BTreeSet<Hash>) -> Result<Hash, Failure> {
    if let Some(pinned) = pinned {
        let missing = || format!("nobody serves the chain {}; there is {}", text(pinned), list(served));
        return served.contains(pinned).then_some(*pinned).ok_or_else(|| Failure::Missing(missing()));
    }
    let meant: Vec<&Hash> = served.iter().filter(|chain| known.is_empty() || known.contains(*chain)).collect();
    match meant.as_slice() {
        [one] => Ok(**one),
        [] => Err(Failure::Missing(format!(
            "there is {}, and this device has been used on {} only; if that is another federation that you trust, name \
             its chain with --genesis",
            list(served),
            list(known)
        ))),
        _ => Err(Failure::Missing(format!(
            "there are several chains, {}; say with --genesis which one is meant",
            list(served)
        ))),
    }
}

/// A genesis hash in hex.
pub fn text(genesis: &Hash) -> String {
    format!("0x{}", hex::encode(genesis))
}

/// The genesis hash that a file remembers a chain by.
pub fn parse(key: &str) -> Option<Hash> {
    hex::decode(key).ok()?.try_into().ok()
}

fn list(chains: &BTreeSet<Hash>) -> String {
    chains.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::Identity;
    use cybersyn_primitives::{Ballot, Body, Choice, SignedBallot};

    const OURS: Hash = [1; 32];
    const OTHER: Hash = [2; 32];

    fn chains(chains: &[Hash]) -> BTreeSet<Hash> {
        chains.iter().copied().collect()
    }

    #[test]
    fn the_chain_that_was_named_is_meant_whatever_is_known() {
        assert_eq!(choose(Some(&OTHER), &chains(&[OURS]), &chains(&[OURS, OTHER])), Ok(OTHER));
        assert!(matches!(choose(Some(&OTHER), &chains(&[]), &chains(&[OURS])), Err(Failure::Missing(_))));
    }

    #[test]
    fn a_device_that_knows_no_chain_takes_the_one_that_is_served() {
        assert_eq!(choose(None, &chains(&[]), &chains(&[OTHER])), Ok(OTHER));
        assert!(choose(None, &chains(&[]), &chains(&[OURS, OTHER])).is_err());
    }

    #[test]
    fn a_chain_that_a_device_has_never_seen_is_refused_and_can_be_named() {
        let refused = choose(None, &chains(&[OURS]), &chains(&[OTHER])).unwrap_err();
        assert!(refused.to_string().contains("--genesis") && refused.to_string().contains(&text(&OURS)), "{refused}");
    }

    #[test]
    fn chains_are_known_by_the_ballots_of_identities_that_are_not_for_development() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        let ballot = Ballot { proposal: 7, citizen: 1, key_version: 0, body, cast_at: 5 };
        let signed = SignedBallot { ballot, signature: [0; 64] };
        let identity = Identity::development(1);
        keystore.create(&identity).unwrap();
        journal::keep(&keystore, &identity.name, &OURS, &signed).unwrap();
        assert_eq!(known(&keystore).unwrap(), chains(&[]));
        let own = |identity: &mut Identity| {
            identity.development = None;
            Ok::<_, StoreError>(())
        };
        keystore.change(&identity.name, own).unwrap();
        assert_eq!(known(&keystore).unwrap(), chains(&[OURS]));
    }

    #[test]
    fn of_several_chains_the_known_one_is_meant() {
        assert_eq!(choose(None, &chains(&[OURS]), &chains(&[OURS, OTHER])), Ok(OURS));
    }
}
