//! The floor under settlement: checking the same signatures with the same library and nothing else.

use crate::{measure::TURNS, voters::signer};
use anyhow::{Result, ensure};
use cybersyn_primitives::{Ballot, Body, Choice};
use sp_core::{Pair as _, ed25519};
use std::time::{Duration, Instant};

/// Signatures checked in a turn.
pub const CHECKS: u32 = 4_096;

/// Microseconds of one ed25519 check, as the node's host function does it, one at a time.
pub fn single_check_micros() -> Result<f64> {
    let signed: Vec<_> = (0..CHECKS).map(signed).collect();
    let mut best = Duration::MAX;
    for _ in 0..TURNS {
        let begun = Instant::now();
        let valid = signed.iter().all(|(key, payload, signature)| ed25519::Pair::verify(signature, payload, key));
        best = best.min(begun.elapsed());
        ensure!(valid, "a signature of our own is not valid");
    }
    Ok(best.as_secs_f64() * 1e6 / f64::from(CHECKS))
}

fn signed(citizen: u32) -> (ed25519::Public, Vec<u8>, ed25519::Signature) {
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    let payload =
        Ballot { proposal: 0, citizen, key_version: 0, body, cast_at: 500_000 }.signing_payload(&[1; 32], &[3; 32]);
    let key = signer(citizen);
    let public: [u8; 32] = ed25519_zebra::VerificationKeyBytes::from(&key).into();
    let signature = ed25519::Signature::from_raw(key.sign(&payload).to_bytes());
    (ed25519::Public::from_raw(public), payload.to_vec(), signature)
}
