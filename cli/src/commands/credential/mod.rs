//! `cybersyn credential`: issuing, holding, presenting and verifying credentials.

mod actor;
mod hold;
mod issue;
mod key;
mod lists;
mod present;
mod revoke;
mod verify;

pub(super) use actor::Actor;
pub(super) use issue::Issuance;

use crate::{args::CredentialCommand, context::Context, exit::Answer};
use anyhow::Result;
use cybersyn_credentials::status::StatusPurpose;

pub(super) async fn run(context: &Context, command: CredentialCommand) -> Result<Answer> {
    match command {
        CredentialCommand::Key { off_chain } => key::run(context, off_chain).await,
        CredentialCommand::Issue(args) => issue::run(context, &args).await,
        CredentialCommand::Hold { file, status_list } => hold::hold(context, &file, &status_list).await,
        CredentialCommand::List { issued: false } => hold::list(context),
        CredentialCommand::List { issued: true } => hold::list_issued(context),
        CredentialCommand::Show { id } => hold::show(context, &id),
        CredentialCommand::Drop { id } => hold::discard(context, &id),
        CredentialCommand::Present(args) => present::run(context, &args),
        CredentialCommand::Verify(args) => verify::run(context, &args).await,
        CredentialCommand::Revoke { id, publication } => {
            revoke::run(context, &id, (StatusPurpose::Revocation, true), &publication).await
        }
        CredentialCommand::Suspend { id, end, publication } => {
            revoke::run(context, &id, (StatusPurpose::Suspension, !end), &publication).await
        }
        CredentialCommand::Status { id, status_list } => verify::status(context, &id, &status_list).await,
        CredentialCommand::StatusList(command) => lists::run(context, command).await,
    }
}
