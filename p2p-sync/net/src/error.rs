//! What can go wrong, one enum per question asked of the network.

use crate::{GOSSIP_BYTES_MAX, SYNC_BYTES_MAX};
use libp2p::{Multiaddr, PeerId};
use std::{io, path::PathBuf};
use thiserror::Error;

/// The network has shut down; start it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the network has shut down")]
pub struct Closed;

/// Why the network does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// An address cannot be listened on: taken, not of this machine, or no transport for it.
    #[error("cannot listen on {address}: {reason}; choose a free port and one of /ip4|ip6/…/tcp/… or …/udp/…/quic-v1")]
    Listen {
        /// The address asked for.
        address: Multiaddr,
        /// What the transport said.
        reason: String,
    },
    /// A part of the network refused its settings or the system refused a resource.
    #[error("cannot set up {part}: {reason}")]
    Setup {
        /// Which part.
        part: &'static str,
        /// What it said.
        reason: String,
    },
}

/// Why a gossip message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PublishError {
    /// Split it.
    #[error("{0} bytes are more than the {GOSSIP_BYTES_MAX} of one gossip message")]
    TooLarge(usize),
    /// Nobody connected listens to the topic; peers that come later learn it by reconciliation.
    #[error("no connected peer listens to this topic")]
    NoPeers,
    /// The same bytes were sent or received within the last minutes.
    #[error("already published")]
    Duplicate,
    /// All peers' queues are full; try again later.
    #[error("all peers are busy")]
    Busy,
    /// The network refused it for a reason that the caller cannot change.
    #[error("gossip refused the message: {0}")]
    Refused(String),
    /// See [`Closed`].
    #[error(transparent)]
    Closed(#[from] Closed),
}

/// Why a topic was not subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SubscribeError {
    /// Gossip refused it.
    #[error("cannot subscribe: {0}")]
    Refused(String),
    /// See [`Closed`].
    #[error(transparent)]
    Closed(#[from] Closed),
}

/// Why a request got no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// Ask for less at once.
    #[error("{0} bytes are more than the {SYNC_BYTES_MAX} of one request")]
    TooLarge(usize),
    /// Choose a connected peer.
    #[error("not connected to {0}")]
    NotConnected(PeerId),
    /// Wait for answers first.
    #[error("{0} requests to {1} are unanswered already")]
    TooMany(usize, PeerId),
    /// No answer in time.
    #[error("{0} did not answer in time")]
    Timeout(PeerId),
    /// The connection went, the peer refused or its answer was malformed or too large.
    #[error("{peer} gave no answer: {reason}")]
    Failed {
        /// Who was asked.
        peer: PeerId,
        /// What went wrong.
        reason: String,
    },
    /// See [`Closed`].
    #[error(transparent)]
    Closed(#[from] Closed),
}

/// Why an address was not dialled.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DialFailed {
    /// Blocked, limited or not diallable.
    #[error("cannot dial {address}: {reason}")]
    Refused {
        /// The address.
        address: Multiaddr,
        /// Why.
        reason: String,
    },
    /// See [`Closed`].
    #[error(transparent)]
    Closed(#[from] Closed),
}

/// What is wrong with a node's key file.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file system refused.
    #[error("key file {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not 64 hex digits.
    #[error(
        "key file {path} does not hold 64 hex digits; restore it from a backup, or move it away for a new identity"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// Others can read it.
    #[error("key file {path} can be read by others (mode {mode:o}); run: chmod 600 {path}")]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}
