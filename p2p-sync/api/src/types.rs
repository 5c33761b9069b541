//! What methods take and answer. Most of it is shared with the mesh's core and lives in `cybersyn_primitives::api`.

pub use cybersyn_primitives::api::*;

use serde::{Deserialize, Serialize};

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
