//! The nodes that persons have registered, for whoever asks what a peer is.

use crate::metrics::Metrics;
use cybersyn_mesh_net::PeerId;
use cybersyn_primitives::peer::Capabilities;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

/// The nodes. Clones share them.
#[derive(Clone)]
pub struct Registered {
    nodes: Arc<RwLock<HashMap<PeerId, Capabilities>>>,
    pub(crate) metrics: Metrics,
}

impl Registered {
    /// Nobody yet; `metrics` count them.
    pub fn new(metrics: Metrics) -> Self {
        Self { nodes: Arc::default(), metrics }
    }

    /// What a node does for others, by its own word; none: no person has registered it.
    pub fn of(&self, peer: &PeerId) -> Option<Capabilities> {
        self.nodes.read().unwrap_or_else(PoisonError::into_inner).get(peer).copied()
    }

    /// These are the nodes from now on.
    pub fn replace(&self, nodes: HashMap<PeerId, Capabilities>) {
        self.metrics.count_nodes(nodes.values().copied());
        *self.nodes.write().unwrap_or_else(PoisonError::into_inner) = nodes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_registered_no_more_is_a_light_peer() {
        let (node, other) = (PeerId::random(), PeerId::random());
        let registered = Registered::new(Metrics::default());
        assert_eq!(registered.of(&node), None);
        registered.replace(HashMap::from([(node, Capabilities::RELAY | Capabilities::SIDECAR)]));
        assert_eq!(registered.of(&node), Some(Capabilities::RELAY | Capabilities::SIDECAR));
        assert_eq!(registered.of(&other), None);
        let text = registered.metrics.encode().unwrap();
        for line in ["registered_nodes 1\n", "registered_nodes_with{capability=\"relay\"} 1\n"] {
            assert!(text.contains(&format!("cybersyn_mesh_{line}")), "no {line:?} in {text}");
        }
        registered.replace(HashMap::new());
        assert_eq!(registered.of(&node), None);
        let text = registered.metrics.encode().unwrap();
        assert!(text.contains("cybersyn_mesh_registered_nodes_with{capability=\"relay\"} 0\n"), "{text}");
    }
}
