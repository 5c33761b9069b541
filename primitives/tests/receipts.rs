//! Every leaf of every tree can be proven, and nothing else can.

use cybersyn_primitives::{
    Hash,
    hash::{Software, blake2_256},
    receipt::{
        Accumulator, CountedProof, SettledProof, batch_leaf, inclusion_proof, page_leaf, root, verify_inclusion,
    },
};
use proptest::prelude::*;

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|index| blake2_256(&index.to_le_bytes())).collect()
}

#[test]
fn every_leaf_of_small_trees_is_proven_at_its_place_only() {
    for count in 1..70usize {
        let leaves = leaves(count);
        let root = root::<Software>(&leaves);
        for index in 0..count {
            let proof = inclusion_proof::<Software>(&leaves, index).unwrap();
            for place in 0..count {
                let holds = verify_inclusion::<Software>(&leaves[index], place as u32, count as u32, &proof, &root);
                assert_eq!(holds, place == index, "leaf {index} at {place} of {count}");
            }
        }
    }
}

#[test]
fn the_accumulator_keeps_one_peak_per_bit() {
    let mut accumulator = Accumulator::default();
    for (index, leaf) in leaves(300).into_iter().enumerate() {
        assert_eq!(accumulator.append::<Software>(leaf), Some(index as u32));
        assert_eq!(accumulator.peaks.len() as u32, accumulator.count.count_ones());
    }
}

#[test]
fn a_proof_for_a_leaf_outside_is_refused() {
    assert_eq!(inclusion_proof::<Software>(&leaves(3), 3), None);
    assert!(!verify_inclusion::<Software>(&leaves(1)[0], 0, 0, &[], &leaves(1)[0]));
}

#[test]
fn a_settled_proof_leads_from_ballot_to_log_and_no_other_ballot_has_it() {
    let batches: Vec<Vec<Hash>> = (1..6).map(leaves).collect();
    let batch_leaves: Vec<Hash> =
        batches.iter().map(|batch| batch_leaf::<Software>(&root::<Software>(batch), batch.len() as u32)).collect();
    let mut log = Accumulator::default();
    batch_leaves.iter().for_each(|leaf| assert!(log.append::<Software>(*leaf).is_some()));
    let proof = SettledProof {
        batch: 3,
        batches: 5,
        batch_path: inclusion_proof::<Software>(&batch_leaves, 3).unwrap(),
        ballot: 2,
        ballots: 4,
        ballot_path: inclusion_proof::<Software>(&batches[3], 2).unwrap(),
    };
    assert!(proof.verify::<Software>(&batches[3][2], &log));
    assert!(!proof.verify::<Software>(&batches[3][1], &log));
    log.append::<Software>(batch_leaves[0]);
    assert!(!proof.verify::<Software>(&batches[3][2], &log), "the log has grown");
}

#[test]
fn a_counted_proof_leads_from_ballot_to_live_root() {
    let pages = [leaves(7), leaves(1)];
    let page_leaves: Vec<Hash> = pages
        .iter()
        .zip([0u16, 9])
        .map(|(page, number)| page_leaf::<Software>(number, &root::<Software>(page), page.len() as u32))
        .collect();
    let live_root = root::<Software>(&page_leaves);
    let proof = CountedProof {
        page: 0,
        index: 0,
        pages: 2,
        page_path: inclusion_proof::<Software>(&page_leaves, 0).unwrap(),
        ballot: 6,
        ballots: 7,
        ballot_path: inclusion_proof::<Software>(&pages[0], 6).unwrap(),
    };
    assert!(proof.verify::<Software>(&pages[0][6], &live_root));
    assert!(!CountedProof { page: 9, ..proof.clone() }.verify::<Software>(&pages[0][6], &live_root));
    assert!(!proof.verify::<Software>(&blake2_256(b"another"), &live_root));
}

proptest! {
    #[test]
    fn a_changed_proof_proves_nothing(count in 2usize..200, index: prop::sample::Index, at: prop::sample::Index, bit in 0u8..8) {
        let leaves = leaves(count);
        let index = index.index(count);
        let mut proof = inclusion_proof::<Software>(&leaves, index).unwrap();
        let at = at.index(proof.len() * 32);
        proof[at / 32][at % 32] ^= 1 << bit;
        prop_assert!(!verify_inclusion::<Software>(&leaves[index], index as u32, count as u32, &proof, &root::<Software>(&leaves)));
    }
}
