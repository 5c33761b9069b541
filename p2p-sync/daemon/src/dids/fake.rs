//! A chain in memory that keeps DIDs, one block after the other.

use super::{
    record::joined,
    source::{Source, Stored},
};
use codec::Encode;
use cybersyn_chain_client::{
    ChainError,
    did::{DidKey, DidLinks, DidRecord, PublicKey},
};
use cybersyn_primitives::DidId;
use futures::future::{BoxFuture, FutureExt, ready};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

pub const ALICE: DidId = [1; 32];
pub const BOB: DidId = [2; 32];
/// The point with which all ed25519 keys are made.
const KEY: [u8; 32] = [
    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
];

/// A DID created at that time.
pub fn newborn(created: u64) -> DidRecord {
    version(0, created, created)
}

/// A version of a DID.
pub fn version(version: u32, created: u64, updated: u64) -> DidRecord {
    let key = PublicKey::Ed25519(KEY);
    DidRecord {
        account: ALICE,
        keys: vec![DidKey { version: 0, key, purposes: 1 << 4, since: created, until: None, stolen: false }],
        services: Vec::new(),
        created,
        updated,
        rotated: None,
        version,
        deactivated: None,
        links: DidLinks::default(),
    }
}

/// A DID in the bytes in which it is read.
pub fn stored(record: &DidRecord) -> Vec<u8> {
    joined(record.encode(), Some(record.links.encode()))
}

/// A block with all blocks before it. Clones share whether the node answers, and how often it was asked.
#[derive(Clone)]
pub struct FakeBlock {
    states: Vec<BTreeMap<DidId, Vec<u8>>>,
    changed: Option<BTreeSet<DidId>>,
    pruned_below: u32,
    pub runtime: u32,
    pub is_down: Arc<AtomicBool>,
    pub reads: Arc<AtomicUsize>,
}

impl FakeBlock {
    pub fn genesis() -> Self {
        Self::with_genesis(Vec::new())
    }

    pub fn with_genesis(dids: Vec<(DidId, DidRecord)>) -> Self {
        let state = dids.into_iter().map(|(id, record)| (id, stored(&record))).collect();
        Self {
            states: vec![state],
            changed: Some(BTreeSet::new()),
            pruned_below: 0,
            runtime: 1,
            is_down: Arc::default(),
            reads: Arc::default(),
        }
    }

    /// Moves to the next block, in which that DID changes.
    pub fn push(&mut self, change: Option<(DidId, DidRecord)>) {
        let mut state = self.states.last().cloned().unwrap();
        self.changed = Some(change.iter().map(|(id, _)| *id).collect());
        state.extend(change.map(|(id, record)| (id, stored(&record))));
        self.states.push(state);
    }

    /// Nothing can be known of what changed in this block.
    pub fn hide_changes(&mut self) {
        self.changed = None;
    }

    pub fn prune_below(&mut self, number: u32) {
        self.pruned_below = number;
    }

    pub fn is_asked(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    pub fn goes_down(&self) {
        self.is_down.store(true, Ordering::Relaxed);
    }

    fn answer<T: Send + 'static>(&self, answer: Result<T, ChainError>) -> BoxFuture<'static, Result<T, ChainError>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let lost = || Err(ChainError::Lost("the fake node is down".to_owned()));
        ready(if self.is_down.load(Ordering::Relaxed) { lost() } else { answer }).boxed()
    }
}

impl Source for FakeBlock {
    fn number(&self) -> u32 {
        self.states.len() as u32 - 1
    }

    fn runtime(&self) -> u32 {
        self.runtime
    }

    fn changed(&self) -> BoxFuture<'_, Result<Option<BTreeSet<DidId>>, ChainError>> {
        ready(Ok(self.changed.clone())).boxed()
    }

    fn read<'a>(&'a self, ids: &'a [DidId]) -> BoxFuture<'a, Result<Vec<Stored>, ChainError>> {
        let state = self.states.last().unwrap();
        self.answer(Ok(ids.iter().map(|id| state.get(id).cloned()).collect()))
    }

    fn read_after<'a>(&'a self, number: u32, id: &'a DidId) -> BoxFuture<'a, Result<Stored, ChainError>> {
        let pruned = number < self.pruned_below;
        let state = if pruned { None } else { self.states.get(number as usize) };
        let unknown = || ChainError::UnknownBlock(number.to_string());
        self.answer(state.map(|state| state.get(id).cloned()).ok_or_else(unknown))
    }
}
