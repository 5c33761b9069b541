//! The founding citizens of the development presets.
//!
//! Public keys only, worked out from `cybersyn_primitives::dev` once: deriving them in the Wasm would bring secret-key
//! code on chain. A test derives them again.

use crate::AccountId;
use alloc::vec::Vec;
use cybersyn_primitives::{VotingKey, dev::FOUNDERS};
use sp_core::hex2array;

/// sr25519 account key and ed25519 voting key of each development citizen.
const KEYS: [([u8; 32], VotingKey); FOUNDERS as usize] = [
    (
        hex2array!("882546f434cffdda6ad4336a86f230580cb73e385b4dbcb6ada90b651356f659"),
        hex2array!("170fd0dad69bb1cbf6eb020f8cf4e0e8c95e78eda22d0fcf34694cfc40275b54"),
    ),
    (
        hex2array!("00311ee7c50960baf40239d19908bbd0842b6d016dc0fab877fbf6ac0674fc67"),
        hex2array!("b2822386fbf0d07e3c0467779a4a6e706fd0fc212766bf4337c43941f19ace92"),
    ),
    (
        hex2array!("88888005525fdc41c3faa29b1edd7f16d3b04cad47073e0e41abfe54211b481f"),
        hex2array!("1a2f72367fa9ece6bf0edf6ee966f576c7cd541b4c20ba20864767c62cda7454"),
    ),
    (
        hex2array!("94219da9e80cede3f41e36278a94bad2d5f9133523b2d1f749a31431e2e0737c"),
        hex2array!("2b94695fb1f179edeec63dd86be14660fcc97f0e2811dd0c237d5754cabf8e76"),
    ),
    (
        hex2array!("02beea39199d60ea03b0b970479451cf6de5eaa99e028bf50cd83e1654bba169"),
        hex2array!("59d89c17ac23a8643255b7732ce7bcbd47b211bac1940a4ee96bf467be887728"),
    ),
    (
        hex2array!("2020f0da1fa7c35f384516f332c32f7412bd17c0bc4dff8293f48b2d144b7e3a"),
        hex2array!("4fc09c90a73b9fa4e43037fbffa7e38c67ba9bfb977607473a6424daa30e7877"),
    ),
    (
        hex2array!("eaea64b498c1acaf6397eda96a05e8f9b3d4944fe8458ef61e9d108e03219979"),
        hex2array!("319a4a77d2bc950667199bbc9cadd05273e05e26baf7e0e03f861cc8388f3382"),
    ),
    (
        hex2array!("6e5b2bdc8ff28bd8abf5b3afe63fc2d9bc20a593e295fd8f7a63a2217a6d4b7b"),
        hex2array!("877fdcc8b1588b08fbe20f9f060b26bb6f1769220528b0d82fa66d9199ec441d"),
    ),
    (
        hex2array!("b43b4cf79320c265ec649b0a9ab91b8bc1bcc0ebd243fdca5e9b1596c9c3846e"),
        hex2array!("9ea10ce5e8fc7da1b91c6e488555e0350baf9abfcd97b7d13f2d73c304081bf0"),
    ),
    (
        hex2array!("7e16d1d66b75990ee105fbb8b77f28f8d5348de55755bfc7e784be68f903e65a"),
        hex2array!("207514b409e4fcdc5bd927a17e006b6a72e11b591e05e499494397c7871e470d"),
    ),
    (
        hex2array!("82844d388dbd24bbce6c3f6bd2c1d099f09d788e43f40418967b185b4120914b"),
        hex2array!("0f37ba89f60bca932f1e8975f9417e5b29f67d1c1f1fd7859f3f0cb2a18036da"),
    ),
    (
        hex2array!("28ea1bbf0ed274fd225e40c056c038867cdff74d16dae44df8c80a1a0e096156"),
        hex2array!("0085b63e00bf0554ec6b78d7a0c094c1f477f922ca20ab7939915b07b0b26179"),
    ),
];

/// Account and first voting key of each founder, in the order of their citizen indexes.
pub fn founders() -> Vec<(AccountId, VotingKey)> {
    KEYS.iter().map(|(account, voting_key)| (AccountId::new(*account), *voting_key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::dev::{account_uri, voting_seed};
    use sp_core::{Pair, ed25519, sr25519};

    #[test]
    fn keys_are_those_that_development_tools_derive() {
        for (number, (account, voting_key)) in (0..FOUNDERS).zip(KEYS) {
            let pair = sr25519::Pair::from_string(&account_uri(number), None).unwrap();
            assert_eq!(pair.public().0, account, "account of citizen {number}");
            assert_eq!(ed25519::Pair::from_seed(&voting_seed(number)).public().0, voting_key, "vote of {number}");
        }
    }
}
