//! `cybersyn did`: the DID, its keys and services, its guardians, and calls that its keys authorise.

mod authorize;
mod carry;
mod guardians;
mod heritage;
mod keys;
mod links;
mod manage;
mod recover;
mod resolve;
mod rotate;
mod services;
mod show;

pub(super) use authorize::authorize_call;

use super::submit::{submit, submit_and_tell, tell};
use crate::{
    args::{DidCommand, GuardiansArgs},
    context::Context,
    exit::Answer,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::Call;
use cybersyn_primitives::VotingKey;

pub(super) async fn run(context: &Context, command: DidCommand) -> Result<Answer> {
    match command {
        DidCommand::Create => create(context).await,
        DidCommand::Show { did } => show::show(context, did.as_deref()).await,
        DidCommand::Resolve(arguments) => resolve::resolve(context, arguments).await,
        DidCommand::AddKey { authorizing: true, .. } => keys::add_authorizing_key(context).await,
        DidCommand::AddKey { key: Some(key), purposes, .. } => keys::add(context, &key, &purposes).await,
        DidCommand::AddKey { key: None, .. } => keys::add_voting_key(context).await,
        DidCommand::RevokeKey { version, stolen } => {
            let call = Call::new("Did", "revoke_key", (version, stolen));
            submit_and_tell(context, &context.identity()?, call, &format!("key {version} is retired")).await
        }
        DidCommand::SetService { id, kind, endpoint } => services::set(context, &id, &kind, &endpoint).await,
        DidCommand::RemoveService { id } => services::remove(context, &id).await,
        DidCommand::SetControllers(arguments) => links::set_controllers(context, &arguments).await,
        DidCommand::SetAlsoKnownAs(arguments) => links::set_also_known_as(context, &arguments).await,
        DidCommand::Manage(arguments) => manage::manage(context, &arguments).await,
        DidCommand::Rotate { to } => rotate::rotate(context, &to).await,
        DidCommand::SetGuardians(GuardiansArgs { guardians, threshold: Some(threshold), delay, .. }) => {
            guardians::set(context, &guardians, threshold, delay).await
        }
        DidCommand::SetGuardians(GuardiansArgs { threshold: None, .. }) => guardians::clear(context).await,
        DidCommand::SupportRecovery { did, account } => guardians::support(context, &did, &account).await,
        DidCommand::VetoRecovery => guardians::veto(context).await,
        DidCommand::Recover(arguments) => recover::run(context, &arguments).await,
        DidCommand::Authorize(arguments) => authorize::run(context, arguments).await,
        DidCommand::Carry(arguments) => carry::run(context, &arguments).await,
        DidCommand::Deactivate { yes: _ } => {
            let call = Call::new("Did", "deactivate", ());
            submit_and_tell(context, &context.identity()?, call, "the DID is deactivated for good").await
        }
    }
}

/// With the device's voting key as the first: the chain counts it as version 0.
async fn create(context: &Context) -> Result<Answer> {
    let identity = context.identity()?;
    let keypair = context.keypair(&identity)?;
    let public = VotingKey::try_from(identity.voting_key(None)?.public.0.as_slice()).context("a key has 32 bytes")?;
    let chain = context.chain().await?;
    let included = submit(context, &chain, &Call::new("Did", "create", (public,)), &keypair).await?;
    included.event("Did", "Created").context("the chain reports no created DID")?;
    keys::set_version(context, &identity, &public, 0)?;
    tell(context, &included, &format!("{} is created", identity.did))?;
    Ok(Answer::Yes)
}
