//! What peers say to each other, and how it is bounded before it is parsed: size, then version, then encoding, then counts.

use codec::{Decode, DecodeAll, Encode};
use cybersyn_primitives::{
    Hash, ProposalId, SignedBallot,
    entry::{DEPENDENCIES_MAX, FrozenText, SignedEntry, Space, UPDATE_BYTES_MAX},
    text::BODY_BYTES_MAX,
};

use crate::{
    limits::{BUNDLE_BYTES_MAX, EXCHANGE_BYTES_MAX, GOSSIP_BYTES_MAX, HOLDS_MAX, RANGES_MAX, SUMMARY_SETS_MAX},
    reconcile::{Exchange, Fingerprint, Id},
};

/// First byte of every message; a node refuses what it does not know.
pub const VERSION: u8 = 1;

/// A gossip message.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Message {
    /// A bundle of ballots.
    #[codec(index = 0)]
    Ballots(Vec<SignedBallot>),
    /// A log entry.
    #[codec(index = 1)]
    Entry(SignedEntry),
    /// A frozen text.
    #[codec(index = 2)]
    Text(FrozenText),
}

/// A set that two nodes reconcile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum SetName {
    /// A proposal's ballots.
    #[codec(index = 0)]
    Ballots(ProposalId),
    /// A space's entries.
    #[codec(index = 1)]
    Entries(Space),
    /// The frozen texts.
    #[codec(index = 2)]
    Texts,
}

/// What a node holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Summary {
    /// Sets that hold something.
    pub sets: Vec<(SetName, Fingerprint)>,
    /// Of names from this one on (none: from the first), …
    pub from: Option<SetName>,
    /// … up to but not including this one (none: up to the last), everything is among `sets`. Of the other names only
    /// what is most important.
    pub to: Option<SetName>,
}

/// A question to a peer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Query {
    /// "This is what I have; in which sets do we differ?"
    #[codec(index = 0)]
    Summary(Summary),
    /// "This is what I hold in these ranges."
    #[codec(index = 1)]
    Reconcile {
        /// The set.
        set: SetName,
        /// Ranges, wants and elements.
        exchange: Exchange,
    },
    /// "Which of these ballots are on your disk?" Proposal and id in the proposal's set.
    #[codec(index = 2)]
    Holds(Vec<(ProposalId, Id)>),
}

/// The reply to a [`Query`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Reply {
    /// The sets in which the peer's fingerprint is another, and sets that it alone has.
    #[codec(index = 0)]
    Summary(Vec<SetName>),
    /// What the peer holds in the ranges that differ.
    #[codec(index = 1)]
    Reconcile(Exchange),
    /// One answer per ballot asked about.
    #[codec(index = 2)]
    Holds(Vec<bool>),
}

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Larger than allowed.
    #[error("{0} bytes are too many")]
    TooLarge(usize),
    /// Nothing, or a version that this node does not speak.
    #[error("the first byte must be {VERSION}")]
    Version,
    /// Not the SCALE of the message.
    #[error("not the encoding of a message")]
    Encoding,
    /// More elements than allowed, or none.
    #[error("too many or too few elements")]
    Count,
}

/// A message with the version byte in front.
pub fn encode<T: Encode>(message: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + message.size_hint());
    bytes.push(VERSION);
    message.encode_to(&mut bytes);
    bytes
}

fn decode<T: Decode>(bytes: &[u8], bytes_max: usize) -> Result<T, Malformed> {
    if bytes.len() > bytes_max {
        return Err(Malformed::TooLarge(bytes.len()));
    }
    let Some((&VERSION, mut body)) = bytes.split_first() else { return Err(Malformed::Version) };
    T::decode_all(&mut body).map_err(|_| Malformed::Encoding)
}

impl Message {
    /// Parses a gossip message.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let message = decode(bytes, GOSSIP_BYTES_MAX)?;
        let fits = match &message {
            Message::Ballots(ballots) => !ballots.is_empty() && bytes.len() <= BUNDLE_BYTES_MAX,
            Message::Entry(signed) => entry_fits(signed),
            Message::Text(text) => text.body.len() <= BODY_BYTES_MAX,
        };
        if fits { Ok(message) } else { Err(Malformed::Count) }
    }
}

impl Query {
    /// Parses a question.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let query = decode(bytes, EXCHANGE_BYTES_MAX)?;
        let fits = match &query {
            Query::Summary(summary) => summary.sets.len() <= SUMMARY_SETS_MAX,
            Query::Reconcile { exchange, .. } => exchange.claims.len() <= RANGES_MAX,
            Query::Holds(ballots) => ballots.len() <= HOLDS_MAX,
        };
        if fits { Ok(query) } else { Err(Malformed::Count) }
    }
}

impl Reply {
    /// Parses a reply.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let reply = decode(bytes, EXCHANGE_BYTES_MAX)?;
        let fits = match &reply {
            Reply::Summary(sets) => sets.len() <= SUMMARY_SETS_MAX,
            Reply::Reconcile(exchange) => exchange.claims.len() <= RANGES_MAX,
            Reply::Holds(answers) => answers.len() <= HOLDS_MAX,
        };
        if fits { Ok(reply) } else { Err(Malformed::Count) }
    }
}

/// Whether an entry's parts are within their bounds.
pub fn entry_fits(signed: &SignedEntry) -> bool {
    signed.entry.update.len() <= UPDATE_BYTES_MAX && signed.entry.dependencies.len() <= DEPENDENCIES_MAX
}

/// The hash that names a text in its set.
pub type TextId = Hash;
