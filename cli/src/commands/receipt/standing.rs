//! What a receipt says, from what was proven and what daemons and this device know.

use crate::{commands::states::describe, exit::Answer, finality::Finality, output::facts, time::date};
use cybersyn_primitives::api::{BallotState, BallotView, Hex};
use serde::Serialize;

/// What became of a ballot.
#[derive(Serialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub standing: Standing,
    /// The chain's genesis hash.
    pub genesis: Hex,
    /// The finalized block that it was checked at.
    pub block: u32,
    /// Why that block is believed to be final.
    pub finality: Finality,
    /// Daemons whose proof does not hold.
    pub failed: Vec<String>,
}

/// Where a citizen's ballots on a proposal stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Standing {
    #[serde(flatten)]
    ballot: BallotView,
    /// Whether a proof was checked against finalized state.
    proven: bool,
    /// A later ballot of the citizen, which does not stand in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<BallotView>,
}

impl Standing {
    /// Of the ballot that is proven and of those known besides, the latest of which matters; none if there is no ballot. Of
    /// two words on one ballot, the first is taken: daemons know better than this device whether it was sent.
    pub fn of(proven: Option<BallotView>, known: impl IntoIterator<Item = BallotView>) -> Option<Self> {
        let latest = known.into_iter().reduce(|latest, known| if known.date > latest.date { known } else { latest });
        match proven {
            Some(ballot) => {
                let later = latest.filter(|latest| latest.date > ballot.date);
                Some(Self { ballot, proven: true, later })
            }
            None => latest.map(|ballot| Self { ballot, proven: false, later: None }),
        }
    }

    /// Whether a later ballot may yet take the place of the proven one.
    fn is_in_doubt(&self) -> bool {
        let cannot = |later: &BallotView| {
            matches!(later.state, BallotState::Refused { .. } | BallotState::WaitingForAttention { .. })
        };
        self.later.as_ref().is_some_and(|later| !cannot(later))
    }
}

impl Receipt {
    pub fn answer(&self) -> Answer {
        let standing = &self.standing;
        match (&standing.ballot.state, standing.proven) {
            // One node's word shows nothing, neither for the ballot nor against a daemon.
            _ if !self.finality.is_established() => Answer::Missing,
            (_, true) if standing.is_in_doubt() => Answer::Missing,
            (_, true) => Answer::Yes,
            (BallotState::Refused { .. } | BallotState::Superseded { .. }, false) => Answer::No,
            _ if !self.failed.is_empty() => Answer::No,
            _ => Answer::Missing,
        }
    }

    pub fn text(&self) -> String {
        let ballot = &self.standing.ballot;
        let proof = match (self.standing.proven, self.finality.is_established()) {
            (true, true) => format!("checked against finalized block {}", self.block),
            (true, false) => format!("checked against block {}, which nobody shows to be final", self.block),
            (false, _) => "none yet".to_owned(),
        };
        let choice = format!("{:?}", ballot.choice).to_lowercase();
        let mut lines = vec![
            ("proposal", ballot.proposal.to_string()),
            ("citizen", ballot.citizen.to_string()),
            ("vote", if ballot.tokens > 0 { format!("{choice} with {} tokens", ballot.tokens) } else { choice }),
            ("cast", date(ballot.date)),
            ("state", describe(&ballot.state)),
            ("proof", proof),
            ("finality", self.finality.describe()),
            ("chain", String::from(self.genesis.clone())),
            ("receipt", String::from(ballot.id.clone())),
        ];
        if let Some(later) = &self.standing.later {
            lines.push(("a later ballot", format!("{} of {}", describe(&later.state), date(later.date))));
        }
        if !self.failed.is_empty() {
            lines.push(("PROOF FAILS", format!("at {}: daemon and chain differ", self.failed.join(", "))));
        }
        facts(&lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Ballot, Body, Choice};

    /// A ballot of that date.
    fn view(date: u32, state: BallotState) -> BallotView {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        let ballot = Ballot { proposal: 1, citizen: 2, key_version: 0, body, cast_at: date };
        BallotView::new(&ballot, 0, state)
    }

    fn receipt(proven: Option<BallotView>, known: &[BallotView], finality: Finality) -> Receipt {
        let standing = Standing::of(proven, known.to_vec()).unwrap();
        Receipt { standing, genesis: [1; 32].into(), block: 9, finality, failed: Vec::new() }
    }

    fn one_node() -> Finality {
        Finality::OneNode { reason: "State already discarded".into() }
    }

    #[test]
    fn a_proof_under_a_block_that_votes_make_final_is_a_yes() {
        let receipt = receipt(Some(view(5, BallotState::Counted)), &[], Finality::Votes);
        assert_eq!(receipt.answer(), Answer::Yes);
    }

    #[test]
    fn a_proof_under_a_block_that_one_node_calls_final_is_none() {
        let receipt = receipt(Some(view(5, BallotState::Counted)), &[], one_node());
        assert_eq!(receipt.answer(), Answer::Missing);
        assert!(receipt.text().contains("nobody shows to be final"), "{}", receipt.text());
    }

    #[test]
    fn a_proof_that_fails_under_one_nodes_word_accuses_nobody() {
        let stored = view(5, BallotState::Stored);
        let mut receipt = receipt(None, &[stored], one_node());
        receipt.failed.push("ws://a".into());
        assert_eq!(receipt.answer(), Answer::Missing);
        receipt.finality = Finality::Votes;
        assert_eq!(receipt.answer(), Answer::No);
    }

    #[test]
    fn an_own_later_ballot_that_no_daemon_knows_is_not_dropped() {
        let known = [view(4, BallotState::Stored), view(9, BallotState::Unsent), view(7, BallotState::Stored)];
        let standing = Standing::of(None, known).unwrap();
        assert_eq!((standing.ballot.date, standing.ballot.state), (9, BallotState::Unsent));
    }

    #[test]
    fn what_daemons_say_of_the_own_ballot_comes_before_that_it_may_not_have_been_sent() {
        let known = [view(9, BallotState::Replicated), view(9, BallotState::Unsent)];
        assert_eq!(Standing::of(None, known).unwrap().ballot.state, BallotState::Replicated);
    }

    #[test]
    fn a_later_ballot_under_way_leaves_the_proven_one_in_doubt() {
        let states =
            [BallotState::Unsent, BallotState::Stored, BallotState::Replicated, BallotState::Settled { batch: 3 }];
        for later in states {
            let receipt = receipt(Some(view(5, BallotState::Counted)), &[view(6, later)], Finality::Votes);
            assert_eq!(receipt.answer(), Answer::Missing, "{}", receipt.text());
        }
    }

    #[test]
    fn a_later_ballot_that_cannot_count_leaves_the_proven_one_as_it_is() {
        let later = view(6, BallotState::WaitingForAttention { missing: 4 });
        let receipt = receipt(Some(view(5, BallotState::Counted)), std::slice::from_ref(&later), Finality::Votes);
        assert_eq!((receipt.answer(), receipt.standing.later), (Answer::Yes, Some(later)));
    }
}
