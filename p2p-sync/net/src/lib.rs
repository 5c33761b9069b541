//! The mesh's network: finds peers, keeps connections to them, and moves opaque messages by gossip and by request.
//!
//! One event loop owns the libp2p swarm. Everybody else holds a cloneable [`Network`] handle over a bounded channel
//! and reads [`NetworkEvent`]s from another. Whatever arrives is bounded before it is handed on; what it means is the
//! application's business.
//!
//! This crate must never know ballots, entries, the chain or the disk: gossip is forwarded only after the application
//! has said [`Verdict::Accept`], and payloads are bytes.

mod address;
mod behaviour;
mod bootstrap;
mod commands;
mod config;
mod error;
mod event;
mod event_loop;
mod gossip;
mod handle;
mod identity;
mod outbox;
mod peer_guard;
mod peers;
mod ports;
mod requests;
mod start;
mod subnets;
mod swarm_events;
mod sync_codec;
mod topic;
mod validation;

pub use config::{Backoff, Config, Limits};
pub use error::{Closed, DialFailed, KeyFileError, PublishError, RequestError, StartError, SubscribeError};
pub use event::{GossipMessage, IncomingRequest, NetworkEvent, Refusal, Reply};
pub use gossip::{GOSSIP_BYTES_MAX, MessageId, Verdict};
pub use handle::{BlockedPeer, Network, PeerInfo, Registry, Stats};
pub use identity::{load_or_create, peer_id_of};
pub use libp2p::{Multiaddr, PeerId, identity::Keypair};
pub use sync_codec::SYNC_BYTES_MAX;
pub use topic::Topic;
