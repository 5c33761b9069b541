//! The sans-IO heart of the mesh: ballot boxes, signed logs, documents and the reconciliation of all three.
//!
//! [`Heart`] takes an [`Event`] and the time and returns [`Effect`]s; some effects ask for work (verify, persist, apply)
//! whose completion is another event. This crate must never know a socket, clock, thread, file or the chain's node:
//! time, randomness, the chain's state and bytes come in, what is to be done goes out. So a simulation replays it from a
//! seed, and a crash at any effect boundary can be tested.
//!
//! Everything that arrives is hostile: size, then version, then order, then signature, then meaning. Everything that is
//! kept is bounded: see [`limits`].

pub mod admission;
pub mod allowance;
pub mod apply_queue;
pub mod ballot_box;
pub mod commit;
pub mod document;
pub mod event;
pub mod full_peers;
pub mod gossip;
pub mod heart;
pub mod ingest;
pub mod limits;
pub mod log;
pub mod message;
pub mod parking;
pub mod receipts;
pub mod reconcile;
pub mod record;
pub mod settlement;
pub mod source;
pub mod status;
pub mod tally;
pub mod texts;
pub mod verify;
pub mod view;

pub use event::{Answer, Change, Effect, Event, Offence, Refusal, Severity, Submission, Topic, Verdict};
pub use full_peers::FullPeers;
pub use heart::{Config, Heart};
pub use message::{Message, Query, Reply};
pub use record::{Record, SettledBatch};
pub use verify::{Outcome, Work};
pub use view::{ChainView, ViewUpdate};

use cybersyn_primitives::{Hash, hash::blake2_256};

/// A peer of the mesh: BLAKE2b-256 of its libp2p peer id's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer(pub Hash);

impl Peer {
    /// The peer whose libp2p peer id has these bytes.
    pub fn of(peer_id: &[u8]) -> Self {
        Self(blake2_256(peer_id))
    }
}

/// Number of a group commit; tickets are persisted in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A client of this node, by the daemon's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u64);

/// A submission that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId {
    /// Who handed it in.
    pub client: ClientId,
    /// The daemon's number for it.
    pub number: u64,
}

/// The daemon's number for a gossip message that waits for its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GossipId(pub u64);

/// Number of a question to a peer (given by the heart) or from a peer (given by the daemon).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeId(pub u64);

/// Number of a piece of work: a verification or the application of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkId(pub u64);
