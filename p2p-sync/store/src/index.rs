//! What is looked up without replay: settled batches, documents, small values. Every change is on the disk when the
//! call returns.

use crate::StoreError;
use codec::{Decode, DecodeAll, Encode};
use cybersyn_primitives::{Hash, ProposalId, SignedBallot, entry::Space};
use redb::{Database, Durability, ReadableDatabase, TableDefinition, WriteTransaction};
use std::path::Path;

/// Largest value under a meta key in bytes.
pub const META_VALUE_BYTES_MAX: usize = 1024 * 1024;
/// Largest document in bytes.
const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Memory for pages read.
const CACHE_BYTES: usize = 32 * 1024 * 1024;

const BATCHES: TableDefinition<'_, (ProposalId, u32), &[u8]> = TableDefinition::new("settled-batches/1");
const DOCUMENTS: TableDefinition<'_, Space, &[u8]> = TableDefinition::new("documents/1");
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta/1");

/// A batch that a finalized block has settled, kept for ever: receipts are built from it (DESIGN section 5).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SettledBatch {
    /// Hash of the block that included it.
    pub block: Hash,
    /// Number of that block.
    pub number: u32,
    /// The ballots that were accepted, in the order settled.
    pub ballots: Vec<SignedBallot>,
}

/// The index.
#[derive(Debug)]
pub struct Index {
    database: Database,
}

impl Index {
    /// Opens the index in the file at `path`, created if it is missing.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = Database::builder().set_cache_size(CACHE_BYTES).create(path);
        let index = Self { database: database.map_err(StoreError::index("open"))? };
        index.write("create tables", |write| {
            write.open_table(BATCHES)?;
            write.open_table(DOCUMENTS)?;
            write.open_table(META)?;
            Ok(())
        })?;
        Ok(index)
    }

    /// Keeps settled batches: proposal, index in its log, batch. Putting one again replaces it.
    pub fn put_batches<'a>(
        &self,
        batches: impl IntoIterator<Item = (ProposalId, u32, &'a SettledBatch)>,
    ) -> Result<(), StoreError> {
        self.write("put batches", |write| {
            let mut table = write.open_table(BATCHES)?;
            for (proposal, index, batch) in batches {
                table.insert((proposal, index), batch.encode().as_slice())?;
            }
            Ok(())
        })
    }

    /// The batch at `index` of a proposal's log.
    pub fn batch(&self, proposal: ProposalId, index: u32) -> Result<Option<SettledBatch>, StoreError> {
        let read = || -> Result<_, redb::Error> {
            let table = self.database.begin_read()?.open_table(BATCHES)?;
            Ok(table.get((proposal, index))?.map(|value| SettledBatch::decode_all(&mut value.value())))
        };
        let found = read().map_err(StoreError::index("read a batch"))?;
        found.transpose().map_err(|_| StoreError::IndexValue(format!("batch {index} of proposal {proposal}")))
    }

    /// Up to `limit` batches of a proposal's log from index `from` on, in order.
    pub fn batches(
        &self,
        proposal: ProposalId,
        from: u32,
        limit: usize,
    ) -> Result<Vec<(u32, SettledBatch)>, StoreError> {
        let read = || -> Result<Vec<_>, redb::Error> {
            let table = self.database.begin_read()?.open_table(BATCHES)?;
            let range = table.range((proposal, from)..=(proposal, u32::MAX))?;
            range
                .take(limit)
                .map(|item| {
                    let (key, value) = item?;
                    Ok((key.value().1, SettledBatch::decode_all(&mut value.value())))
                })
                .collect()
        };
        let found = read().map_err(StoreError::index("read batches"))?;
        let checked = found.into_iter().map(|(index, batch)| {
            let batch = batch.map_err(|_| StoreError::IndexValue(format!("batch {index} of proposal {proposal}")))?;
            Ok((index, batch))
        });
        checked.collect()
    }

    /// Keeps a space's document.
    pub fn put_document(&self, space: &Space, document: &[u8]) -> Result<(), StoreError> {
        if document.len() > DOCUMENT_BYTES_MAX {
            return Err(StoreError::ValueTooLarge(document.len()));
        }
        self.write("put a document", |write| {
            write.open_table(DOCUMENTS)?.insert(space, document)?;
            Ok(())
        })
    }

    /// A space's document.
    pub fn document(&self, space: &Space) -> Result<Option<Vec<u8>>, StoreError> {
        let read = || -> Result<_, redb::Error> {
            let table = self.database.begin_read()?.open_table(DOCUMENTS)?;
            Ok(table.get(space)?.map(|value| value.value().to_vec()))
        };
        read().map_err(StoreError::index("read a document"))
    }

    /// Keeps a small value under a name.
    pub fn put_meta<T: Encode>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        let value = value.encode();
        if value.len() > META_VALUE_BYTES_MAX {
            return Err(StoreError::ValueTooLarge(value.len()));
        }
        self.write("put a value", |write| {
            write.open_table(META)?.insert(name, value.as_slice())?;
            Ok(())
        })
    }

    /// The small value under a name.
    pub fn meta<T: Decode>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let read = || -> Result<_, redb::Error> {
            let table = self.database.begin_read()?.open_table(META)?;
            Ok(table.get(name)?.map(|value| T::decode_all(&mut value.value())))
        };
        let found = read().map_err(StoreError::index("read a value"))?;
        found.transpose().map_err(|_| StoreError::IndexValue(name.to_owned()))
    }

    fn write(
        &self,
        action: &'static str,
        change: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), StoreError> {
        let attempt = || -> Result<(), redb::Error> {
            let mut write = self.database.begin_write()?;
            write.set_durability(Durability::Immediate)?;
            write.set_two_phase_commit(true);
            change(&write)?;
            Ok(write.commit()?)
        };
        attempt().map_err(StoreError::index(action))
    }
}
