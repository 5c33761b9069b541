//! `cybersyn credential key`.

use super::super::submit::submit;
use crate::{
    chain::{self, PublicKey},
    context::Context,
    exit::Answer,
    keystore::{CredentialFile, Identity, Serves},
    output::facts,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::Call;
use cybersyn_primitives::KeyVersion;
use serde::Serialize;

/// Keys as shown.
#[derive(Serialize)]
struct Shown<'a> {
    did: &'a str,
    /// The one to issue with.
    key: &'a str,
    public: &'a str,
    /// The one to present with, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    presenting: Option<Presenting<'a>>,
}

#[derive(Serialize)]
struct Presenting<'a> {
    key: &'a str,
    public: &'a str,
}

pub(super) async fn run(context: &Context, off_chain: bool) -> Result<Answer> {
    let identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    // Else a mistyped passphrase would seal the new keys.
    identity.voting_key(None)?.open(&passphrase)?;
    if off_chain {
        // Its document lists it under both.
        let file = generate(context, &identity, &passphrase, Serves::Both)?;
        return show(context, &file, None);
    }
    let presenting = make(context, &identity, &passphrase, Serves::Presenting).await?;
    let issuing = make(context, &identity, &passphrase, Serves::Issuing).await?;
    show(context, &issuing, Some(&presenting))
}

fn show(context: &Context, issuing: &CredentialFile, presenting: Option<&CredentialFile>) -> Result<Answer> {
    let shown = Shown {
        did: issuing.did(),
        key: &issuing.method,
        public: &issuing.public,
        presenting: presenting.map(|file| Presenting { key: &file.method, public: &file.public }),
    };
    context.out.show(&shown, |shown| match &shown.presenting {
        None => facts(&[("DID", shown.did.into()), ("key", shown.key.into()), ("public key", shown.public.into())]),
        Some(presenting) => facts(&[
            ("DID", shown.did.into()),
            ("issues with", shown.key.into()),
            ("public key", shown.public.into()),
            ("presents with", presenting.key.into()),
            ("public key", presenting.public.into()),
        ]),
    })?;
    Ok(Answer::Yes)
}

/// A key under the identity's DID.
async fn make(context: &Context, identity: &Identity, passphrase: &str, serves: Serves) -> Result<CredentialFile> {
    let file = generate(context, identity, passphrase, serves)?;
    let version = bring_into_force(context, identity, passphrase, &file).await?;
    let file = file.under(&identity.did, version);
    keep(context, identity, &file)?;
    Ok(file)
}

/// A key is on disk before it is on chain: one in force that nobody holds would be of no use.
fn generate(context: &Context, identity: &Identity, passphrase: &str, serves: Serves) -> Result<CredentialFile> {
    let file = CredentialFile::generate(passphrase, identity.cost()).serving(serves);
    keep(context, identity, &file)?;
    Ok(file)
}

fn keep(context: &Context, identity: &Identity, file: &CredentialFile) -> Result<()> {
    context.keystore.change(&identity.name, |identity| anyhow::Ok(identity.put_credential_key(file.clone())?))?;
    Ok(())
}

async fn bring_into_force(
    context: &Context,
    identity: &Identity,
    passphrase: &str,
    file: &CredentialFile,
) -> Result<KeyVersion> {
    let keypair = identity.keypair(passphrase)?;
    let chain = context.chain().await?;
    chain::did(&chain.finalized().await?, &identity.did_id()?).await?;
    let public = file.public_bytes().context("a credential key is an ed25519 key")?;
    let call = Call::new("Did", "add_key", (PublicKey::Ed25519(public), file.serves.purposes()));
    let included = submit(context, &chain, &call, &keypair).await?;
    let added = included.event("Did", "KeyAdded").context("the chain reports no added key")?;
    Ok(added.field("version")?)
}
