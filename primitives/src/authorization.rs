//! A call that a DID's key signs and that anybody may carry onto the chain.

use crate::{DAY, DidId, Hash, KeyVersion, Millis, hash};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Domain tag of the authorisation's signature.
pub const AUTHORIZATION_TAG: &[u8] = b"cybersyn/did-authorization/v1";

/// How far ahead an authorisation may expire: nobody acts for long by what was signed long ago, or for somebody who is
/// no longer there.
pub const AUTHORIZATION_LIFE_MILLIS: Millis = 7 * DAY;

/// Who authorises a call, with which key, and how often and how long it may be used: once, until it expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Authorization {
    /// The DID that acts.
    pub did: DidId,
    /// Version of its key that signs.
    pub key: KeyVersion,
    /// Number of authorised calls that the DID has sent before.
    pub nonce: u32,
    /// After this the authorisation is void; [`AUTHORIZATION_LIFE_MILLIS`] ahead at most.
    pub expires: Millis,
}

impl Authorization {
    /// The bytes that the key signs: tag, genesis hash, the authorisation and blake2b-256 of the SCALE-encoded `call`.
    pub fn signing_payload(&self, genesis: &Hash, call: &[u8]) -> Vec<u8> {
        let mut payload = AUTHORIZATION_TAG.to_vec();
        (genesis, self, hash::blake2_256(call)).encode_to(&mut payload);
        payload
    }
}
