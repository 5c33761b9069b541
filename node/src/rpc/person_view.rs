//! How reputation and nodes of persons look as JSON.

use cybersyn_primitives::{
    CitizenIndex, Millis,
    api::Hex,
    peer::{Capabilities, PeerId, PeerKey},
    reputation::{Context, Points},
};
use cybersyn_runtime::governance_api::{NodeEntry, ReputationView as RuntimeReputation};
use serde::Serialize;

/// A person's reputation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReputationView {
    contexts: Vec<ContextView>,
    expertise_permille: u16,
}

/// Reputation in one context.
#[derive(Clone, Debug, Serialize)]
pub struct ContextView {
    context: Context,
    /// Millionths of a point, as a decimal string.
    points: String,
}

impl From<RuntimeReputation> for ReputationView {
    fn from(view: RuntimeReputation) -> Self {
        let context = |(context, points): (Context, Points)| ContextView { context, points: points.to_string() };
        Self { contexts: view.contexts.into_iter().map(context).collect(), expertise_permille: view.expertise_permille }
    }
}

/// A node of the mesh.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeView {
    peer_id: String,
    citizen: CitizenIndex,
    /// Flags: 1 relay, 2 bootstrap, 4 storage, 8 sidecar.
    capabilities: Capabilities,
    /// Binary multiaddrs, the best first.
    addresses: Vec<Hex>,
    since: Millis,
    expires: Millis,
}

impl From<(PeerKey, NodeEntry)> for NodeView {
    fn from((key, entry): (PeerKey, NodeEntry)) -> Self {
        Self {
            peer_id: PeerId(key).to_string(),
            citizen: entry.citizen,
            capabilities: entry.capabilities,
            addresses: entry.addresses.into_iter().map(|address| Hex(address.into_inner())).collect(),
            since: entry.since,
            expires: entry.expires,
        }
    }
}

/// Some of the nodes that introduce newcomers.
#[derive(Clone, Debug, Serialize)]
pub struct BootstrapsView {
    nodes: Vec<NodeView>,
    /// What to name as `after` for more; none when there are no more.
    next: Option<String>,
}

impl From<(Vec<(PeerKey, NodeEntry)>, Option<PeerKey>)> for BootstrapsView {
    fn from((nodes, next): (Vec<(PeerKey, NodeEntry)>, Option<PeerKey>)) -> Self {
        Self { nodes: nodes.into_iter().map(NodeView::from).collect(), next: next.map(|key| PeerId(key).to_string()) }
    }
}
