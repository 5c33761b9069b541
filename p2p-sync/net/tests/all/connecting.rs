//! Finding each other and staying apart.

use crate::node::{Node, PATIENCE, QUIC, TCP, config};
use anyhow::Result;
use cybersyn_mesh_net::{Config, Network, NetworkEvent, Refusal, StartError};
use tokio::time::timeout;

async fn two_connect_by(transport: &str) -> Result<()> {
    let mut listener = Node::start(transport, config()).await?;
    let bootstraps = vec![listener.full_address()?];
    let mut dialler = Node::start(transport, Config { bootstraps, ..config() }).await?;
    assert_eq!(dialler.connected(listener.id()).await?, listener.full_address()?);
    listener.connected(dialler.id()).await?;
    let peers = dialler.network.peers().await?;
    assert_eq!(peers.iter().map(|info| (info.peer, info.outbound)).collect::<Vec<_>>(), [(listener.id(), true)]);
    Ok(())
}

#[tokio::test]
async fn two_nodes_connect_by_tcp() -> Result<()> {
    two_connect_by(TCP).await
}

#[tokio::test]
async fn two_nodes_connect_by_quic() -> Result<()> {
    two_connect_by(QUIC).await
}

#[tokio::test]
async fn a_bootstrap_without_peer_id_will_do() -> Result<()> {
    let listener = Node::start(TCP, config()).await?;
    let bootstraps = vec![listener.address.clone()];
    let mut dialler = Node::start(TCP, Config { bootstraps, ..config() }).await?;
    dialler.connected(listener.id()).await?;
    Ok(())
}

#[tokio::test]
async fn strangers_find_each_other_through_a_common_bootstrap() -> Result<()> {
    let middle = Node::start(TCP, config()).await?;
    let mut first = Node::knowing(&[&middle]).await?;
    let second = Node::knowing(&[&middle]).await?;
    first.connected(middle.id()).await?;
    first.connected(second.id()).await?;
    Ok(())
}

#[tokio::test]
async fn a_node_of_another_chain_is_sent_away() -> Result<()> {
    let mut ours = Node::start(TCP, config()).await?;
    let foreign = Config { genesis: [8; 32], bootstraps: vec![ours.full_address()?], ..config() };
    let theirs = Node::start(TCP, foreign).await?;
    let refused = ours.wait(|event| match event {
        NetworkEvent::Refused(Refusal::ForeignChain { peer, protocol }) => Some((peer, protocol)),
        _ => None,
    });
    let (peer, protocol) = refused.await?;
    assert_eq!((peer, protocol.as_str()), (theirs.id(), "/cybersyn/0808080808080808/mesh/1"));
    ours.disconnected(theirs.id()).await
}

#[tokio::test]
async fn an_address_in_use_is_a_clear_error() -> Result<()> {
    let taken = Node::start(TCP, config()).await?;
    let result = Network::start(Config { listen: vec![taken.address.clone()], ..config() });
    assert!(matches!(result, Err(StartError::Listen { address, .. }) if address == taken.address));
    Ok(())
}

#[test]
fn without_asking_for_it_nobody_is_found_by_mdns() {
    assert!(!config().mdns);
}

#[tokio::test]
async fn shutdown_says_goodbye_and_ends_the_events() -> Result<()> {
    let mut listener = Node::start(TCP, config()).await?;
    let mut leaver = Node::knowing(&[&listener]).await?;
    leaver.connected(listener.id()).await?;
    listener.connected(leaver.id()).await?;
    timeout(PATIENCE, leaver.network.shutdown()).await?;
    while timeout(PATIENCE, leaver.events.recv()).await?.is_some() {}
    listener.disconnected(leaver.id()).await?;
    assert!(leaver.network.peers().await.is_err());
    Ok(())
}
