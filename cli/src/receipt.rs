//! Receipts: what a proof shows against the state of the chain. Pure.

use cybersyn_primitives::{
    Ballot,
    hash::Software,
    ledger::Ledger,
    receipt::{CountedProof, SettledProof},
};

/// What a proof is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It leads to the chain's root.
    Proven,
    /// It is for another length of the log than the chain's: ask again.
    Stale,
    /// It leads elsewhere: chain and daemon differ.
    Fails,
}

/// Whether the ballot is in the proposal's log.
pub fn settled(proof: &SettledProof, ballot: &Ballot, ledger: &Ledger) -> Standing {
    if proof.batches != ledger.log.count {
        return Standing::Stale;
    }
    shown(proof.verify::<Software>(&ballot.leaf::<Software>(), &ledger.log))
}

/// Whether the ballot is in the live set of a final proposal.
pub fn counted(proof: &CountedProof, ballot: &Ballot, ledger: &Ledger) -> Standing {
    match &ledger.live_root {
        None => Standing::Stale,
        Some(root) if proof.pages == ledger.live_pages => {
            shown(proof.verify::<Software>(&ballot.leaf::<Software>(), root))
        }
        Some(_) => Standing::Fails,
    }
}

fn shown(verified: bool) -> Standing {
    if verified { Standing::Proven } else { Standing::Fails }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{
        Body, Choice, Class, Hash, Terms,
        receipt::{self, Accumulator},
        terms::Thresholds,
    };

    fn ballot(citizen: u32) -> Ballot {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: citizen }
    }

    fn ledger() -> Ledger {
        Ledger::new(Terms {
            content: [0; 32],
            scheduled: 1,
            opens: 1,
            closes: 2,
            grace: 3,
            class: Class::Rights,
            function: Class::Rights.function(),
            tokens_max: 50,
            quorum_base: 1,
            thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
        })
    }

    fn leaves() -> Vec<Hash> {
        (0..5).map(|citizen| ballot(citizen).leaf::<Software>()).collect()
    }

    fn in_log() -> (SettledProof, Ledger) {
        let (leaves, mut ledger) = (leaves(), ledger());
        let batch = receipt::batch_leaf::<Software>(&receipt::root::<Software>(&leaves), 5);
        ledger.log.append::<Software>(batch);
        ledger.log.append::<Software>([9; 32]);
        let proof = SettledProof {
            batch: 0,
            batches: 2,
            batch_path: receipt::inclusion_proof::<Software>(&[batch, [9; 32]], 0).unwrap(),
            ballot: 3,
            ballots: 5,
            ballot_path: receipt::inclusion_proof::<Software>(&leaves, 3).unwrap(),
        };
        (proof, ledger)
    }

    #[test]
    fn a_settled_ballot_is_proven_and_another_is_not() {
        let (proof, ledger) = in_log();
        assert_eq!(settled(&proof, &ballot(3), &ledger), Standing::Proven);
        assert_eq!(settled(&proof, &ballot(2), &ledger), Standing::Fails);
    }

    #[test]
    fn a_log_that_has_grown_makes_the_proof_stale() {
        let (proof, mut ledger) = in_log();
        ledger.log.append::<Software>([8; 32]);
        assert_eq!(settled(&proof, &ballot(3), &ledger), Standing::Stale);
    }

    #[test]
    fn a_counted_ballot_is_proven_against_the_live_root_only() {
        let (leaves, mut ledger) = (leaves(), ledger());
        let page = receipt::page_leaf::<Software>(0, &receipt::root::<Software>(&leaves), 5);
        let mut pages = Accumulator::default();
        pages.append::<Software>(page);
        let proof = CountedProof {
            page: 0,
            index: 0,
            pages: 1,
            page_path: Vec::new(),
            ballot: 1,
            ballots: 5,
            ballot_path: receipt::inclusion_proof::<Software>(&leaves, 1).unwrap(),
        };
        assert_eq!(counted(&proof, &ballot(1), &ledger), Standing::Stale);
        (ledger.live_root, ledger.live_pages) = (Some(pages.root::<Software>()), 1);
        assert_eq!(counted(&proof, &ballot(1), &ledger), Standing::Proven);
        assert_eq!(counted(&proof, &ballot(0), &ledger), Standing::Fails);
        ledger.live_root = Some([0; 32]);
        assert_eq!(counted(&proof, &ballot(1), &ledger), Standing::Fails);
    }
}
