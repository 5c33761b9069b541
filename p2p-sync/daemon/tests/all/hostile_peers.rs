//! Whoever sends what no honest peer sends is shut out; whoever is merely behind, or ahead, is not.

use crate::{
    fixture::{PROPOSAL, ballot, client, data, forged, start, until, wait_for_yes},
    stranger::Stranger,
};
use anyhow::{Result, ensure};
use cybersyn_mesh::daemon::Daemon;
use cybersyn_mesh_api::{MeshApiClient, types::BlockedPeerView};
use std::time::Duration;

/// So many forged messages are the end of a peer …
const FORGERIES: u32 = 2;
/// … and so many that are none.
const MALFORMED: u8 = 4;

/// Exactly this peer is shut out for what it sent; what is shown of it.
async fn shut_out(daemon: &Daemon, stranger: &Stranger) -> Result<BlockedPeerView> {
    let blocked = client(daemon)?.blocked_peers().await?;
    let [view] = blocked.as_slice() else { anyhow::bail!("{blocked:?}") };
    assert_eq!((&view.peer_id, view.times), (&stranger.id(), 1));
    ensure!(view.seconds_left.is_some_and(|seconds| (500..=600).contains(&seconds)), "{view:?}");
    assert_eq!(client(daemon)?.health().await?.blocked, 1);
    Ok(view.clone())
}

/// This peer is connected and owes nothing.
async fn in_good_standing(daemon: &Daemon, stranger: &Stranger) -> Result<()> {
    let peers = client(daemon)?.peers().await?;
    ensure!(peers.iter().any(|peer| peer.peer_id == stranger.id() && peer.penalty == 0.0), "{peers:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_sends_forged_ballots_by_reconciliation_is_cut_off_and_an_honest_one_stays() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let (honest, mut attacker) = (Stranger::meet(&daemon).await?, Stranger::meet(&daemon).await?);
    honest.reconcile(&[ballot(PROPOSAL, 0, 4, 1_000)]).await?;
    for n in 0..FORGERIES {
        // The last one may be cut off before it is answered.
        let _answer = attacker.reconcile(&[forged(1, 1_000 + n), forged(2, 1_000 + n)]).await;
    }
    attacker.disconnected().await?;
    assert_eq!(shut_out(&daemon, &attacker).await?.offence.as_deref(), Some("bad-signature"));
    wait_for_yes(&daemon, 1).await?;
    in_good_standing(&daemon, &honest).await?;
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_gossips_forged_ballots_is_cut_off_and_an_honest_one_stays() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let (mut honest, mut attacker) = (Stranger::meet(&daemon).await?, Stranger::meet(&daemon).await?);
    honest.is_heard().await?;
    attacker.is_heard().await?;
    honest.gossip(vec![ballot(PROPOSAL, 0, 4, 1_000)]).await?;
    for n in 0..FORGERIES {
        attacker.gossip(vec![forged(1, 1_000 + n), forged(2, 1_000 + n)]).await?;
    }
    attacker.disconnected().await?;
    assert_eq!(shut_out(&daemon, &attacker).await?.offence.as_deref(), Some("bad-signature"));
    wait_for_yes(&daemon, 1).await?;
    in_good_standing(&daemon, &honest).await?;
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_asks_nonsense_is_cut_off() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let mut attacker = Stranger::meet(&daemon).await?;
    for n in 0..MALFORMED {
        // It is refused; that is all that it hears.
        let _refused = attacker.ask(vec![0xff, n]).await;
    }
    attacker.disconnected().await?;
    assert_eq!(shut_out(&daemon, &attacker).await?.offence.as_deref(), Some("malformed"));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_is_ahead_or_repeats_itself_owes_nothing() -> Result<()> {
    const UNKNOWN: u32 = 99;
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let mut laggard = Stranger::meet(&daemon).await?;
    laggard.is_heard().await?;
    for n in 0..10 {
        // Nobody reconciles a vote that one of them does not know: what is ahead comes by gossip.
        laggard.gossip((0..50).map(|m| ballot(UNKNOWN, m, 1, n)).collect()).await?;
        laggard.reconcile(&[ballot(PROPOSAL, 0, 4, 1_000)]).await?;
    }
    let client = client(&daemon)?;
    until(|| client.health(), |health| health.parked == 500).await?;
    in_good_standing(&daemon, &laggard).await?;
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_lets_a_peer_in_again_and_it_is_forgiven() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &["--unsafe-rpc"]).await?;
    let mut attacker = Stranger::meet(&daemon).await?;
    for n in 0..FORGERIES {
        let _answer = attacker.reconcile(&[forged(1, 1_000 + n)]).await;
    }
    attacker.disconnected().await?;
    let client = client(&daemon)?;
    client.unblock_peer(attacker.id()).await?;
    let is_back =
        |peers: &Vec<cybersyn_mesh_api::types::PeerView>| peers.iter().any(|peer| peer.peer_id == attacker.id());
    until(|| client.peers(), is_back).await?;
    in_good_standing(&daemon, &attacker).await?;
    // What it sends is listened to again.
    let taken = async {
        while attacker.reconcile(&[ballot(PROPOSAL, 0, 4, 1_000)]).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(crate::fixture::PATIENCE, taken).await?;
    wait_for_yes(&daemon, 1).await?;
    daemon.stop().await;
    Ok(())
}
