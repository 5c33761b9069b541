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

/// Time between two segments, and before a step that found the store busy is tried again.
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
        let report = pass(store, &gone).await?;
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
            let mut compaction = compaction;
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

/// Runs `work` on the store's thread, as soon as that has room for it.
async fn on<T: Send + 'static>(
    store: &StoreHandle,
    work: impl FnOnce(&mut Store) -> T + Clone + Send + 'static,
) -> Result<T, Interrupted> {
    loop {
        let (done, result) = oneshot::channel();
        let work = work.clone();
        // Whoever asked may have gone with the runtime; then nobody wants the result.
        match store.with(move |store| drop(done.send(work(store)))) {
            Err(Busy::Full) => tokio::time::sleep(PAUSE).await,
            taken => {
                taken?;
                return result.await.map_err(|_| Interrupted::Closed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_mesh_store::{GroupCommit, JournalOptions, StoreThread};
    use cybersyn_primitives::entry::{Entry, SignedEntry};
    use futures::FutureExt;
    use std::sync::mpsc;

    const SPACE: Space = [1; 32];

    /// A store with one record, which is to go, and room for one call.
    fn store() -> (tempfile::TempDir, StoreThread) {
        let directory = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(directory.path(), JournalOptions::default(), |_| Ok(())).unwrap();
        let entry = Entry {
            space: SPACE,
            author: 0,
            key_version: 0,
            sequence: 0,
            previous: None,
            dependencies: Vec::new(),
            date: 0,
            update: Vec::new(),
        };
        store.journal.append(&[Record::Entry(SignedEntry { entry, signature: [0; 64] })]).unwrap();
        let commit = GroupCommit { queue: 1, ..GroupCommit::default() };
        (directory, StoreThread::start(store, commit).unwrap())
    }

    /// Once the store has done what it was given: keeps its thread busy until the sender is dropped, and its queue full.
    fn occupy(store: &StoreHandle) -> mpsc::Sender<()> {
        let ((told, tells), (release, released)) = (mpsc::channel(), mpsc::channel::<()>());
        let tell = || {
            let told = told.clone();
            move |_: &mut Store| told.send(()).unwrap()
        };
        while store.with(tell()).is_err() {
            std::thread::yield_now();
        }
        tells.recv().unwrap();
        let wait = tell();
        store
            .with(move |store| {
                wait(store);
                // The end of the sender is the sign.
                let _ended = released.recv();
            })
            .unwrap();
        tells.recv().unwrap();
        store.with(|_| ()).unwrap();
        release
    }

    #[tokio::test]
    async fn a_busy_store_is_asked_again_for_the_same_step_and_not_to_close_another_segment() {
        let (_directory, thread) = store();
        let (handle, gone) = (thread.handle(), Arc::new(Gone { entries: [SPACE].into(), ..Gone::default() }));
        let mut pass = std::pin::pin!(pass(&handle, &gone));
        assert!(pass.as_mut().now_or_never().is_none(), "the segment is being closed");
        let busy = occupy(&handle);
        assert!(pass.as_mut().now_or_never().is_none(), "the step waits for room");
        drop(busy);
        assert_eq!(pass.await.unwrap().records_dropped, 1);
        thread.close().unwrap();
    }
}
