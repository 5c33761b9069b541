//! Development citizens: number `n` has the account, DID and voting key that the `dev` preset gives its founder `n`.
//! Numbers beyond the founders serve as newcomers.

use cybersyn_primitives::{DidId, VotingKey, dev};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use sp_core::{Pair, sr25519};
use sp_runtime::AccountId32;

/// The sr25519 pair of citizen `number`'s account.
pub fn account_pair(number: u32) -> sr25519::Pair {
    sr25519::Pair::from_string(&dev::account_uri(number), None).expect("a hard derivation of the development phrase")
}

/// The account of citizen `number`.
pub fn account(number: u32) -> AccountId32 {
    account_pair(number).public().into()
}

/// The DID of citizen `number`: the 32 bytes of the account.
pub fn did(number: u32) -> DidId {
    account(number).into()
}

/// The ed25519 pair that signs citizen `number`'s ballots.
pub fn voting_pair(number: u32) -> SigningKey {
    SigningKey::from(dev::voting_seed(number))
}

/// Citizen `number`'s first voting key.
pub fn voting_key(number: u32) -> VotingKey {
    VerificationKeyBytes::from(&voting_pair(number)).into()
}
