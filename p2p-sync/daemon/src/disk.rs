//! The store on its thread: groups of records go in, the word that they are on disk comes back as an event.
//!
//! Ballots, entries and texts go to the journal; settled batches, which follow from the chain, to the index.

use crate::{metrics::Metrics, node::now};
use anyhow::{Context, Result};
use cybersyn_mesh_core::{Effect, Event, Heart, Record, SettledBatch, Ticket};
use cybersyn_mesh_store::{self as store, GroupCommit, JournalOptions, Store, StoreError, StoreHandle, StoreThread};
use cybersyn_primitives::ProposalId;
use std::{path::Path, time::Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Records handed to the heart at once at the start.
const PIECE: usize = 8_192;
/// Batches handed to the heart at once at the start.
const BATCHES_PIECE: usize = 16;
/// Name in the index: proposals below this number may have batches.
const PROPOSALS: &str = "batches/proposals";

/// The way to the store.
#[derive(Debug)]
pub struct Disk {
    thread: StoreThread,
    handle: StoreHandle,
    done: mpsc::Sender<Event>,
    failed: CancellationToken,
    metrics: Metrics,
}

/// An opened store whose records have been given to the heart.
pub struct Recovered {
    store: Store,
    /// What the heart asked for on the way.
    pub effects: Vec<Effect>,
}

impl Recovered {
    /// Opens the store at `path`, created if it is missing, and gives everything in it to `heart`.
    pub fn open(path: &Path, heart: &mut Heart) -> Result<Self> {
        let (mut piece, mut effects) = (Vec::new(), Vec::new());
        let visit = |record: store::Record| -> Result<(), StoreError> {
            piece.push(kept(record));
            if piece.len() >= PIECE {
                effects.extend(heart.handle(Event::Recovered(std::mem::take(&mut piece)), now()));
            }
            Ok(())
        };
        let (store, recovery) = Store::open(path, JournalOptions::default(), visit)
            .with_context(|| format!("cannot open the store in {}", path.display()))?;
        tracing::info!(?recovery, "read back what was stored");
        effects.extend(heart.handle(Event::Recovered(piece), now()));
        let proposals: ProposalId = store.index.meta(PROPOSALS)?.unwrap_or(0);
        for proposal in 0..proposals {
            recover_batches(&store, proposal, heart, &mut effects)?;
        }
        Ok(Self { store, effects })
    }
}

fn recover_batches(store: &Store, proposal: ProposalId, heart: &mut Heart, effects: &mut Vec<Effect>) -> Result<()> {
    let mut from = 0;
    loop {
        let batches = store.index.batches(proposal, from, BATCHES_PIECE)?;
        let Some((last, _)) = batches.last() else { return Ok(()) };
        from = last.saturating_add(1);
        let records = batches.into_iter().map(|(index, batch)| {
            let store::SettledBatch { block, number, ballots } = batch;
            Record::Settled(SettledBatch { proposal, index, block, number, ballots })
        });
        effects.extend(heart.handle(Event::Recovered(records.collect()), now()));
    }
}

impl Disk {
    /// Moves the store to its thread. `failed` is cancelled when something does not get to the disk: what is not
    /// written is not acknowledged, and the daemon must stop.
    pub fn start(
        recovered: Recovered,
        done: mpsc::Sender<Event>,
        failed: CancellationToken,
        metrics: Metrics,
    ) -> Result<Self> {
        let thread = StoreThread::start(recovered.store, GroupCommit::default())?;
        Ok(Self { handle: thread.handle(), thread, done, failed, metrics })
    }

    /// Writes the group; the heart has gathered it, so it is one write and one sync.
    pub fn persist(&self, ticket: Ticket, records: Vec<Record>) {
        let (done, failed, metrics) = (self.done.clone(), self.failed.clone(), self.metrics.clone());
        let queued = self.handle.with(move |store| {
            let begun = Instant::now();
            match write(store, records) {
                Ok(()) => {
                    metrics.persist_seconds.observe(begun.elapsed().as_secs_f64());
                    // The loop has ended: nobody is acknowledged any more.
                    drop(done.blocking_send(Event::Persisted(ticket)));
                }
                Err(error) => fail(&failed, &error),
            }
        });
        if let Err(busy) = queued {
            // The heart has fewer commits under way than the queue holds.
            fail(&self.failed, &busy);
        }
    }

    /// What else is to be done with the store takes its turn with the groups.
    pub fn handle(&self) -> StoreHandle {
        self.handle.clone()
    }

    /// Finishes what is queued and closes the store.
    pub fn close(self) -> Result<()> {
        drop(self.handle);
        drop(self.thread.close()?);
        Ok(())
    }
}

fn fail(failed: &CancellationToken, error: &dyn std::error::Error) {
    tracing::error!(%error, "the disk does not take what was accepted; the daemon stops, nothing unwritten was acknowledged");
    failed.cancel();
}

fn write(store: &mut Store, records: Vec<Record>) -> Result<(), StoreError> {
    let mut journal = Vec::with_capacity(records.len());
    let mut batches = Vec::new();
    for record in records {
        match record {
            Record::Ballot(ballot) => journal.push(store::Record::Ballot(ballot)),
            Record::Entry(entry) => journal.push(store::Record::Entry(entry)),
            Record::Text(text) => journal.push(store::Record::Text(text)),
            Record::Settled(batch) => batches.push(batch),
        }
    }
    if !journal.is_empty() {
        store.journal.append(&journal)?;
    }
    write_batches(store, batches)
}

fn write_batches(store: &mut Store, batches: Vec<SettledBatch>) -> Result<(), StoreError> {
    let Some(last) = batches.iter().map(|batch| batch.proposal).max() else { return Ok(()) };
    let known: ProposalId = store.index.meta(PROPOSALS)?.unwrap_or(0);
    // First, so that a batch on disk is always found again.
    if last >= known {
        store.index.put_meta(PROPOSALS, &last.saturating_add(1))?;
    }
    let kept: Vec<(ProposalId, u32, store::SettledBatch)> = batches
        .into_iter()
        .map(|SettledBatch { proposal, index, block, number, ballots }| {
            (proposal, index, store::SettledBatch { block, number, ballots })
        })
        .collect();
    store.index.put_batches(kept.iter().map(|(proposal, index, batch)| (*proposal, *index, batch)))
}

fn kept(record: store::Record) -> Record {
    match record {
        store::Record::Ballot(ballot) => Record::Ballot(ballot),
        store::Record::Entry(entry) => Record::Entry(entry),
        store::Record::Text(text) => Record::Text(text),
    }
}
