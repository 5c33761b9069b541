//! JSON that can be understood in one way only: no member twice, no bottomless nesting.

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeSet, fmt};

/// Deepest nesting that is read.
pub const DEPTH_MAX: usize = 32;

/// Why bytes are no JSON that is read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// No JSON.
    #[error("no JSON: {0}")]
    Malformed(String),
    /// Readers differ about which of the two counts.
    #[error("the member {0:?} occurs twice in one object")]
    DuplicateMember(String),
    /// Nested deeper than anything that is read.
    #[error("nested deeper than {DEPTH_MAX} levels")]
    TooDeep,
}

/// The value that `bytes` hold. The caller has bounded their number.
pub(super) fn read(bytes: &[u8]) -> Result<Value, JsonError> {
    let fault = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let checked = Check { depth: 0, fault: &fault }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (fault.into_inner(), checked) {
        (Some(fault), _) => Err(fault),
        (None, Err(error)) => Err(JsonError::Malformed(error.to_string())),
        (None, Ok(())) => serde_json::from_slice(bytes).map_err(|error| JsonError::Malformed(error.to_string())),
    }
}

/// Walks through a value and keeps nothing of it. The value itself is read apart: how a visitor sees numbers depends
/// on features of `serde_json` that other crates choose.
#[derive(Clone, Copy)]
struct Check<'a> {
    depth: usize,
    fault: &'a RefCell<Option<JsonError>>,
}

impl Check<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_MAX {
            return Err(self.fail(JsonError::TooDeep));
        }
        Ok(Self { depth: self.depth.saturating_add(1), ..self })
    }

    fn fail<E: Error>(self, fault: JsonError) -> E {
        let error = E::custom(&fault);
        self.fault.replace(Some(fault));
        error
    }
}

impl<'de> DeserializeSeed<'de> for Check<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut seen = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if seen.contains(&name) {
                return Err(self.fail(JsonError::DuplicateMember(name)));
            }
            seen.insert(name);
            map.next_value_seed(inner)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_json_is_read_as_it_is() {
        let value = read(br#" {"a":[1,-2,0.5,1e300,true,null,"x"],"b":{"a":{}}} "#).unwrap();
        assert_eq!(value["a"], json!([1, -2, 0.5, 1e300, true, null, "x"]));
    }

    #[test]
    fn a_member_that_occurs_twice_is_refused_at_any_depth() {
        let refused = Err(JsonError::DuplicateMember("id".to_owned()));
        assert_eq!(read(br#"{"id":"did:a:1","id":"did:a:2"}"#), refused);
        assert_eq!(read(br#"{"x":[{"id":1,"\u0069d":2}]}"#), refused);
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(nested(DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(read(nested(DEPTH_MAX + 1).as_bytes()), Err(JsonError::TooDeep));
        assert_eq!(read("[".repeat(100_000).as_bytes()), Err(JsonError::TooDeep));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "{", "{} {}", "{'a':1}", "[1,]", "\"\u{0}\"", "nul"] {
            assert!(matches!(read(text.as_bytes()), Err(JsonError::Malformed(_))), "{text:?}");
        }
        assert!(matches!(read(b"\"\xff\""), Err(JsonError::Malformed(_))));
    }
}
