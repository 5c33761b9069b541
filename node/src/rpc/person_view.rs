//! How reputation and nodes of persons look as JSON.

use cybersyn_primitives::{
    CitizenIndex, Millis,
    api::Hex,
    did::Did,
    peer::{Capabilities, PeerId, PeerKey},
    reputation::{Context, Points},
};
use cybersyn_runtime::governance_api::{
    NodeEntry, PersonStanding, ReputationView as RuntimeReputation,
    person::{Status, Vouchers},
};
use serde::Serialize;

/// How a person stands. Dates are Unix milliseconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingView {
    did: String,
    /// `active`, `lapsed` or `struck`, as it was when the person was looked at last.
    status: &'static str,
    /// Whether the person may act now.
    in_force: bool,
    admitted: Millis,
    expires: Millis,
    lapses_at: Millis,
    /// From when on the person is warned of the lapse.
    warned_from: Millis,
    last_alive: Millis,
    sponsors: Vec<CitizenIndex>,
    questioned: bool,
    renewal: Option<RenewalView>,
    vouches_left: u32,
    barred_until: Millis,
    case: Option<u32>,
    has_deposit: bool,
}

/// A renewal under way.
#[derive(Clone, Debug, Serialize)]
pub struct RenewalView {
    vouchers: Vec<CitizenIndex>,
    expires: Millis,
}

impl From<PersonStanding> for StandingView {
    fn from(person: PersonStanding) -> Self {
        let renewal =
            |(vouchers, expires): (Vouchers, Millis)| RenewalView { vouchers: vouchers.into_inner(), expires };
        Self {
            did: Did(person.did).to_string(),
            status: match person.status {
                Status::Active => "active",
                Status::Lapsed => "lapsed",
                Status::Struck => "struck",
            },
            in_force: person.in_force,
            admitted: person.admitted,
            expires: person.expires,
            lapses_at: person.lapses_at,
            warned_from: person.warned_from,
            last_alive: person.last_alive,
            sponsors: person.sponsors.into_inner(),
            questioned: person.questioned,
            renewal: person.renewal.map(renewal),
            vouches_left: person.vouches_left,
            barred_until: person.barred_until,
            case: person.case,
            has_deposit: person.has_deposit,
        }
    }
}

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
