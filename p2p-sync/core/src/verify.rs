//! Checking many signatures at once (ZIP-215: the same answers as one by one, and as the chain's).
//!
//! [`Work`] is a value: it can be sent to a thread, run there and forgotten. Each work holds the signatures of one
//! sender, so that a bad one costs that sender's batch only.

use codec::Encode;
use cybersyn_primitives::{Ballot, Hash, Signature, VotingKey, ballot::SIGNING_TAG};
use ed25519_zebra::{Signature as ZebraSignature, VerificationKey, VerificationKeyBytes, batch};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

use crate::WorkId;

/// Below this many signatures a batch is no faster than singles.
const BATCH_MIN: usize = 4;

/// Signatures to be checked, with the bytes that were signed in one buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Number of the work.
    pub id: WorkId,
    payloads: Vec<u8>,
    checks: Vec<Check>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Check {
    key: VotingKey,
    signature: Signature,
    payload_end: usize,
}

/// Which signatures of a work are bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Number of the work.
    pub id: WorkId,
    /// Positions of the bad ones, ascending.
    pub bad: Vec<usize>,
}

impl Work {
    /// Nothing to check yet.
    pub fn new(id: WorkId) -> Self {
        Self { id, payloads: Vec::new(), checks: Vec::new() }
    }

    /// Nothing yet, with room for so many ballots.
    pub fn with_capacity(id: WorkId, ballots: usize) -> Self {
        let payload = SIGNING_TAG.len() + 64 + 18;
        Self { id, payloads: Vec::with_capacity(ballots * payload), checks: Vec::with_capacity(ballots) }
    }

    /// Forgets the checks and keeps the buffers.
    pub fn reset(&mut self, id: WorkId) {
        self.id = id;
        self.payloads.clear();
        self.checks.clear();
    }

    /// How many signatures.
    pub fn len(&self) -> usize {
        self.checks.len()
    }

    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        self.checks.is_empty()
    }

    /// Adds a ballot's signature. Writes what [`Ballot::signing_payload`] returns, without allocating it.
    pub fn push_ballot(
        &mut self,
        ballot: &Ballot,
        signature: &Signature,
        key: &VotingKey,
        genesis: &Hash,
        content: &Hash,
    ) {
        self.payloads.extend_from_slice(SIGNING_TAG);
        self.payloads.extend_from_slice(genesis);
        self.payloads.extend_from_slice(content);
        ballot.encode_to(&mut self.payloads);
        self.close(key, signature);
    }

    /// Adds a signature over any payload.
    pub fn push(&mut self, payload: &[u8], signature: &Signature, key: &VotingKey) {
        self.payloads.extend_from_slice(payload);
        self.close(key, signature);
    }

    fn close(&mut self, key: &VotingKey, signature: &Signature) {
        self.checks.push(Check { key: *key, signature: *signature, payload_end: self.payloads.len() });
    }

    /// Checks all signatures together; if that fails, each by itself. `seed` must be fresh and unpredictable: it weighs
    /// the signatures so that bad ones cannot cancel each other out.
    pub fn run(&self, seed: [u8; 32]) -> Outcome {
        if self.len() >= BATCH_MIN && self.all_good(seed) {
            return Outcome { id: self.id, bad: Vec::new() };
        }
        let bad = self.with_payloads().enumerate().filter(|(_, (check, payload))| !is_good(check, payload));
        Outcome { id: self.id, bad: bad.map(|(position, _)| position).collect() }
    }

    fn all_good(&self, seed: [u8; 32]) -> bool {
        let mut verifier = batch::Verifier::new();
        for (check, payload) in self.with_payloads() {
            let key = VerificationKeyBytes::from(check.key);
            verifier.queue((key, ZebraSignature::from(check.signature), payload));
        }
        verifier.verify(ChaCha12Rng::from_seed(seed)).is_ok()
    }

    fn with_payloads(&self) -> impl Iterator<Item = (&Check, &[u8])> {
        self.checks.iter().scan(0, |start, check| {
            let payload = self.payloads.get(*start..check.payload_end)?;
            *start = check.payload_end;
            Some((check, payload))
        })
    }
}

fn is_good(check: &Check, payload: &[u8]) -> bool {
    VerificationKey::try_from(check.key)
        .is_ok_and(|key| key.verify(&ZebraSignature::from(check.signature), payload).is_ok())
}

/// Checks one signature the way the chain does.
pub fn verify(key: &VotingKey, payload: &[u8], signature: &Signature) -> bool {
    VerificationKey::try_from(*key).is_ok_and(|key| key.verify(&ZebraSignature::from(*signature), payload).is_ok())
}
