//! What the heart is told and what it asks for.

use cybersyn_primitives::{
    Millis, ProposalId, SignedBallot,
    entry::{FrozenText, SignedEntry, Space},
    rule::Skip,
};

use crate::{
    ExchangeId, FullPeers, GossipId, Peer, RequestId, Ticket, WorkId,
    document::{Applied, ApplyJob, DocumentError},
    message::SetName,
    record::Record,
    verify,
    view::ViewUpdate,
};

/// What a client of this node hands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// A ballot.
    Ballot(SignedBallot),
    /// An entry of an author's log.
    Entry(SignedEntry),
    /// A frozen text; with the proposal it is meant for, a diverging copy is named as such.
    Text {
        /// The proposal, if the client names it.
        proposal: Option<ProposalId>,
        /// The text.
        text: FrozenText,
    },
}

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// Records read back at the start; may come in any number of pieces, before everything else.
    Recovered(Vec<Record>),
    /// Time passed. Wanted at least every 20 ms while something is under way.
    Tick,
    /// A newly finalized head.
    Finalized(Box<ViewUpdate>),
    /// These peers are full ones from now on, all others light.
    FullPeers(FullPeers),
    /// A connection to a peer was made.
    PeerConnected(Peer),
    /// The last connection to a peer was lost.
    PeerDisconnected(Peer),
    /// A client handed something in; it is answered once by [`Effect::Answer`].
    Submitted {
        /// Who, and the daemon's number for it.
        request: RequestId,
        /// What.
        submission: Box<Submission>,
    },
    /// A gossip message came in; it is judged once by [`Effect::Judge`].
    Gossip {
        /// Who forwarded it.
        from: Peer,
        /// The daemon's number for it.
        id: GossipId,
        /// The message.
        bytes: Vec<u8>,
    },
    /// A peer asks; it is answered at once by [`Effect::Reply`], or never if the question is malformed or the peer asks
    /// more than its share.
    Asked {
        /// Who asks.
        from: Peer,
        /// The daemon's number for it.
        id: ExchangeId,
        /// The question.
        bytes: Vec<u8>,
    },
    /// A peer answered what [`Effect::Ask`] asked, or did not (`None`).
    Answered {
        /// Who.
        from: Peer,
        /// The number of the question.
        id: ExchangeId,
        /// The reply.
        bytes: Option<Vec<u8>>,
    },
    /// What [`Effect::Verify`] asked for is done.
    Verified(verify::Outcome),
    /// The records of this ticket, and of all before it, are on disk.
    Persisted(Ticket),
    /// What [`Effect::Apply`] asked for is done; `Err(Crashed)` when the worker died or took too long.
    Applied {
        /// Number of the job.
        id: WorkId,
        /// The document afterwards.
        result: Result<Box<Applied>, DocumentError>,
    },
}

/// Something to be done. Effects are to be started in their order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Check signatures: call [`verify::Work::run`], on a thread if there is one, and hand back [`Event::Verified`].
    Verify(verify::Work),
    /// Append the records and sync, then hand back [`Event::Persisted`].
    Persist {
        /// Number of the commit.
        ticket: Ticket,
        /// What to append.
        records: Vec<Record>,
    },
    /// Answer a client.
    Answer {
        /// The daemon's number.
        request: RequestId,
        /// The answer.
        answer: Answer,
    },
    /// Whether to forward a gossip message.
    Judge {
        /// The daemon's number.
        id: GossipId,
        /// The verdict.
        verdict: Verdict,
    },
    /// Publish a gossip message of our own.
    Publish {
        /// Who hears it.
        topic: Topic,
        /// The message.
        bytes: Vec<u8>,
    },
    /// Ask a peer; hand back [`Event::Answered`].
    Ask {
        /// Whom.
        to: Peer,
        /// Number of the question.
        id: ExchangeId,
        /// The question.
        bytes: Vec<u8>,
    },
    /// Answer a peer's question.
    Reply {
        /// The daemon's number.
        id: ExchangeId,
        /// The reply.
        bytes: Vec<u8>,
    },
    /// A peer did what no honest peer does; comes once for each message that it sent.
    Penalize {
        /// Who.
        peer: Peer,
        /// What.
        offence: Offence,
    },
    /// Apply an update to a document where it can be killed, then hand back [`Event::Applied`].
    Apply(ApplyJob),
    /// Tell subscribers.
    Changed(Change),
    /// A set of a proposal decided long ago has left memory and is not taken in again: the store may drop its records,
    /// the ballots of [`SetName::Ballots`] or the entries of [`SetName::Entries`]. Never named are [`SetName::Texts`]; texts
    /// and settled batches are kept for ever. Comes again after a restart while the store still has such records.
    Forget(SetName),
}

/// Who hears a gossip message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Bundles of ballots of an electorate; 0 is the federation.
    Ballots(u32),
    /// Entries and texts.
    Documents,
}

/// Whether a gossip message is forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Forward it.
    Accept,
    /// Do not forward it; nobody is to blame.
    Ignore,
    /// Do not forward it and lower the sender's score.
    Reject,
}

/// How much an offence weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// May come of another version or of a document that is not the same on both sides: disconnect and block a peer that
    /// goes on.
    Mild,
    /// Comes of nothing but ill will, for an honest peer forwards only what it has checked: one more is too many.
    Grave,
}

/// What no honest peer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offence {
    /// Not a message: wrong size, version or encoding.
    Malformed,
    /// A signature that is not by the key it names, though the key is known.
    BadSignature,
    /// Contents that no state of the chain could make valid.
    Junk,
    /// An answer to what was not asked.
    Unsolicited,
}

impl Offence {
    /// How much it weighs.
    pub fn severity(self) -> Severity {
        match self {
            Offence::BadSignature => Severity::Grave,
            Offence::Malformed | Offence::Junk | Offence::Unsolicited => Severity::Mild,
        }
    }
}

/// What a client hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// On disk.
    Stored,
    /// A greater ballot of the voter is known.
    AlreadyNewer {
        /// Its date (Unix milliseconds).
        date: Millis,
    },
    /// Kept in memory until a block knows the voter, key or proposal, or the date has come; hand it in again to be sure.
    Waiting {
        /// What is missing.
        reason: Skip,
    },
    /// Not taken.
    Refused(Refusal),
    /// Too much at once; hand it in again later.
    Busy,
}

/// Why something a client handed in is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A ballot or an author without right.
    #[error("refused: {0:?}")]
    Rule(Skip),
    /// Dated too far ahead.
    #[error("dated {offset_millis} ms ahead of this node's clock; set the clock right and sign again")]
    FromFuture {
        /// By how much (milliseconds).
        offset_millis: Millis,
    },
    /// The text's hash is not the one on chain.
    #[error("the text's hash is not the one that the chain holds; hand in the bytes that were proposed")]
    Diverges,
    /// The text is not canonical.
    #[error("the text is not canonical: {0}")]
    Text(cybersyn_primitives::text::TextError),
    /// The entry does not fit into its author's log.
    #[error(transparent)]
    Log(#[from] crate::log::LogError),
    /// The update cannot be applied.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// What subscribers may want to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// A proposal's mesh tally.
    Tally(ProposalId),
    /// A proposal's phase or terms.
    Proposal(ProposalId),
    /// A document.
    Document(Space),
    /// A proposal's frozen text arrived.
    Text(ProposalId),
}
