//! DIDs of the chain for whoever resolves them: read at the latest finalized block when they are asked for first, kept as
//! long as no finalized block changes them, and answered from what is kept, saying so, while the chain is down.

mod cache;
mod chronicle;
#[cfg(test)]
pub(crate) mod fake;
mod history;
mod keep;
mod record;
mod source;
#[cfg(test)]
mod tests;
mod witness;
#[cfg(test)]
mod witness_tests;

pub use cache::{Cache, Entry, Head};
use chronicle::Chronicle;
pub use chronicle::{KeptVersions, Seen};
pub use keep::{KeptFile, VersionsFile};
pub use record::joined;
pub use source::{Source, Stored};

use crate::metrics::Metrics;
use cybersyn_chain_client::{
    ChainError,
    did::{DidRecord, translate},
};
use cybersyn_identity::{
    AsOf, Found, Lookup, RegistryError,
    resolution::{
        Answer,
        registry::{At, NextVersion},
    },
};
use cybersyn_primitives::{DidId, Millis};
use history::Search;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;

/// Room for records, in bytes: some 50,000 DIDs of usual size.
const CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Records asked of the node with one request.
const READ_MAX: usize = 64;
/// Questions that are put to the node at once.
const READS_MAX: usize = 16;
/// Searches for earlier versions at once, besides: each is many questions, one after the other.
const SEARCHES_MAX: usize = 4;
/// How long an answer may take, waiting for its turn included.
const PATIENCE: Duration = Duration::from_secs(5);

/// The DIDs. Clones share the state.
#[derive(Clone)]
pub struct Dids(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    reads: Semaphore,
    searches: Semaphore,
    metrics: Metrics,
}

struct State {
    cache: Cache,
    chronicle: Chronicle,
    /// The last block followed.
    head: Option<Head>,
    /// Its runtime.
    runtime: Option<Runtime>,
    /// The same block, to be asked; none while the chain is down.
    latest: Option<Arc<Latest>>,
    /// Something was read since the last save.
    is_dirty: bool,
}

struct Latest {
    head: Head,
    block: Arc<dyn Source>,
}

/// The runtime of a block.
#[derive(Clone, Copy)]
struct Runtime {
    version: u32,
    /// The block before had it too. A new runtime may change records without a word: in the block after the one that
    /// brings it.
    is_settled: bool,
}

/// What is known of a DID without asking the node.
enum Known {
    /// The answer.
    Answer(Answer),
    /// The node is to be asked for it.
    Ask(Arc<Latest>),
}

impl Dids {
    /// Begins with what was kept in an earlier run: records of which nothing is known to hold still, and versions that are
    /// over, which hold for ever.
    pub fn new(kept: Kept, ended: KeptVersions, metrics: Metrics) -> Self {
        let mut cache = Cache::new(CACHE_BYTES_MAX);
        for (id, record, held_at) in kept.entries {
            cache.insert(id, Entry { record: Some(record.into()), held_at: Some(held_at) });
        }
        let chronicle = Chronicle::new(ended, chronicle::BYTES_MAX);
        let state = State { cache, chronicle, head: kept.head, runtime: None, latest: None, is_dirty: false };
        let (reads, searches) = (Semaphore::new(READS_MAX), Semaphore::new(SEARCHES_MAX));
        Self(Arc::new(Shared { state: Mutex::new(state), reads, searches, metrics }))
    }

    /// The answer, if the node need not be asked for it.
    pub fn known(&self, lookup: &Lookup) -> Option<Answer> {
        self.0.metrics.resolutions.inc();
        match self.look(lookup) {
            Known::Answer(answer) => Some(answer),
            Known::Ask(_) => None,
        }
    }

    /// The answer, for which the node is asked if it must be.
    pub async fn find(&self, lookup: &Lookup) -> Answer {
        let asking = tokio::time::timeout(PATIENCE, self.ask(lookup));
        let silent = || ChainError::Lost("no answer in 5 seconds".to_owned());
        asking.await.unwrap_or_else(|_| self.fallback(lookup, silent()))
    }

    /// Moves to a finalized block, dated `time`, after which nothing else is current. Errs if the connection is lost.
    pub async fn follow(&self, block: Arc<dyn Source>, time: Millis) -> Result<(), ChainError> {
        let head = Head { number: block.number(), time };
        let before = self.state().head;
        if before.is_some_and(|before| before.number > head.number) {
            // What is known is newer than what this node has: it may still catch up.
            return Ok(());
        }
        let is_same = before.is_some_and(|before| before.number == head.number);
        let changes = if is_same { Ok(Some(BTreeMap::new())) } else { self.changes(&*block, before).await };
        let changes = match changes {
            Err(error) if error.is_connection() => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "what changed of DIDs cannot be read; all will be read again");
                None
            }
            Ok(changes) => changes,
        };
        let mut state = self.state();
        match changes {
            Some(changes) => state.apply(changes),
            None => before.into_iter().for_each(|before| state.cache.unconfirm(before)),
        }
        let version = block.runtime();
        let is_settled = state.runtime.is_some_and(|before| before.version == version);
        state.runtime = Some(Runtime { version, is_settled });
        (state.head, state.latest) = (Some(head), Some(Arc::new(Latest { head, block })));
        Ok(())
    }

    /// The chain is down: what is kept is all there is.
    pub fn disconnected(&self) {
        self.state().latest = None;
    }

    /// What is to be kept for the next run, if anything is new since this was asked for last.
    pub fn to_keep(&self) -> Option<Kept> {
        let mut state = self.state();
        let head = state.head?;
        if !std::mem::take(&mut state.is_dirty) {
            return None;
        }
        let entries = state.cache.iter().filter_map(|(id, entry)| {
            let record = entry.record.as_ref()?;
            Some((*id, record.to_vec(), entry.held_at.unwrap_or(head)))
        });
        Some(Kept { head: Some(head), entries: entries.collect() })
    }

    /// What of the kept records changed in `block`, read again; the others that changed are to be forgotten. None: what
    /// changed cannot be known.
    async fn changes(
        &self,
        block: &dyn Source,
        before: Option<Head>,
    ) -> Result<Option<BTreeMap<DidId, Option<Stored>>>, ChainError> {
        let follows = before.is_some_and(|before| before.number.checked_add(1) == Some(block.number()));
        let runtime = self.state().runtime;
        let is_settled = runtime.is_some_and(|before| before.is_settled && before.version == block.runtime());
        if !follows || !is_settled {
            return Ok(None);
        }
        let Some(changed) = block.changed().await? else { return Ok(None) };
        let kept: Vec<DidId> = self.kept_of(&changed);
        let mut changes: BTreeMap<DidId, Option<Stored>> = changed.into_iter().map(|id| (id, None)).collect();
        for ids in kept.chunks(READ_MAX) {
            changes.extend(ids.iter().copied().zip(block.read(ids).await?.into_iter().map(Some)));
        }
        Ok(Some(changes))
    }

    fn kept_of(&self, ids: &BTreeSet<DidId>) -> Vec<DidId> {
        let state = self.state();
        ids.iter().filter(|id| state.cache.contains(id)).copied().collect()
    }

    async fn ask(&self, lookup: &Lookup) -> Answer {
        let turns = if lookup.at == At::Latest { &self.0.reads } else { &self.0.searches };
        let _turn = turns.acquire().await.map_err(unavailable)?;
        // Whoever had a turn before may have asked for the same.
        let latest = match self.look(lookup) {
            Known::Answer(answer) => return answer,
            Known::Ask(latest) => latest,
        };
        let entry = match self.read(&latest, &lookup.id).await {
            Ok(entry) => entry,
            Err(error) => return self.fallback(lookup, error),
        };
        let current = entry.record.as_deref().map(record::read).transpose().map_err(unavailable)?;
        match current {
            Some(current) if wants_past(lookup.at, &current) => self.search(&latest, lookup, current).await,
            current => answer(lookup, current, None, as_of(latest.head, true)),
        }
    }

    /// Reads a record, and keeps it unless a newer block was followed meanwhile.
    async fn read(&self, latest: &Arc<Latest>, id: &DidId) -> Result<Entry, ChainError> {
        if let Some(entry) = self.state().at(latest).and_then(|state| state.cache.get(id))
            && entry.held_at.is_none()
        {
            return Ok(entry);
        }
        self.0.metrics.did_reads.inc();
        let entry = Entry::confirmed(latest.block.read(&[*id]).await?.into_iter().next().flatten());
        if let Some(state) = self.state().at(latest) {
            state.cache.insert(*id, entry.clone());
            state.is_dirty = true;
        }
        Ok(entry)
    }

    async fn search(&self, latest: &Latest, lookup: &Lookup, current: DidRecord) -> Answer {
        self.0.metrics.did_searches.inc();
        match history::find(&*latest.block, &lookup.id, lookup.at, current).await.map_err(unavailable)? {
            Search::Found(past) => answer(lookup, Some(past.record), Some(past.next), as_of(latest.head, true)),
            Search::Never => Ok(None),
            Search::Pruned => Err(RegistryError::NoHistory),
        }
    }

    /// What is kept, now that the node does not answer.
    fn fallback(&self, lookup: &Lookup, error: ChainError) -> Answer {
        let mut state = self.state();
        let kept = state.cache.get(&lookup.id).filter(|_| error.is_connection());
        let answer = kept.and_then(|entry| state.stale(lookup, entry));
        answer.unwrap_or_else(|| Err(unavailable(error)))
    }

    fn look(&self, lookup: &Lookup) -> Known {
        let mut state = self.state();
        if let Some(answer) = state.past(lookup) {
            return Known::Answer(answer);
        }
        let (latest, kept) = (state.latest.clone(), state.cache.get(&lookup.id));
        let Some(latest) = latest else {
            let answer = kept.and_then(|entry| state.stale(lookup, entry));
            return Known::Answer(answer.unwrap_or_else(|| Err(unavailable("the chain is down"))));
        };
        drop(state);
        let current = match kept {
            Some(Entry { record, held_at: None }) => record,
            _ => return Known::Ask(latest),
        };
        let current = match current.as_deref().map(record::read).transpose() {
            Ok(current) => current,
            Err(error) => return Known::Answer(Err(unavailable(error))),
        };
        match current {
            Some(current) if wants_past(lookup.at, &current) => Known::Ask(latest),
            current => Known::Answer(answer(lookup, current, None, as_of(latest.head, true))),
        }
    }

    /// Nothing is left half changed by a panic in here: whoever comes next may go on.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// This, if `latest` is the latest still.
    fn at(&mut self, latest: &Arc<Latest>) -> Option<&mut Self> {
        let is_latest = self.latest.as_ref().is_some_and(|now| Arc::ptr_eq(now, latest));
        is_latest.then_some(self)
    }

    /// What changed and was read again is kept so; what was not read is forgotten, for it may be older.
    fn apply(&mut self, changes: BTreeMap<DidId, Option<Stored>>) {
        for (id, stored) in changes {
            match stored {
                Some(stored) => self.cache.insert(id, Entry::confirmed(stored)),
                None => self.cache.remove(&id),
            }
            self.is_dirty = true;
        }
    }

    /// The answer for a version that was seen to end, which nothing changes any more. While the chain is down nothing is
    /// said of what never was.
    fn past(&self, lookup: &Lookup) -> Option<Answer> {
        let search = self.chronicle.find(&lookup.id, lookup.at)?;
        let as_of = match &self.latest {
            Some(latest) => as_of(latest.head, true),
            None => as_of(self.head.filter(|_| !lookup.fresh)?, false),
        };
        match search {
            Search::Found(past) => Some(answer(lookup, Some(past.record), Some(past.next), as_of)),
            Search::Never => as_of.current.then_some(Ok(None)),
            Search::Pruned => None,
        }
    }

    /// The answer from what is kept, for whoever takes one that may have changed since. That a DID or version was not
    /// there then says nothing about today.
    fn stale(&self, lookup: &Lookup, entry: Entry) -> Option<Answer> {
        let held_at = entry.held_at.or(self.head).filter(|_| !lookup.fresh)?;
        let record = record::read(entry.record.as_deref()?).ok()?;
        let is_this = match lookup.at {
            At::Latest => true,
            At::Version(version) => record.version == version,
            At::Time(time) => record.updated <= time,
        };
        is_this.then(|| answer(lookup, Some(record), None, as_of(held_at, false)))
    }
}

/// Records for the next run.
#[derive(Clone, Debug, Default, PartialEq, Eq, codec::Encode, codec::Decode)]
pub struct Kept {
    /// The last block followed.
    pub head: Option<Head>,
    /// Id, record and links [`joined`], and the last block for which they are known to hold.
    pub entries: Vec<(DidId, Vec<u8>, Head)>,
}

/// Whether a version before the present one is asked for.
fn wants_past(at: At, current: &DidRecord) -> bool {
    match at {
        At::Latest => false,
        At::Version(version) => version < current.version,
        At::Time(time) => time < current.updated && time >= current.created,
    }
}

fn answer(lookup: &Lookup, record: Option<DidRecord>, next: Option<NextVersion>, as_of: AsOf) -> Answer {
    let there = record.filter(|record| match lookup.at {
        At::Latest => true,
        At::Version(version) => record.version == version,
        At::Time(time) => record.updated <= time,
    });
    let Some(record) = there else { return Ok(None) };
    let record = translate(lookup.id, record).map_err(unavailable)?;
    Ok(Some(Found { record, next, as_of: Some(as_of) }))
}

fn as_of(head: Head, current: bool) -> AsOf {
    AsOf { block: head.number, time: head.time, current }
}

fn unavailable(reason: impl ToString) -> RegistryError {
    RegistryError::Unavailable(reason.to_string())
}
