//! JSON as it is signed: read strictly and within bounds, written in the one canonical form of RFC 8785 (JCS).
//!
//! Two readers must never see two different things in one signed text. So a name may stand once in an object, a number
//! must be what a double can hold (I-JSON, RFC 7493), and what these rules refuse is refused before a signature is
//! looked at. `serde_json` would take the last of two equal names, and reads numbers in a way that depends on the
//! features other crates switch on; therefore the structure and the numbers are read here, strings by `serde_json`.

mod canonical;
mod reader;

pub use canonical::{canonical, canonical_object};
pub use reader::parse;
pub use serde_json::{Map, Value};

/// A JSON object.
pub type Object = Map<String, Value>;

/// Why a text is no JSON that can be signed or verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Longer than the caller takes.
    #[error("{bytes} bytes are too many, at most {max} are taken")]
    TooLarge {
        /// Length of the text.
        bytes: usize,
        /// The bound.
        max: usize,
    },
    /// Arrays and objects are nested too deeply.
    #[error("nested too deeply, at most {} levels are taken", crate::limits::JSON_DEPTH_MAX)]
    TooDeep,
    /// Too many members and elements.
    #[error("too many values, at most {} are taken", crate::limits::JSON_VALUES_MAX)]
    TooManyValues,
    /// Not UTF-8.
    #[error("not UTF-8; send JSON in UTF-8 without byte order mark")]
    NotUtf8,
    /// Two members of an object have the same name.
    #[error("the name {0:?} stands twice in one object; every name may stand once")]
    DuplicateName(String),
    /// A number that a double does not hold exactly (integers) or at all.
    #[error("a number is out of range: integers must be exact in 64-bit floating point, others finite (RFC 7493)")]
    NumberOutOfRange,
    /// Something else was expected.
    #[error("expected {expected} at byte {at}")]
    Malformed {
        /// Position in the text.
        at: usize,
        /// What would be right.
        expected: &'static str,
    },
}

/// Parses a text whose outermost value is an object.
pub fn parse_object(text: &[u8], bytes_max: usize) -> Result<Object, JsonError> {
    match parse(text, bytes_max)? {
        Value::Object(object) => Ok(object),
        _ => Err(JsonError::Malformed { at: 0, expected: "an object" }),
    }
}

/// An object of these members.
pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Object {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// An object of those members that have a value.
pub fn object_of_some<'a>(members: impl IntoIterator<Item = (&'a str, Option<Value>)>) -> Object {
    object(members.into_iter().filter_map(|(name, value)| Some((name, value?))))
}
