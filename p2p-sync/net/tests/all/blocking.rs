//! Blocked peers: how operators shut somebody out, and how tests split the mesh.

use crate::node::{Node, TCP, config};
use anyhow::Result;
use cybersyn_mesh_net::{BlockedPeer, DialFailed, NetworkEvent, Refusal};
use std::time::Duration;

async fn connected_pair() -> Result<[Node; 2]> {
    let mut listener = Node::start(TCP, config()).await?;
    let mut dialler = Node::knowing(&[&listener]).await?;
    dialler.connected(listener.id()).await?;
    listener.connected(dialler.id()).await?;
    Ok([dialler, listener])
}

#[tokio::test]
async fn blocking_closes_the_connection() -> Result<()> {
    let [mut dialler, mut listener] = connected_pair().await?;
    listener.network.block(dialler.id()).await?;
    listener.disconnected(dialler.id()).await?;
    dialler.disconnected(listener.id()).await?;
    assert_eq!(listener.network.blocked().await?, [BlockedPeer { peer: dialler.id(), remaining: None }]);
    Ok(())
}

#[tokio::test]
async fn a_blocked_peer_is_refused_when_it_dials() -> Result<()> {
    let [dialler, mut listener] = connected_pair().await?;
    listener.network.block(dialler.id()).await?;
    // Its bootstrap being lost, the dialler comes again by itself.
    let refused = listener.wait(|event| match event {
        NetworkEvent::Refused(Refusal::Connection { peer, reason, .. }) => Some((peer, reason)),
        _ => None,
    });
    let (peer, reason) = refused.await?;
    assert_eq!(peer, Some(dialler.id()));
    assert!(reason.contains("blocked"), "{reason}");
    assert_eq!(listener.network.peers().await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_blocked_peer_is_not_dialled() -> Result<()> {
    let [mut dialler, listener] = connected_pair().await?;
    dialler.network.block(listener.id()).await?;
    dialler.disconnected(listener.id()).await?;
    let refused = dialler.network.dial(listener.full_address()?).await;
    assert!(matches!(refused, Err(DialFailed::Refused { reason, .. }) if reason.contains("blocked")));
    Ok(())
}

#[tokio::test]
async fn a_peer_blocked_for_a_time_is_let_in_afterwards() -> Result<()> {
    let [mut dialler, mut listener] = connected_pair().await?;
    listener.network.block_for(dialler.id(), Duration::from_millis(500)).await?;
    listener.disconnected(dialler.id()).await?;
    dialler.disconnected(listener.id()).await?;
    let blocked = listener.network.blocked().await?;
    assert!(blocked.iter().any(|blocked| blocked.peer == dialler.id() && blocked.remaining.is_some()), "{blocked:?}");
    // Its bootstrap being lost, the dialler comes again by itself until it is let in.
    listener.connected(dialler.id()).await?;
    assert_eq!(listener.network.blocked().await?, []);
    Ok(())
}

#[tokio::test]
async fn after_unblocking_the_two_are_connected_again() -> Result<()> {
    let [mut dialler, mut listener] = connected_pair().await?;
    listener.network.block(dialler.id()).await?;
    listener.disconnected(dialler.id()).await?;
    dialler.disconnected(listener.id()).await?;
    listener.network.unblock(dialler.id()).await?;
    listener.connected(dialler.id()).await?;
    dialler.connected(listener.id()).await?;
    Ok(())
}

#[tokio::test]
async fn after_unblocking_by_the_dialler_the_two_are_connected_again() -> Result<()> {
    let [mut dialler, mut listener] = connected_pair().await?;
    dialler.network.block(listener.id()).await?;
    dialler.disconnected(listener.id()).await?;
    listener.disconnected(dialler.id()).await?;
    dialler.network.unblock(listener.id()).await?;
    dialler.connected(listener.id()).await?;
    Ok(())
}
