//! Key files of polkadot-js (version 3): read, written, and turned into what signs transactions.

use super::{
    account::{AccountError, AccountSecret},
    seal::{self, Cost, SealError},
};
use crate::ss58;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use subxt_signer::{polkadot_js_compat, sr25519::Keypair};

/// A key file as `pair.toJson()` of polkadot-js writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolkadotJson {
    /// base64 (or `0x` hex) of the sealed PKCS#8 bytes.
    pub encoded: String,
    /// How they are sealed.
    pub encoding: Encoding,
    /// SS58 address.
    pub address: String,
    /// Name, creation date and whatever a wallet adds.
    #[serde(default)]
    pub meta: serde_json::Value,
}

/// How a key file is encoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoding {
    /// `["pkcs8", "sr25519"]`.
    pub content: Vec<String>,
    /// `["scrypt", "xsalsa20-poly1305"]`, or `["none"]`; old files have a string.
    #[serde(rename = "type", deserialize_with = "one_or_many")]
    pub kinds: Vec<String>,
    /// `"3"`.
    pub version: String,
}

/// Why a key file is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PolkadotError {
    /// Another version, curve or cipher.
    #[error(
        "the key file is version {version}, content {content:?}, encryption {kinds:?}; \
         accepted is version 3, pkcs8 with sr25519, scrypt with xsalsa20-poly1305 (export it anew with polkadot-js)"
    )]
    Unsupported {
        /// What the file says.
        version: String,
        /// What the file says.
        content: Vec<String>,
        /// What the file says.
        kinds: Vec<String>,
    },
    /// `encoded` is not base64 or hex.
    #[error("the field \"encoded\" of the key file is neither base64 nor 0x hex")]
    Encoded,
    /// Does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Opens, but holds something else.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The address is not the key's.
    #[error("the address {0} in the key file is not the address of the key in it")]
    OtherAddress(String),
    /// The signer refuses the key.
    #[error("the key cannot sign: {0}")]
    Signer(String),
}

impl PolkadotJson {
    /// Seals an account's secret.
    pub fn seal(account: &AccountSecret, name: &str, created: u64, passphrase: &str, cost: Cost) -> Self {
        let sealed = seal::seal(&account.to_pkcs8(), passphrase, cost);
        Self {
            encoded: STANDARD.encode(sealed),
            encoding: Encoding {
                content: vec!["pkcs8".into(), "sr25519".into()],
                kinds: vec!["scrypt".into(), "xsalsa20-poly1305".into()],
                version: "3".into(),
            },
            address: ss58::encode(ss58::GENERIC, &account.public()),
            meta: serde_json::json!({ "name": name, "whenCreated": created }),
        }
    }

    /// Opens the file; one without encryption opens with any passphrase.
    pub fn open(&self, passphrase: &str) -> Result<AccountSecret, PolkadotError> {
        let bytes = self.bytes()?;
        let account = if self.is_encrypted()? {
            AccountSecret::from_pkcs8(&seal::open(&bytes, passphrase)?)?
        } else {
            AccountSecret::from_pkcs8(&bytes)?
        };
        if ss58::decode(&self.address) == Ok(account.public()) {
            Ok(account)
        } else {
            Err(PolkadotError::OtherAddress(self.address.clone()))
        }
    }

    /// What signs transactions.
    pub fn keypair(&self, passphrase: &str) -> Result<Keypair, PolkadotError> {
        let sealed = self.bytes()?;
        seal::check_length(&sealed)?;
        let address = ss58::decode(&self.address).map_err(|_| PolkadotError::OtherAddress(self.address.clone()))?;
        // The signer reads base64 and one-byte prefixes only.
        let plain =
            Self { encoded: STANDARD.encode(&sealed), address: ss58::encode(ss58::GENERIC, &address), ..self.clone() };
        let json = serde_json::to_string(&plain).map_err(|error| PolkadotError::Signer(error.to_string()))?;
        polkadot_js_compat::decrypt_json(&json, passphrase).map_err(|error| match error {
            polkadot_js_compat::Error::Secretbox(_) => SealError::WrongPassphrase.into(),
            other => PolkadotError::Signer(other.to_string()),
        })
    }

    /// Whether the file needs a passphrase.
    pub fn is_encrypted(&self) -> Result<bool, PolkadotError> {
        let has = |list: &[String], what: &str| list.iter().any(|item| item == what);
        let Encoding { content, kinds, version } = &self.encoding;
        let content_fits = version == "3" && has(content, "pkcs8") && has(content, "sr25519");
        let sealed = has(kinds, "scrypt") && has(kinds, "xsalsa20-poly1305");
        if !content_fits || !(sealed || has(kinds, "none")) {
            let (version, content, kinds) = (version.clone(), content.clone(), kinds.clone());
            return Err(PolkadotError::Unsupported { version, content, kinds });
        }
        Ok(sealed)
    }

    fn bytes(&self) -> Result<Vec<u8>, PolkadotError> {
        let bytes = match self.encoded.strip_prefix("0x") {
            Some(digits) => hex::decode(digits).ok(),
            None => STANDARD.decode(&self.encoded).ok(),
        };
        bytes.ok_or(PolkadotError::Encoded)
    }
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(kind) => vec![kind],
        OneOrMany::Many(kinds) => kinds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Vectors {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        uri: String,
        passphrase: Option<String>,
        public: String,
        json: PolkadotJson,
    }

    fn vectors() -> Vec<Case> {
        let vectors: Vectors = serde_json::from_str(include_str!("../../vectors/polkadot-js.json")).unwrap();
        vectors.cases
    }

    #[test]
    fn files_of_polkadot_js_open_to_the_key_of_their_uri() {
        for case in vectors() {
            let account = case.json.open(case.passphrase.as_deref().unwrap_or("")).unwrap();
            assert_eq!(format!("0x{}", hex::encode(account.public())), case.public, "{}", case.uri);
            assert_eq!(AccountSecret::from_uri(&case.uri).unwrap().public(), account.public(), "{}", case.uri);
        }
    }

    #[test]
    fn what_we_seal_signs_as_the_same_account() {
        let account = AccountSecret::from_uri("//Alice").unwrap();
        let json = PolkadotJson::seal(&account, "Alice", 1, "pass", Cost::LOW);
        assert_eq!(json.keypair("pass").unwrap().public_key().0, account.public());
    }

    #[test]
    fn a_wrong_passphrase_says_so() {
        let json = PolkadotJson::seal(&AccountSecret::from_uri("//Alice").unwrap(), "Alice", 1, "pass", Cost::LOW);
        assert!(matches!(json.open("other"), Err(PolkadotError::Seal(SealError::WrongPassphrase))));
        assert!(matches!(json.keypair("other"), Err(PolkadotError::Seal(SealError::WrongPassphrase))));
    }

    #[test]
    fn an_address_of_another_network_is_the_same_account() {
        let account = AccountSecret::from_uri("//Alice").unwrap();
        let mut json = PolkadotJson::seal(&account, "Alice", 1, "pass", Cost::LOW);
        json.address = ss58::encode(ss58::CYBERSYN, &account.public());
        assert_eq!(json.open("pass").unwrap().public(), account.public());
        assert!(json.keypair("pass").is_ok());
    }

    #[test]
    fn a_foreign_address_is_refused() {
        let account = AccountSecret::from_uri("//Alice").unwrap();
        let mut json = PolkadotJson::seal(&account, "Alice", 1, "pass", Cost::LOW);
        json.address = ss58::encode(ss58::GENERIC, &[7; 32]);
        assert!(matches!(json.open("pass"), Err(PolkadotError::OtherAddress(_))));
    }

    #[test]
    fn other_curves_are_named() {
        let mut json = vectors().remove(0).json;
        json.encoding.content = vec!["pkcs8".into(), "ed25519".into()];
        let error = json.open("correct horse").err().unwrap().to_string();
        assert!(error.contains("ed25519") && error.contains("sr25519"), "{error}");
    }

    #[test]
    fn truncated_bytes_are_refused_not_a_panic() {
        let mut json = vectors().remove(0).json;
        json.encoded = "AAAA".into();
        assert!(matches!(json.keypair("x"), Err(PolkadotError::Seal(SealError::TooShort(3)))));
        assert!(matches!(json.open("x"), Err(PolkadotError::Seal(SealError::TooShort(3)))));
    }
}
