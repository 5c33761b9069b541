//! One hidden claim: a salt, its name unless it is an element of a list, and its value.

use super::SdJwtError;
use crate::{
    encoding::{from_base64url, to_base64url},
    json::{Value, canonical, parse},
    limits::SD_JWT_BYTES_MAX,
};
use sha2::{Digest, Sha256};

/// A disclosure. Its text is what was hashed, so it is kept as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosure {
    encoded: String,
    digest: String,
    name: Option<String>,
    value: Value,
}

impl Disclosure {
    /// Makes a disclosure of a member (`name`) or an element (no name).
    pub fn new(salt: &[u8; 16], name: Option<&str>, value: Value) -> Result<Self, SdJwtError> {
        let mut elements = vec![Value::from(to_base64url(salt))];
        elements.extend(name.map(Value::from));
        elements.push(value.clone());
        let encoded = to_base64url(canonical(&Value::Array(elements))?.as_bytes());
        Ok(Self { digest: digest(&encoded), encoded, name: name.map(str::to_owned), value })
    }

    /// Reads a disclosure.
    pub fn parse(encoded: &str) -> Result<Self, SdJwtError> {
        let text = from_base64url(encoded)?;
        let Value::Array(elements) = parse(&text, SD_JWT_BYTES_MAX)? else { return Err(SdJwtError::InvalidDisclosure) };
        let (name, value) = match <[Value; 3]>::try_from(elements) {
            Ok([Value::String(_), Value::String(name), value]) => (Some(name), value),
            Ok(_) => return Err(SdJwtError::InvalidDisclosure),
            Err(elements) => match <[Value; 2]>::try_from(elements) {
                Ok([Value::String(_), value]) => (None, value),
                _ => return Err(SdJwtError::InvalidDisclosure),
            },
        };
        Ok(Self { encoded: encoded.to_owned(), digest: digest(encoded), name, value })
    }

    /// The text: base64url of the JSON array.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }

    /// The digest that stands in the claim's place.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The claim's name; `None` for an element of a list.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The claim's value.
    pub fn value(&self) -> &Value {
        &self.value
    }
}

/// base64url of SHA-256 over the text's bytes.
pub(super) fn digest(text: &str) -> String {
    to_base64url(&Sha256::digest(text))
}
