//! A lost bootstrap comes back.

use crate::node::{Node, TCP, config};
use anyhow::Result;
use cybersyn_mesh_net::Config;

#[tokio::test]
async fn a_restarted_bootstrap_is_connected_again() -> Result<()> {
    let settings = config();
    let mut listener = Node::start(TCP, settings.clone()).await?;
    let (id, address) = (listener.id(), listener.address.clone());
    let mut dialler = Node::knowing(&[&listener]).await?;
    dialler.connected(id).await?;
    listener.connected(dialler.id()).await?;
    listener.network.shutdown().await;
    dialler.disconnected(id).await?;
    let _restarted = Node::start(&address.to_string(), settings).await?;
    dialler.connected(id).await?;
    Ok(())
}

#[tokio::test]
async fn a_bootstrap_that_starts_later_is_found() -> Result<()> {
    let settings = config();
    let probe = Node::start(TCP, settings.clone()).await?;
    let (id, address) = (probe.id(), probe.address.clone());
    let bootstraps = vec![probe.full_address()?];
    probe.network.shutdown().await;
    let mut dialler = Node::start(TCP, Config { bootstraps, ..config() }).await?;
    let _late = Node::start(&address.to_string(), settings).await?;
    dialler.connected(id).await?;
    Ok(())
}

#[tokio::test]
async fn known_addresses_lead_back_to_a_peer() -> Result<()> {
    let listener = Node::start(TCP, config()).await?;
    let mut first = Node::knowing(&[&listener]).await?;
    first.connected(listener.id()).await?;
    let remembered = first.network.known_addresses().await?;
    assert_eq!(remembered, [listener.full_address()?]);
    let mut second = Node::start(TCP, Config { remembered, ..config() }).await?;
    second.connected(listener.id()).await?;
    Ok(())
}
