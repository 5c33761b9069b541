//! Entries on their way into documents: one job per document at a time, applied where it can be killed.

use cybersyn_primitives::{
    Hash,
    entry::{SignedEntry, Space},
};
use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::{
    WorkId,
    document::{Applied, ApplyJob, Authored, Content, DocumentError, Limits, client_id},
    limits::ENTRIES_WAITING_MAX,
    log::Logs,
    source::Source,
};

/// Entries in one job.
const JOB_ENTRIES_MAX: usize = 16;
/// Entries in one job when a document is made anew: they went in before.
const REBUILD_ENTRIES_MAX: usize = 256;

/// A verified entry that waits for its document.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The entry.
    pub signed: SignedEntry,
    /// Its hash.
    pub hash: Hash,
    /// Who brought it.
    pub source: Source,
}

/// What a job carries.
#[derive(Debug)]
enum Step {
    Entries(Vec<Waiting>),
    Rebuild,
}

/// One document.
#[derive(Debug, Default)]
struct Document {
    state: Vec<u8>,
    content: Content,
    waiting: VecDeque<Waiting>,
    /// Made anew from the entries in force, from this one on.
    rebuild_from: Option<usize>,
    is_stale: bool,
    /// So many entries go in one by one, because a job of several crashed.
    singly: usize,
    job: Option<(WorkId, Step)>,
    /// It leaves when its job is done.
    is_forgotten: bool,
}

/// All documents.
#[derive(Debug, Default)]
pub struct ApplyQueue {
    documents: HashMap<Space, Document>,
    jobs: HashMap<WorkId, Space>,
    /// Documents that have something to do and no job under way.
    ready: BTreeSet<Space>,
}

/// What a finished job did.
#[derive(Debug)]
pub struct Finished {
    /// The document.
    pub space: Space,
    /// Its entries, each with whether it went in.
    pub entries: Vec<(Waiting, Result<(), DocumentError>)>,
}

impl ApplyQueue {
    /// Queues a verified entry; returns whether there was room for it.
    pub fn push(&mut self, waiting: Waiting) -> bool {
        let document = self.documents.entry(waiting.signed.entry.space).or_default();
        if document.waiting.len() >= ENTRIES_WAITING_MAX {
            return false;
        }
        self.ready.insert(waiting.signed.entry.space);
        document.waiting.push_back(waiting);
        true
    }

    /// The document must be made anew from the entries in force.
    pub fn rebuild(&mut self, space: Space) {
        self.documents.entry(space).or_default().is_stale = true;
        self.ready.insert(space);
    }

    /// Forgets a document; returns the entries that waited for it. Those of a job under way still come out of it.
    pub fn forget(&mut self, space: Space) -> Vec<Waiting> {
        self.ready.remove(&space);
        let Some(mut document) = self.documents.remove(&space) else { return Vec::new() };
        let waiting = std::mem::take(&mut document.waiting).into();
        if document.job.is_some() {
            self.documents.insert(space, Document { job: document.job, is_forgotten: true, ..Document::default() });
        }
        waiting
    }

    /// The next job for a document, unless one is under way or nothing waits.
    pub fn next_job(&mut self, space: Space, id: WorkId, logs: &Logs) -> Option<ApplyJob> {
        let document = self.documents.get_mut(&space).filter(|document| document.job.is_none())?;
        if std::mem::take(&mut document.is_stale) {
            document.rebuild_from = Some(0);
        }
        let (state, updates, step) = match document.rebuild_from {
            Some(from) => {
                let state = if from == 0 { Vec::new() } else { document.state.clone() };
                let entries = logs.in_force(&space).into_iter().skip(from).take(REBUILD_ENTRIES_MAX);
                (state, entries.map(authored).collect::<Vec<_>>(), Step::Rebuild)
            }
            None => {
                let count = if document.singly > 0 { 1 } else { JOB_ENTRIES_MAX };
                document.singly = document.singly.saturating_sub(1);
                let entries: Vec<Waiting> = document.waiting.drain(..count.min(document.waiting.len())).collect();
                let updates = entries.iter().map(|waiting| authored(&waiting.signed)).collect();
                (document.state.clone(), updates, Step::Entries(entries))
            }
        };
        if updates.is_empty() {
            document.rebuild_from = None;
            return None;
        }
        document.job = Some((id, step));
        self.jobs.insert(id, space);
        Some(ApplyJob { id: id.0, space, state, updates, limits: Limits::default() })
    }

    /// Takes a job's result.
    pub fn finish(&mut self, id: WorkId, result: Result<Box<Applied>, DocumentError>) -> Option<Finished> {
        let space = self.jobs.remove(&id)?;
        let document = self.documents.get_mut(&space)?;
        let (_, step) = document.job.take()?;
        let entries = match (step, result) {
            (Step::Rebuild, result) => {
                document.finish_rebuild(result);
                Vec::new()
            }
            (Step::Entries(entries), Ok(applied)) => {
                if applied.results.iter().any(Result::is_ok) {
                    (document.state, document.content) = (applied.state, applied.content);
                }
                let mut results = applied.results.into_iter();
                let crashed = || Err(DocumentError::Crashed);
                entries.into_iter().map(|waiting| (waiting, results.next().unwrap_or_else(crashed))).collect()
            }
            (Step::Entries(entries), Err(_)) if entries.len() > 1 && !document.is_forgotten => {
                document.singly = entries.len();
                entries.into_iter().rev().for_each(|waiting| document.waiting.push_front(waiting));
                Vec::new()
            }
            (Step::Entries(entries), Err(error)) => entries.into_iter().map(|waiting| (waiting, Err(error))).collect(),
        };
        if document.is_forgotten || document.is_blank() {
            self.documents.remove(&space);
        } else {
            self.ready.insert(space);
        }
        Some(Finished { space, entries })
    }

    /// What a reader sees and the document as one update.
    pub fn document(&self, space: &Space) -> Option<(&Content, &[u8])> {
        let document = self.documents.get(space)?;
        Some((&document.content, &document.state))
    }

    /// Takes the documents that may have something to do.
    pub fn take_ready(&mut self) -> BTreeSet<Space> {
        std::mem::take(&mut self.ready)
    }
}

impl Document {
    /// Nothing went in and nothing waits: not worth remembering.
    fn is_blank(&self) -> bool {
        self.state.is_empty() && self.waiting.is_empty() && !self.is_stale && self.rebuild_from.is_none()
    }

    fn finish_rebuild(&mut self, result: Result<Box<Applied>, DocumentError>) {
        match result {
            Ok(applied) => {
                self.rebuild_from = self.rebuild_from.map(|from| from + applied.results.len());
                (self.state, self.content) = (applied.state, applied.content);
            }
            // Each went in by itself before; skip what does not go in together.
            Err(_) => self.rebuild_from = self.rebuild_from.map(|from| from + REBUILD_ENTRIES_MAX),
        }
    }
}

fn authored(signed: &SignedEntry) -> Authored {
    Authored { client: client_id(signed.entry.author, signed.entry.key_version), update: signed.entry.update.clone() }
}
