//! Voting keys (ed25519): they sign ballots and discussion entries, one per device, apart from the account's key.

use super::seal::{self, Cost, SealError};
use base64::{Engine, engine::general_purpose::STANDARD};
use cybersyn_primitives::{
    Ballot, Hash, KeyVersion, Signature, SignedBallot, VotingKey,
    api::Hex,
    dev,
    entry::{Entry, SignedEntry},
};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A voting key's seed, erased from memory when dropped.
pub struct VotingSecret(Zeroizing<[u8; 32]>);

impl VotingSecret {
    /// A new one from the system's randomness.
    pub fn generate() -> Self {
        let mut seed = Zeroizing::new([0u8; 32]);
        rand::Rng::fill(&mut rand::rng(), &mut seed[..]);
        Self(seed)
    }

    /// The first voting key of development citizen `number`: public knowledge.
    pub fn development(number: u32) -> Self {
        Self(Zeroizing::new(dev::voting_seed(number)))
    }

    /// The public key.
    pub fn public(&self) -> VotingKey {
        VerificationKeyBytes::from(&self.signing_key()).into()
    }

    /// Signs a ballot on the proposal with that content hash.
    pub fn sign_ballot(&self, ballot: Ballot, genesis: &Hash, content: &Hash) -> SignedBallot {
        SignedBallot { ballot, signature: self.sign(&ballot.signing_payload(genesis, content)) }
    }

    /// Signs an entry of the author's log.
    pub fn sign_entry(&self, entry: Entry, genesis: &Hash) -> SignedEntry {
        let signature = self.sign(&entry.signing_payload(genesis));
        SignedEntry { entry, signature }
    }

    fn sign(&self, payload: &[u8]) -> Signature {
        self.signing_key().sign(payload).into()
    }

    fn signing_key(&self) -> SigningKey {
        SigningKey::from(*self.0)
    }
}

/// A voting key in an identity's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VotingFile {
    /// Its version within the DID.
    pub version: KeyVersion,
    /// The public key.
    pub public: Hex,
    /// base64 of the sealed seed: scrypt and XSalsa20-Poly1305, as in polkadot-js' files.
    pub encoded: String,
}

/// Why a voting key does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VotingError {
    /// `encoded` is not base64.
    #[error("the voting key in the identity file is not base64")]
    Encoded,
    /// Does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Opens, but is not the seed of `public`.
    #[error("the voting key in the identity file does not belong to its public key")]
    OtherKey,
}

impl VotingFile {
    /// Seals a voting key.
    pub fn seal(secret: &VotingSecret, version: KeyVersion, passphrase: &str, cost: Cost) -> Self {
        let sealed = seal::seal(&secret.0[..], passphrase, cost);
        Self { version, public: Hex(secret.public().to_vec()), encoded: STANDARD.encode(sealed) }
    }

    /// Opens it.
    pub fn open(&self, passphrase: &str) -> Result<VotingSecret, VotingError> {
        let sealed = STANDARD.decode(&self.encoded).map_err(|_| VotingError::Encoded)?;
        let seed = seal::open(&sealed, passphrase)?;
        let seed = <[u8; 32]>::try_from(seed.as_slice()).map_err(|_| VotingError::OtherKey)?;
        let secret = VotingSecret(Zeroizing::new(seed));
        if secret.public()[..] == self.public.0 { Ok(secret) } else { Err(VotingError::OtherKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Body, Choice};
    use ed25519_zebra::VerificationKey;

    #[test]
    fn a_sealed_voting_key_opens_with_its_passphrase_only() {
        let secret = VotingSecret::generate();
        let file = VotingFile::seal(&secret, 3, "pass", Cost::LOW);
        assert_eq!(file.open("pass").unwrap().public(), secret.public());
        assert_eq!(file.open("other").err(), Some(VotingError::Seal(SealError::WrongPassphrase)));
    }

    #[test]
    fn a_swapped_public_key_is_noticed() {
        let mut file = VotingFile::seal(&VotingSecret::generate(), 0, "pass", Cost::LOW);
        file.public = Hex(vec![7; 32]);
        assert_eq!(file.open("pass").err(), Some(VotingError::OtherKey));
    }

    #[test]
    fn ballots_verify_under_the_key_the_chain_and_the_text_they_were_signed_for() {
        let secret = VotingSecret::development(2);
        let body = Body::Open { choice: Choice::Yes, tokens: 9 };
        let ballot = Ballot { proposal: 1, citizen: 2, key_version: 0, body, cast_at: 5 };
        let signed = secret.sign_ballot(ballot, &[1; 32], &[2; 32]);
        let key = VerificationKey::try_from(secret.public()).unwrap();
        let verifies = |genesis: &Hash, content: &Hash| {
            key.verify(&signed.signature.into(), &ballot.signing_payload(genesis, content)).is_ok()
        };
        assert!(verifies(&[1; 32], &[2; 32]));
        assert!(!verifies(&[9; 32], &[2; 32]) && !verifies(&[1; 32], &[9; 32]));
    }
}
