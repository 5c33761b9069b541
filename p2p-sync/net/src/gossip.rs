//! Gossip: how messages are named, bounded and scored.
//!
//! Messages carry no author: what is inside is signed, and relays shall not learn who first sent a ballot. Nothing is
//! forwarded before the application accepts it.

use cybersyn_primitives::{Hash, hash::blake2_256};
use libp2p::gossipsub::{
    self, AllowAllSubscriptionFilter, ConfigBuilder, IdentityTransform, MaxCountSubscriptionFilter, MessageAcceptance,
    MessageAuthenticity, PeerScoreParams, PeerScoreThresholds, TopicScoreParams, ValidationMode, score_parameter_decay,
};
use std::time::Duration;

/// Largest gossip message in bytes.
pub const GOSSIP_BYTES_MAX: usize = 128 * 1024;
/// What gossipsub's limit must leave room for beside the message: the topic's name and field headers, and what has
/// arrived of the next message, because its decoder measures the whole buffer.
const ENVELOPE_BYTES_MAX: usize = 64 * 1024;
/// Ids in one announcement or one question for messages; 34 bytes each.
const IDS_MAX: usize = 2_000;
/// Control part of one packet in bytes: room for [`IDS_MAX`] ids. Gossipsub's defaults announce more than they accept.
const CONTROL_BYTES_MAX: usize = 128 * 1024;
/// Rounds of one second that a message is kept for a verdict and for peers that ask for it again.
const HISTORY_ROUNDS: usize = 15;
/// Below this nothing more is taken from a peer: the fifth rejected message within some minutes leads there (10·5²).
const GRAYLIST_SCORE: f64 = -160.0;

/// Gossip with our limits.
pub(crate) type Gossip =
    gossipsub::Behaviour<IdentityTransform, MaxCountSubscriptionFilter<AllowAllSubscriptionFilter>>;

/// A message's identity: the hash of its topic and data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub Hash);

/// What is to be done with a gossip message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Valid: forward it.
    Accept,
    /// No state of the world could make it valid: charge the peer that sent it.
    Reject,
    /// Not wanted now (parked, old, known): neither.
    Ignore,
}

impl From<Verdict> for MessageAcceptance {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accept => MessageAcceptance::Accept,
            Verdict::Reject => MessageAcceptance::Reject,
            Verdict::Ignore => MessageAcceptance::Ignore,
        }
    }
}

impl From<MessageId> for gossipsub::MessageId {
    fn from(id: MessageId) -> Self {
        Self(id.0.to_vec())
    }
}

impl MessageId {
    /// The topic is part of it: else sending a ballot bundle under the topic of texts, where it is refused, would make
    /// every receiver take the real one for a duplicate.
    pub(crate) fn of(topic: &str, data: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(topic.len() + 1 + data.len());
        bytes.extend_from_slice(topic.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(data);
        Self(blake2_256(&bytes))
    }

    pub(crate) fn from_gossip(id: &gossipsub::MessageId) -> Option<Self> {
        Hash::try_from(id.0.as_slice()).ok().map(Self)
    }
}

/// The gossip behaviour; an error is a mistake in this file's numbers.
pub(crate) fn gossip() -> Result<Gossip, String> {
    let mut gossip = Gossip::new_with_subscription_filter(
        MessageAuthenticity::Anonymous,
        config()?,
        MaxCountSubscriptionFilter {
            filter: AllowAllSubscriptionFilter {},
            max_subscribed_topics: 64,
            max_subscriptions_per_request: 64,
        },
    )?;
    gossip.with_peer_score(score_params(), thresholds())?;
    Ok(gossip)
}

fn config() -> Result<gossipsub::Config, String> {
    ConfigBuilder::default()
        .validation_mode(ValidationMode::Anonymous)
        .validate_messages()
        .message_id_fn(|message| MessageId::of(message.topic.as_str(), &message.data).into())
        .max_transmit_size(GOSSIP_BYTES_MAX + ENVELOPE_BYTES_MAX)
        .max_control_messages_sent(IDS_MAX)
        .max_control_message_size(CONTROL_BYTES_MAX)
        .heartbeat_initial_delay(Duration::from_secs(1))
        .history_length(HISTORY_ROUNDS)
        .duplicate_cache_time(Duration::from_secs(120))
        .connection_handler_queue_len(512)
        .build()
        .map_err(|error| error.to_string())
}

fn score_params() -> PeerScoreParams {
    PeerScoreParams {
        // Crowding is the peer guard's business, which knows LANs; this one would punish every village behind one NAT.
        ip_colocation_factor_weight: 0.0,
        behaviour_penalty_threshold: 6.0,
        behaviour_penalty_decay: score_parameter_decay(Duration::from_secs(600)),
        // A slow peer on a bad line is no enemy.
        slow_peer_weight: 0.0,
        ..PeerScoreParams::default()
    }
}

fn thresholds() -> PeerScoreThresholds {
    PeerScoreThresholds {
        gossip_threshold: GRAYLIST_SCORE / 4.0,
        publish_threshold: GRAYLIST_SCORE / 2.0,
        graylist_threshold: GRAYLIST_SCORE,
        accept_px_threshold: 100.0,
        opportunistic_graft_threshold: 2.0,
    }
}

/// Scores within a topic. A quiet topic is normal (nobody votes at night), so missing deliveries cost nothing.
pub(crate) fn topic_score_params() -> TopicScoreParams {
    TopicScoreParams {
        topic_weight: 1.0,
        time_in_mesh_weight: 0.01,
        time_in_mesh_quantum: Duration::from_secs(1),
        time_in_mesh_cap: 300.0,
        first_message_deliveries_weight: 0.1,
        first_message_deliveries_decay: score_parameter_decay(Duration::from_secs(600)),
        first_message_deliveries_cap: 50.0,
        mesh_message_deliveries_weight: 0.0,
        mesh_failure_penalty_weight: 0.0,
        invalid_message_deliveries_weight: -10.0,
        invalid_message_deliveries_decay: score_parameter_decay(Duration::from_secs(600)),
        ..TopicScoreParams::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Topic, topic::Names};

    #[test]
    fn the_numbers_are_accepted_by_gossipsub() {
        assert!(gossip().is_ok());
        assert_eq!(topic_score_params().validate(), Ok(()));
    }

    #[test]
    fn the_topic_is_part_of_a_messages_identity() {
        assert_ne!(MessageId::of("a", b"same"), MessageId::of("b", b"same"));
        assert_ne!(MessageId::of("a", b"bsame"), MessageId::of("ab", b"same"));
    }

    #[test]
    fn the_largest_announcement_is_accepted() {
        let topic = Names::new(&[0xff; 32]).topic(Topic::Ballots(u32::MAX)).to_string();
        assert!(IDS_MAX * (32 + 2) + topic.len() + 16 < CONTROL_BYTES_MAX);
    }
}
