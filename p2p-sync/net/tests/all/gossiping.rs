//! Nothing is forwarded before it has been accepted. Three nodes in a line: what reaches the third went through the
//! second.

use crate::node::{Node, TCP, config};
use anyhow::Result;
use cybersyn_mesh_net::{
    Config, GOSSIP_BYTES_MAX, Limits, MessageId, NetworkEvent, PublishError, Refusal, Topic, Verdict,
};

const TOPIC: Topic = Topic::Ballots(0);

/// First – second – third. The ends are kept from finding each other.
async fn line() -> Result<[Node; 3]> {
    let mut second = Node::start(TCP, config()).await?;
    let alone = Limits { peers_wanted: 1, ..Limits::default() };
    let end = |address| Config { bootstraps: vec![address], limits: alone, ..config() };
    let mut first = Node::start(TCP, end(second.full_address()?)).await?;
    let mut third = Node::start(TCP, end(second.full_address()?)).await?;
    first.network.block(third.id()).await?;
    third.network.block(first.id()).await?;
    for node in [&first, &second, &third] {
        node.network.subscribe(TOPIC).await?;
    }
    first.subscribed(second.id(), TOPIC).await?;
    third.subscribed(second.id(), TOPIC).await?;
    let mut missing = vec![first.id(), third.id()];
    while !missing.is_empty() {
        let subscriber = second.wait(|event| match event {
            NetworkEvent::Subscribed { peer, topic: TOPIC } => Some(peer),
            _ => None,
        });
        let subscriber = subscriber.await?;
        missing.retain(|peer| *peer != subscriber);
    }
    Ok([first, second, third])
}

/// The first sends, the second gives its verdict.
async fn sent(first: &Node, second: &mut Node, data: &[u8], verdict: Verdict) -> Result<MessageId> {
    let id = first.network.publish(TOPIC, data.to_vec()).await?;
    let message = second.gossip().await?;
    assert_eq!((message.id, message.from, message.data.as_slice()), (id, first.id(), data));
    second.network.report(message.id, message.from, verdict).await?;
    Ok(id)
}

#[tokio::test]
async fn an_accepted_message_is_forwarded() -> Result<()> {
    let [first, mut second, mut third] = line().await?;
    let id = sent(&first, &mut second, b"ballots", Verdict::Accept).await?;
    let message = third.gossip().await?;
    assert_eq!((message.id, message.from, message.topic), (id, second.id(), TOPIC));
    assert_eq!(message.data, b"ballots");
    Ok(())
}

#[tokio::test]
async fn rejected_and_ignored_messages_are_not_forwarded() -> Result<()> {
    let [first, mut second, mut third] = line().await?;
    sent(&first, &mut second, b"forged", Verdict::Reject).await?;
    sent(&first, &mut second, b"parked", Verdict::Ignore).await?;
    // Messages of one neighbour arrive in their order: when the third comes, the others will not.
    sent(&first, &mut second, b"good", Verdict::Accept).await?;
    assert_eq!(third.gossip().await?.data, b"good");
    Ok(())
}

#[tokio::test]
async fn rejection_costs_the_sender_score_and_ignoring_does_not() -> Result<()> {
    let [first, mut second, _third] = line().await?;
    let score = async |second: &Node| -> Result<f64> {
        let peers = second.network.peers().await?;
        Ok(peers.iter().find(|info| info.peer == first.id()).map_or(0.0, |info| info.score))
    };
    sent(&first, &mut second, b"parked", Verdict::Ignore).await?;
    assert!(score(&second).await? >= 0.0);
    sent(&first, &mut second, b"forged", Verdict::Reject).await?;
    assert!(score(&second).await? < 0.0);
    let stats = second.network.stats().await?;
    assert_eq!((stats.gossip_received, stats.gossip_ignored, stats.gossip_rejected), (2, 1, 1));
    Ok(())
}

#[tokio::test]
async fn the_largest_message_passes_and_one_byte_more_is_refused() -> Result<()> {
    let [first, mut second, _third] = line().await?;
    sent(&first, &mut second, &vec![5; GOSSIP_BYTES_MAX], Verdict::Accept).await?;
    let refused = first.network.publish(TOPIC, vec![5; GOSSIP_BYTES_MAX + 1]).await;
    assert_eq!(refused, Err(PublishError::TooLarge(GOSSIP_BYTES_MAX + 1)));
    Ok(())
}

#[tokio::test]
async fn the_largest_messages_pass_back_to_back() -> Result<()> {
    let [first, mut second, _third] = line().await?;
    for n in 0..20 {
        first.network.publish(TOPIC, vec![n; GOSSIP_BYTES_MAX]).await?;
    }
    for n in 0..20 {
        let message = second.gossip().await?;
        assert_eq!(message.data.first(), Some(&n));
        second.network.report(message.id, message.from, Verdict::Accept).await?;
    }
    Ok(())
}

#[tokio::test]
async fn publishing_to_nobody_says_so() -> Result<()> {
    let lonely = Node::start(TCP, config()).await?;
    lonely.network.subscribe(TOPIC).await?;
    assert_eq!(lonely.network.publish(TOPIC, b"hello".to_vec()).await, Err(PublishError::NoPeers));
    Ok(())
}

#[tokio::test]
async fn the_same_message_is_published_once() -> Result<()> {
    let [first, _second, _third] = line().await?;
    first.network.publish(TOPIC, b"once".to_vec()).await?;
    assert_eq!(first.network.publish(TOPIC, b"once".to_vec()).await, Err(PublishError::Duplicate));
    Ok(())
}

#[tokio::test]
async fn what_exceeds_the_room_for_verdicts_is_dropped_and_told() -> Result<()> {
    let limits = Limits { validations_per_light_max: 1, ..Limits::default() };
    let mut receiver = Node::start(TCP, Config { limits, ..config() }).await?;
    let mut sender = Node::knowing(&[&receiver]).await?;
    for node in [&sender, &receiver] {
        node.network.subscribe(TOPIC).await?;
    }
    sender.subscribed(receiver.id(), TOPIC).await?;
    for data in [b"one", b"two"] {
        sender.network.publish(TOPIC, data.to_vec()).await?;
    }
    assert_eq!(receiver.gossip().await?.data, b"one");
    let dropped = receiver.wait(|event| match event {
        NetworkEvent::Refused(Refusal::GossipOverflow { peer }) => Some(peer),
        _ => None,
    });
    assert_eq!(dropped.await?, sender.id());
    assert_eq!(receiver.network.stats().await?.validations_pending, 1);
    Ok(())
}

#[tokio::test]
async fn commands_are_served_while_nobody_reads_the_events() -> Result<()> {
    let limits = Limits { events_max: 1, ..Limits::default() };
    let mut receiver = Node::start(TCP, Config { limits, ..config() }).await?;
    let mut sender = Node::knowing(&[&receiver]).await?;
    for node in [&sender, &receiver] {
        node.network.subscribe(TOPIC).await?;
    }
    sender.subscribed(receiver.id(), TOPIC).await?;
    for n in 0..200u8 {
        sender.network.publish(TOPIC, vec![n; 100]).await?;
    }
    while receiver.network.stats().await?.gossip_overflow < 199 {
        tokio::task::yield_now().await;
    }
    receiver.connected(sender.id()).await?;
    Ok(())
}
