//! The chain's state at one block.

use crate::{
    ChainError, ChainEvent,
    client::{Dialect, Methods},
    error::is_unknown_block,
    event,
};
use codec::Decode;
use cybersyn_primitives::{Hash, Millis};
use subxt::{OnlineClientAtBlock, config::substrate::H256};

/// A block's number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Blocks since genesis.
    pub number: u32,
    /// Hash of its header.
    pub hash: Hash,
}

/// A block, to be asked for its state, events and extrinsics.
#[derive(Clone)]
pub struct BlockAt {
    pub(crate) at: OnlineClientAtBlock<Dialect>,
    pub(crate) rpc: Methods,
    pub(crate) head: Head,
}

impl BlockAt {
    /// Which block this is.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The block's timestamp; 0 at genesis.
    pub async fn timestamp(&self) -> Result<Millis, ChainError> {
        Ok(self.value::<Millis>("Timestamp", "Now", &[]).await?.unwrap_or_default())
    }

    /// A constant of the runtime.
    pub fn constant<T: Decode>(&self, pallet: &str, name: &str) -> Result<T, ChainError> {
        let bytes = self.at.constants().entry_bytes((pallet, name)).map_err(|_| ChainError::no_such(pallet, name))?;
        T::decode(&mut &bytes[..]).map_err(|error| ChainError::undecodable(format!("{pallet}::{name}"), error))
    }

    /// Name and documentation of a pallet's error by its index.
    pub fn error(&self, pallet: &str, index: u8) -> Option<(String, String)> {
        let variant = self.at.metadata_ref().pallet_by_name(pallet)?.error_variant_by_index(index)?;
        Some((variant.name.clone(), variant.docs.join(" ").trim().to_owned()))
    }

    /// Pallet and name of a call, by the first bytes of its SCALE.
    pub fn name_of_call(&self, call: &[u8]) -> Option<(String, String)> {
        let [pallet, name, ..] = call else { return None };
        let pallet = self.at.metadata_ref().pallet_by_call_index(*pallet)?;
        let name = pallet.call_variant_by_index(*name)?.name.clone();
        Some((pallet.name().to_owned(), name))
    }

    /// Version of the runtime at this block.
    pub fn spec_version(&self) -> u32 {
        self.at.spec_version()
    }

    /// Asks a runtime API: `method` is `Api_method`, `arguments` their SCALE, one after the other.
    pub async fn call<T: Decode>(&self, method: &str, arguments: &[u8]) -> Result<T, ChainError> {
        let answer = self.rpc.state_call(method, Some(arguments), Some(H256(self.head.hash))).await?;
        T::decode(&mut &answer[..]).map_err(|error| ChainError::undecodable(method, error))
    }

    /// The block's events, in order.
    pub async fn events(&self) -> Result<Vec<ChainEvent>, ChainError> {
        let events = self.at.events().fetch().await.map_err(|error| match error.to_string() {
            reason if is_unknown_block(&reason) => ChainError::UnknownBlock(self.head.number.to_string()),
            reason => ChainError::Lost(reason),
        })?;
        events.iter().map(|event| event::read(event, self.at.metadata_ref())).collect()
    }
}
