//! Batch verification finds exactly the bad signatures.

use crate::fixture::{GENESIS, NOW, key, terms, yes};
use cybersyn_mesh_core::{
    WorkId,
    verify::{Work, verify},
};
use cybersyn_primitives::{Class, SignedBallot};
use ed25519_zebra::VerificationKeyBytes;
use proptest::prelude::*;

fn work(ballots: &[SignedBallot]) -> Work {
    let mut work = Work::with_capacity(WorkId(1), ballots.len());
    for signed in ballots {
        let public = VerificationKeyBytes::from(&key(signed.ballot.citizen)).into();
        let content = terms(signed.ballot.proposal, Class::Budget).content;
        work.push_ballot(&signed.ballot, &signed.signature, &public, &GENESIS, &content);
    }
    work
}

#[test]
fn good_signatures_pass_together() {
    let ballots: Vec<_> = (0..40).map(|citizen| yes(1, citizen, citizen, 1)).collect();
    assert_eq!(work(&ballots).run([1; 32]).bad, Vec::<usize>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn culprits_are_named_and_nobody_else(count in 1usize..24, bad in prop::collection::btree_set(0usize..24, 0..5), byte in 0usize..64) {
        let mut ballots: Vec<_> = (0..count as u32).map(|citizen| yes(1, citizen, NOW as u32, 1)).collect();
        let bad: Vec<usize> = bad.into_iter().filter(|position| *position < count).collect();
        bad.iter().for_each(|position| ballots[*position].signature[byte] ^= 1);
        prop_assert_eq!(work(&ballots).run([2; 32]).bad, bad);
    }
}

#[test]
fn a_ballot_replayed_on_another_proposal_or_by_another_citizen_is_bad() {
    let mut other_proposal = yes(1, 1, 5, 1);
    other_proposal.ballot.proposal = 2;
    let mut other_citizen = yes(1, 1, 5, 1);
    other_citizen.ballot.citizen = 2;
    assert_eq!(work(&[other_proposal, other_citizen]).run([3; 32]).bad, vec![0, 1]);
}

#[test]
fn a_ballot_of_another_chain_is_bad() {
    let signed = yes(1, 1, 5, 1);
    let public = VerificationKeyBytes::from(&key(1)).into();
    let payload = signed.ballot.signing_payload(&[8; 32], &terms(1, Class::Budget).content);
    assert!(!verify(&public, &payload, &signed.signature));
}
