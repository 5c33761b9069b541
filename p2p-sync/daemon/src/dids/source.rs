//! Where DIDs are read: the state of a finalized block, and of the blocks before it.

use super::record;
use cybersyn_chain_client::{
    BlockAt, ChainError,
    did::{LINKS, PALLET, RECORDS},
};
use cybersyn_primitives::DidId;
use futures::future::{BoxFuture, FutureExt};
use std::collections::BTreeSet;

/// A DID in the bytes of [`super::record`], if there is one.
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

/// Every event of the pallet that has this field says that the DID changed, or may have.
const FIELD: &str = "did";

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
            let places: Vec<[Vec<u8>; 2]> = ids.iter().map(|id| places(self, id)).collect::<Result<_, _>>()?;
            Ok(record::joined_all(self.raw_many(&places.concat()).await?))
        }
        .boxed()
    }

    fn read_after<'a>(&'a self, number: u32, id: &'a DidId) -> BoxFuture<'a, Result<Stored, ChainError>> {
        async move {
            let found = self.raw_after(number, &places(self, id)?).await?;
            Ok(record::joined_all(found).into_iter().next().flatten())
        }
        .boxed()
    }
}

/// Where a DID's record and links lie.
fn places(block: &BlockAt, id: &DidId) -> Result<[Vec<u8>; 2], ChainError> {
    Ok([block.storage_key(PALLET, RECORDS, &[id])?, block.storage_key(PALLET, LINKS, &[id])?])
}
