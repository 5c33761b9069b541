//! Multikey: multibase (base58btc) of a multicodec prefix and the key's bytes (Controlled Identifiers, section 2.2.2).

use super::{KeyError, Kind, PublicKey};
use std::{fmt, str::FromStr};

/// Most characters of a Multikey: the longest known, a BLS12-381 key, has 137.
pub const MULTIKEY_BYTES_MAX: usize = 160;

/// Kinds of keys that are understood: prefix and kind. For sr25519 the multicodec table has a draft entry.
const UNDERSTOOD: [([u8; 2], Kind); 5] = [
    ([0xed, 0x01], Kind::Ed25519),
    ([0xef, 0x01], Kind::Sr25519),
    ([0xe7, 0x01], Kind::Secp256k1),
    ([0x80, 0x24], Kind::P256),
    ([0xec, 0x01], Kind::X25519),
];

/// Kinds of public keys that may stand in a document but that nothing here can verify with: prefix, bytes of the key.
/// P-384, P-521, BLS12-381 G1 and G2, SM2.
const TOLERATED: [([u8; 2], usize); 5] =
    [([0x81, 0x24], 49), ([0x82, 0x24], 67), ([0xea, 0x01], 48), ([0xeb, 0x01], 96), ([0x86, 0x24], 33)];

/// A public key as documents write it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multikey {
    text: String,
    key: Option<PublicKey>,
}

/// Why a string is no Multikey of a usable public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MultikeyError {
    /// Not in base58btc, or too long.
    #[error("a Multikey is z and base58btc digits, at most {MULTIKEY_BYTES_MAX} in all")]
    BadEncoding,
    /// The prefix is of a secret key.
    #[error("this is a SECRET key: whoever published it must replace it")]
    SecretKey,
    /// The prefix is of no known kind.
    #[error("the prefix names no known kind of public key")]
    UnknownKind,
    /// Another number of bytes than keys of that kind have.
    #[error("the number of bytes is not that of its kind of key")]
    WrongLength,
    /// Bytes that are no usable key.
    #[error(transparent)]
    BadKey(#[from] KeyError),
}

impl Multikey {
    /// The string, with the `z` in front.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The key, when its kind is understood.
    pub fn key(&self) -> Option<PublicKey> {
        self.key
    }
}

impl From<PublicKey> for Multikey {
    fn from(key: PublicKey) -> Self {
        let prefix = UNDERSTOOD.iter().find(|(_, kind)| *kind == key.kind()).map(|(prefix, _)| prefix.as_slice());
        let bytes = [prefix.unwrap_or_default(), key.as_bytes()].concat();
        Self { text: format!("z{}", bs58::encode(bytes).into_string()), key: Some(key) }
    }
}

impl FromStr for Multikey {
    type Err = MultikeyError;

    fn from_str(text: &str) -> Result<Self, MultikeyError> {
        let digits = text.strip_prefix('z').filter(|_| text.len() <= MULTIKEY_BYTES_MAX);
        let digits = digits.ok_or(MultikeyError::BadEncoding)?;
        let bytes = bs58::decode(digits).into_vec().map_err(|_| MultikeyError::BadEncoding)?;
        let (prefix, key) = bytes.split_first_chunk::<2>().ok_or(MultikeyError::WrongLength)?;
        if is_secret(*prefix) {
            return Err(MultikeyError::SecretKey);
        }
        let text = text.to_owned();
        if let Some((_, kind)) = UNDERSTOOD.iter().find(|(known, _)| known == prefix) {
            let key = PublicKey::of(*kind, key).ok_or(MultikeyError::WrongLength)?;
            key.check()?;
            return Ok(Self { text, key: Some(key) });
        }
        match TOLERATED.iter().find(|(known, _)| known == prefix) {
            Some((_, length)) if *length == key.len() => Ok(Self { text, key: None }),
            Some(_) => Err(MultikeyError::WrongLength),
            None => Err(MultikeyError::UnknownKind),
        }
    }
}

/// Multicodec keeps secret keys from 0x1300 on, whose varint is two bytes; the specification also prints 0x8030.
fn is_secret([first, second]: [u8; 2]) -> bool {
    (first >= 0x80 && second == 0x26) || (first, second) == (0x80, 0x30)
}

impl fmt::Display for Multikey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multikey(prefix: [u8; 2], key: &[u8]) -> String {
        format!("z{}", bs58::encode([prefix.as_slice(), key].concat()).into_string())
    }

    /// Controlled Identifiers 1.0, "Multikey Examples", and did:key 0.9, "Test Vectors".
    #[test]
    fn the_specifications_examples_are_read_and_written() {
        let examples = [
            ("z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP", Kind::Ed25519),
            ("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", Kind::P256),
            ("zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", Kind::Secp256k1),
            ("z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p", Kind::X25519),
        ];
        for (text, kind) in examples {
            let read: Multikey = text.parse().unwrap();
            let key = read.key().unwrap();
            assert_eq!(key.kind(), kind);
            assert_eq!(Multikey::from(key), read);
        }
    }

    #[test]
    fn keys_that_nothing_here_verifies_with_are_tolerated() {
        let p384 = "z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54";
        assert_eq!(p384.parse::<Multikey>().unwrap().key(), None);
        assert_eq!(multikey([0x81, 0x24], &[2; 48]).parse::<Multikey>(), Err(MultikeyError::WrongLength));
    }

    #[test]
    fn secret_keys_are_refused_by_their_name() {
        for prefix in [[0x80, 0x26], [0x86, 0x26], [0x8a, 0x26], [0x80, 0x30]] {
            assert_eq!(multikey(prefix, &[7; 32]).parse::<Multikey>(), Err(MultikeyError::SecretKey));
        }
    }

    #[test]
    fn malformed_multikeys_are_refused_by_what_is_wrong() {
        let small_order = KeyError::SmallOrder(Kind::Ed25519);
        let mut identity = [0; 32];
        identity[0] = 1;
        let cases = [
            (String::new(), MultikeyError::BadEncoding),
            ("z".to_owned(), MultikeyError::WrongLength),
            ("u7QE".to_owned(), MultikeyError::BadEncoding),
            ("z0OIl".to_owned(), MultikeyError::BadEncoding),
            ("z".repeat(MULTIKEY_BYTES_MAX + 1), MultikeyError::BadEncoding),
            (multikey([0xed, 0x01], &[1; 31]), MultikeyError::WrongLength),
            (multikey([0xed, 0x01], &[1; 33]), MultikeyError::WrongLength),
            (multikey([0x12, 0x34], &[1; 32]), MultikeyError::UnknownKind),
            (multikey([0xed, 0x01], &identity), MultikeyError::BadKey(small_order)),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<Multikey>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn an_sr25519_key_has_the_prefix_of_its_draft_entry() {
        let key = PublicKey::Sr25519(curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0);
        let text = Multikey::from(key);
        assert!(bs58::decode(&text.as_str()[1..]).into_vec().unwrap().starts_with(&[0xef, 0x01]));
        assert_eq!(text.as_str().parse::<Multikey>().unwrap().key(), Some(key));
    }
}
