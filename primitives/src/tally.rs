//! Tally arithmetic and the outcome it leads to.

use crate::{Choice, terms::Thresholds, weight::VotingWeight};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Votes on one side.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Side {
    /// Citizens whose live ballot has a weight above 0.
    pub voters: u32,
    /// Sum of their weights, fixed point with 32 fractional bits.
    pub weight: u128,
}

/// The sum of the live ballots of a proposal.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Tally {
    /// Against.
    pub no: Side,
    /// For.
    pub yes: Side,
    /// Abstentions: quorum only.
    pub abstain: Side,
    /// Tokens of all live ballots.
    pub tokens: u64,
}

/// A vote as the tally sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The side.
    pub choice: Choice,
    /// What it weighs.
    pub weight: VotingWeight,
    /// What it cost.
    pub tokens: crate::Tokens,
}

impl Tally {
    /// Adds a vote. A vote of weight 0 (a withdrawal) leaves the tally as it is.
    pub fn add(&mut self, vote: &Vote) {
        let side = self.side_mut(vote.choice);
        side.voters = side.voters.saturating_add(u32::from(vote.weight > 0));
        side.weight = side.weight.saturating_add(vote.weight.into());
        self.tokens = self.tokens.saturating_add(vote.tokens.into());
    }

    /// Takes out a vote that was added before.
    pub fn remove(&mut self, vote: &Vote) {
        let side = self.side_mut(vote.choice);
        side.voters = side.voters.saturating_sub(u32::from(vote.weight > 0));
        side.weight = side.weight.saturating_sub(vote.weight.into());
        self.tokens = self.tokens.saturating_sub(vote.tokens.into());
    }

    /// Citizens who take part.
    pub fn voters(&self) -> u32 {
        self.no.voters.saturating_add(self.yes.voters).saturating_add(self.abstain.voters)
    }

    /// Whether enough took part and enough of their weight approves.
    pub fn outcome(&self, thresholds: &Thresholds, quorum_base: u32) -> Outcome {
        let needed = u64::from(quorum_base).saturating_mul(thresholds.quorum_permille.into());
        if u64::from(self.voters()).saturating_mul(1000) < needed || self.voters() == 0 {
            return Outcome::NoQuorum;
        }
        let (yes, no) = (self.yes.weight, self.no.weight);
        let share_needed = yes.saturating_add(no).saturating_mul(thresholds.approval_permille.into());
        if yes > no && yes.saturating_mul(1000) >= share_needed { Outcome::Approved } else { Outcome::Rejected }
    }

    fn side_mut(&mut self, choice: Choice) -> &mut Side {
        match choice {
            Choice::No => &mut self.no,
            Choice::Yes => &mut self.yes,
            Choice::Abstain => &mut self.abstain,
        }
    }
}

/// What a tally decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Outcome {
    /// Quorum and approval were reached.
    Approved,
    /// Quorum was reached, approval was not.
    Rejected,
    /// Too few took part.
    NoQuorum,
}
