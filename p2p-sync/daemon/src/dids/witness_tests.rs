//! Versions that were seen to end are answered for after the node has pruned them; those that were not are not.

use super::{
    Dids, Kept, KeptVersions, Seen, Source,
    fake::{ALICE, BOB, FakeBlock, newborn, version},
};
use crate::metrics::Metrics;
use cybersyn_identity::{
    Lookup, RegistryError,
    resolution::{Answer, registry::At},
};
use std::{ops::RangeInclusive, sync::Arc};

/// All blocks of a chain on which Alice is there from genesis on, Bob from block 5. A block takes a second. Alice comes to
/// versions 1 in block 2, 2 and 3 in block 4, 4 in block 8; Bob is created with versions 0 and 1, and comes to 2 in block 6.
fn chain() -> Vec<FakeBlock> {
    let mut block = FakeBlock::with_genesis(vec![(ALICE, newborn(0))]);
    let mut blocks = vec![block.clone()];
    for number in 1..=12u32 {
        block.push(match number {
            2 => Some((ALICE, version(1, 0, 2_000))),
            4 => Some((ALICE, version(3, 0, 4_000))),
            5 => Some((BOB, version(1, 5_000, 5_000))),
            6 => Some((BOB, version(2, 5_000, 6_000))),
            8 => Some((ALICE, version(4, 0, 8_000))),
            _ => None,
        });
        blocks.push(block.clone());
    }
    blocks
}

fn dids(versions: KeptVersions) -> Dids {
    Dids::new(Kept::default(), versions, Metrics::default())
}

async fn follow(dids: &Dids, block: &FakeBlock) {
    dids.follow(Arc::new(block.clone()), u64::from(block.number()) * 1_000).await.unwrap();
}

async fn witness(dids: &Dids, blocks: &[FakeBlock], numbers: RangeInclusive<u32>) {
    for number in numbers {
        dids.witness(&blocks[number as usize], u64::from(number) * 1_000).await.unwrap();
    }
}

/// The head, whose node has pruned everything before it.
fn pruned(blocks: &[FakeBlock]) -> FakeBlock {
    let mut head = blocks.last().unwrap().clone();
    head.prune_below(head.number());
    head
}

fn lookups() -> Vec<Lookup> {
    let versions = (0..=5).map(At::Version);
    let times = (0..=12_000).step_by(500).map(At::Time);
    let ats: Vec<At> = versions.chain(times).chain([At::Latest]).collect();
    [ALICE, BOB].into_iter().flat_map(|id| ats.iter().map(move |at| Lookup { id, at: *at, fresh: false })).collect()
}

async fn answers(dids: &Dids) -> Vec<(Lookup, Answer)> {
    let mut answers = Vec::new();
    for lookup in lookups() {
        let answer = dids.find(&lookup).await;
        answers.push((lookup, answer));
    }
    answers
}

#[tokio::test]
async fn whoever_was_there_answers_as_an_archive_does() {
    let blocks = chain();
    let with_archive = dids(KeptVersions::default());
    follow(&with_archive, blocks.last().unwrap()).await;
    let without = dids(KeptVersions::default());
    witness(&without, &blocks, 1..=12).await;
    follow(&without, &pruned(&blocks)).await;
    for ((lookup, expected), (_, found)) in answers(&with_archive).await.into_iter().zip(answers(&without).await) {
        assert_eq!(found, expected, "{lookup:?}");
    }
}

#[tokio::test]
async fn what_was_seen_to_end_is_known_without_asking_the_node() {
    let blocks = chain();
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 1..=12).await;
    let head = pruned(&blocks);
    follow(&dids, &head).await;
    let asked = head.is_asked();
    let found = dids.known(&Lookup { id: ALICE, at: At::Version(1), fresh: true }).unwrap().unwrap().unwrap();
    assert_eq!((found.record.version, found.next.unwrap().updated), (1, 4_000));
    assert_eq!(head.is_asked(), asked);
}

#[tokio::test]
async fn of_what_ended_while_nobody_looked_nothing_is_claimed() {
    let blocks = chain();
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 1..=3).await;
    witness(&dids, &blocks, 7..=12).await;
    follow(&dids, &pruned(&blocks)).await;
    let at = |id, at| Lookup { id, at, fresh: false };
    for lookup in
        [at(ALICE, At::Version(1)), at(ALICE, At::Version(2)), at(ALICE, At::Time(3_999)), at(BOB, At::Version(1))]
    {
        assert_eq!(dids.find(&lookup).await, Err(RegistryError::NoHistory), "{lookup:?}");
    }
    for (time, expected) in [(0, 0), (1_999, 0), (4_000, 3), (7_999, 3)] {
        let found = dids.find(&at(ALICE, At::Time(time))).await.unwrap().unwrap();
        assert_eq!(found.record.version, expected, "at {time}");
    }
    assert_eq!(dids.history_begins(), Some(Some(Seen { from: 7, through: 12 })));
}

#[tokio::test]
async fn what_the_gap_hides_is_asked_of_a_node_that_still_has_it() {
    let blocks = chain();
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 7..=12).await;
    follow(&dids, blocks.last().unwrap()).await;
    let found = dids.find(&Lookup { id: ALICE, at: At::Version(1), fresh: false }).await.unwrap().unwrap();
    assert_eq!(found.record.version, 1);
}

#[tokio::test]
async fn a_block_whose_changes_are_hidden_is_a_gap() {
    let mut blocks = chain();
    blocks[4].hide_changes();
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 1..=12).await;
    follow(&dids, &pruned(&blocks)).await;
    let answer = dids.find(&Lookup { id: ALICE, at: At::Version(1), fresh: false }).await;
    assert_eq!(answer, Err(RegistryError::NoHistory));
    assert_eq!(dids.history_begins(), Some(Some(Seen { from: 5, through: 12 })));
}

#[tokio::test]
async fn a_block_before_which_the_node_has_pruned_is_a_gap() {
    let mut blocks = chain();
    blocks[4].prune_below(4);
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 4..=4).await;
    assert_eq!(dids.history_begins(), Some(Some(Seen { from: 5, through: 4 })));
}

#[tokio::test]
async fn a_crash_loses_no_more_than_is_read_again_after_the_start() {
    let blocks = chain();
    let before = dids(KeptVersions::default());
    witness(&before, &blocks, 1..=3).await;
    let kept = before.versions_to_keep(true).unwrap();
    witness(&before, &blocks, 4..=7).await;
    let again = dids(kept);
    assert_eq!(again.unseen(12), 4..=12);
    witness(&again, &blocks, again.unseen(12)).await;
    follow(&again, &pruned(&blocks)).await;
    assert_eq!(again.history_begins(), None, "all is known");
    for lookup in lookups() {
        assert_ne!(again.find(&lookup).await, Err(RegistryError::NoHistory), "{lookup:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_lost_leaves_the_block_to_be_witnessed_again() {
    let blocks = chain();
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 1..=3).await;
    blocks[4].goes_down();
    assert!(dids.witness(&blocks[4], 4_000).await.is_err());
    assert_eq!(dids.unseen(4), 4..=4);
}

#[tokio::test]
async fn the_blocks_that_every_node_has_are_asked_for_and_no_others() {
    let dids = dids(KeptVersions::default());
    assert_eq!(dids.unseen(0).count(), 0, "nothing ended at genesis");
    assert_eq!(dids.unseen(10), 1..=10);
    assert_eq!(dids.unseen(10_000), 9_745..=10_000);
    witness(&dids, &chain(), 12..=12).await;
    assert_eq!(dids.unseen(13), 13..=13);
    assert_eq!(dids.unseen(12).count(), 0);
    assert_eq!(dids.unseen(7).count(), 0, "a node that is behind");
}

#[tokio::test]
async fn while_the_chain_is_down_the_past_is_answered_for_and_nothing_is_denied() {
    let blocks = chain();
    let dids = dids(KeptVersions::default());
    witness(&dids, &blocks, 1..=12).await;
    follow(&dids, blocks.last().unwrap()).await;
    dids.disconnected();
    let lookup = Lookup { id: ALICE, at: At::Version(1), fresh: false };
    let found = dids.find(&lookup).await.unwrap().unwrap();
    let as_of = found.as_of.unwrap();
    assert_eq!((found.record.version, as_of.block, as_of.current), (1, 12, false));
    let is_unavailable = |answer| matches!(answer, Err(RegistryError::Unavailable(_)));
    assert!(is_unavailable(dids.find(&Lookup { at: At::Version(2), ..lookup }).await), "it never was in force");
    assert!(is_unavailable(dids.find(&Lookup { fresh: true, ..lookup }).await));
}

#[tokio::test]
async fn events_that_change_no_version_end_none() {
    let mut block = FakeBlock::with_genesis(vec![(ALICE, newborn(0))]);
    block.push(Some((ALICE, newborn(0))));
    let dids = dids(KeptVersions::default());
    dids.witness(&block, 1_000).await.unwrap();
    assert_eq!(block.is_asked(), 1, "the record before is not read");
    assert_eq!(dids.versions_to_keep(true).unwrap().versions, []);
}
