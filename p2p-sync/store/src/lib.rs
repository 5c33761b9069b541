//! Crash-safe persistence of the mesh: a journal of what was acknowledged, and an index of what follows from the chain.
//!
//! The journal is append-only: one write and one `fsync` per group of records, after which they may be acknowledged.
//! Whatever was acknowledged is found again after a kill or a power cut; a torn last write is cut off; damage anywhere
//! else is reported with file and offset, never skipped. The index (redb, two-phase commit) holds what is looked up
//! without replay: settled batches, documents, small values.
//!
//! Calls block; [`StoreThread`] gathers appends of many callers into groups on a thread of its own.
//!
//! This crate must never know sockets, the chain or what makes a ballot valid: it keeps what it is given.

mod compaction;
mod disk;
mod error;
mod frame;
mod index;
mod journal;
mod lock;
mod record;
mod segment;
mod store;
mod thread;

pub use compaction::{CompactReport, Compaction};
pub use disk::{Directory, Disk, DiskFile};
pub use error::StoreError;
pub use frame::FRAME_BYTES_MAX;
pub use index::{Index, META_VALUE_BYTES_MAX, SettledBatch};
pub use journal::{Journal, JournalOptions, Recovery};
pub use record::{RECORD_BYTES_MAX, Record};
pub use store::Store;
pub use thread::{Busy, GroupCommit, StoreHandle, StoreThread};
