//! URIs (RFC 3986): their parts, and resolution of relative references.

use super::{
    DidUrl, SyntaxError,
    chars::{conforms, in_authority, in_path, in_query},
};
use percent_encoding::percent_decode_str;
use std::{fmt, str::FromStr};

/// Most bytes of a URI in a DID document.
pub const URI_BYTES_MAX: usize = 4_096;
/// How often a path may be percent-encoded over.
const DECODINGS_MAX: usize = 8;

/// A URI: it begins with a scheme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(String);

impl Uri {
    /// The whole URI.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URI that `reference` means relative to this one (RFC 3986, section 5.2).
    pub fn join(&self, reference: &str) -> Result<Self, SyntaxError> {
        let base = Parts::of(&self.0);
        let given = Parts::of(reference);
        let Parts { query, fragment, .. } = given;
        let absolute = given.scheme.is_some() || given.authority.is_some();
        let merged = if absolute { given.path.to_owned() } else { base.merged_with(given.path) };
        let path = without_dot_segments(&merged);
        let target = if given.scheme.is_some() {
            Parts { path: &path, ..given }
        } else if given.authority.is_some() {
            Parts { scheme: base.scheme, path: &path, ..given }
        } else if given.path.is_empty() {
            Parts { query: query.or(base.query), fragment, ..base }
        } else {
            Parts { path: &path, query, fragment, ..base }
        };
        target.into_uri()
    }

    /// As [`Self::join`], for a reference that somebody else than the owner of this URI chose: it names neither scheme
    /// nor host, and no `..` however often encoded (DID Resolution, "Path Traversal via relativeRef").
    pub fn join_below(&self, reference: &str) -> Result<Self, SyntaxError> {
        let given = Parts::of(reference);
        if given.scheme.is_some() || given.authority.is_some() || climbs(given.path) {
            return Err(SyntaxError::LeavesEndpoint);
        }
        if !self.0.starts_with("did:") {
            return self.join(reference);
        }
        // In a DID URL the method and its id are the authority, which RFC 3986 cannot know.
        let base: DidUrl = self.0.parse()?;
        if base.path().is_empty() {
            DidUrl::relative_to(reference, base.did())?.to_string().parse()
        } else {
            Err(SyntaxError::LeavesEndpoint)
        }
    }

    /// This URI with `fragment`; `None` when it has one already.
    pub fn with_fragment(&self, fragment: &str) -> Option<Result<Self, SyntaxError>> {
        (!self.0.contains('#')).then(|| format!("{}#{fragment}", self.0).parse())
    }
}

impl FromStr for Uri {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        if text.len() > URI_BYTES_MAX {
            return Err(SyntaxError::TooLong(URI_BYTES_MAX));
        }
        let parts = Parts::of(text);
        if parts.scheme.is_none() {
            return Err(SyntaxError::NoScheme);
        }
        let checks: [(&'static str, bool); 4] = [
            ("authority", conforms(parts.authority.unwrap_or_default(), in_authority)),
            ("path", conforms(parts.path, in_path)),
            ("query", conforms(parts.query.unwrap_or_default(), in_query)),
            ("fragment", conforms(parts.fragment.unwrap_or_default(), in_query)),
        ];
        match checks.iter().find(|(_, fine)| !fine) {
            Some((part, _)) => Err(SyntaxError::BadCharacter(part)),
            None => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A URI reference in its parts (RFC 3986, appendix B), unchecked.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) scheme: Option<&'a str>,
    pub(super) authority: Option<&'a str>,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let (rest, fragment) = text.split_once('#').map_or((text, None), |(a, b)| (a, Some(b)));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(a, b)| (a, Some(b)));
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, rest),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query, fragment }
    }

    /// The URI of these parts. Without an authority, a path with two slashes in front would be read as one.
    fn into_uri(self) -> Result<Uri, SyntaxError> {
        if self.authority.is_none() && self.path.starts_with("//") {
            return Err(SyntaxError::BadCharacter("path"));
        }
        self.to_string().parse()
    }

    /// RFC 3986, section 5.2.3; a rooted path replaces the base's.
    fn merged_with(&self, path: &str) -> String {
        if path.starts_with('/') {
            return path.to_owned();
        }
        if self.authority.is_some() && self.path.is_empty() {
            return format!("/{path}");
        }
        let directory = self.path.rsplit_once('/').map_or("", |(directory, _)| directory);
        let slash = if self.path.contains('/') { "/" } else { "" };
        format!("{directory}{slash}{path}")
    }
}

/// RFC 3986, section 5.3.
impl fmt::Display for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scheme.iter().try_for_each(|scheme| write!(f, "{scheme}:"))?;
        self.authority.iter().try_for_each(|authority| write!(f, "//{authority}"))?;
        f.write_str(self.path)?;
        self.query.iter().try_for_each(|query| write!(f, "?{query}"))?;
        self.fragment.iter().try_for_each(|fragment| write!(f, "#{fragment}"))
    }
}

fn is_scheme(text: &str) -> bool {
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic()) && text.bytes().all(in_scheme)
}

/// RFC 3986, section 5.2.4.
pub(super) fn without_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let rooted = path.starts_with('/');
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                // What ends with a dot segment is a directory.
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    let joined = kept.join("/");
    if rooted { format!("/{joined}") } else { joined }
}

/// Whether any segment is `..`, in any encoding, with either slash. What was encoded more often than anybody honest
/// would is taken to climb.
fn climbs(path: &str) -> bool {
    let mut path = path.to_owned();
    for _ in 0..DECODINGS_MAX {
        if path.split(['/', '\\']).any(|segment| segment == "..") {
            return true;
        }
        let decoded = percent_decode_str(&path).decode_utf8_lossy().into_owned();
        if decoded == path {
            return false;
        }
        path = decoded;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Uri {
        "http://a/b/c/d;p?q".parse().unwrap()
    }

    /// RFC 3986, sections 5.4.1 and 5.4.2.
    #[test]
    fn references_resolve_as_in_the_rfc() {
        let examples = [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            (".g", "http://a/b/c/.g"),
            ("g..", "http://a/b/c/g.."),
            ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("g#s/./x", "http://a/b/c/g#s/./x"),
            ("g#s/../x", "http://a/b/c/g#s/../x"),
            ("http:g", "http:g"),
        ];
        for (reference, expected) in examples {
            assert_eq!(base().join(reference).unwrap().as_str(), expected, "{reference:?}");
        }
    }

    #[test]
    fn a_base_without_path_or_slash_is_merged_too() {
        let join = |base: &str, reference: &str| base.parse::<Uri>().unwrap().join(reference).unwrap().to_string();
        assert_eq!(join("https://example.com", "a"), "https://example.com/a");
        assert_eq!(join("urn:x", "a"), "urn:a");
        assert_eq!(join("did:example:1", "#a"), "did:example:1#a");
    }

    #[test]
    fn an_endpoint_that_is_a_did_keeps_its_did() {
        let base: Uri = "did:example:1".parse().unwrap();
        assert_eq!(base.join_below("/a?service=b").unwrap().as_str(), "did:example:1/a?service=b");
        let deep: Uri = "did:example:1/a/b".parse().unwrap();
        assert_eq!(deep.join_below("c"), Err(SyntaxError::LeavesEndpoint));
    }

    #[test]
    fn a_path_does_not_become_an_authority() {
        let base: Uri = "urn:a/b".parse().unwrap();
        assert_eq!(base.join_below("/.//evil.example/x"), Err(SyntaxError::BadCharacter("path")));
    }

    #[test]
    fn malformed_uris_are_refused() {
        let refused = |text: &str| text.parse::<Uri>().unwrap_err();
        assert_eq!(refused("example.com"), SyntaxError::NoScheme);
        assert_eq!(refused("//example.com"), SyntaxError::NoScheme);
        assert_eq!(refused("1http://x"), SyntaxError::NoScheme);
        assert_eq!(refused("https://a b/"), SyntaxError::BadCharacter("authority"));
        assert_eq!(refused("https://a/<b>"), SyntaxError::BadCharacter("path"));
        assert_eq!(refused("https://a/\u{202e}b"), SyntaxError::BadCharacter("path"));
        assert_eq!(refused("https://a/%zz"), SyntaxError::BadCharacter("path"));
        assert_eq!(refused("https://a/\r\nSet-Cookie: x"), SyntaxError::BadCharacter("path"));
        assert_eq!(refused(&format!("x:{}", "a".repeat(URI_BYTES_MAX))), SyntaxError::TooLong(URI_BYTES_MAX));
    }

    #[test]
    fn a_strangers_reference_stays_at_the_endpoint() {
        let endpoint: Uri = "https://example.com/files/list".parse().unwrap();
        assert_eq!(endpoint.join_below("cv.pdf?v=2").unwrap().as_str(), "https://example.com/files/cv.pdf?v=2");
        assert_eq!(endpoint.join_below("/cv.pdf").unwrap().as_str(), "https://example.com/cv.pdf");
        assert_eq!(endpoint.join_below("a%20b%2520c").unwrap().as_str(), "https://example.com/files/a%20b%2520c");
        assert_eq!(endpoint.join_below("a..b/...").unwrap().as_str(), "https://example.com/files/a..b/...");
        let attacks = [
            "../secret",
            "a/../../secret",
            "%2e%2e/secret",
            ".%2E/secret",
            "%252e%252e%252fsecret",
            "%25252e%25252e/secret",
            "..\\secret",
            "..%5csecret",
            "..%2fsecret",
            "//evil.example/x",
            "https://evil.example/x",
            "javascript:alert(1)",
            "%252525252525252525252525252525252525252525252525252e/x",
        ];
        for attack in attacks {
            assert_eq!(endpoint.join_below(attack), Err(SyntaxError::LeavesEndpoint), "{attack}");
        }
    }
}
