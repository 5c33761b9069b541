//! libp2p behaviours of the mesh: transports, discovery, gossip, reconciliation, peer guard.
