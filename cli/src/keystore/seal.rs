//! Encryption at rest as polkadot-js does it: scrypt makes a key of the passphrase, XSalsa20-Poly1305 seals with it.
//!
//! Sealed bytes are salt (32), N, p and r (u32, little endian), nonce (24), box.

use crypto_secretbox::{
    Key, Nonce, XSalsa20Poly1305,
    aead::{Aead, KeyInit},
};
use rand::Rng;
use zeroize::{Zeroize, Zeroizing};

const SALT_BYTES: usize = 32;
const HEAD_BYTES: usize = SALT_BYTES + 3 * 4 + NONCE_BYTES;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// scrypt's parameters besides r, which is always 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// log₂ of N.
    log_n: u8,
    /// Parallelisation.
    p: u32,
}

/// scrypt's block size.
const BLOCK_SIZE: u32 = 8;

impl Cost {
    /// For keys that matter: 128 MiB and about half a second per guess. What polkadot-js itself uses.
    pub const HIGH: Cost = Cost { log_n: 17, p: 1 };
    /// For development keys, which are public anyway.
    pub const LOW: Cost = Cost { log_n: 13, p: 10 };
    /// What polkadot-js accepts. Anything else in a file would let its author burn our memory and time.
    const ALLOWED: [Cost; 6] = [
        Cost::LOW,
        Cost { log_n: 14, p: 5 },
        Cost { log_n: 15, p: 3 },
        Cost { log_n: 15, p: 1 },
        Cost { log_n: 16, p: 2 },
        Cost::HIGH,
    ];

    fn from_parts(n: u32, p: u32, r: u32) -> Result<Self, SealError> {
        Self::ALLOWED
            .into_iter()
            .find(|cost| 1u32 << cost.log_n == n && cost.p == p && r == BLOCK_SIZE)
            .ok_or(SealError::Cost { n, p, r })
    }
}

/// Why sealed bytes do not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The passphrase is another one, or the bytes were changed.
    #[error("the passphrase is wrong, or the file is damaged")]
    WrongPassphrase,
    /// Too short for what it should hold.
    #[error("{0} sealed bytes are too few; the file is damaged")]
    TooShort(usize),
    /// Parameters that polkadot-js does not allow either.
    #[error("scrypt with N = {n}, p = {p}, r = {r} is not accepted; polkadot-js writes N = 131072, p = 1, r = 8")]
    Cost {
        /// CPU and memory cost.
        n: u32,
        /// Parallelisation.
        p: u32,
        /// Block size.
        r: u32,
    },
}

/// Seals `plain` under `passphrase`, with fresh salt and nonce.
pub fn seal(plain: &[u8], passphrase: &str, cost: Cost) -> Vec<u8> {
    let mut rng = rand::rng();
    let (mut salt, mut nonce) = ([0u8; SALT_BYTES], [0u8; NONCE_BYTES]);
    rng.fill(&mut salt[..]);
    rng.fill(&mut nonce[..]);
    let cipher = cipher(passphrase, &salt, cost);
    // It fails only when the box cannot be allocated; a default would throw the secret away.
    let boxed = cipher.encrypt(Nonce::from_slice(&nonce), plain).expect("a vector takes the box");
    let mut sealed = Vec::with_capacity(HEAD_BYTES + boxed.len());
    sealed.extend_from_slice(&salt);
    for number in [1u32 << cost.log_n, cost.p, BLOCK_SIZE] {
        sealed.extend_from_slice(&number.to_le_bytes());
    }
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&boxed);
    sealed
}

/// Opens what [`seal`] or polkadot-js sealed.
pub fn open(sealed: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
    check_length(sealed)?;
    let (salt, rest) = sealed.split_at(SALT_BYTES);
    let (numbers, rest) = rest.split_at(12);
    let (nonce, boxed) = rest.split_at(NONCE_BYTES);
    let number = |at: usize| u32::from_le_bytes([numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]]);
    let cost = Cost::from_parts(number(0), number(4), number(8))?;
    let plain = cipher(passphrase, salt, cost).decrypt(Nonce::from_slice(nonce), boxed);
    plain.map(Zeroizing::new).map_err(|_| SealError::WrongPassphrase)
}

/// Refuses bytes that cannot even hold salt, nonce and authentication tag.
pub fn check_length(sealed: &[u8]) -> Result<(), SealError> {
    if sealed.len() < HEAD_BYTES + TAG_BYTES { Err(SealError::TooShort(sealed.len())) } else { Ok(()) }
}

fn cipher(passphrase: &str, salt: &[u8], cost: Cost) -> XSalsa20Poly1305 {
    let mut key = Key::default();
    let params = scrypt::Params::new(cost.log_n, BLOCK_SIZE, cost.p, key.len()).expect("every allowed cost is legal");
    scrypt::scrypt(passphrase.as_bytes(), salt, &params, &mut key).expect("32 bytes are a legal length");
    let cipher = XSalsa20Poly1305::new(&key);
    key.zeroize();
    cipher
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_passphrase_only() {
        let sealed = seal(b"a secret", "right", Cost::LOW);
        assert_eq!(open(&sealed, "right").unwrap().as_slice(), b"a secret");
        assert_eq!(open(&sealed, "wrong"), Err(SealError::WrongPassphrase));
    }

    #[test]
    fn a_flipped_bit_is_noticed() {
        let mut sealed = seal(b"a secret", "right", Cost::LOW);
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(open(&sealed, "right"), Err(SealError::WrongPassphrase));
    }

    #[test]
    fn two_seals_of_the_same_share_nothing() {
        let (one, two) = (seal(b"x", "p", Cost::LOW), seal(b"x", "p", Cost::LOW));
        assert_ne!(one[..SALT_BYTES], two[..SALT_BYTES]);
        assert_ne!(one[HEAD_BYTES..], two[HEAD_BYTES..]);
    }

    #[test]
    fn a_cost_that_polkadot_js_would_not_write_is_refused_before_it_is_paid() {
        let mut sealed = seal(b"x", "p", Cost::LOW);
        sealed[SALT_BYTES..SALT_BYTES + 4].copy_from_slice(&(1u32 << 31).to_le_bytes());
        assert_eq!(open(&sealed, "p"), Err(SealError::Cost { n: 1 << 31, p: 10, r: 8 }));
    }

    #[test]
    fn short_input_is_refused() {
        assert_eq!(open(&[0; 83], "p"), Err(SealError::TooShort(83)));
    }
}
