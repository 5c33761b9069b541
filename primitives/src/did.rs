//! Syntax of the method `did:cyb`: `did:cyb:` and the multibase (base58btc) of the 32-byte id.

use crate::DidId;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// What every DID of the method begins with, multibase prefix included.
pub const PREFIX: &str = "did:cyb:z";
/// base58btc of 32 bytes has 32 to 44 digits.
const DIGITS_MAX: usize = 44;

/// A DID of the method `cyb`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Did(pub DidId);

/// Why a string is no DID of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DidError {
    /// It does not begin with `did:cyb:z`.
    WrongPrefix,
    /// A character is no base58btc digit.
    NotBase58,
    /// It decodes to another length than 32 bytes.
    WrongLength,
}

impl fmt::Display for DidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DidError::WrongPrefix => "a DID of this chain begins with did:cyb:z",
            DidError::NotBase58 => "after did:cyb:z only base58 digits may follow (no 0, O, I or l)",
            DidError::WrongLength => "after did:cyb:z the base58 of exactly 32 bytes must follow",
        })
    }
}

impl core::error::Error for DidError {}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", bs58::encode(self.0).into_string())
    }
}

impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for Did {
    type Err = DidError;

    fn from_str(text: &str) -> Result<Self, DidError> {
        let digits = text.strip_prefix(PREFIX).ok_or(DidError::WrongPrefix)?;
        if digits.len() > DIGITS_MAX {
            return Err(DidError::WrongLength);
        }
        let bytes: Vec<u8> = bs58::decode(digits).into_vec().map_err(|_| DidError::NotBase58)?;
        let id = DidId::try_from(bytes.as_slice()).map_err(|_| DidError::WrongLength)?;
        Ok(Did(id))
    }
}

impl From<Did> for String {
    fn from(did: Did) -> Self {
        alloc::format!("{did}")
    }
}
