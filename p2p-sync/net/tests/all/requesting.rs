//! Questions and answers between two nodes.

use crate::node::{Node, PATIENCE, TCP, config};
use anyhow::Result;
use cybersyn_mesh_net::{Config, IncomingRequest, Limits, NetworkEvent, PeerId, RequestError, SYNC_BYTES_MAX};
use std::time::Duration;
use tokio::time::timeout;

async fn pair(limits: Limits) -> Result<[Node; 2]> {
    let answerer = Node::start(TCP, Config { limits, ..config() }).await?;
    let bootstraps = vec![answerer.full_address()?];
    let mut asker = Node::start(TCP, Config { bootstraps, limits, ..config() }).await?;
    asker.connected(answerer.id()).await?;
    Ok([asker, answerer])
}

async fn request(node: &mut Node) -> Result<IncomingRequest> {
    node.wait(|event| match event {
        NetworkEvent::Request(request) => Some(request),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_question_is_answered() -> Result<()> {
    let [asker, mut answerer] = pair(Limits::default()).await?;
    let answer = tokio::spawn({
        let (network, peer) = (asker.network.clone(), answerer.id());
        async move { network.request(peer, b"which ballots?".to_vec()).await }
    });
    let asked = request(&mut answerer).await?;
    assert_eq!((asked.peer, asked.data.as_slice()), (asker.id(), b"which ballots?".as_slice()));
    answerer.network.respond(asked.reply, vec![9; SYNC_BYTES_MAX]).await?;
    assert_eq!(timeout(PATIENCE, answer).await??, Ok(vec![9; SYNC_BYTES_MAX]));
    Ok(())
}

#[tokio::test]
async fn a_refused_question_fails_at_once() -> Result<()> {
    let [asker, mut answerer] = pair(Limits::default()).await?;
    let answer = tokio::spawn({
        let (network, peer) = (asker.network.clone(), answerer.id());
        async move { network.request(peer, vec![1]).await }
    });
    drop(request(&mut answerer).await?.reply);
    assert!(matches!(timeout(PATIENCE, answer).await??, Err(RequestError::Failed { .. })));
    Ok(())
}

#[tokio::test]
async fn a_question_without_answer_times_out() -> Result<()> {
    let impatient = Limits { request_timeout: Duration::from_millis(300), ..Limits::default() };
    let [asker, mut answerer] = pair(impatient).await?;
    let answer = tokio::spawn({
        let (network, peer) = (asker.network.clone(), answerer.id());
        async move { network.request(peer, vec![1]).await }
    });
    let unanswered = request(&mut answerer).await?;
    let result = timeout(PATIENCE, answer).await??;
    // Whichever side's clock is first.
    assert!(matches!(result, Err(RequestError::Timeout(_) | RequestError::Failed { .. })), "{result:?}");
    drop(unanswered);
    Ok(())
}

#[tokio::test]
async fn an_oversize_question_is_refused() -> Result<()> {
    let [asker, answerer] = pair(Limits::default()).await?;
    let result = asker.network.request(answerer.id(), vec![0; SYNC_BYTES_MAX + 1]).await;
    assert_eq!(result, Err(RequestError::TooLarge(SYNC_BYTES_MAX + 1)));
    Ok(())
}

#[tokio::test]
async fn an_oversize_answer_is_refused() -> Result<()> {
    let [asker, mut answerer] = pair(Limits::default()).await?;
    let answer = tokio::spawn({
        let (network, peer) = (asker.network.clone(), answerer.id());
        async move { network.request(peer, vec![1]).await }
    });
    let asked = request(&mut answerer).await?;
    let result = answerer.network.respond(asked.reply, vec![0; SYNC_BYTES_MAX + 1]).await;
    assert_eq!(result, Err(RequestError::TooLarge(SYNC_BYTES_MAX + 1)));
    assert!(matches!(timeout(PATIENCE, answer).await??, Err(RequestError::Failed { .. })));
    Ok(())
}

#[tokio::test]
async fn one_peer_is_not_asked_too_much_at_once() -> Result<()> {
    let [asker, mut answerer] = pair(Limits { requests_per_light_max: 1, ..Limits::default() }).await?;
    let first = tokio::spawn({
        let (network, peer) = (asker.network.clone(), answerer.id());
        async move { network.request(peer, vec![1]).await }
    });
    let asked = request(&mut answerer).await?;
    let second = asker.network.request(answerer.id(), vec![2]).await;
    assert_eq!(second, Err(RequestError::TooMany(1, answerer.id())));
    answerer.network.respond(asked.reply, vec![3]).await?;
    assert_eq!(timeout(PATIENCE, first).await??, Ok(vec![3]));
    Ok(())
}

#[tokio::test]
async fn a_stranger_cannot_be_asked() -> Result<()> {
    let node = Node::start(TCP, config()).await?;
    let stranger = PeerId::random();
    assert_eq!(node.network.request(stranger, vec![1]).await, Err(RequestError::NotConnected(stranger)));
    Ok(())
}
