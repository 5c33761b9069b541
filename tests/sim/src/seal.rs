//! Signatures in name only: checked like real ones, and made in a thousandth of the time.

use codec::{Decode, DecodeWithMemTracking, Encode};
use cybersyn_primitives::{Hash, hash::blake2_256};
use scale_info::TypeInfo;
use sp_runtime::{
    AccountId32, MultiSigner,
    traits::{Lazy, Verify},
};

/// Hash of who signed what. Anybody could make it; in a simulation nobody makes another's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Seal(Hash);

impl Seal {
    /// The seal of `signer` on `message`.
    pub fn new(signer: &AccountId32, message: &[u8]) -> Self {
        Self(blake2_256(&[signer.as_ref(), message].concat()))
    }
}

impl Verify for Seal {
    type Signer = MultiSigner;

    fn verify<L: Lazy<[u8]>>(&self, mut message: L, signer: &AccountId32) -> bool {
        *self == Self::new(signer, message.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_good_for_its_signer_and_message_alone() {
        let (one, other) = (AccountId32::new([1; 32]), AccountId32::new([2; 32]));
        let seal = Seal::new(&one, b"message");
        assert!(seal.verify(&b"message"[..], &one));
        assert!(!seal.verify(&b"message"[..], &other));
        assert!(!seal.verify(&b"another"[..], &one));
    }
}
