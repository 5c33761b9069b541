//! Credentials of the society, as the standards have them: W3C Verifiable Credentials 2.0 with Data Integrity proofs
//! (`eddsa-jcs-2022`), SD-JWT VC for selective disclosure (RFC 9901), Bitstring Status Lists for revocation, and the
//! attestations of impact (PIVC) that are built on them.
//!
//! This crate must never know a socket, clock, file or random number generator: time, randomness, DID documents, status
//! lists and the chain's anchors come in as arguments. Whatever is to be verified is hostile: size, then structure, then
//! signature, then meaning. What leaves a verification is a value that can be made in no other way.

pub mod challenge;
pub mod credential;
pub mod data_integrity;
pub mod date;
pub mod encoding;
pub mod impact;
pub mod json;
pub mod jws;
pub mod key;
pub mod limits;
pub mod presentation;
pub mod received;
pub mod resolver;
pub mod sd_jwt;
pub mod status;
pub mod verify;
