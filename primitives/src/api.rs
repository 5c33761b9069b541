//! What the mesh daemon answers over JSON-RPC, shared by daemon, command line and tests.
//!
//! Hashes and SCALE bytes are `0x` hex; weights are decimal strings of fixed point with 32 fractional bits.

use crate::{
    CitizenIndex, Class, Hash, Millis, ProposalId, Tokens, VotingFunction,
    ballot::{Ballot, Choice},
    expertise::Influence,
    rule::Skip,
    tally::{Outcome, Side, Tally},
    terms::Thresholds,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde::{Deserialize, Serialize};

/// Bytes as `0x` hex.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hex(pub Vec<u8>);

impl From<Hex> for String {
    fn from(bytes: Hex) -> Self {
        format!("0x{}", hex::encode(bytes.0))
    }
}

impl TryFrom<String> for Hex {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix("0x").ok_or("hex begins with 0x")?;
        hex::decode(digits).map(Hex).map_err(|error| format!("not hex: {error}"))
    }
}

impl From<Hash> for Hex {
    fn from(hash: Hash) -> Self {
        Hex(hash.to_vec())
    }
}

/// One side of a tally.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideView {
    /// Citizens.
    pub voters: u32,
    /// Exact weight, as a decimal string of fixed point with 32 fractional bits.
    pub weight: String,
    /// The weight rounded, for reading.
    pub weight_rounded: f64,
}

impl From<&Side> for SideView {
    fn from(side: &Side) -> Self {
        let rounded = side.weight as f64 / crate::weight::ONE as f64;
        Self { voters: side.voters, weight: side.weight.to_string(), weight_rounded: rounded }
    }
}

/// A tally.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TallyView {
    /// Against.
    pub no: SideView,
    /// For.
    pub yes: SideView,
    /// Abstentions.
    pub abstain: SideView,
    /// Tokens of all live ballots.
    pub tokens: u64,
}

impl From<&Tally> for TallyView {
    fn from(tally: &Tally) -> Self {
        Self {
            no: (&tally.no).into(),
            yes: (&tally.yes).into(),
            abstain: (&tally.abstain).into(),
            tokens: tally.tokens,
        }
    }
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhaseView {
    /// Being discussed; voting has not begun.
    Discussion,
    /// Ballots may be cast.
    Voting,
    /// Closed; ballots cast in time still settle.
    Grace,
    /// Decided for ever.
    Final,
}

/// A proposal as the daemon knows it at the finalized head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Its id.
    pub id: ProposalId,
    /// Hash of the frozen text.
    pub content: Hex,
    /// The frozen title, when the text has reached this node.
    pub title: Option<String>,
    /// The frozen body, when the text has reached this node; left out where several proposals are listed.
    pub body: Option<String>,
    /// The class.
    pub class: Class,
    /// How tokens weigh.
    pub function: VotingFunction,
    /// Citizens admitted by then have a vote (Unix milliseconds).
    pub scheduled: Millis,
    /// Voting begins (Unix milliseconds).
    pub opens: Millis,
    /// Ballots dated at or after this do not count (Unix milliseconds).
    pub closes: Millis,
    /// Chain-alive milliseconds after `closes` in which ballots still settle.
    pub grace: Millis,
    /// Most tokens from one person.
    pub tokens_max: Tokens,
    /// Active citizens when scheduled.
    pub quorum_base: u32,
    /// What it takes.
    pub thresholds: Thresholds,
    /// Where it stands.
    pub phase: PhaseView,
    /// Once final.
    pub outcome: Option<Outcome>,
}

/// A proposal's tallies: what the mesh counts now and what the chain has settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveTally {
    /// The proposal.
    pub proposal: ProposalId,
    /// Where it stands.
    pub phase: PhaseView,
    /// Over the greatest payable ballot of each voter known here.
    pub mesh: TallyView,
    /// On chain, at the finalized head.
    pub settled: TallyView,
    /// In a class where expertise weighs: what the settled ballots make without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_plain: Option<TallyView>,
    /// In such a class: what expertise does to the settled result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expertise: Option<Influence>,
    /// Number of the finalized block.
    pub finalized: u32,
}

/// What a client sees of a ballot (DESIGN section 4.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum BallotState {
    /// Signed, and known to no daemon: no daemon says this, a client knows it of its own ballots.
    Unsent,
    /// On this node's disk.
    Stored,
    /// On the disks of two other operators as well.
    Replicated,
    /// Waiting for a block that knows the voter, key or proposal, or for its date to come.
    WaitingForBlock {
        /// What is missing.
        reason: Skip,
    },
    /// Stored; counts once the voter has accrued enough attention.
    WaitingForAttention {
        /// Tokens missing.
        missing: u64,
    },
    /// In a batch of a finalized block.
    Settled {
        /// Index of the batch in the proposal's log.
        batch: u32,
    },
    /// In the live set of a final proposal.
    Counted,
    /// A greater ballot of the same voter took its place.
    Superseded {
        /// Date of the greater ballot.
        by: Millis,
    },
    /// Known and not counted.
    Refused {
        /// Why.
        reason: Skip,
    },
}

/// Answer to a submitted ballot and to a question after one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BallotView {
    /// The ballot's leaf hash: its identity.
    pub id: Hex,
    /// The proposal.
    pub proposal: ProposalId,
    /// The voter.
    pub citizen: CitizenIndex,
    /// The side taken.
    pub choice: Choice,
    /// Tokens spent.
    pub tokens: Tokens,
    /// When it was cast (Unix milliseconds).
    pub date: Millis,
    /// Where it stands.
    #[serde(flatten)]
    pub state: BallotState,
}

impl BallotView {
    /// A view of `ballot` on a proposal that opens at `opens`.
    pub fn new(ballot: &Ballot, opens: Millis, state: BallotState) -> Self {
        Self {
            id: ballot.leaf::<crate::hash::Software>().into(),
            proposal: ballot.proposal,
            citizen: ballot.citizen,
            choice: ballot.body.choice(),
            tokens: ballot.body.tokens(),
            date: ballot.date(opens),
            state,
        }
    }
}

/// A page of signed ballots in order of (citizen, order).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BallotPageView {
    /// SCALE of [`crate::SignedBallot`], each.
    pub ballots: Vec<Hex>,
    /// Pass it to get the next page; none: this was the last.
    pub next: Option<String>,
}

/// A settled batch as needed for a recount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchView {
    /// Index in the proposal's log.
    pub index: u32,
    /// Block that included it.
    pub block: Hex,
    /// SCALE of [`crate::SignedBallot`], each, in the order settled.
    pub ballots: Vec<Hex>,
}

/// A ballot and the proof that it is in a proposal's log or live set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofView {
    /// SCALE of the [`crate::Ballot`], without signature: its leaf is what is proven.
    pub ballot: Hex,
    /// SCALE of the [`crate::receipt::SettledProof`] or [`crate::receipt::CountedProof`].
    pub proof: Hex,
}

/// A comment in a proposal's discussion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommentView {
    /// Who wrote it.
    pub author: CitizenIndex,
    /// When, by the author's clock (Unix milliseconds).
    pub date: Millis,
    /// What.
    pub text: String,
}

/// A space's document, and what an author must know to write the next entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentView {
    /// The draft text.
    pub body: String,
    /// The discussion, by date.
    pub comments: Vec<CommentView>,
    /// The document as one yrs update (v1).
    pub update: Hex,
    /// Hashes of the entries that nothing builds on yet.
    pub heads: Vec<Hex>,
}

/// An author's place in their log of a space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogPosition {
    /// Sequence of the author's next entry.
    pub next: u32,
    /// Hash of the author's latest entry.
    pub previous: Option<Hex>,
}

/// A connected peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeerView {
    /// libp2p peer id.
    pub peer_id: String,
    /// The address it is connected by.
    pub address: String,
    /// Gossip score.
    pub score: f64,
    /// Penalty points for what no honest peer sends; they halve in ten minutes, with 100 the peer is shut out.
    pub penalty: f64,
    /// Connected for so many seconds.
    pub connected_seconds: u64,
    /// What it does for others, as the chain's registry says (relay, bootstrap, storage, sidecar); none: no person has
    /// registered it, it is a light peer.
    #[serde(default)]
    pub registered: Option<Vec<String>>,
}

/// Is the daemon well?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthView {
    /// Version of the daemon.
    pub version: String,
    /// Own libp2p peer id.
    pub peer_id: String,
    /// Addresses it listens on.
    pub listening: Vec<String>,
    /// The chain's genesis hash.
    pub genesis: Hex,
    /// Whether the chain answers.
    pub chain_connected: bool,
    /// Number of the latest finalized block seen.
    pub finalized: u32,
    /// Its timestamp.
    pub finalized_time: Millis,
    /// Connected peers.
    pub peers: u32,
    /// Peers that are shut out.
    pub blocked: u32,
    /// Ballots stored.
    pub ballots: u64,
    /// Ballots parked.
    pub parked: u32,
    /// Seconds since the start.
    pub uptime_seconds: u64,
}

/// JSON-RPC error codes of the daemon.
pub mod codes {
    /// A ballot, entry or text is malformed, oversize or of a wrong signature.
    pub const MALFORMED: i32 = 1001;
    /// A ballot is refused; `data` holds the [`crate::rule::Skip`].
    pub const REFUSED: i32 = 1002;
    /// A greater ballot of the voter is known; `data` holds its date.
    pub const ALREADY_NEWER: i32 = 1003;
    /// Dated too far in the future; `data` holds the offset in milliseconds.
    pub const FROM_FUTURE: i32 = 1004;
    /// Not known here.
    pub const NOT_FOUND: i32 = 1005;
    /// Too much at once; `data` holds the milliseconds to wait.
    pub const BUSY: i32 = 1006;
    /// The text's hash is not what the chain holds, or nobody asked for it.
    pub const DIVERGES: i32 = 1007;
}
