//! `cybersyn did`: the DID and its keys.

use super::submit::{AccountSignature, submit, submit_and_tell, tell};
use crate::{
    args::DidCommand,
    chain::{self, DidRecord, PURPOSE_VOTING, PublicKey, purposes},
    context::Context,
    exit::{Answer, Failure},
    keystore::{Cost, Identity, VotingFile, VotingSecret},
    output::{facts, table},
    ss58,
    time::date,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::Call;
use cybersyn_primitives::{KeyVersion, application::rotation_payload, did::Did};
use serde::Serialize;

pub(super) async fn run(context: &Context, command: DidCommand) -> Result<Answer> {
    match command {
        DidCommand::Show { did } => show(context, did.as_deref()).await,
        DidCommand::AddKey => add_key(context).await,
        DidCommand::RevokeKey { version, stolen } => {
            let call = Call::new("Did", "revoke_key", (version, stolen));
            submit_and_tell(context, &context.identity()?, call, &format!("key {version} is retired")).await
        }
        DidCommand::Rotate { to } => rotate(context, &to).await,
        DidCommand::Deactivate { yes: _ } => {
            let call = Call::new("Did", "deactivate", ());
            submit_and_tell(context, &context.identity()?, call, "the DID is deactivated for good").await
        }
    }
}

/// A DID as shown.
#[derive(Serialize)]
struct Shown {
    did: String,
    account: String,
    address: String,
    version: u32,
    created: u64,
    updated: u64,
    deactivated: Option<u64>,
    keys: Vec<KeyShown>,
    services: Vec<ServiceShown>,
}

#[derive(Serialize)]
struct KeyShown {
    version: KeyVersion,
    kind: &'static str,
    key: String,
    purposes: Vec<&'static str>,
    since: u64,
    until: Option<u64>,
    stolen: bool,
}

#[derive(Serialize)]
struct ServiceShown {
    id: String,
    kind: String,
    endpoint: String,
}

impl Shown {
    fn new(did: Did, record: &DidRecord) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            did: did.to_string(),
            account: format!("0x{}", hex::encode(record.account)),
            address: ss58::encode(ss58::CYBERSYN, &record.account),
            version: record.version,
            created: record.created,
            updated: record.updated,
            deactivated: record.deactivated,
            keys: record.keys.iter().map(KeyShown::new).collect(),
            services: record
                .services
                .iter()
                .map(|service| ServiceShown {
                    id: text(&service.id),
                    kind: text(&service.kind),
                    endpoint: text(&service.endpoint),
                })
                .collect(),
        }
    }

    fn text(&self) -> String {
        let state = self.deactivated.map_or_else(|| "in force".to_owned(), |at| format!("deactivated {}", date(at)));
        let mut text = facts(&[
            ("DID", self.did.clone()),
            ("state", state),
            ("controlled by", self.address.clone()),
            ("version", self.version.to_string()),
            ("changed", if self.updated == 0 { "never since genesis".to_owned() } else { date(self.updated) }),
        ]);
        text.push('\n');
        text.push_str(&table(["key", "kind", "public key", "for", "state"], self.keys.iter().map(KeyShown::row)));
        for service in &self.services {
            text.push_str(&format!("\nservice {} ({}): {}", service.id, service.kind, service.endpoint));
        }
        text
    }
}

impl KeyShown {
    fn new(key: &chain::DidKey) -> Self {
        Self {
            version: key.version,
            kind: key.key.kind(),
            key: format!("0x{}", hex::encode(key.key.bytes())),
            purposes: purposes(key.purposes),
            since: key.since,
            until: key.until,
            stolen: key.stolen,
        }
    }

    fn row(&self) -> [String; 5] {
        let state = match (self.until, self.stolen) {
            (_, true) => "stolen".to_owned(),
            (Some(until), false) => format!("retired {}", date(until)),
            (None, false) => "in force".to_owned(),
        };
        [self.version.to_string(), self.kind.to_owned(), self.key.clone(), self.purposes.join(", "), state]
    }
}

async fn show(context: &Context, did: Option<&str>) -> Result<Answer> {
    let did: Did = match did {
        Some(text) => text.parse().map_err(|error| Failure::Usage(format!("{error}")))?,
        None => Did(context.identity()?.did_id()?),
    };
    let at = context.chain().await?.finalized().await?;
    let record = chain::did(&at, &did.0).await?;
    context.out.show(&Shown::new(did, &record), Shown::text)?;
    Ok(Answer::Yes)
}

/// The key is on disk before it is on chain: a key in force that nobody holds would be of no use.
async fn add_key(context: &Context) -> Result<Answer> {
    let mut identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    let keypair = identity.keypair(&passphrase)?;
    let chain = context.chain().await?;
    let record = chain::did(&chain.finalized().await?, &identity.did_id()?).await?;
    let expected = record.keys.iter().map(|key| key.version).max().map_or(0, |version| version.saturating_add(1));

    let secret = VotingSecret::generate();
    let cost = if identity.development.is_some() { Cost::LOW } else { Cost::HIGH };
    identity.add_voting_key(VotingFile::seal(&secret, expected, &passphrase, cost))?;
    context.keystore.update(&identity)?;

    let key = (PublicKey::Ed25519(secret.public()), PURPOSE_VOTING);
    let included = submit(context, &chain, &Call::new("Did", "add_key", key), &keypair).await?;
    let added = included.event("Did", "KeyAdded").context("the chain reports no added key")?;
    let version: KeyVersion = added.field("version")?;
    if version != expected {
        identity.set_version(&secret.public(), version);
        context.keystore.update(&identity)?;
    }
    tell(context, &included, &format!("voting key {version} of this device is in force"))?;
    Ok(Answer::Yes)
}

async fn rotate(context: &Context, to: &str) -> Result<Answer> {
    let from = context.identity()?;
    let heir = context.keystore.load(Some(to))?;
    let (passphrase, heir_passphrase) = (context.passphrase(&from)?, context.passphrase(&heir)?);
    let (keypair, heir_keypair) = (from.keypair(&passphrase)?, heir.keypair(&heir_passphrase)?);
    let (did, chain) = (from.did_id()?, context.chain().await?);
    let record = chain::did(&chain.finalized().await?, &did).await?;

    let consent = heir_keypair.sign(&rotation_payload(&chain.genesis(), &did, record.version));
    let arguments = (heir_keypair.public_key().0, AccountSignature::Sr25519(consent.0));
    let included = submit(context, &chain, &Call::new("Did", "rotate", arguments), &keypair).await?;
    let heir = inherit(heir, &from, &passphrase, &heir_passphrase)?;
    context.keystore.update(&heir)?;
    tell(context, &included, &format!("{} is now controlled by the account of {to}; act --as {to}", from.did))?;
    Ok(Answer::Yes)
}

/// The heir's identity becomes the DID's: with its voting keys, sealed under the heir's passphrase.
fn inherit(mut heir: Identity, from: &Identity, passphrase: &str, heir_passphrase: &str) -> Result<Identity> {
    heir.did = from.did.clone();
    let reseal = |key: &VotingFile| -> Result<VotingFile> {
        Ok(VotingFile::seal(&key.open(passphrase)?, key.version, heir_passphrase, Cost::HIGH))
    };
    heir.voting = from.voting.iter().map(reseal).collect::<Result<_>>()?;
    Ok(heir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heir_holds_the_did_with_its_voting_keys_under_its_own_passphrase() {
        let (from, heir) = (Identity::development(1), Identity::development(2));
        let passphrase = Identity::DEVELOPMENT_PASSPHRASE;
        let now = inherit(heir.clone(), &from, passphrase, "own").unwrap();
        assert_eq!((now.did.as_str(), now.name.as_str()), (from.did.as_str(), "citizen-2"));
        assert_eq!(now.account, heir.account);
        assert_eq!(now.voting[0].open("own").unwrap().public(), VotingSecret::development(1).public());
    }
}
