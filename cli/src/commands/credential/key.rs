//! `cybersyn credential key`.

use super::super::submit::submit;
use crate::{
    chain::{self, PublicKey},
    context::Context,
    exit::Answer,
    keystore::{CredentialFile, Identity},
    output::facts,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::Call;
use cybersyn_primitives::KeyVersion;
use serde::Serialize;

/// What a credential key is for, as bits of `pallet_did::Purposes`: authentication to present, assertion to issue.
const PURPOSES: u8 = 0b11;

/// A key as shown.
#[derive(Serialize)]
struct Shown<'a> {
    did: &'a str,
    key: &'a str,
    public: &'a str,
}

/// The key is on disk before it is on chain: a key in force that nobody holds would be of no use.
pub(super) async fn run(context: &Context, off_chain: bool) -> Result<Answer> {
    let mut identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    // Else a mistyped passphrase would seal the new key.
    identity.voting_key(None)?.open(&passphrase)?;
    let mut file = CredentialFile::generate(&passphrase, identity.cost());
    identity.put_credential_key(file.clone())?;
    context.keystore.update(&identity)?;
    if !off_chain {
        let version = bring_into_force(context, &identity, &passphrase, &file).await?;
        file = file.under(&identity.did, version);
        identity.put_credential_key(file.clone())?;
        context.keystore.update(&identity)?;
    }
    let shown = Shown { did: file.did(), key: &file.method, public: &file.public };
    context.out.show(&shown, |shown| {
        facts(&[("DID", shown.did.to_owned()), ("key", shown.key.to_owned()), ("public key", shown.public.to_owned())])
    })?;
    Ok(Answer::Yes)
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
    let call = Call::new("Did", "add_key", (PublicKey::Ed25519(public), PURPOSES));
    let included = submit(context, &chain, &call, &keypair).await?;
    let added = included.event("Did", "KeyAdded").context("the chain reports no added key")?;
    Ok(added.field("version")?)
}
