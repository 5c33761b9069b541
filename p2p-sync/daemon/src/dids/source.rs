//! Where DIDs are read: the state of a finalized block, and of the blocks before it.

use cybersyn_chain_client::{BlockAt, ChainError};
use cybersyn_primitives::DidId;
use futures::future::{BoxFuture, FutureExt};
use std::collections::BTreeSet;

/// SCALE of a DID's record, if there is one.
pub type Stored = Option<Vec<u8>>;

/// A finalized block.
pub trait Source: Send + Sync {
    /// Its number.
    fn number(&self) -> u32;

    /// Version of its runtime.
    fn runtime(&self) -> u32;

    /// The DIDs that changed in it, or `None` when that cannot be known.
    fn changed(&self) -> BoxFuture<'_, Result<Option<BTreeSet<DidId>>, ChainError>>;

    /// The records with those ids, in their order.
    fn read<'a>(&'a self, ids: &'a [DidId]) -> BoxFuture<'a, Result<Vec<Stored>, ChainError>>;

    /// The record with that id as it was after block `number`, which is not above this one.
    /// [`ChainError::UnknownBlock`]: it is kept no longer.
    fn read_after<'a>(&'a self, number: u32, id: &'a DidId) -> BoxFuture<'a, Result<Stored, ChainError>>;
}

/// The pallet; every event of it that has this field says that the DID changed, or may have.
const PALLET: &str = "Did";
const FIELD: &str = "did";
const MAP: &str = "Dids";

impl Source for BlockAt {
    fn number(&self) -> u32 {
        self.head().number
    }

    fn runtime(&self) -> u32 {
        self.spec_version()
    }

    fn changed(&self) -> BoxFuture<'_, Result<Option<BTreeSet<DidId>>, ChainError>> {
        async {
            let events = match self.events().await {
                Ok(events) => events,
                // Asking again gives the same.
                Err(ChainError::Undecodable { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            let ours = events.iter().filter(|event| event.pallet == PALLET);
            let named = ours.filter(|event| event.fields.iter().any(|(name, _)| name == FIELD));
            Ok(named.map(|event| event.field::<DidId>(FIELD).ok()).collect())
        }
        .boxed()
    }

    fn read<'a>(&'a self, ids: &'a [DidId]) -> BoxFuture<'a, Result<Vec<Stored>, ChainError>> {
        async {
            let keys: Vec<Vec<u8>> = ids.iter().map(|id| key(self, id)).collect::<Result<_, _>>()?;
            self.raw_many(&keys).await
        }
        .boxed()
    }

    fn read_after<'a>(&'a self, number: u32, id: &'a DidId) -> BoxFuture<'a, Result<Stored, ChainError>> {
        async move { self.raw_after(number, &key(self, id)?).await }.boxed()
    }
}

fn key(block: &BlockAt, id: &DidId) -> Result<Vec<u8>, ChainError> {
    block.storage_key(PALLET, MAP, &[id])
}
