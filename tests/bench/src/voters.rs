//! Voters as the benches meet them: on the roll with two devices each, a telephone and a computer.

use cybersyn_primitives::{
    Slot, VotingKey,
    roll::{Interval, RollKey, RollSlot},
};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use frame_support::BoundedVec;

/// The voting key of the voter in `slot`.
pub fn signer(slot: Slot) -> SigningKey {
    SigningKey::from(cybersyn_primitives::dev::voting_seed(slot))
}

/// The voter in `slot`, who signs with [`signer`].
pub fn voter(slot: Slot) -> RollSlot {
    with_key(slot, VerificationKeyBytes::from(&signer(slot)).into())
}

/// A voter who does not vote: nobody has the keys.
pub fn silent(slot: Slot) -> RollSlot {
    with_key(slot, nobodys_key(slot, 0))
}

fn with_key(slot: Slot, key: VotingKey) -> RollSlot {
    let device = |version, key| RollKey { version, key, force: Interval::open(0), stolen: false };
    RollSlot {
        citizen: slot,
        tenures: BoundedVec::truncate_from(vec![Interval::open(0)]),
        struck: false,
        keys: BoundedVec::truncate_from(vec![device(0, key), device(1, nobodys_key(slot, 1))]),
    }
}

fn nobodys_key(slot: Slot, version: u8) -> VotingKey {
    cybersyn_primitives::hash::blake2_256(&[&slot.to_le_bytes()[..], &[version]].concat())
}
