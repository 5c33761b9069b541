//! Passing control of a DID on to another account.

use super::heritage::{Heritage, Party};
use crate::{
    chain,
    commands::submit::{AccountSignature, submit, tell},
    context::Context,
    exit::{Answer, Failure},
};
use anyhow::{Result, ensure};
use cybersyn_chain_client::Call;
use cybersyn_primitives::application::rotation_payload;

/// Passes control to the account of the identity `to`, which consents, and what is the DID's to that identity.
pub(super) async fn rotate(context: &Context, to: &str) -> Result<Answer> {
    let (from, heir) = (Party::new(context, context.identity()?)?, context.keystore.load(Some(to))?);
    ensure!(from.name() != to, Failure::Usage(format!("{to} gives the DID away; name the identity that gets it")));
    let heir = Party::new(context, heir)?;
    let (keypair, heir_keypair) = (from.keypair()?, heir.keypair()?);
    let (did, chain) = (from.identity.did_id()?, context.chain().await?);
    let record = chain::did(&chain.finalized().await?, &did).await?;

    let heritage = Heritage::open(&context.keystore, &from, &heir)?;
    let consent = heir_keypair.sign(&rotation_payload(&chain.genesis(), &did, record.version));
    let arguments = (heir_keypair.public_key().0, AccountSignature::Sr25519(consent.0));
    let included = submit(context, &chain, &Call::new("Did", "rotate", arguments), &keypair).await?;
    heritage.with_voting_keys().pass_on()?;
    let did = &from.identity.did;
    tell(context, &included, &format!("{did} is now controlled by the account of {to}; act --as {to}"))?;
    Ok(Answer::Yes)
}
