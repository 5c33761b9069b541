//! A proposal, from submission to decision.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{CitizenIndex, Class, Hash, Millis, tally::Outcome};
use scale_info::TypeInfo;

/// A proposal. Its terms of voting are pinned in its ballot box.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proposal<BoundedCall> {
    /// Who submitted it.
    pub proposer: CitizenIndex,
    /// Hash of the frozen text: see `cybersyn_primitives::text`.
    pub content: Hash,
    /// What kind of decision it is.
    pub class: Class,
    /// When it was submitted (Unix milliseconds, as below).
    pub submitted: Millis,
    /// When voting begins.
    pub opens: Millis,
    /// Ballots dated at or after this do not count.
    pub closes: Millis,
    /// What is dispatched as root if it is approved; none: a resolution without effect on chain.
    pub call: Option<BoundedCall>,
    /// Where it stands.
    pub status: Status,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Status {
    /// Being discussed or voted on, or its ballots are still being settled.
    Open,
    /// Decided for ever.
    Decided {
        /// By the final tally.
        outcome: Outcome,
        /// When the chain took note of it.
        at: Millis,
        /// What became of the call.
        enactment: Enactment,
    },
    /// Taken back by its proposer before voting began. What its box says has no effect.
    Withdrawn {
        /// When.
        at: Millis,
        /// Whether its box stays until its time is over. Until then it counts as one of the proposer's open ones:
        /// otherwise one person could fill all boxes by proposing and withdrawing.
        has_box: bool,
    },
}

/// What became of a decided proposal's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Enactment {
    /// There was nothing to enact, or the proposal was not approved.
    Nothing,
    /// Handed to the scheduler, under the name [`task_name`].
    Scheduled,
    /// The scheduler had no room: anybody may try again by `retry_enactment`.
    Waiting,
    /// Dispatched, with success.
    Enacted,
    /// Dispatched, and failed: the event [`crate::Event::Enacted`] says why.
    Failed,
}

/// The name under which the scheduler knows a proposal's call.
pub fn task_name(proposal: cybersyn_primitives::ProposalId) -> [u8; 32] {
    sp_io::hashing::blake2_256(&(b"cybersyn/enactment/v1", proposal).encode())
}
