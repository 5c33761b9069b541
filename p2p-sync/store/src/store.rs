//! A daemon's data directory: lock, journal and index.

use crate::{Directory, Disk, Index, Journal, JournalOptions, Record, Recovery, StoreError, lock::DirectoryLock};
use std::path::Path;

const INDEX: &str = "index.redb";

/// Everything the daemon keeps. Dropped in this order: the lock last.
#[derive(Debug)]
pub struct Store {
    /// What was acknowledged.
    pub journal: Journal<Directory>,
    /// What is looked up.
    pub index: Index,
    _lock: DirectoryLock,
}

impl Store {
    /// Opens the data directory at `path`, created if it is missing, giving every record of the journal to `visit`.
    pub fn open(
        path: &Path,
        options: JournalOptions,
        visit: impl FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<(Self, Recovery), StoreError> {
        let directory = Directory::open(path).map_err(StoreError::io("opening", &path.display().to_string()))?;
        let lock = DirectoryLock::take(path)?;
        let index = Index::open(&path.join(INDEX))?;
        // redb syncs its file, not the file's name.
        directory.sync_directory().map_err(StoreError::io("syncing", "the directory"))?;
        let (journal, recovery) = Journal::open(directory, options, visit)?;
        Ok((Self { journal, index, _lock: lock }, recovery))
    }
}
