//! The terms of a vote, pinned when the proposal is scheduled and constant until it is final.

use crate::{Hash, Millis, Tokens};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Longest voting window: `cast_at` is u32 milliseconds (DESIGN section 5).
pub const WINDOW_MAX: Millis = 45 * crate::DAY;

/// What kind of decision a proposal is; decides how votes weigh (Living Constitution, art. 3-A).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Class {
    /// Fundamental rights, the rules by which everything is decided, runtime upgrades.
    Rights,
    /// Recall of an office holder.
    Recall,
    /// Spending below 1 % of the treasury.
    Budget,
    /// Order of work, community priorities.
    Priority,
    /// Articles: their enactment, their renewal before they expire, their repeal.
    Renewal,
    /// Technical matters.
    Technical,
    /// Anything that moves 1 % of the treasury or more.
    Treasury,
    /// Emergencies.
    Emergency,
    /// Suspension of an article for at most 90 days.
    Suspension,
}

/// How tokens become voting weight (Living Constitution, art. 3-A).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum VotingFunction {
    /// One person, one vote; no tokens.
    Linear,
    /// n votes cost n² tokens.
    Quadratic,
    /// log₂(tokens + 1).
    Logarithmic,
    /// One person, one vote, with an approval of 95 % or more; no tokens.
    Consensus,
}

impl Class {
    /// Every class, in the order of encoding.
    pub const ALL: [Class; 9] = [
        Class::Rights,
        Class::Recall,
        Class::Budget,
        Class::Priority,
        Class::Renewal,
        Class::Technical,
        Class::Treasury,
        Class::Emergency,
        Class::Suspension,
    ];

    /// The voting function of the class.
    pub fn function(self) -> VotingFunction {
        match self {
            Class::Rights | Class::Recall => VotingFunction::Linear,
            Class::Budget | Class::Priority | Class::Renewal | Class::Technical => VotingFunction::Quadratic,
            Class::Treasury => VotingFunction::Logarithmic,
            Class::Emergency | Class::Suspension => VotingFunction::Consensus,
        }
    }

    /// Whether expertise weighs in votes of the class: never on rights (Living Constitution, art. 7-E).
    pub fn weighs_expertise(self) -> bool {
        matches!(self, Class::Technical)
    }
}

impl VotingFunction {
    /// Whether ballots spend attention tokens.
    pub fn spends_tokens(self) -> bool {
        matches!(self, VotingFunction::Quadratic | VotingFunction::Logarithmic)
    }
}

/// Shares needed for a decision, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Thresholds {
    /// Least share of yes in yes + no weight. At 500 a tie rejects.
    pub approval_permille: u16,
    /// Least share of the quorum base that must have voted.
    pub quorum_permille: u16,
}

/// Everything the settlement rule must know about a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Terms {
    /// Hash of the frozen text: see [`crate::text`].
    pub content: Hash,
    /// When the proposal was scheduled: who joins the electorate later has no vote on it.
    pub scheduled: Millis,
    /// Voting begins; ballots are dated relative to it.
    pub opens: Millis,
    /// Ballots dated at or after this do not count.
    pub closes: Millis,
    /// Time on the chain-alive clock after `closes` in which ballots still settle.
    pub grace: Millis,
    /// The class the proposal was submitted in.
    pub class: Class,
    /// How tokens weigh.
    pub function: VotingFunction,
    /// Most tokens from one person.
    pub tokens_max: Tokens,
    /// Active citizens when the proposal was scheduled.
    pub quorum_base: u32,
    /// What it takes to be approved.
    pub thresholds: Thresholds,
}
