//! Calls that a key of this device signs in the DID's name, for anybody to carry.

use crate::{
    args::{AuthorizeArgs, Command, DidCommand, NodeCommand, PersonCommand},
    chain::{self, DidRecord, PURPOSE_AUTHENTICATION, PURPOSE_CAPABILITY, guardians::authorization_nonce, purposes},
    commands,
    context::{Authorizing, Context},
    exit::{Answer, Failure},
    file,
    keystore::{CredentialFile, Identity},
    output::facts,
    time::{date, duration},
};
use anyhow::{Context as _, Result, bail, ensure};
use clap::Parser;
use codec::{DecodeAll, Encode};
use cybersyn_chain_client::{BlockAt, Call};
use cybersyn_credentials::key::Signer;
use cybersyn_primitives::{
    Hash, KeyVersion, Millis,
    api::Hex,
    authorization::{AUTHORIZATION_LIFE_MILLIS, Authorization},
    did::Did,
};
use serde::{Deserialize, Serialize};

/// An authorised call as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AuthorizationFile {
    /// For people.
    pub did: String,
    /// For people.
    pub expires: String,
    /// Genesis hash of the chain that it is for.
    pub genesis: Hex,
    /// SCALE of the [`Authorization`].
    pub authorization: Hex,
    /// SCALE of the call.
    pub call: Hex,
    /// ed25519, by the key of the DID.
    pub signature: Hex,
}

impl AuthorizationFile {
    fn sign(authorization: &Authorization, genesis: &Hash, call: &[u8], key: &impl Signer) -> Self {
        let payload = authorization.signing_payload(genesis, call);
        Self {
            did: Did(authorization.did).to_string(),
            expires: date(authorization.expires),
            genesis: Hex::from(*genesis),
            authorization: Hex(authorization.encode()),
            call: Hex(call.to_vec()),
            signature: Hex(key.sign(&payload).to_vec()),
        }
    }

    /// Authorisation and signature, if they are some and for this chain.
    pub fn open(&self, genesis: &Hash) -> Result<(Authorization, [u8; 64]), Failure> {
        let wrong = |what: &str| Failure::Refused(format!("the file holds no authorised call: {what}"));
        if self.genesis.0 != genesis {
            return Err(Failure::Refused("the call is authorised for another chain".to_owned()));
        }
        let authorization = Authorization::decode_all(&mut self.authorization.0.as_slice());
        let authorization = authorization.map_err(|_| wrong("its authorisation does not decode"))?;
        let signature = <[u8; 64]>::try_from(self.signature.0.as_slice());
        Ok((authorization, signature.map_err(|_| wrong("a signature has 64 bytes"))?))
    }
}

/// A command within a command. What holds for every command stands before the outer one.
#[derive(Parser)]
#[command(name = "cybersyn did authorize --")]
struct Inner {
    #[command(subcommand)]
    command: Command,
}

pub(super) async fn run(context: &Context, args: AuthorizeArgs) -> Result<Answer> {
    let too_long = || format!("an authorisation lasts {} at most", duration(AUTHORIZATION_LIFE_MILLIS));
    ensure!(args.valid <= AUTHORIZATION_LIFE_MILLIS, Failure::Usage(too_long()));
    let authorizing = Authorizing { out: args.out, valid: args.valid };
    if let Some(digits) = &args.call {
        let call = hex::decode(digits.strip_prefix("0x").unwrap_or(digits));
        let call = call.map_err(|error| Failure::Usage(format!("the call is not hex: {error}")))?;
        let at = context.chain().await?.finalized().await?;
        return authorize(context, &context.identity()?, &at, &call, &authorizing).await;
    }
    let command = parse(args.command)?;
    Box::pin(commands::run(&context.authorizing(authorizing), command)).await
}

fn parse(words: Vec<String>) -> Result<Command, Failure> {
    let words = std::iter::once("cybersyn did authorize --".to_owned()).chain(words);
    let command = Inner::try_parse_from(words).map_err(|error| Failure::Usage(error.to_string()))?.command;
    if !is_authorizable(&command) {
        let list = "person alive, vouch, renew, challenge, admit and poke; did add-key --key, revoke-key, set-service and \
                    remove-service; node update and remove";
        return Err(Failure::Usage(format!("no key of a DID authorises that command; it does {list}")));
    }
    Ok(command)
}

/// Commands that are one call, of those that the chain lets a key authorise.
fn is_authorizable(command: &Command) -> bool {
    match command {
        Command::Person(command) => matches!(
            command,
            PersonCommand::Alive
                | PersonCommand::Vouch { .. }
                | PersonCommand::Renew { .. }
                | PersonCommand::Challenge(_)
                | PersonCommand::Admit { .. }
                | PersonCommand::Poke { .. }
        ),
        Command::Did(command) => matches!(
            command,
            DidCommand::AddKey { key: Some(_), .. }
                | DidCommand::RevokeKey { .. }
                | DidCommand::SetService { .. }
                | DidCommand::RemoveService { .. }
        ),
        Command::Node(command) => matches!(command, NodeCommand::Update { .. } | NodeCommand::Remove { .. }),
        _ => false,
    }
}

/// Signs `call` with a key of this device and writes it.
pub(in crate::commands) async fn authorize_call(
    context: &Context,
    identity: &Identity,
    call: &Call,
    authorizing: &Authorizing,
) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let call = call.encode_at(&at)?;
    authorize(context, identity, &at, &call, authorizing).await
}

async fn authorize(
    context: &Context,
    identity: &Identity,
    at: &BlockAt,
    call: &[u8],
    authorizing: &Authorizing,
) -> Result<Answer> {
    let did = identity.did_id()?;
    let record = chain::did(at, &did).await?;
    let (pallet, name) = at.name_of_call(call).context("the call is none of this chain's runtime")?;
    let (key, version) = key_for(identity, &record, purpose_of(&pallet, &name))?;
    let expires = at.timestamp().await?.saturating_add(authorizing.valid);
    let nonce = authorization_nonce(at, &did).await?;
    let authorization = Authorization { did, key: version, nonce, expires };
    let secret = key.open(&context.passphrase(identity)?)?;
    let genesis = context.chain().await?.genesis();
    let file = AuthorizationFile::sign(&authorization, &genesis, call, &secret);
    file::write_new(&authorizing.out, &serde_json::to_string_pretty(&file)?)?;
    context.out.show(&file, |file| {
        let path = authorizing.out.display();
        let facts = facts(&[
            ("DID", file.did.clone()),
            ("key", version.to_string()),
            ("nonce", nonce.to_string()),
            ("valid until", file.expires.clone()),
        ]);
        format!("{facts}\n\nAnybody may bring it to the chain, once: `cybersyn did carry {path}`.")
    })?;
    Ok(Answer::Yes)
}

/// What a key must be for to authorise a call, by pallet and name: `runtime/src/configs/purposes.rs`. Whatever changes the
/// DID, or what the person answers for, takes a key for capabilities.
fn purpose_of(pallet: &str, name: &str) -> u8 {
    match (pallet, name) {
        ("Did", _)
        | ("Personhood", "vouch" | "renew" | "challenge")
        | ("Constitution", "propose" | "withdraw")
        | ("Mesh", "register") => PURPOSE_CAPABILITY,
        _ => PURPOSE_AUTHENTICATION,
    }
}

/// The first key of this device that is in force and for `purpose`, with its version.
fn key_for<'a>(identity: &'a Identity, record: &DidRecord, purpose: u8) -> Result<(&'a CredentialFile, KeyVersion)> {
    let version = |file: &CredentialFile| {
        let public = file.public_bytes()?;
        let mut keys = record.keys.iter().filter(|key| key.until.is_none() && key.purposes & purpose == purpose);
        keys.find(|key| key.key == chain::PublicKey::Ed25519(public)).map(|key| key.version)
    };
    let found = identity.authorizing_keys().find_map(|file| Some((file, version(file)?)));
    let Some(found) = found else {
        let purpose = purposes(purpose).join(", ");
        bail!(Failure::Refused(format!(
            "no key of this device is in force for {purpose}; `cybersyn did add-key --authorizing` makes one"
        )))
    };
    Ok(found)
}

/// Whether the authorisation is worth carrying at `now`.
pub(super) fn check(authorization: &Authorization, record: &DidRecord, nonce: u32, now: Millis) -> Result<(), Failure> {
    let refuse = |reason: String| Err(Failure::Refused(reason));
    if authorization.expires < now {
        return refuse(format!("the authorisation is void since {}; ask for a new one", date(authorization.expires)));
    }
    if authorization.nonce < nonce {
        return refuse("it was carried already, or another one took its turn; ask for a new one".to_owned());
    }
    if authorization.nonce > nonce {
        return refuse(format!(
            "an earlier one is to be carried first: this has nonce {}, {nonce} is next",
            authorization.nonce
        ));
    }
    match record.keys.iter().find(|key| key.version == authorization.key) {
        Some(key) if key.until.is_none() && record.deactivated.is_none() => Ok(()),
        _ => refuse(format!("key {} of {} is not in force any more", authorization.key, Did(authorization.did))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chain::{DidKey, PublicKey},
        keystore::Cost,
    };

    const GENESIS: Hash = [1; 32];

    fn record(file: &CredentialFile, purposes: u8, until: Option<Millis>) -> DidRecord {
        let key = PublicKey::Ed25519(file.public_bytes().unwrap());
        DidRecord {
            account: [1; 32],
            keys: vec![DidKey { version: 4, key, purposes, since: 0, until, stolen: false }],
            services: Vec::new(),
            created: 0,
            updated: 0,
            rotated: None,
            version: 0,
            deactivated: None,
            links: Default::default(),
        }
    }

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn only_commands_that_a_key_may_authorise_are_taken() {
        for right in
            ["person alive", "person renew 3", "did revoke-key 2 --stolen", "did add-key --key z6Mk --for assertion"]
        {
            assert!(parse(words(right)).is_ok(), "{right}");
        }
        for wrong in ["vote 1 yes", "did deactivate --yes", "did add-key", "did set-guardians --none", "key list", ""] {
            assert!(matches!(parse(words(wrong)), Err(Failure::Usage(_))), "{wrong}");
        }
    }

    #[test]
    fn what_holds_for_every_command_stands_outside() {
        assert!(parse(words("person alive --as ana")).is_err());
    }

    #[test]
    fn what_a_person_answers_for_takes_a_key_for_capabilities() {
        for (pallet, name) in [("Did", "set_service"), ("Personhood", "vouch"), ("Mesh", "register")] {
            assert_eq!(purpose_of(pallet, name), PURPOSE_CAPABILITY, "{pallet}.{name}");
        }
        for (pallet, name) in [("Personhood", "prove_life"), ("Mesh", "remove"), ("Ballots", "settle_own")] {
            assert_eq!(purpose_of(pallet, name), PURPOSE_AUTHENTICATION, "{pallet}.{name}");
        }
    }

    #[test]
    fn a_key_in_force_for_the_purpose_signs() {
        let mut identity = Identity::development(0);
        let file = CredentialFile::generate("p", Cost::LOW);
        identity.put_authorizing_key(file.clone()).unwrap();
        let both = PURPOSE_AUTHENTICATION | PURPOSE_CAPABILITY;
        let found = |purposes, until, wanted| {
            key_for(&identity, &record(&file, purposes, until), wanted).map(|(_, version)| version).ok()
        };
        assert_eq!(found(both, None, PURPOSE_CAPABILITY), Some(4));
        assert_eq!(found(PURPOSE_AUTHENTICATION, None, PURPOSE_CAPABILITY), None);
        assert_eq!(found(both, Some(5), PURPOSE_AUTHENTICATION), None);
    }

    #[test]
    fn an_authorised_call_is_signed_for_its_chain_call_and_nonce() {
        let file = CredentialFile::generate("p", Cost::LOW);
        let authorization = Authorization { did: [2; 32], key: 4, nonce: 7, expires: 100 };
        let written = AuthorizationFile::sign(&authorization, &GENESIS, &[5, 0], &file.open("p").unwrap());
        let (read, signature) = written.open(&GENESIS).unwrap();
        assert_eq!(read, authorization);
        let key = ed25519_zebra::VerificationKey::try_from(file.public_bytes().unwrap()).unwrap();
        let signs = |authorization: &Authorization, call: &[u8]| {
            key.verify(&signature.into(), &authorization.signing_payload(&GENESIS, call)).is_ok()
        };
        assert!(signs(&authorization, &[5, 0]));
        assert!(!signs(&authorization, &[5, 1]));
        assert!(!signs(&Authorization { nonce: 8, ..authorization }, &[5, 0]));
        assert!(written.open(&[2; 32]).unwrap_err().to_string().contains("another chain"));
    }

    #[test]
    fn what_cannot_be_carried_is_told_why() {
        let file = CredentialFile::generate("p", Cost::LOW);
        let (mine, in_force) = (Authorization { did: [2; 32], key: 4, nonce: 7, expires: 100 }, record(&file, 1, None));
        let why = |nonce, now, record: &DidRecord| check(&mine, record, nonce, now).map_err(|e| e.to_string());
        assert_eq!(why(7, 100, &in_force), Ok(()));
        assert!(why(7, 101, &in_force).unwrap_err().contains("void"));
        assert!(why(8, 100, &in_force).unwrap_err().contains("carried already"));
        assert!(why(6, 100, &in_force).unwrap_err().contains("earlier one"));
        assert!(why(7, 100, &record(&file, 1, Some(5))).unwrap_err().contains("not in force"));
    }
}
