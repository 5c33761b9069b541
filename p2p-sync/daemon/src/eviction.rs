//! Takes out of the journal what the heart has forgotten: ballots and discussions of proposals decided longer ago than is
//! kept. Texts and settled batches stay: articles and receipts are made of them.
//!
//! One segment at a time, with a pause after each, so that no acknowledgement waits for more than one. What a crash or a
//! stop interrupts is done after the next start: the heart forgets again what it still finds on disk.

use crate::metrics::Metrics;
use cybersyn_mesh_core::message::SetName;
use cybersyn_mesh_store::{Busy, CompactReport, Compaction, Record, Store, StoreError, StoreHandle};
use cybersyn_primitives::{ProposalId, entry::Space};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::{oneshot, watch};

/// Time between two segments.
const PAUSE: Duration = Duration::from_secs(1);
/// Time between two passes over the journal; each closes the segment that is being written.
const PASS_INTERVAL: Duration = Duration::from_secs(3_600);

/// Tells what is to be taken out.
#[derive(Debug)]
pub struct Eviction {
    gone: watch::Sender<Gone>,
}

/// The sets whose records nobody needs.
#[derive(Clone, Debug, Default)]
struct Gone {
    ballots: BTreeSet<ProposalId>,
    entries: BTreeSet<Space>,
}

/// Why a pass ended early.
#[derive(Debug, thiserror::Error)]
enum Interrupted {
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the store has been closed")]
    Closed,
}

impl Eviction {
    /// Starts the task; it ends with this, or with the store.
    pub fn start(store: StoreHandle, metrics: Metrics) -> Self {
        let (gone, told) = watch::channel(Gone::default());
        tokio::spawn(async move {
            if let Err(Interrupted::Store(error)) = run(&store, told, &metrics).await {
                tracing::error!(%error, "the journal is not compacted any more and grows until the next start");
            }
        });
        Self { gone }
    }

    /// The records of this set are needed no more.
    pub fn forget(&self, set: SetName) {
        self.gone.send_modify(|gone| gone.add(set));
    }
}

impl Gone {
    fn add(&mut self, set: SetName) {
        match set {
            SetName::Ballots(proposal) => drop(self.ballots.insert(proposal)),
            SetName::Entries(space) => drop(self.entries.insert(space)),
            SetName::Texts => {}
        }
    }

    fn has(&self, record: &Record) -> bool {
        match record {
            Record::Ballot(signed) => self.ballots.contains(&signed.ballot.proposal),
            Record::Entry(signed) => self.entries.contains(&signed.entry.space),
            Record::Text(_) => false,
        }
    }
}

/// One pass over the journal whenever more has been forgotten.
async fn run(store: &StoreHandle, mut told: watch::Receiver<Gone>, metrics: &Metrics) -> Result<(), Interrupted> {
    while told.changed().await.is_ok() {
        let gone = Arc::new(told.borrow_and_update().clone());
        let report = loop {
            match pass(store, &gone).await {
                Err(Interrupted::Busy(Busy::Full)) => tokio::time::sleep(PAUSE).await,
                done => break done?,
            }
        };
        tracing::info!(?report, "took out of the journal what was decided long ago");
        metrics.records_evicted.inc_by(report.records_dropped);
        tokio::time::sleep(PASS_INTERVAL).await;
    }
    Ok(())
}

async fn pass(store: &StoreHandle, gone: &Arc<Gone>) -> Result<CompactReport, Interrupted> {
    let begin = |store: &mut Store| {
        // What is being written holds records that are needed no more, too.
        store.journal.seal()?;
        Ok::<_, StoreError>(Compaction::of(&store.journal))
    };
    let mut compaction = on(store, begin).await??;
    loop {
        let gone = gone.clone();
        let step = move |store: &mut Store| {
            let more = compaction.step(&mut store.journal, |record| !gone.has(record))?;
            Ok::<_, StoreError>((compaction, more))
        };
        let (stepped, more) = on(store, step).await??;
        if !more {
            return Ok(stepped.report());
        }
        compaction = stepped;
        tokio::time::sleep(PAUSE).await;
    }
}

/// Runs `work` on the store's thread.
async fn on<T: Send + 'static>(
    store: &StoreHandle,
    work: impl FnOnce(&mut Store) -> T + Send + 'static,
) -> Result<T, Interrupted> {
    let (done, result) = oneshot::channel();
    // Whoever asked may have gone with the runtime; then nobody wants the result.
    store.with(move |store| drop(done.send(work(store))))?;
    result.await.map_err(|_| Interrupted::Closed)
}
