//! Which peers are full ones: nodes that a person has registered on chain. All others are light peers, of whom anybody can
//! make as many as they like: each has a smaller share, and all together leave room to the full ones.

use crate::Peer;
use std::{collections::HashSet, sync::Arc};

/// The full peers, as far as they are known; in the beginning none. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FullPeers(Arc<HashSet<Peer>>);

impl FullPeers {
    /// These are full ones.
    pub fn new(peers: HashSet<Peer>) -> Self {
        Self(Arc::new(peers))
    }

    /// Whether nobody has registered the peer.
    pub fn is_light(&self, peer: &Peer) -> bool {
        !self.0.contains(peer)
    }
}
