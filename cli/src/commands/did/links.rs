//! Controllers and other names of a DID.

use crate::{
    args::{AlsoKnownAsArgs, ControllersArgs},
    commands::submit::submit_and_tell,
    context::Context,
    exit::{Answer, Failure},
};
use anyhow::Result;
use cybersyn_chain_client::Call;
use cybersyn_primitives::{DidId, did::Did, uri::is_uri};
use std::collections::BTreeSet;

/// Most controllers, and most other names: `pallet_did::{CONTROLLERS_MAX, ALSO_KNOWN_AS_MAX}`.
const LINKS_MAX: usize = 8;
/// Longest other name, in bytes: `pallet_did::ALIAS_BYTES_MAX`.
const ALIAS_BYTES_MAX: usize = 256;

/// Chooses who else may change the document.
pub(super) async fn set_controllers(context: &Context, arguments: &ControllersArgs) -> Result<Answer> {
    let identity = context.identity()?;
    let controllers = controllers(&arguments.controllers, &identity.did_id()?)?;
    let done = match &controllers[..] {
        [] => "nobody but your account may change the document".to_owned(),
        _ => format!("{} may change the document too", arguments.controllers.join(", ")),
    };
    let call = Call::new("Did", "set_controllers", (controllers, arguments.allow_bytes));
    submit_and_tell(context, &identity, call, &done).await
}

/// Says by which other URIs the subject is known.
pub(super) async fn set_also_known_as(context: &Context, arguments: &AlsoKnownAsArgs) -> Result<Answer> {
    let call = Call::new("Did", "set_also_known_as", (uris(&arguments.uris)?,));
    submit_and_tell(context, &context.identity()?, call, &known_as(&arguments.uris)).await
}

/// What was done, in words.
pub(super) fn known_as(uris: &[String]) -> String {
    match uris {
        [] => "the subject is known by no other name".to_owned(),
        uris => format!("the subject is also known as {}", uris.join(", ")),
    }
}

/// The ids of those DIDs, none of which is one's own.
fn controllers(texts: &[String], own: &DidId) -> Result<Vec<DidId>, Failure> {
    ensure_few_and_different(texts)?;
    let id = |text: &String| match text.parse::<Did>() {
        Ok(Did(id)) if id == *own => {
            Err(Failure::Usage(format!("{text} is your own DID: leave it out, your account controls it anyway")))
        }
        Ok(Did(id)) => Ok(id),
        Err(error) => Err(Failure::Usage(format!("{text} is no controller: {error}"))),
    };
    texts.iter().map(id).collect()
}

/// The bytes of URIs as the chain takes them.
pub(super) fn uris(texts: &[String]) -> Result<Vec<Vec<u8>>, Failure> {
    ensure_few_and_different(texts)?;
    match texts.iter().find(|text| text.len() > ALIAS_BYTES_MAX || !is_uri(text.as_bytes())) {
        Some(text) => {
            let right = format!("a URI of at most {ALIAS_BYTES_MAX} bytes, such as https://example.com/ana");
            Err(Failure::Usage(format!("{text:?} is no other name: it is {right}")))
        }
        None => Ok(texts.iter().map(|text| text.as_bytes().to_vec()).collect()),
    }
}

fn ensure_few_and_different(texts: &[String]) -> Result<(), Failure> {
    if texts.len() > LINKS_MAX {
        return Err(Failure::Usage(format!("there are {}; a DID takes {LINKS_MAX} at most", texts.len())));
    }
    let mut seen = BTreeSet::new();
    match texts.iter().find(|text| !seen.insert(*text)) {
        Some(text) => Err(Failure::Usage(format!("{text} is named twice: name it once"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    fn did(byte: u8) -> String {
        Did([byte; 32]).to_string()
    }

    #[test]
    fn controllers_are_other_dids_of_the_chain() {
        assert_eq!(controllers(&[did(2), did(3)], &[1; 32]), Ok(vec![[2; 32], [3; 32]]));
        assert_eq!(controllers(&[], &[1; 32]), Ok(Vec::new()));
        for wrong in [vec![did(1)], vec![did(2), did(2)], owned(&["did:web:a.example"]), (2..11).map(did).collect()] {
            assert!(matches!(controllers(&wrong, &[1; 32]), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }

    #[test]
    fn other_names_are_uris() {
        assert_eq!(
            uris(&owned(&["a:b", "did:web:a.example"])),
            Ok(vec![b"a:b".to_vec(), b"did:web:a.example".to_vec()])
        );
        let long = format!("a:{}", "b".repeat(255));
        let many: Vec<String> = (0..9).map(|number| format!("a:{number}")).collect();
        for wrong in [owned(&["ana"]), owned(&["a:b", "a:b"]), owned(&["https://a b"]), vec![long], many] {
            assert!(matches!(uris(&wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}
