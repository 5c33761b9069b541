//! DIDs of any method (DID Core, section 3.1).

use super::{
    SyntaxError,
    chars::{conforms, in_method_id, in_method_name},
};
use cybersyn_primitives::did::Did as CybDid;
use std::{fmt, str::FromStr};

/// Most bytes of a DID. Ids of some methods hold whole documents; none that is longer is of use here.
pub const DID_BYTES_MAX: usize = 2_048;

/// A DID of any method, in valid syntax.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Did(String);

impl Did {
    /// The whole DID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The method's name, such as `cyb`.
    pub fn method(&self) -> &str {
        self.0.split(':').nth(1).unwrap_or_default()
    }

    /// What follows the method's name and its colon.
    pub fn method_specific_id(&self) -> &str {
        self.0.splitn(3, ':').nth(2).unwrap_or_default()
    }
}

impl FromStr for Did {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        if text.len() > DID_BYTES_MAX {
            return Err(SyntaxError::TooLong(DID_BYTES_MAX));
        }
        let rest = text.strip_prefix("did:").ok_or(SyntaxError::NotDid)?;
        let (method, id) = rest.split_once(':').ok_or(SyntaxError::BadMethodName)?;
        if method.is_empty() || !method.bytes().all(in_method_name) {
            return Err(SyntaxError::BadMethodName);
        }
        if id.is_empty() || id.ends_with(':') || !conforms(id, in_method_id) {
            return Err(SyntaxError::BadMethodId);
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<CybDid> for Did {
    fn from(did: CybDid) -> Self {
        Self(did.to_string())
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_did_has_a_method_and_an_id() {
        let did: Did = "did:ex4mple:a:b.c-d_e%20F".parse().unwrap();
        assert_eq!(did.method(), "ex4mple");
        assert_eq!(did.method_specific_id(), "a:b.c-d_e%20F");
        assert_eq!(did.to_string(), "did:ex4mple:a:b.c-d_e%20F");
    }

    #[test]
    fn empty_parts_of_an_id_are_allowed_but_not_the_last() {
        assert!("did:example::a".parse::<Did>().is_ok());
        assert_eq!("did:example:a:".parse::<Did>(), Err(SyntaxError::BadMethodId));
        assert_eq!("did:example:".parse::<Did>(), Err(SyntaxError::BadMethodId));
    }

    #[test]
    fn malformed_dids_are_refused_by_what_is_wrong() {
        let cases = [
            ("", SyntaxError::NotDid),
            ("DID:example:1", SyntaxError::NotDid),
            (" did:example:1", SyntaxError::NotDid),
            ("did:example", SyntaxError::BadMethodName),
            ("did::1", SyntaxError::BadMethodName),
            ("did:Example:1", SyntaxError::BadMethodName),
            ("did:ex-ample:1", SyntaxError::BadMethodName),
            ("did:example:a b", SyntaxError::BadMethodId),
            ("did:example:a\n", SyntaxError::BadMethodId),
            ("did:example:a\0", SyntaxError::BadMethodId),
            ("did:example:ä", SyntaxError::BadMethodId),
            ("did:example:%4", SyntaxError::BadMethodId),
            ("did:example:%zz", SyntaxError::BadMethodId),
            ("did:example:a#b", SyntaxError::BadMethodId),
            ("did:example:a?b", SyntaxError::BadMethodId),
            ("did:example:a/b", SyntaxError::BadMethodId),
            ("did:example:a~b", SyntaxError::BadMethodId),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<Did>(), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn the_longest_did_is_read_and_one_byte_more_is_not() {
        let longest = format!("did:example:{}", "a".repeat(DID_BYTES_MAX - "did:example:".len()));
        assert!(longest.parse::<Did>().is_ok());
        assert_eq!(format!("{longest}a").parse::<Did>(), Err(SyntaxError::TooLong(DID_BYTES_MAX)));
    }
}
