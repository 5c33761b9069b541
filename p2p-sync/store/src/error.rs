//! What can go wrong with the store, and what to do then.

use crate::RECORD_BYTES_MAX;
use std::{io, path::PathBuf};
use thiserror::Error;

/// An error of the store. After any error of [`crate::Journal::append`] nothing of that call is acknowledged.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another daemon holds the directory.
    #[error("{0} is in use by another daemon; stop it, or give this one another data directory")]
    InUse(PathBuf),
    /// The file system refused.
    #[error("{action} {name}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// Acknowledged data has been damaged (by the disk or by hand): it is not skipped.
    #[error(
        "{file} is damaged at byte {offset}: {what}. Check the disk; restore the file from a backup, or move it away and \
         let the mesh reconcile (ballots that no other node holds are then lost)"
    )]
    Corrupt {
        /// The segment.
        file: String,
        /// Where in it.
        offset: u64,
        /// What was found.
        what: &'static str,
    },
    /// Written by a newer version.
    #[error(
        "{file}, byte {offset}: a record of kind {kind}, which this version does not know; run the newer version again"
    )]
    UnknownKind {
        /// The segment.
        file: String,
        /// Where in it.
        offset: u64,
        /// The kind's tag.
        kind: u8,
    },
    /// Larger than any ballot, entry or text may be.
    #[error("a record of {0} bytes; at most {RECORD_BYTES_MAX} are allowed")]
    RecordTooLarge(usize),
    /// A write failed earlier in a way that leaves open what is on the disk.
    #[error(
        "the journal failed to reach the disk earlier and takes nothing more; check the disk and restart the daemon"
    )]
    Poisoned,
    /// The index failed.
    #[error("the index refused to {action}: {source}")]
    Index {
        /// What was tried.
        action: &'static str,
        /// What redb said.
        source: Box<redb::Error>,
    },
    /// A value in the index is not what was put there.
    #[error(
        "the index holds a malformed value under {0}; restore index.redb from a backup, or move it away and resynchronise"
    )]
    IndexValue(String),
    /// Larger than a meta value may be.
    #[error("a value of {0} bytes for the index; it is too large")]
    ValueTooLarge(usize),
    /// The store's thread has ended.
    #[error("the store has been closed")]
    Closed,
    /// The store's thread cannot be started.
    #[error("cannot start the store's thread: {0}")]
    Thread(io::Error),
}

impl StoreError {
    pub(crate) fn io(action: &'static str, name: &str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, name: name.to_owned(), source }
    }

    pub(crate) fn index<E: Into<redb::Error>>(action: &'static str) -> impl FnOnce(E) -> Self {
        move |source| Self::Index { action, source: Box::new(source.into()) }
    }
}
