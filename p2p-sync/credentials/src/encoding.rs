//! Bytes as text: base64url without padding (RFC 4648 section 5) and the two multibase alphabets that credentials use.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Digits that base58btc takes at most here; decoding is quadratic, and keys and signatures need fewer.
const BASE58_DIGITS_MAX: usize = 128;

/// Why a text does not decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// Not base64url.
    #[error("not base64url without padding")]
    NotBase64Url,
    /// Not multibase base58btc.
    #[error("not multibase base58btc: `z` and at most {BASE58_DIGITS_MAX} base58 digits")]
    NotBase58,
    /// Not multibase base64url.
    #[error("not multibase base64url: `u` and base64url without padding")]
    NotMultibaseBase64Url,
}

/// base64url without padding.
pub fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes base64url without padding; unused bits must be zero, so every text has one reading and every reading one text.
pub fn from_base64url(text: &str) -> Result<Vec<u8>, EncodingError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| EncodingError::NotBase64Url)
}

/// Multibase base58btc: `z…`.
pub fn to_base58(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

/// Decodes multibase base58btc.
pub fn from_base58(text: &str) -> Result<Vec<u8>, EncodingError> {
    let digits = text.strip_prefix('z').filter(|digits| digits.len() <= BASE58_DIGITS_MAX);
    digits.and_then(|digits| bs58::decode(digits).into_vec().ok()).ok_or(EncodingError::NotBase58)
}

/// Multibase base64url: `u…`.
pub fn to_multibase_base64url(bytes: &[u8]) -> String {
    format!("u{}", to_base64url(bytes))
}

/// Decodes multibase base64url.
pub fn from_multibase_base64url(text: &str) -> Result<Vec<u8>, EncodingError> {
    let digits = text.strip_prefix('u').ok_or(EncodingError::NotMultibaseBase64Url)?;
    from_base64url(digits).map_err(|_| EncodingError::NotMultibaseBase64Url)
}
