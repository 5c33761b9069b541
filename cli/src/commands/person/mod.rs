//! `cybersyn person`: becoming and staying a person, and who is none.

mod application;
mod challenge;
mod lists;
mod show;

use super::submit::{submit_and_describe, submit_and_tell};
use crate::{
    args::PersonCommand,
    chain,
    context::Context,
    exit::{Answer, Failure},
    time::date,
};
use anyhow::{Result, bail};
use cybersyn_chain_client::{BlockAt, Call};
use cybersyn_primitives::{CitizenIndex, DidId, did::Did};

pub(super) async fn run(context: &Context, command: PersonCommand) -> Result<Answer> {
    match command {
        PersonCommand::Show { citizen } => show::show(context, citizen.as_deref()).await,
        PersonCommand::Apply { out, valid } => application::apply(context, &out, valid).await,
        PersonCommand::Vouch { application } => application::vouch(context, &application).await,
        PersonCommand::Deposit { application } => application::deposit(context, &application).await,
        PersonCommand::Alive => {
            let call = Call::new("Personhood", "prove_life", ());
            submit_and_tell(context, &context.identity()?, call, "you are alive").await
        }
        PersonCommand::Renew { citizen } => renew(context, &citizen).await,
        PersonCommand::Newcomers => lists::newcomers(context).await,
        PersonCommand::Cases => lists::cases(context).await,
        PersonCommand::Challenge(arguments) => challenge::challenge(context, &arguments).await,
        PersonCommand::Admit { did } => admit(context, &did).await,
        PersonCommand::Poke { citizen } => poke(context, citizen.as_deref()).await,
        PersonCommand::ReleaseDeposit { citizen } => release_deposit(context, &citizen).await,
    }
}

/// A citizen by index or DID.
pub(super) async fn find(at: &BlockAt, text: &str) -> Result<CitizenIndex> {
    if let Ok(citizen) = text.parse() {
        return Ok(citizen);
    }
    let did = did(text)?;
    match chain::citizen_of(at, &did.0).await? {
        Some(citizen) => Ok(citizen),
        None => bail!(Failure::Missing(format!("{did} is no person on the finalized chain"))),
    }
}

/// A DID by itself or by the citizen's index.
pub(super) async fn did_of(at: &BlockAt, text: &str) -> Result<DidId> {
    match text.parse() {
        Ok(citizen) => Ok(chain::person(at, citizen).await?.did),
        Err(_) => Ok(did(text)?.0),
    }
}

fn did(text: &str) -> Result<Did, Failure> {
    text.parse().map_err(|error| Failure::Usage(format!("{text} is neither citizen index nor DID: {error}")))
}

async fn renew(context: &Context, citizen: &str) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let citizen = find(&at, citizen).await?;
    let call = Call::new("Personhood", "renew", (citizen,));
    let done = format!("you vouched for citizen {citizen}'s renewal");
    submit_and_describe(context, &context.identity()?, call, |included| {
        Ok(match included.event("Personhood", "Renewed") {
            Some(renewed) => format!("{done}; the status lasts until {}", date(renewed.field("expires")?)),
            None => format!("{done}; more vouches are needed"),
        })
    })
    .await
}

async fn admit(context: &Context, newcomer: &str) -> Result<Answer> {
    let did = did(newcomer)?;
    let call = Call::new("Personhood", "admit", (did.0,));
    submit_and_describe(context, &context.identity()?, call, |included| {
        Ok(match included.event("Personhood", "Admitted") {
            Some(admitted) => format!("{did} is citizen {} now", admitted.field::<CitizenIndex>("citizen")?),
            None => {
                format!("{did} was not admitted: not as many vouches as are needed count still, or the DID is taken")
            }
        })
    })
    .await
}

async fn poke(context: &Context, citizen: Option<&str>) -> Result<Answer> {
    let (at, identity) = (context.chain().await?.finalized().await?, context.identity()?);
    let citizen = find(&at, citizen.unwrap_or(&identity.did)).await?;
    let call = Call::new("Personhood", "poke", (citizen,));
    submit_and_tell(context, &identity, call, &format!("the deadlines of citizen {citizen} are worked")).await
}

async fn release_deposit(context: &Context, citizen: &str) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let citizen = find(&at, citizen).await?;
    let call = Call::new("Personhood", "release_deposit", (citizen,));
    let done = format!("the deposit for citizen {citizen} is free again");
    submit_and_tell(context, &context.identity()?, call, &done).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_did_is_a_wrong_command_line() {
        assert!(did(&Did([3; 32]).to_string()).is_ok());
        for wrong in ["", "ana", "did:example:1", "-1"] {
            assert!(matches!(did(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
