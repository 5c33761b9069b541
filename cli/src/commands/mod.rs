//! One module per group of commands.

mod article;
mod audit;
mod credential;
mod did;
mod discuss;
mod foreseen;
mod impact;
mod key;
mod node;
mod person;
mod proposals;
mod propose;
mod receipt;
mod states;
mod status;
mod submit;
mod tally;
mod vote;
mod wait;

use crate::{args::Command, context::Context, exit::Answer};
use anyhow::Result;

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> Result<Answer> {
    match command {
        Command::Key(command) => key::run(context, command),
        Command::Did(command) => did::run(context, command).await,
        Command::Person(command) => person::run(context, command).await,
        Command::Node(command) => node::run(context, command).await,
        Command::Credential(command) => credential::run(context, command).await,
        Command::Impact(command) => impact::run(context, command).await,
        Command::Propose(args) => propose::run(context, &args).await,
        Command::Discuss(args) => discuss::run(context, &args).await,
        Command::Vote(args) => vote::run(context, &args).await,
        Command::Tally(args) => tally::run(context, &args).await,
        Command::Proposals => proposals::run(context).await,
        Command::Article(args) => article::run(context, &args).await,
        Command::Receipt(args) => receipt::run(context, &args).await,
        Command::Audit(args) => audit::run(context, &args).await,
        Command::Status => status::run(context).await,
    }
}
