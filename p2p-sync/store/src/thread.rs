//! The store on a thread of its own: appends of many callers become one write and one sync (DESIGN section 4.3).

use crate::{Record, Store, StoreError};
use std::{
    fmt, io,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::{Builder, JoinHandle},
    time::{Duration, Instant},
};
use thiserror::Error;

/// When a group is committed.
#[derive(Clone, Copy, Debug)]
pub struct GroupCommit {
    /// As soon as it has so many records …
    pub records: usize,
    /// … or its first record has waited so long.
    pub wait: Duration,
    /// Calls that may wait for the thread.
    pub queue: usize,
}

impl Default for GroupCommit {
    fn default() -> Self {
        Self { records: 1_024, wait: Duration::from_millis(20), queue: 1_024 }
    }
}

/// The store's queue is full or its thread has ended; nothing was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Busy {
    /// Try again later.
    #[error("the store is busy; try again later")]
    Full,
    /// The store has been closed.
    #[error("the store has been closed")]
    Closed,
}

/// Told on the store's thread whether the records are on the disk: it should only pass the news on.
type Done = Box<dyn FnOnce(Result<(), Arc<StoreError>>) + Send>;
type Work = Box<dyn FnOnce(&mut Store) + Send>;

enum Call {
    Append(Vec<Record>, Done),
    Work(Work),
    Close,
}

/// Gives the store work. Cheap to clone.
#[derive(Clone)]
pub struct StoreHandle {
    calls: SyncSender<Call>,
}

/// The running thread. Without [`StoreThread::close`] it ends some time after the last handle is dropped.
#[derive(Debug)]
pub struct StoreThread {
    handle: StoreHandle,
    thread: JoinHandle<Store>,
}

impl StoreThread {
    /// Moves `store` to a new thread.
    pub fn start(store: Store, commit: GroupCommit) -> Result<Self, StoreError> {
        let (calls, received) = sync_channel(commit.queue.max(1));
        let name = Builder::new().name("mesh-store".into());
        let thread = name.spawn(move || run(store, &received, commit)).map_err(StoreError::Thread)?;
        Ok(Self { handle: StoreHandle { calls }, thread })
    }

    /// A handle to it.
    pub fn handle(&self) -> StoreHandle {
        self.handle.clone()
    }

    /// Commits what waits, ends the thread and gives the store back. Later calls find it closed.
    pub fn close(self) -> Result<Store, StoreError> {
        // Ended already is what is wanted.
        let _ended = self.handle.calls.send(Call::Close);
        drop(self.handle);
        self.thread.join().map_err(|_| StoreError::Thread(io::Error::other("it panicked")))
    }
}

impl StoreHandle {
    /// Appends `records` with the next group. `done` is called once they are on the disk, or have failed to get there;
    /// not at all if this returns an error or the thread panics.
    pub fn append(
        &self,
        records: Vec<Record>,
        done: impl FnOnce(Result<(), Arc<StoreError>>) + Send + 'static,
    ) -> Result<(), Busy> {
        self.call(Call::Append(records, Box::new(done)))
    }

    /// Runs `work` on the store's thread, after everything that was appended before.
    pub fn with(&self, work: impl FnOnce(&mut Store) + Send + 'static) -> Result<(), Busy> {
        self.call(Call::Work(Box::new(work)))
    }

    fn call(&self, call: Call) -> Result<(), Busy> {
        self.calls.try_send(call).map_err(|error| match error {
            TrySendError::Full(_) => Busy::Full,
            TrySendError::Disconnected(_) => Busy::Closed,
        })
    }
}

impl fmt::Debug for StoreHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreHandle")
    }
}

#[derive(Default)]
struct Group {
    records: Vec<Record>,
    done: Vec<Done>,
}

fn run(mut store: Store, calls: &Receiver<Call>, commit: GroupCommit) -> Store {
    while let Ok(call) = calls.recv() {
        let next = match call {
            Call::Append(records, done) => {
                let mut group = Group { records, done: vec![done] };
                let next = gather(&mut group, calls, commit);
                group.commit(&mut store);
                next
            }
            other => Some(other),
        };
        match next {
            Some(Call::Work(work)) => work(&mut store),
            Some(Call::Close) => break,
            Some(Call::Append(..)) | None => {}
        }
    }
    store
}

/// Adds to the group what comes before it is due; returns the call that ended it, if it was another one.
fn gather(group: &mut Group, calls: &Receiver<Call>, commit: GroupCommit) -> Option<Call> {
    let due = Instant::now() + commit.wait;
    while group.records.len() < commit.records {
        match calls.recv_timeout(due.saturating_duration_since(Instant::now())) {
            Ok(Call::Append(records, done)) => {
                group.records.extend(records);
                group.done.push(done);
            }
            Ok(other) => return Some(other),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
    None
}

impl Group {
    fn commit(self, store: &mut Store) {
        let result = store.journal.append(&self.records).map_err(Arc::new);
        if let Err(error) = &result {
            tracing::error!(%error, records = self.records.len(), "a group of records did not reach the disk");
        }
        for done in self.done {
            done(result.clone());
        }
    }
}
