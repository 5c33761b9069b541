//! Credential keys (ed25519): they issue and present credentials, apart from the account's key and from voting keys.

use super::seal::{self, Cost, SealError};
use base64::{Engine, engine::general_purpose::STANDARD};
use cybersyn_credentials::key::{PublicKey, Signer, SigningKey};
use cybersyn_primitives::KeyVersion;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What a credential key is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Serves {
    /// Both: a did:key is, and keys under a DID were before there were two.
    #[default]
    Both,
    /// To issue. Recovery of the DID leaves such a key in force, and what it signed.
    Issuing,
    /// To present. Whoever has such a key acts as the DID, so recovery retires it.
    Presenting,
}

impl Serves {
    /// As bits of `pallet_did::Purposes`: authentication to present, assertion to issue.
    pub fn purposes(self) -> u8 {
        match self {
            Serves::Both => 0b11,
            Serves::Issuing => 0b10,
            Serves::Presenting => 0b01,
        }
    }

    fn is_both(&self) -> bool {
        *self == Serves::Both
    }
}

/// A credential key in an identity's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialFile {
    /// Name of the key: `did:…#…`. Under a did:key the key stands for itself, with no chain.
    pub method: String,
    /// The public key as a Multikey.
    pub public: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Serves::is_both")]
    pub serves: Serves,
    /// base64 of the sealed seed: scrypt and XSalsa20-Poly1305, as in polkadot-js' files.
    encoded: String,
}

/// Why a credential key does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialKeyError {
    /// `encoded` is not base64.
    #[error("the credential key in the identity file is not base64")]
    Encoded,
    /// Does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Opens, but is not the seed of `public`.
    #[error("the credential key in the identity file does not belong to its public key")]
    OtherKey,
}

impl CredentialFile {
    /// A fresh key, sealed; it stands for itself, as a did:key.
    pub fn generate(passphrase: &str, cost: Cost) -> Self {
        let mut seed = Zeroizing::new([0u8; 32]);
        rand::Rng::fill(&mut rand::rng(), &mut seed[..]);
        Self::seal(&seed, passphrase, cost)
    }

    fn seal(seed: &[u8; 32], passphrase: &str, cost: Cost) -> Self {
        let public = SigningKey::from_seed(seed).public_key().to_multikey();
        let encoded = STANDARD.encode(seal::seal(seed, passphrase, cost));
        Self { method: format!("did:key:{public}#{public}"), public, serves: Serves::Both, encoded }
    }

    /// The same for that only.
    pub fn serving(self, serves: Serves) -> Self {
        Self { serves, ..self }
    }

    /// The same as a key of `did`, under its version there.
    pub fn under(self, did: &str, version: KeyVersion) -> Self {
        Self { method: format!("{did}#key-{version}"), ..self }
    }

    /// The DID that the key is one of.
    pub fn did(&self) -> &str {
        self.method.split_once('#').map_or(self.method.as_str(), |(did, _)| did)
    }

    /// Whether it issues.
    pub fn issues(&self) -> bool {
        self.serves != Serves::Presenting
    }

    /// Whether it presents.
    pub fn presents(&self) -> bool {
        self.serves != Serves::Issuing
    }

    /// The public key's 32 bytes; `None` if the file names no ed25519 key.
    pub fn public_bytes(&self) -> Option<[u8; 32]> {
        match PublicKey::from_multikey(&self.public) {
            Ok(PublicKey::Ed25519(key)) => Some(key.to_bytes()),
            _ => None,
        }
    }

    /// Opens it.
    pub fn open(&self, passphrase: &str) -> Result<SigningKey, CredentialKeyError> {
        Ok(SigningKey::from_seed(&*self.seed(passphrase)?))
    }

    /// The same key under another passphrase.
    pub fn resealed(&self, passphrase: &str, other: &str, cost: Cost) -> Result<Self, CredentialKeyError> {
        let encoded = STANDARD.encode(seal::seal(&self.seed(passphrase)?[..], other, cost));
        Ok(Self { encoded, ..self.clone() })
    }

    /// The seed, which is that of the public key.
    fn seed(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, CredentialKeyError> {
        let sealed = STANDARD.decode(&self.encoded).map_err(|_| CredentialKeyError::Encoded)?;
        let seed = seal::open(&sealed, passphrase)?;
        let seed = <[u8; 32]>::try_from(seed.as_slice()).map_err(|_| CredentialKeyError::OtherKey)?;
        let (seed, public) = (Zeroizing::new(seed), SigningKey::from_seed(&seed).public_key().to_multikey());
        if public == self.public { Ok(seed) } else { Err(CredentialKeyError::OtherKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_credential_key_opens_with_its_passphrase_only() {
        let file = CredentialFile::generate("pass", Cost::LOW);
        assert_eq!(file.open("pass").unwrap().public_key().to_multikey(), file.public);
        assert_eq!(file.open("other").err(), Some(CredentialKeyError::Seal(SealError::WrongPassphrase)));
    }

    #[test]
    fn it_is_named_by_the_did_that_it_is_a_key_of() {
        let file = CredentialFile::generate("pass", Cost::LOW);
        assert_eq!(file.did(), format!("did:key:{}", file.public));
        let file = file.under("did:cyb:zX", 3);
        assert_eq!((file.method.as_str(), file.did()), ("did:cyb:zX#key-3", "did:cyb:zX"));
    }

    #[test]
    fn a_swapped_public_key_is_noticed() {
        let file = CredentialFile::generate("pass", Cost::LOW);
        let swapped = CredentialFile { public: CredentialFile::generate("pass", Cost::LOW).public, ..file };
        assert_eq!(swapped.open("pass").err(), Some(CredentialKeyError::OtherKey));
    }

    #[test]
    fn a_key_from_before_there_were_two_serves_both() {
        let file = CredentialFile::generate("pass", Cost::LOW);
        let json = serde_json::to_string(&file).unwrap();
        assert!(!json.contains("serves"), "{json}");
        let back: CredentialFile = serde_json::from_str(&json).unwrap();
        assert!(back.issues() && back.presents());
        assert_eq!(back, file);
    }

    #[test]
    fn a_key_for_one_purpose_is_none_for_the_other() {
        for (serves, expected) in [(Serves::Issuing, (true, false, 0b10)), (Serves::Presenting, (false, true, 0b01))] {
            let file = CredentialFile::generate("pass", Cost::LOW).serving(serves);
            let back: CredentialFile = serde_json::from_str(&serde_json::to_string(&file).unwrap()).unwrap();
            assert_eq!((back.issues(), back.presents(), back.serves.purposes()), expected);
        }
    }
}
