//! A newcomer's application, which vouchers carry onto the chain: the newcomer needs neither coins nor account.

use crate::{DidId, Hash, Millis, VotingKey};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Domain tag of the application's signature.
pub const APPLICATION_TAG: &[u8] = b"cybersyn/application/v1";
/// Domain tag of a rotation: the new account's consent to control a DID.
pub const ROTATION_TAG: &[u8] = b"cybersyn/did-rotation/v1";

/// What a newcomer applies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Application {
    /// The DID to create. It is also the 32-byte id of the account that will control it, whose key signs.
    pub did: DidId,
    /// First voting key.
    pub voting_key: VotingKey,
    /// After this the application is void.
    pub expires: Millis,
}

impl Application {
    /// The bytes that the newcomer's account key signs.
    pub fn signing_payload(&self, genesis: &Hash) -> Vec<u8> {
        (APPLICATION_TAG, genesis, self).encode_tail()
    }
}

/// The bytes that the new account signs to take over `did`; `version` is the DID's current version.
pub fn rotation_payload(genesis: &Hash, did: &DidId, version: u32) -> Vec<u8> {
    (ROTATION_TAG, genesis, &(did, version)).encode_tail()
}

trait EncodeTail {
    fn encode_tail(&self) -> Vec<u8>;
}

/// The tag goes in as it is, without SCALE's length prefix.
impl<T: Encode> EncodeTail for (&[u8], &Hash, &T) {
    fn encode_tail(&self) -> Vec<u8> {
        let mut payload = self.0.to_vec();
        self.1.encode_to(&mut payload);
        self.2.encode_to(&mut payload);
        payload
    }
}
