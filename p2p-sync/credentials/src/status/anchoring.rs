//! Where the anchor of a list stands: in its issuer's DID document, as a service. So whoever resolves the issuer to check a
//! signature has the anchors as well, and changing one needs no call of its own.
//!
//! The service's id follows from the list's URL: a list whose issuer anchors it cannot be passed off as one that is not.

use crate::{
    encoding::{from_base64url, to_base64url},
    json::{Object, Value},
};
use cybersyn_primitives::{Hash, hash::blake2_256};

/// The service's type.
pub const ANCHOR_SERVICE: &str = "BitstringStatusListAnchor";
/// What the service's id begins with.
const ID_PREFIX: &str = "status-";
/// What the endpoint begins with: a name by hash (RFC 6920).
const ENDPOINT_PREFIX: &str = "ni:///blake2b-256;";
/// Bytes of the URL's hash in the id.
const ID_BYTES: usize = 16;

/// The issuer's document has an anchor for the list, but one that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the issuer's anchor for the list is malformed: expected one service of type {ANCHOR_SERVICE} at {ENDPOINT_PREFIX}… with 32 bytes in base64url"
)]
pub struct MalformedAnchor;

/// Fragment that names the service which anchors the list at `url`.
pub fn anchor_service_id(url: &str) -> String {
    let hash = blake2_256(url.as_bytes());
    format!("{ID_PREFIX}{}", to_base64url(hash.get(..ID_BYTES).unwrap_or(&hash)))
}

/// The service's endpoint for an anchor.
pub fn anchor_endpoint(anchor: &Hash) -> String {
    format!("{ENDPOINT_PREFIX}{}", to_base64url(anchor))
}

/// The anchor of the list at `url` in its issuer's document; `None` if the issuer does not anchor it.
pub fn anchored(document: &Object, url: &str) -> Result<Option<Hash>, MalformedAnchor> {
    let fragment = format!("#{}", anchor_service_id(url));
    let did = document.get("id").and_then(Value::as_str).unwrap_or_default();
    let is_named = |service: &&Object| {
        let id = service.get("id").and_then(Value::as_str).unwrap_or_default();
        id.strip_prefix(did).unwrap_or(id) == fragment
    };
    let services = document.get("service").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut named = services.iter().filter_map(Value::as_object).filter(is_named);
    match (named.next(), named.next()) {
        (None, _) => Ok(None),
        (Some(service), None) => read(service).map(Some).ok_or(MalformedAnchor),
        (Some(_), Some(_)) => Err(MalformedAnchor),
    }
}

fn read(service: &Object) -> Option<Hash> {
    let is_anchor = match service.get("type")? {
        Value::Array(kinds) => kinds.iter().any(|kind| kind == ANCHOR_SERVICE),
        kind => kind == ANCHOR_SERVICE,
    };
    let digits = service.get("serviceEndpoint")?.as_str()?.strip_prefix(ENDPOINT_PREFIX)?;
    let hash = from_base64url(digits).ok()?.try_into().ok()?;
    is_anchor.then_some(hash)
}
