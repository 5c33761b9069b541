//! Syntax of DIDs, DID URLs, their parameters, and URIs at large.

mod chars;
mod did;
mod did_url;
mod parameters;
mod uri;

pub use did::{DID_BYTES_MAX, Did};
pub use did_url::{DID_URL_BYTES_MAX, DidUrl};
pub use parameters::{PARAMETERS_MAX, decode, pairs};
pub use uri::{URI_BYTES_MAX, Uri};

/// Why a string is no DID, DID URL or URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// Longer than anything that is read.
    #[error("it may have at most {0} bytes")]
    TooLong(usize),
    /// Another scheme, or none.
    #[error("a DID begins with did:")]
    NotDid,
    /// The method's name is empty or has other characters.
    #[error("the name of the method, between the first two colons, is lower case letters and digits")]
    BadMethodName,
    /// The method-specific id is empty, ends with a colon or has other characters.
    #[error("after the method come letters, digits, '.', '-', '_', ':' and %XX, and the last is no colon")]
    BadMethodId,
    /// A character that RFC 3986 does not allow there, or a `%` without two hex digits.
    #[error("the {0} has a character that must be written as %XX, or a % without two hex digits")]
    BadCharacter(&'static str),
    /// Relative to nothing, or a scheme that is no scheme.
    #[error("a URI begins with a scheme, such as https:")]
    NoScheme,
    /// A relative reference that leaves the DID.
    #[error("a reference within a DID document begins with '#', '?', '/' or a path, and names no other authority")]
    LeavesDid,
    /// A query that is no list of parameters.
    #[error("a query is at most {PARAMETERS_MAX} pairs name=value, joined by '&', of percent-encoded UTF-8")]
    BadParameters,
    /// A relative reference that climbs out of the service's path or to another host.
    #[error("a relativeRef stays below its service endpoint: no '..', no other scheme or host")]
    LeavesEndpoint,
}
