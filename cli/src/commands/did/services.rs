//! Services of a DID: where its subject is reached.

use crate::{
    commands::submit::submit_and_tell,
    context::Context,
    exit::{Answer, Failure},
};
use anyhow::Result;
use cybersyn_chain_client::Call;
use cybersyn_primitives::uri::is_uri;

/// Longest id and type, in bytes: `pallet_did::{SERVICE_ID_BYTES_MAX, SERVICE_KIND_BYTES_MAX}`.
const NAME_BYTES_MAX: usize = 64;
/// Longest endpoint, in bytes: `pallet_did::ENDPOINT_BYTES_MAX`.
const ENDPOINT_BYTES_MAX: usize = 256;

/// Adds the service `id`, or replaces it.
pub(super) async fn set(context: &Context, id: &str, kind: &str, endpoint: &str) -> Result<Answer> {
    check(id, kind, endpoint)?;
    let call = Call::new("Did", "set_service", (id.as_bytes(), kind.as_bytes(), endpoint.as_bytes()));
    submit_and_tell(context, &context.identity()?, call, &format!("the service #{id} is at {endpoint}")).await
}

/// Removes the service `id`.
pub(super) async fn remove(context: &Context, id: &str) -> Result<Answer> {
    let call = Call::new("Did", "remove_service", (id.as_bytes(),));
    submit_and_tell(context, &context.identity()?, call, &format!("the service #{id} is removed")).await
}

/// What the chain would refuse without saying much.
pub(super) fn check(id: &str, kind: &str, endpoint: &str) -> Result<(), Failure> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if id.is_empty() || id.len() > NAME_BYTES_MAX || !id.bytes().all(is_name) || id.starts_with("key-") {
        let right = "letters, digits and - . _ ~, at most 64, and does not begin with key-";
        return Err(Failure::Usage(format!("{id:?} is no id of a service: it is of {right}")));
    }
    if kind.is_empty() || kind.len() > NAME_BYTES_MAX || !kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let right = "letters and digits, at most 64, such as LinkedDomains";
        return Err(Failure::Usage(format!("{kind:?} is no type of a service: it is of {right}")));
    }
    if endpoint.len() > ENDPOINT_BYTES_MAX || !is_uri(endpoint.as_bytes()) {
        let right = format!("a URI of at most {ENDPOINT_BYTES_MAX} bytes, such as https://example.com/");
        return Err(Failure::Usage(format!("{endpoint:?} is no endpoint: it is {right}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_that_the_chain_takes_are_fine() {
        assert_eq!(check("files", "LinkedDomains", "https://example.com/"), Ok(()));
        assert_eq!(check(&"a".repeat(64), &"A".repeat(64), &format!("a:{}", "b".repeat(254))), Ok(()));
    }

    #[test]
    fn services_that_the_chain_would_refuse_are_a_wrong_command_line() {
        let (id, kind, endpoint) = ("files", "LinkedDomains", "https://example.com/");
        let long = "a".repeat(65);
        for id in ["", "key-1", "a b", "a#b", "ä", &long] {
            assert!(matches!(check(id, kind, endpoint), Err(Failure::Usage(_))), "{id:?}");
        }
        for kind in ["", "Linked Domains", "a-b", &long] {
            assert!(matches!(check(id, kind, endpoint), Err(Failure::Usage(_))), "{kind:?}");
        }
        for endpoint in ["", "example.com", "https://a b", &format!("a:{}", "b".repeat(255))] {
            assert!(matches!(check(id, kind, endpoint), Err(Failure::Usage(_))), "{endpoint:?}");
        }
    }
}
