//! How the runtime's answers look as JSON.

use cybersyn_primitives::{
    CitizenIndex, Class, Millis, Tokens, VotingFunction,
    api::{Hex, PhaseView, TallyView},
    did::Did,
    ledger::{Ledger, Phase},
    tally::Outcome,
    terms::Thresholds,
};
use cybersyn_runtime::{
    AccountId,
    governance_api::{AttentionView, DidView as RuntimeDid, ReceiptRoots, did},
};
use serde::Serialize;

/// A proposal's vote.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    content: Hex,
    class: Class,
    function: VotingFunction,
    scheduled: Millis,
    opens: Millis,
    closes: Millis,
    grace: Millis,
    tokens_max: Tokens,
    quorum_base: u32,
    thresholds: Thresholds,
    phase: PhaseView,
    tally: TallyView,
    /// What the same ballots make without expertise, in a class where it weighs.
    tally_without_expertise: Option<TallyView>,
    tally_at_close: Option<TallyView>,
    batches: u32,
    live_root: Option<Hex>,
    outcome: Option<Outcome>,
}

impl From<Ledger> for LedgerView {
    /// `voting` covers the time before the box opens too: the chain's box is open from the day the vote is scheduled.
    fn from(ledger: Ledger) -> Self {
        let phase = match ledger.phase {
            Phase::Open => PhaseView::Voting,
            Phase::Grace { .. } | Phase::Counting { .. } => PhaseView::Grace,
            Phase::Final => PhaseView::Final,
        };
        let outcome = ledger.decision().map(|decision| decision.outcome);
        let terms = ledger.terms;
        Self {
            content: terms.content.into(),
            class: terms.class,
            function: terms.function,
            scheduled: terms.scheduled,
            opens: terms.opens,
            closes: terms.closes,
            grace: terms.grace,
            tokens_max: terms.tokens_max,
            quorum_base: terms.quorum_base,
            thresholds: terms.thresholds,
            phase,
            tally: (&ledger.tally).into(),
            tally_without_expertise: ledger.weighing.map(|weighing| (&weighing.plain).into()),
            tally_at_close: ledger.tally_at_close.as_ref().map(TallyView::from),
            batches: ledger.log.count,
            live_root: ledger.live_root.map(Hex::from),
            outcome,
        }
    }
}

/// The roots that receipts are proved against.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptRootsView {
    batches: u32,
    peaks: Vec<Hex>,
    roots: Vec<BatchRootView>,
    live_root: Option<Hex>,
}

/// The root over a batch.
#[derive(Clone, Debug, Serialize)]
pub struct BatchRootView {
    root: Hex,
    ballots: u32,
}

impl From<ReceiptRoots> for ReceiptRootsView {
    fn from(roots: ReceiptRoots) -> Self {
        let batch = |(root, ballots): (cybersyn_primitives::Hash, u32)| BatchRootView { root: root.into(), ballots };
        Self {
            batches: roots.log.count,
            peaks: roots.log.peaks.into_iter().map(Hex::from).collect(),
            roots: roots.batches.into_iter().map(batch).collect(),
            live_root: roots.live_root.map(Hex::from),
        }
    }
}

/// A person's attention.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    granted: u64,
    spent: u64,
    available: u64,
}

impl From<AttentionView> for PersonView {
    fn from(view: AttentionView) -> Self {
        Self { granted: view.account.granted, spent: view.account.spent, available: view.available }
    }
}

/// A DID with its keys; services as they stand on chain.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DidView {
    did: String,
    account: AccountId,
    citizen: Option<CitizenIndex>,
    keys: Vec<KeyView>,
    services: Vec<ServiceView>,
    created: Millis,
    updated: Millis,
    version: u32,
    deactivated: Option<Millis>,
    controllers: Vec<String>,
    also_known_as: Vec<String>,
}

/// A key of a DID.
#[derive(Clone, Debug, Serialize)]
pub struct KeyView {
    version: u16,
    kind: &'static str,
    key: Hex,
    /// Flags: 1 authentication, 2 assertion, 4 key agreement, 8 capability, 16 voting.
    purposes: u8,
    since: Millis,
    until: Option<Millis>,
    stolen: bool,
}

/// A service of a DID.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceView {
    id: String,
    kind: String,
    endpoint: String,
}

impl DidView {
    /// The view of `did`.
    pub fn new(did: String, view: RuntimeDid<AccountId>) -> Self {
        Self {
            did,
            account: view.account,
            citizen: view.citizen,
            keys: view.keys.iter().map(KeyView::from).collect(),
            services: view.services.iter().map(ServiceView::from).collect(),
            created: view.created,
            updated: view.updated,
            version: view.version,
            deactivated: view.deactivated,
            controllers: view.controllers.into_iter().map(|id| Did(id).to_string()).collect(),
            also_known_as: view.also_known_as.iter().map(|uri| text(uri)).collect(),
        }
    }
}

impl From<&did::VerificationMethod> for KeyView {
    fn from(method: &did::VerificationMethod) -> Self {
        use did::PublicKey::{Ed25519, P256, Secp256k1, Sr25519, X25519};
        let (kind, key) = match &method.key {
            Ed25519(bytes) => ("ed25519", bytes.to_vec()),
            Sr25519(bytes) => ("sr25519", bytes.to_vec()),
            Secp256k1(bytes) => ("secp256k1", bytes.to_vec()),
            P256(bytes) => ("p256", bytes.to_vec()),
            X25519(bytes) => ("x25519", bytes.to_vec()),
        };
        Self {
            version: method.version,
            kind,
            key: Hex(key),
            purposes: method.purposes.0,
            since: method.since,
            until: method.until,
            stolen: method.stolen,
        }
    }
}

impl From<&did::Service> for ServiceView {
    fn from(service: &did::Service) -> Self {
        Self { id: text(&service.id), kind: text(&service.kind), endpoint: text(&service.endpoint) }
    }
}

/// The pallet lets only ASCII in.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
