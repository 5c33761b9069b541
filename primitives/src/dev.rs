//! Keys of the development presets. They are public knowledge: never use them where anything is at stake.

use crate::hash::blake2_256;
use alloc::{format, string::String};

/// How many founding citizens the `dev` and `local` presets have.
pub const FOUNDERS: u32 = 12;

/// Secret URI (sr25519) of the account of development citizen `number`; also their DID's id is its public key.
pub fn account_uri(number: u32) -> String {
    format!("//Citizen//{number}")
}

/// ed25519 seed of the first voting key of development citizen `number`.
pub fn voting_seed(number: u32) -> [u8; 32] {
    blake2_256(format!("cybersyn/dev-voting-key/{number}").as_bytes())
}
