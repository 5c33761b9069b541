//! DIDs that are followed through blocks, outages and restarts.

use super::{
    Dids, Kept, KeptVersions,
    fake::{ALICE, BOB, FakeBlock, newborn, version},
};
use crate::metrics::Metrics;
use cybersyn_chain_client::did::{DidLinks, DidRecord};
use cybersyn_identity::{
    Found, Lookup, RegistryError,
    resolution::{
        Answer,
        registry::{At, NextVersion},
    },
};
use std::sync::Arc;

const LATEST: Lookup = Lookup { id: ALICE, at: At::Latest, fresh: false };

fn dids() -> Dids {
    Dids::new(Kept::default(), KeptVersions::default(), Metrics::default())
}

/// Alice is there from genesis on; then so many blocks without changes.
fn chain(blocks: u32) -> FakeBlock {
    let mut chain = FakeBlock::with_genesis(vec![(ALICE, newborn(0))]);
    (0..blocks).for_each(|_| chain.push(None));
    chain
}

async fn follow(dids: &Dids, block: &FakeBlock) {
    use super::Source;
    dids.follow(Arc::new(block.clone()), u64::from(block.number()) * 1_000).await.unwrap();
}

/// Follows a few blocks, so that it is sure of the runtime.
async fn following(chain: &mut FakeBlock) -> Dids {
    let dids = dids();
    for _ in 0..3 {
        follow(&dids, chain).await;
        chain.push(None);
    }
    follow(&dids, chain).await;
    dids
}

fn found(answer: Answer) -> Found {
    answer.unwrap().unwrap()
}

fn is_unavailable(answer: &Answer) -> bool {
    matches!(answer, Err(RegistryError::Unavailable(_)))
}

#[tokio::test]
async fn a_did_is_read_once() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    assert!(dids.known(&LATEST).is_none(), "nobody asked for it before");
    let first = found(dids.find(&LATEST).await);
    assert_eq!((first.record.id, first.record.version), (ALICE, 0));
    let as_of = first.as_of.unwrap();
    assert_eq!((as_of.block, as_of.time, as_of.current), (3, 3_000, true));
    assert_eq!(dids.known(&LATEST), Some(Ok(Some(first))));
    assert_eq!(chain.is_asked(), 1);
}

#[tokio::test]
async fn a_did_that_is_not_there_is_asked_for_once_until_it_is_created() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    let lookup = Lookup { id: BOB, ..LATEST };
    assert_eq!(dids.find(&lookup).await, Ok(None));
    assert_eq!(dids.known(&lookup), Some(Ok(None)));
    chain.push(Some((BOB, newborn(4_000))));
    follow(&dids, &chain).await;
    assert_eq!(found(dids.find(&lookup).await).record.id, BOB);
}

#[tokio::test]
async fn a_block_that_changes_a_did_replaces_it_before_anybody_asks() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    chain.push(Some((ALICE, version(1, 0, 4_000))));
    follow(&dids, &chain).await;
    let known = found(dids.known(&LATEST).unwrap());
    assert_eq!((known.record.version, known.as_of.unwrap().block), (1, 4));
}

#[tokio::test]
async fn a_block_that_changes_others_costs_nothing() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    let asked = chain.is_asked();
    chain.push(Some((BOB, newborn(4_000))));
    follow(&dids, &chain).await;
    assert!(dids.known(&LATEST).is_some());
    assert_eq!(chain.is_asked(), asked);
}

#[tokio::test]
async fn where_it_cannot_be_known_what_changed_everything_is_read_again() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    chain.push(Some((ALICE, version(1, 0, 4_000))));
    chain.hide_changes();
    follow(&dids, &chain).await;
    assert!(dids.known(&LATEST).is_none());
    assert_eq!(found(dids.find(&LATEST).await).record.version, 1);
}

#[tokio::test]
async fn after_a_gap_in_the_blocks_everything_is_read_again() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    chain.push(Some((ALICE, version(1, 0, 4_000))));
    chain.push(None);
    follow(&dids, &chain).await;
    assert_eq!(found(dids.find(&LATEST).await).record.version, 1);
}

/// A migration changes records in the block after the one that brought the runtime, and no event tells of it.
#[tokio::test]
async fn a_new_runtime_may_have_changed_everything() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    for _ in 0..2 {
        found(dids.find(&LATEST).await);
        chain.runtime = 2;
        chain.push(None);
        follow(&dids, &chain).await;
        assert!(dids.known(&LATEST).is_none());
    }
    found(dids.find(&LATEST).await);
    chain.push(None);
    follow(&dids, &chain).await;
    assert!(dids.known(&LATEST).is_some(), "the runtime is no news any more");
}

#[tokio::test]
async fn an_answer_that_comes_late_is_not_kept() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    let super::Known::Ask(latest) = dids.look(&LATEST) else { panic!("it is not known yet") };
    chain.push(Some((ALICE, version(1, 0, 4_000))));
    follow(&dids, &chain).await;
    dids.read(&latest, &ALICE).await.unwrap();
    assert!(dids.known(&LATEST).is_none(), "what was read of the block before must not pass for today's");
    assert_eq!(found(dids.find(&LATEST).await).record.version, 1);
}

#[tokio::test]
async fn while_the_chain_is_down_what_is_kept_is_answered_and_said_to_be_old() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    dids.disconnected();
    let kept = found(dids.known(&LATEST).unwrap());
    let as_of = kept.as_of.unwrap();
    assert_eq!((as_of.block, as_of.current), (3, false));
    assert!(is_unavailable(&dids.find(&Lookup { id: BOB, ..LATEST }).await), "never asked for before");
    assert!(is_unavailable(&dids.find(&Lookup { fresh: true, ..LATEST }).await), "old answers are not wanted");
}

#[tokio::test]
async fn that_a_did_was_not_there_is_not_said_while_the_chain_is_down() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    let lookup = Lookup { id: BOB, ..LATEST };
    assert_eq!(dids.find(&lookup).await, Ok(None));
    let newer = Lookup { at: At::Version(1), ..LATEST };
    found(dids.find(&LATEST).await);
    assert_eq!(dids.find(&newer).await, Ok(None));
    dids.disconnected();
    assert!(is_unavailable(&dids.find(&lookup).await));
    assert!(is_unavailable(&dids.find(&newer).await), "it may have come since");
}

#[tokio::test]
async fn a_node_that_fails_in_the_middle_is_answered_for_from_what_is_kept() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    chain.push(None);
    chain.hide_changes();
    follow(&dids, &chain).await;
    chain.goes_down();
    let as_of = found(dids.find(&LATEST).await).as_of.unwrap();
    assert_eq!((as_of.block, as_of.current), (3, false), "the last block for which it is known to hold");
    assert!(is_unavailable(&dids.find(&Lookup { fresh: true, ..LATEST }).await));
}

#[tokio::test]
async fn the_same_head_after_an_outage_leaves_everything_as_it_was() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    dids.disconnected();
    follow(&dids, &chain).await;
    assert!(found(dids.known(&LATEST).unwrap()).as_of.unwrap().current);
}

#[tokio::test]
async fn a_node_behind_what_is_known_is_not_believed() {
    let mut chain = chain(0);
    let behind = chain.clone();
    let dids = following(&mut chain).await;
    found(dids.find(&LATEST).await);
    dids.disconnected();
    follow(&dids, &behind).await;
    let as_of = found(dids.known(&LATEST).unwrap()).as_of.unwrap();
    assert_eq!((as_of.block, as_of.current), (3, false));
}

#[tokio::test]
async fn what_was_read_outlives_a_restart() {
    let mut chain = chain(0);
    let dids = following(&mut chain).await;
    assert_eq!(dids.to_keep(), None, "nothing was read");
    found(dids.find(&LATEST).await);
    let kept = dids.to_keep().unwrap();
    assert_eq!(dids.to_keep(), None, "it is kept already");
    let again = Dids::new(kept, KeptVersions::default(), Metrics::default());
    let as_of = found(again.known(&LATEST).unwrap()).as_of.unwrap();
    assert_eq!((as_of.block, as_of.time, as_of.current), (3, 3_000, false));
    chain.push(None);
    follow(&again, &chain).await;
    assert!(again.known(&LATEST).is_none(), "it may have changed between the runs");
}

#[tokio::test]
async fn earlier_versions_are_looked_for_in_earlier_blocks() {
    let mut chain = chain(2);
    chain.push(Some((ALICE, version(1, 0, 3_000))));
    let dids = following(&mut chain).await;
    let first = found(dids.find(&Lookup { at: At::Version(0), ..LATEST }).await);
    assert_eq!(first.record.version, 0);
    assert_eq!(first.next, Some(NextVersion { version: 1, updated: 3_000 }));
    assert_eq!(found(dids.find(&Lookup { at: At::Time(2_999), ..LATEST }).await).record.version, 0);
    let asked = chain.is_asked();
    assert_eq!(found(dids.known(&Lookup { at: At::Version(1), ..LATEST }).unwrap()).next, None);
    assert_eq!(found(dids.known(&Lookup { at: At::Time(3_000), ..LATEST }).unwrap()).record.version, 1);
    assert_eq!(dids.known(&Lookup { at: At::Version(2), ..LATEST }), Some(Ok(None)));
    assert_eq!(chain.is_asked(), asked, "the version in force is known");
}

/// Version 1 in block 3 brings controllers and other names, version 2 in block 4 takes them away.
#[tokio::test]
async fn every_version_has_the_links_of_its_time() {
    let linked = |number, updated| {
        let links =
            DidLinks { controllers: vec![BOB], also_known_as: vec![b"https://a.example".to_vec()], allowance_bytes: 0 };
        DidRecord { links, ..version(number, 0, updated) }
    };
    let mut chain = chain(2);
    chain.push(Some((ALICE, linked(1, 3_000))));
    let dids = following(&mut chain).await;
    let controllers = |found: Found| found.record.controllers;
    let bob = vec![cybersyn_primitives::did::Did(BOB).to_string()];
    let latest = found(dids.find(&LATEST).await);
    assert_eq!(
        (latest.record.also_known_as.clone(), controllers(latest)),
        (vec!["https://a.example".to_owned()], bob.clone())
    );
    chain.push(Some((ALICE, version(2, 0, 7_000))));
    follow(&dids, &chain).await;
    assert!(controllers(found(dids.known(&LATEST).unwrap())).is_empty(), "the block's event was heard");
    for (number, expected) in [(0, vec![]), (1, bob)] {
        let past = found(dids.find(&Lookup { at: At::Version(number), ..LATEST }).await);
        assert_eq!(controllers(past), expected, "version {number}");
    }
}

#[tokio::test]
async fn a_version_that_the_node_has_pruned_is_said_to_be_so() {
    let mut chain = chain(2);
    chain.push(Some((ALICE, version(1, 0, 3_000))));
    chain.prune_below(3);
    let dids = following(&mut chain).await;
    let answer = dids.find(&Lookup { at: At::Version(0), ..LATEST }).await;
    assert_eq!(answer, Err(RegistryError::NoHistory));
}

#[tokio::test]
async fn before_a_did_was_created_there_was_none() {
    let mut chain = FakeBlock::genesis();
    chain.push(Some((ALICE, newborn(1_000))));
    let dids = following(&mut chain).await;
    assert_eq!(dids.find(&Lookup { at: At::Time(999), ..LATEST }).await, Ok(None));
}

#[tokio::test]
async fn whoever_asks_for_earlier_versions_keeps_nobody_waiting_who_does_not() {
    let mut chain = chain(2);
    chain.push(Some((ALICE, version(1, 0, 3_000))));
    let dids = following(&mut chain).await;
    let _searching = dids.0.searches.acquire_many(super::SEARCHES_MAX as u32).await.unwrap();
    assert_eq!(found(dids.find(&LATEST).await).record.version, 1);
}
