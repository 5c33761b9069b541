//! The ballots that mesh daemons hold.

use crate::{audit::PeerBallots, context::Context, exit::Failure, mesh, mesh::Mesh, mesh::MeshApiClient};
use cybersyn_primitives::{Hash, ProposalId};

/// What each daemon holds; one that is reached at several addresses is heard once, one of another chain not at all. A
/// daemon says itself who it is, so the caller should know whose daemons these are.
pub async fn ballots_of_peers(
    context: &Context,
    meshes: &[Mesh],
    genesis: &Hash,
    proposal: ProposalId,
    notes: &mut Vec<String>,
) -> Vec<PeerBallots> {
    let mut peers: Vec<PeerBallots> = Vec::new();
    let bar = context.out.progress("ballots of peers", meshes.len() as u64);
    for mesh in meshes {
        match ballots(mesh, genesis, proposal, &peers).await {
            Ok(peer) => peers.push(peer),
            Err(failure) => notes.push(failure.to_string()),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    peers
}

async fn ballots(
    mesh: &Mesh,
    genesis: &Hash,
    proposal: ProposalId,
    heard: &[PeerBallots],
) -> Result<PeerBallots, Failure> {
    let url = &mesh.url;
    let health = mesh.client.health().await.map_err(|error| mesh.failed(error))?;
    if mesh::hash(url, &health.genesis)? != *genesis {
        return Err(Failure::Missing(format!("{url} follows another chain; it is left out")));
    }
    if let Some(known) = heard.iter().find(|peer| peer.peer == health.peer_id) {
        return Err(Failure::Missing(format!("{url} is the same daemon as {}; it is heard once", known.url)));
    }
    let ballots = mesh.all_ballots(proposal).await?;
    Ok(PeerBallots { peer: health.peer_id, url: url.clone(), ballots })
}
