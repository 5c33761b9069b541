//! `cybersyn node`: the nodes of the mesh that serve a person, on the chain's registry.

mod consent;
mod register;
mod show;

use super::submit::submit_and_tell;
use crate::{
    args::NodeCommand,
    context::Context,
    exit::{Answer, Failure},
};
use anyhow::Result;
use cybersyn_chain_client::Call;
use cybersyn_primitives::peer::PeerId;

pub(super) async fn run(context: &Context, command: NodeCommand) -> Result<Answer> {
    match command {
        NodeCommand::Register { consent } => register::register(context, &consent).await,
        NodeCommand::Renew { consent } => register::renew(context, &consent).await,
        NodeCommand::Update { consent } => register::update(context, &consent).await,
        NodeCommand::Remove { peer } => {
            let peer = peer_id(&peer)?;
            let call = Call::new("Mesh", "remove", (peer.0,));
            submit_and_tell(context, &context.identity()?, call, &format!("{peer} is no node of yours any more")).await
        }
        NodeCommand::List { citizen, all } => show::list(context, citizen.as_deref(), all).await,
        NodeCommand::Show { peer } => show::show(context, peer_id(&peer)?).await,
    }
}

fn peer_id(text: &str) -> Result<PeerId, Failure> {
    text.parse().map_err(|error| Failure::Usage(format!("{text:?}: {error}")))
}
