//! DID URLs (DID Core, section 3.2) and references relative to a DID.

use super::{
    Did, SyntaxError,
    chars::{conforms, in_path, in_query},
    uri::{Parts, without_dot_segments},
};
use std::{fmt, str::FromStr};

/// Most bytes of a DID URL.
pub const DID_URL_BYTES_MAX: usize = 4_096;

/// A DID with path, query and fragment, in valid syntax.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DidUrl {
    did: Did,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

impl DidUrl {
    /// The DID.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// Empty, or begins with a slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What follows the question mark, as written.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// What follows the number sign, as written.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// The URL that `reference` means in a document of `base` (RFC 3986, section 5, with the DID as scheme and
    /// authority). An absolute DID URL means itself.
    pub fn relative_to(reference: &str, base: &Did) -> Result<Self, SyntaxError> {
        let parts = Parts::of(reference);
        if parts.scheme.is_some() {
            return reference.parse();
        }
        if parts.authority.is_some() {
            return Err(SyntaxError::LeavesDid);
        }
        // An empty path is the DID's own; any other is merged with the DID's empty path, which puts a slash before it.
        let path = match parts.path {
            "" => String::new(),
            rooted if rooted.starts_with('/') => without_dot_segments(rooted),
            merged => without_dot_segments(&format!("/{merged}")),
        };
        Self::new(base.clone(), path, parts.query, parts.fragment)
    }

    fn new(did: Did, path: String, query: Option<&str>, fragment: Option<&str>) -> Result<Self, SyntaxError> {
        if !conforms(&path, in_path) {
            return Err(SyntaxError::BadCharacter("path"));
        }
        if !conforms(query.unwrap_or_default(), in_query) {
            return Err(SyntaxError::BadCharacter("query"));
        }
        if !conforms(fragment.unwrap_or_default(), in_query) {
            return Err(SyntaxError::BadCharacter("fragment"));
        }
        let url = Self { did, path, query: query.map(str::to_owned), fragment: fragment.map(str::to_owned) };
        if url.to_string().len() > DID_URL_BYTES_MAX {
            return Err(SyntaxError::TooLong(DID_URL_BYTES_MAX));
        }
        Ok(url)
    }
}

impl FromStr for DidUrl {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        if text.len() > DID_URL_BYTES_MAX {
            return Err(SyntaxError::TooLong(DID_URL_BYTES_MAX));
        }
        let (rest, fragment) = split(text, '#');
        let (rest, query) = split(rest, '?');
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
        let did = rest.strip_suffix(path).unwrap_or(rest).parse()?;
        Self::new(did, path.to_owned(), query, fragment)
    }
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

impl fmt::Display for DidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.did, self.path)?;
        self.query.iter().try_for_each(|query| write!(f, "?{query}"))?;
        self.fragment.iter().try_for_each(|fragment| write!(f, "#{fragment}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> DidUrl {
        text.parse().unwrap()
    }

    #[test]
    fn a_did_url_falls_into_its_parts() {
        let url = url("did:example:123/path/a%20b?service=files&x=/?:@#key-1/?");
        assert_eq!(url.did().as_str(), "did:example:123");
        assert_eq!(url.path(), "/path/a%20b");
        assert_eq!(url.query(), Some("service=files&x=/?:@"));
        assert_eq!(url.fragment(), Some("key-1/?"));
    }

    #[test]
    fn absent_and_empty_parts_are_told_apart() {
        let bare = url("did:example:123");
        assert_eq!((bare.path(), bare.query(), bare.fragment()), ("", None, None));
        let empty = url("did:example:123/?#");
        assert_eq!((empty.path(), empty.query(), empty.fragment()), ("/", Some(""), Some("")));
    }

    #[test]
    fn malformed_did_urls_are_refused_by_what_is_wrong() {
        let cases = [
            ("https://example.com/#a", SyntaxError::NotDid),
            ("#key-1", SyntaxError::NotDid),
            ("did:example/path", SyntaxError::BadMethodName),
            ("did:example:/path", SyntaxError::BadMethodId),
            ("did:example:1/a b", SyntaxError::BadCharacter("path")),
            ("did:example:1/%2", SyntaxError::BadCharacter("path")),
            ("did:example:1?a=[b]", SyntaxError::BadCharacter("query")),
            ("did:example:1?a=ä", SyntaxError::BadCharacter("query")),
            ("did:example:1#a#b", SyntaxError::BadCharacter("fragment")),
            ("did:example:1#\"", SyntaxError::BadCharacter("fragment")),
            ("did:example:1#a\r\nLocation: x", SyntaxError::BadCharacter("fragment")),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<DidUrl>(), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn the_longest_did_url_is_read_and_one_byte_more_is_not() {
        let longest = format!("did:example:1#{}", "a".repeat(DID_URL_BYTES_MAX - "did:example:1#".len()));
        assert!(longest.parse::<DidUrl>().is_ok());
        assert_eq!(format!("{longest}a").parse::<DidUrl>(), Err(SyntaxError::TooLong(DID_URL_BYTES_MAX)));
        let base: Did = "did:example:1".parse().unwrap();
        let relative = format!("#{}", "a".repeat(DID_URL_BYTES_MAX));
        assert_eq!(DidUrl::relative_to(&relative, &base), Err(SyntaxError::TooLong(DID_URL_BYTES_MAX)));
    }

    #[test]
    fn references_are_resolved_against_the_did() {
        let base: Did = "did:example:123".parse().unwrap();
        let cases = [
            ("", "did:example:123"),
            ("#key-1", "did:example:123#key-1"),
            ("?versionId=1#key-1", "did:example:123?versionId=1#key-1"),
            ("/path", "did:example:123/path"),
            ("path/x", "did:example:123/path/x"),
            ("./path", "did:example:123/path"),
            ("../../path", "did:example:123/path"),
            ("/a/../b", "did:example:123/b"),
            ("did:other:9#k", "did:other:9#k"),
        ];
        for (reference, expected) in cases {
            assert_eq!(DidUrl::relative_to(reference, &base).unwrap().to_string(), expected, "{reference:?}");
        }
    }

    #[test]
    fn references_that_leave_the_did_are_refused() {
        let base: Did = "did:example:123".parse().unwrap();
        assert_eq!(DidUrl::relative_to("//example.com/x", &base), Err(SyntaxError::LeavesDid));
        assert_eq!(DidUrl::relative_to("https://example.com", &base), Err(SyntaxError::NotDid));
        assert_eq!(DidUrl::relative_to("key:1", &base), Err(SyntaxError::NotDid));
        assert_eq!(DidUrl::relative_to("#a b", &base), Err(SyntaxError::BadCharacter("fragment")));
    }
}
