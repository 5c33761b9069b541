//! Nodes of the mesh as the chain registers them: what `pallet_mesh` stores.

use anyhow::Result;
use cybersyn_chain_client::{BlockAt, State};
use cybersyn_primitives::{CitizenIndex, node::Entry, peer::PeerKey};

/// Most nodes that are listed.
const LISTED_MAX: usize = 100_000;

/// A node's entry. One whose date has passed is none, though it may be there for a while.
pub async fn node(at: &impl State, peer: &PeerKey) -> Result<Option<Entry>> {
    Ok(at.value("Mesh", "Peers", &[peer]).await?)
}

/// The nodes of a person, with their entries.
pub async fn nodes_of(at: &impl State, citizen: CitizenIndex) -> Result<Vec<(PeerKey, Entry)>> {
    let peers: Vec<PeerKey> = at.value("Mesh", "PeersOf", &[&citizen]).await?.unwrap_or_default();
    let mut nodes = Vec::with_capacity(peers.len());
    for peer in peers {
        nodes.extend(node(at, &peer).await?.map(|entry| (peer, entry)));
    }
    Ok(nodes)
}

/// Every node.
pub async fn all_nodes(at: &BlockAt) -> Result<Vec<(PeerKey, Entry)>> {
    let found = at.entries::<Entry>("Mesh", "Peers", &[], LISTED_MAX).await?;
    Ok(found.into_iter().filter_map(|entry| Some((entry.key_part(0)?, entry.value))).collect())
}

/// The nonce that the next consent of a node of the citizen must name.
pub async fn consent_nonce(at: &impl State, citizen: CitizenIndex) -> Result<u32> {
    Ok(at.value("Mesh", "Nonces", &[&citizen]).await?.unwrap_or_default())
}
