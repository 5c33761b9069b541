//! The account's secret (sr25519): made from a mnemonic or secret URI, kept in the form that polkadot-js keeps.

use schnorrkel::{
    ExpansionMode, MiniSecretKey, SecretKey,
    derive::{ChainCode, Derivation},
};
use subxt_signer::{DeriveJunction, ExposeSecret, SecretUri, bip39::Mnemonic};
use zeroize::{Zeroize, Zeroizing};

/// PKCS#8 as polkadot-js writes it: this, 64 bytes of secret, [`DIVIDER`], 32 bytes of public key.
const HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];
const PKCS8_BYTES: usize = 16 + 64 + 5 + 32;

/// Words of a mnemonic that we make.
const WORDS: usize = 12;
/// Entropy behind them.
const ENTROPY_BYTES: usize = 16;

/// Why a text is no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Neither a mnemonic nor a secret URI.
    #[error("not a secret URI ({0}); give 12 to 24 BIP-39 words, 0x and 64 hex digits, or a path such as //Alice")]
    Uri(String),
    /// PKCS#8 of another kind or with a public key that is not the secret's.
    #[error("the decrypted bytes are no sr25519 key in polkadot-js' PKCS#8 form")]
    Pkcs8,
}

/// An account's secret, erased from memory when dropped.
pub struct AccountSecret {
    secret: SecretKey,
    public: [u8; 32],
}

impl AccountSecret {
    /// A new mnemonic of 12 words from 128 bits of the system's randomness.
    pub fn generate_mnemonic() -> Zeroizing<String> {
        let mut entropy = Zeroizing::new([0u8; ENTROPY_BYTES]);
        rand::Rng::fill(&mut rand::rng(), &mut entropy[..]);
        let mnemonic = Mnemonic::from_entropy(entropy.as_slice()).expect("16 bytes are a legal entropy");
        debug_assert_eq!(mnemonic.word_count(), WORDS);
        Zeroizing::new(mnemonic.to_string())
    }

    /// From a mnemonic, `0x` seed or derivation path (`//Alice` derives from the public development phrase), with
    /// optional `/soft`, `//hard` and `///password` parts.
    pub fn from_uri(uri: &str) -> Result<Self, AccountError> {
        let parsed: SecretUri = uri.trim().parse().map_err(|error| AccountError::Uri(format!("{error}")))?;
        let root = root(&parsed)?;
        let secret = parsed.junctions.iter().fold(root, |secret, junction| match junction {
            DeriveJunction::Soft(code) => secret.derived_key_simple(ChainCode(*code), []).0,
            DeriveJunction::Hard(code) => {
                secret.hard_derive_mini_secret_key(Some(ChainCode(*code)), b"").0.expand(ExpansionMode::Ed25519)
            }
        });
        Ok(Self::new(secret))
    }

    /// From polkadot-js' PKCS#8 bytes.
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, AccountError> {
        let well_formed = bytes.len() == PKCS8_BYTES && bytes[..16] == HEADER && bytes[80..85] == DIVIDER;
        if !well_formed {
            return Err(AccountError::Pkcs8);
        }
        let secret = SecretKey::from_ed25519_bytes(&bytes[16..80]).map_err(|_| AccountError::Pkcs8)?;
        let account = Self::new(secret);
        if account.public == bytes[85..] { Ok(account) } else { Err(AccountError::Pkcs8) }
    }

    /// As polkadot-js keeps it.
    pub fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let mut secret = self.secret.to_ed25519_bytes();
        let mut bytes = Zeroizing::new(Vec::with_capacity(PKCS8_BYTES));
        bytes.extend_from_slice(&HEADER);
        bytes.extend_from_slice(&secret);
        bytes.extend_from_slice(&DIVIDER);
        bytes.extend_from_slice(&self.public);
        secret.zeroize();
        bytes
    }

    /// The public key: account id and DID id in one.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    fn new(secret: SecretKey) -> Self {
        let public = secret.to_public().to_bytes();
        Self { secret, public }
    }
}

impl Drop for AccountSecret {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

/// The key before derivation.
fn root(uri: &SecretUri) -> Result<SecretKey, AccountError> {
    let phrase = uri.phrase.expose_secret();
    let mut seed = Zeroizing::new([0u8; 32]);
    if let Some(digits) = phrase.strip_prefix("0x") {
        hex::decode_to_slice(digits, &mut seed[..]).map_err(|error| AccountError::Uri(error.to_string()))?;
    } else {
        let mnemonic: Mnemonic = phrase.parse().map_err(|error| AccountError::Uri(format!("{error}")))?;
        let password = uri.password.as_ref().map_or("", |password| password.expose_secret());
        seed.copy_from_slice(&*substrate_seed(&mnemonic, password));
    }
    let mini = MiniSecretKey::from_bytes(&*seed).map_err(|error| AccountError::Uri(error.to_string()))?;
    Ok(mini.expand(ExpansionMode::Ed25519))
}

/// Substrate's seed is made of the mnemonic's entropy, not of its words as BIP-39 has it.
fn substrate_seed(mnemonic: &Mnemonic, password: &str) -> Zeroizing<[u8; 32]> {
    let (mut entropy, length) = mnemonic.to_entropy_array();
    let salt = Zeroizing::new(format!("mnemonic{password}"));
    let mut seed = Zeroizing::new([0u8; 32]);
    pbkdf2::pbkdf2::<hmac::Hmac<sha2::Sha512>>(&entropy[..length], salt.as_bytes(), 2048, &mut seed[..])
        .expect("HMAC takes keys of any length");
    entropy.zeroize();
    seed
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::dev;
    use subxt_signer::sr25519::Keypair;

    const PHRASE: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    fn subxt_public(uri: &str) -> [u8; 32] {
        Keypair::from_uri(&uri.parse().unwrap()).unwrap().public_key().0
    }

    #[test]
    fn derivation_agrees_with_the_signer_of_subxt() {
        let seed = format!("0x{}", "11".repeat(32));
        let uris =
            ["//Alice", "//Citizen//7", PHRASE, &format!("{PHRASE}//a/b//3"), &format!("{PHRASE}///pass"), &seed];
        for uri in uris {
            assert_eq!(AccountSecret::from_uri(uri).unwrap().public(), subxt_public(uri), "{uri}");
        }
    }

    #[test]
    fn development_accounts_are_those_of_the_presets() {
        let uri = dev::account_uri(0);
        assert_eq!(AccountSecret::from_uri(&uri).unwrap().public(), subxt_public(&uri));
    }

    #[test]
    fn pkcs8_round_trips() {
        let secret = AccountSecret::from_uri("//Alice").unwrap();
        let again = AccountSecret::from_pkcs8(&secret.to_pkcs8()).unwrap();
        assert_eq!(again.public(), secret.public());
        assert_eq!(*again.to_pkcs8(), *secret.to_pkcs8());
    }

    #[test]
    fn pkcs8_with_anothers_public_key_is_refused() {
        let mut bytes = AccountSecret::from_uri("//Alice").unwrap().to_pkcs8();
        bytes[100] ^= 1;
        assert_eq!(AccountSecret::from_pkcs8(&bytes).err(), Some(AccountError::Pkcs8));
    }

    #[test]
    fn words_outside_the_list_are_refused() {
        assert!(matches!(AccountSecret::from_uri("twelve words that are none"), Err(AccountError::Uri(_))));
    }

    #[test]
    fn generated_mnemonics_are_valid_and_differ() {
        let (one, two) = (AccountSecret::generate_mnemonic(), AccountSecret::generate_mnemonic());
        assert!(AccountSecret::from_uri(&one).is_ok());
        assert_ne!(*one, *two);
    }
}
