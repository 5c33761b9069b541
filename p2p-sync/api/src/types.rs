//! What methods take and answer. Most of it is shared with the mesh's core and lives in `cybersyn_primitives::api`.

pub use cybersyn_primitives::api::*;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A page of proposals, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalPageView {
    /// The proposals; their bodies are left out.
    pub proposals: Vec<ProposalView>,
    /// Pass it to get the next page; none: this was the last.
    pub next: Option<String>,
}

/// A peer that is shut out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockedPeerView {
    /// libp2p peer id.
    pub peer_id: String,
    /// It may connect again after so many seconds; none: not before an operator unblocks it or the daemon restarts.
    pub seconds_left: Option<u64>,
    /// What it did last; none: an operator blocked it.
    pub offence: Option<String>,
    /// How many times in a row it was blocked for what it sent; each time lasts twice as long as the one before.
    pub times: u32,
}

/// What a verifier asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskedView {
    /// Types of credentials that are taken; none named: all of them.
    #[serde(default)]
    pub types: Vec<String>,
    /// The challenge that the holder answered; none: a bare credential is expected.
    #[serde(default)]
    pub challenge: Option<String>,
    /// The verifier's name, as the holder was told it; needed with a challenge.
    #[serde(default)]
    pub domain: Option<String>,
}

/// A challenge that was given out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChallengeView {
    /// What the holder must answer.
    pub challenge: String,
    /// Until when (Unix milliseconds).
    pub until: u64,
}

/// What came of a verification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictView {
    /// Whether it counts.
    pub valid: bool,
    /// Whether it may count after all, for whoever has what is missing here: a DID document or a status list.
    pub undecided: bool,
    /// Why it does not count.
    pub reason: Option<String>,
    /// What may be believed: `form`, issuer or holder, and what was said.
    pub verified: Option<Value>,
}

/// A person's proven impact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImpactView {
    /// Subject, time, and sums by context and unit with their sources.
    pub aggregate: Value,
    /// The 32 bytes that a chain sees of it.
    pub commitment: Hex,
    /// What was left out, by position.
    pub left_out: Vec<LeftOutView>,
}

/// An attestation that was left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOutView {
    /// Its position in what was handed in.
    pub position: u32,
    /// Why.
    pub reason: String,
}
