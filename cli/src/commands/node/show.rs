//! Nodes as the chain registers them.

use crate::{
    chain::nodes::{all_nodes, node, nodes_of},
    commands::person::find,
    context::Context,
    exit::{Answer, Failure},
    multiaddr,
    output::{facts, table},
    time::date,
};
use anyhow::{Result, bail};
use cybersyn_primitives::{
    CitizenIndex, Millis,
    node::Entry,
    peer::{PeerId, PeerKey},
};
use serde::Serialize;

/// A node as shown.
#[derive(Serialize)]
struct Shown {
    peer_id: String,
    citizen: CitizenIndex,
    capabilities: Vec<String>,
    addresses: Vec<String>,
    since: Millis,
    expires: Millis,
}

impl Shown {
    fn new(peer: &PeerKey, entry: &Entry) -> Self {
        Self {
            peer_id: PeerId(*peer).to_string(),
            citizen: entry.citizen,
            capabilities: entry.capabilities.names().map(str::to_owned).collect(),
            addresses: entry.addresses.iter().map(|address| multiaddr::text(address)).collect(),
            since: entry.since,
            expires: entry.expires,
        }
    }

    fn text(&self) -> String {
        facts(&[
            ("peer id", self.peer_id.clone()),
            ("serves", format!("citizen {}", self.citizen)),
            ("does for others", self.does()),
            ("found at", self.addresses.join(" ")),
            ("registered", date(self.since)),
            ("until", date(self.expires)),
        ])
    }

    fn does(&self) -> String {
        if self.capabilities.is_empty() {
            "nothing beyond taking part".to_owned()
        } else {
            self.capabilities.join(", ")
        }
    }

    fn row(&self) -> [String; 4] {
        [self.peer_id.clone(), self.citizen.to_string(), self.does(), date(self.expires)]
    }
}

/// Lists nodes whose date has not passed.
pub(super) async fn list(context: &Context, citizen: Option<&str>, all: bool) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let nodes = match (all, citizen) {
        (true, _) => all_nodes(&at).await?,
        (false, Some(text)) => nodes_of(&at, find(&at, text).await?).await?,
        (false, None) => nodes_of(&at, find(&at, &context.identity()?.did).await?).await?,
    };
    let now = at.timestamp().await?;
    let in_force = nodes.iter().filter(|(_, entry)| !entry.has_ended(now));
    let mut shown: Vec<Shown> = in_force.map(|(peer, entry)| Shown::new(peer, entry)).collect();
    shown.sort_by_key(|node| (node.citizen, node.since));
    context.out.show(&shown, |shown| match shown.as_slice() {
        [] => "no nodes".to_owned(),
        some => table(["peer id", "citizen", "does for others", "until"], some.iter().map(Shown::row)),
    })?;
    Ok(Answer::Yes)
}

/// Shows one node.
pub(super) async fn show(context: &Context, peer: PeerId) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let now = at.timestamp().await?;
    let Some(entry) = node(&at, &peer.0).await?.filter(|entry| !entry.has_ended(now)) else {
        bail!(Failure::Missing(format!("{peer} is not registered on the finalized chain")))
    };
    context.out.show(&Shown::new(&peer.0, &entry), Shown::text)?;
    Ok(Answer::Yes)
}
