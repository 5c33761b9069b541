//! What a request's target asks for.
//!
//! A DID or DID URL stands there plainly (`did:cyb:z…?service=files`, and the query is its own), or percent-encoded as
//! a whole (`did%3Acyb%3Az…?versionId=2`), and then the query holds the options.

use crate::{
    resolution::{Options, Problem, ProblemKind},
    syntax::{DID_URL_BYTES_MAX, DidUrl, SyntaxError, decode, pairs},
};

/// Most bytes of a target: a DID URL with every byte percent-encoded, and options.
const TARGET_BYTES_MAX: usize = 4 * DID_URL_BYTES_MAX;

/// A DID or DID URL, and options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) identifier: String,
    pub(super) options: Options,
}

impl Target {
    pub(super) fn read(target: &str) -> Result<Self, Problem> {
        let invalid = |error: SyntaxError| Problem::new(ProblemKind::InvalidDid, error);
        if target.len() > TARGET_BYTES_MAX {
            return Err(invalid(SyntaxError::TooLong(DID_URL_BYTES_MAX)));
        }
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let is_plain = path.starts_with("did:");
        let decoded = decode(path).map_err(invalid)?;
        let Some(query) = query else { return Ok(Self { identifier: decoded, options: Options::default() }) };
        if is_plain {
            // A fragment is never sent in plain; one that was encoded follows the query.
            let identifier = match decoded.split_once('#') {
                Some((before, fragment)) => format!("{before}?{query}#{fragment}"),
                None => format!("{decoded}?{query}"),
            };
            return Ok(Self { identifier, options: Options::default() });
        }
        let malformed = |error| Problem::new(ProblemKind::InvalidOptions, error);
        let options = pairs(query).map_err(malformed)?;
        let options = options.iter().fold(Options::default(), |options, (name, value)| options.with(name, value));
        Ok(Self { identifier: decoded, options })
    }

    /// Whether there is more than a DID.
    pub(super) fn is_url(&self) -> bool {
        self.identifier.contains(['/', '?', '#'])
    }

    /// The DID to resolve: that of a URL which adds nothing but parameters, for these are options of resolution.
    pub(super) fn for_resolution(self) -> (String, Options) {
        let Ok(url) = self.identifier.parse::<DidUrl>() else { return (self.identifier, self.options) };
        let parameters = url.query().map(pairs);
        match parameters {
            Some(Ok(parameters)) if url.path().is_empty() && url.fragment().is_none() => {
                let all = parameters.iter().fold(self.options, |options, (name, value)| options.with(name, value));
                (url.did().to_string(), all)
            }
            _ => (self.identifier, self.options),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(target: &str) -> Target {
        Target::read(target).unwrap()
    }

    #[test]
    fn a_plain_identifier_owns_the_query() {
        assert_eq!(read("did:cyb:z1?service=a&relativeRef=%2Fb").identifier, "did:cyb:z1?service=a&relativeRef=%2Fb");
        assert_eq!(read("did:cyb:z1%23key-0").identifier, "did:cyb:z1#key-0");
        assert_eq!(read("did:cyb:z1%23key-0?versionId=1").identifier, "did:cyb:z1?versionId=1#key-0");
        assert_eq!(read("did:cyb:z1").identifier, "did:cyb:z1");
    }

    #[test]
    fn an_encoded_identifier_leaves_the_query_to_the_options() {
        let target = read("did%3Acyb%3Az1%3Fservice%3Da%26relativeRef%3D%252Fb?versionId=1");
        assert_eq!(target.identifier, "did:cyb:z1?service=a&relativeRef=%2Fb");
        assert_eq!(target.options, Options::default().version(1));
    }

    #[test]
    fn parameters_become_options_of_resolution() {
        let expected = ("did:cyb:z1".to_owned(), Options::default().version(1));
        assert_eq!(read("did:cyb:z1?versionId=1").for_resolution(), expected);
        assert_eq!(read("did%3Acyb%3Az1?versionId=1").for_resolution(), expected);
        assert_eq!(read("did:cyb:z1%23a?versionId=1").for_resolution().0, "did:cyb:z1?versionId=1#a");
    }

    #[test]
    fn targets_that_are_no_text_are_refused() {
        for target in ["did:cyb:%ff", "did:cyb:z1%00", "%0d%0a"] {
            assert_eq!(Target::read(target).unwrap_err().kind, ProblemKind::InvalidDid, "{target}");
        }
        assert_eq!(Target::read("did%3Acyb%3Az1?a=%ff").unwrap_err().kind, ProblemKind::InvalidOptions);
        let long = "a".repeat(TARGET_BYTES_MAX + 1);
        assert_eq!(Target::read(&long).unwrap_err().kind, ProblemKind::InvalidDid);
    }
}
