//! ed25519 by ZIP-215, the same rules as the chain's.

use cybersyn_primitives::{Signature, VotingKey};
use ed25519_zebra::VerificationKey;

/// Whether `signature` is by `key` over `payload`.
pub fn verify(key: &VotingKey, payload: &[u8], signature: &Signature) -> bool {
    VerificationKey::try_from(*key).is_ok_and(|key| key.verify(&(*signature).into(), payload).is_ok())
}
