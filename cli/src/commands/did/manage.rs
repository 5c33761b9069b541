//! `cybersyn did manage`: the document of a DID that one's own DID controls.

use super::{keys, links, services};
use crate::{
    args::{ManageArgs, ManageCommand, PurposeArg},
    chain::PublicKey,
    commands::submit::submit_and_tell,
    context::Context,
    exit::{Answer, Failure},
};
use anyhow::Result;
use codec::Encode;
use cybersyn_chain_client::Call;
use cybersyn_primitives::{KeyVersion, did::Did};

/// A change of a document: `pallet_did::Change`.
#[derive(Debug, PartialEq, Encode)]
enum Change {
    #[codec(index = 0)]
    AddKey { key: PublicKey, purposes: u8 },
    #[codec(index = 1)]
    RevokeKey { version: KeyVersion, stolen: bool },
    #[codec(index = 2)]
    SetService { id: Vec<u8>, kind: Vec<u8>, endpoint: Vec<u8> },
    #[codec(index = 3)]
    RemoveService(Vec<u8>),
    #[codec(index = 4)]
    SetAlsoKnownAs(Vec<Vec<u8>>),
}

/// Changes the document as one of its controllers.
pub(super) async fn manage(context: &Context, arguments: &ManageArgs) -> Result<Answer> {
    let Did(id) = arguments.did.parse().map_err(|error| Failure::Usage(format!("{error}")))?;
    let (change, done) = change(&arguments.change)?;
    let call = Call::new("Did", "manage", (id, change));
    submit_and_tell(context, &context.identity()?, call, &format!("{}: {done}", arguments.did)).await
}

/// The change, and what is done by it, in words.
fn change(command: &ManageCommand) -> Result<(Change, String), Failure> {
    Ok(match command {
        ManageCommand::AddKey { key, purposes } => {
            let key = keys::public_key(key)?;
            (Change::AddKey { key, purposes: granted(purposes)? }, format!("the {} key is in force", key.kind()))
        }
        ManageCommand::RevokeKey { version, stolen } => {
            (Change::RevokeKey { version: *version, stolen: *stolen }, format!("key {version} is retired"))
        }
        ManageCommand::SetService { id, kind, endpoint } => {
            services::check(id, kind, endpoint)?;
            let bytes = |text: &str| text.as_bytes().to_vec();
            let change = Change::SetService { id: bytes(id), kind: bytes(kind), endpoint: bytes(endpoint) };
            (change, format!("the service #{id} is at {endpoint}"))
        }
        ManageCommand::RemoveService { id } => {
            (Change::RemoveService(id.as_bytes().to_vec()), format!("the service #{id} is removed"))
        }
        ManageCommand::SetAlsoKnownAs(arguments) => {
            (Change::SetAlsoKnownAs(links::uris(&arguments.uris)?), links::known_as(&arguments.uris))
        }
    })
}

/// The bits of purposes that a controller's key may have.
fn granted(purposes: &[PurposeArg]) -> Result<u8, Failure> {
    if purposes.iter().any(|purpose| !matches!(purpose, PurposeArg::KeyAgreement)) {
        let right = "a controller adds keys for key-agreement only; the owner adds those by which the DID acts";
        return Err(Failure::Usage(right.to_owned()));
    }
    Ok(purposes.iter().fold(0, |bits, purpose| bits | purpose.bit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::AlsoKnownAsArgs;

    fn bytes(command: ManageCommand) -> String {
        hex::encode(change(&command).unwrap().0.encode())
    }

    /// The same bytes stand in the pallet's tests.
    #[test]
    fn changes_are_encoded_as_the_pallet_has_them() {
        let key = "z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p".to_owned();
        let public = hex::encode(keys::public_key(&key).unwrap().bytes());
        let purposes = vec![PurposeArg::KeyAgreement];
        assert_eq!(bytes(ManageCommand::AddKey { key, purposes }), format!("0004{public}04"));
        assert_eq!(bytes(ManageCommand::RevokeKey { version: 258, stolen: true }), "01020101");
        let (id, kind, endpoint) = ("a".to_owned(), "B".to_owned(), "c:d".to_owned());
        assert_eq!(bytes(ManageCommand::SetService { id, kind, endpoint }), "02046104420c633a64");
        assert_eq!(bytes(ManageCommand::RemoveService { id: "a".to_owned() }), "030461");
        let uris = AlsoKnownAsArgs { uris: vec!["c:d".to_owned()], none: false };
        assert_eq!(bytes(ManageCommand::SetAlsoKnownAs(uris)), "04040c633a64");
    }

    #[test]
    fn keys_by_which_the_did_acts_are_the_owners() {
        use PurposeArg::{Assertion, Authentication, Capability, KeyAgreement, Voting};
        for purpose in [Voting, Capability, Authentication, Assertion] {
            assert!(matches!(granted(&[KeyAgreement, purpose]), Err(Failure::Usage(_))));
        }
        assert_eq!(granted(&[KeyAgreement]), Ok(0b100));
    }

    #[test]
    fn what_the_chain_would_refuse_is_a_wrong_command_line() {
        let (id, kind, endpoint) = ("key-1".to_owned(), "B".to_owned(), "c:d".to_owned());
        assert!(matches!(change(&ManageCommand::SetService { id, kind, endpoint }), Err(Failure::Usage(_))));
    }
}
