//! Block headers that are what their hash says.

use crate::{ChainError, client::Methods};
use codec::{Decode, Encode};
use cybersyn_primitives::{Hash, hash::blake2_256};
use subxt::config::substrate::{DigestItem, H256, SubstrateHeader};

/// A header.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Header(SubstrateHeader<H256>);

impl Header {
    /// Asks for the header of the block with that hash; a header that does not hash to it is refused.
    pub async fn fetch(rpc: &Methods, hash: Hash) -> Result<Self, ChainError> {
        let named = || format!("0x{}", hex::encode(hash));
        let header = rpc.chain_get_header(Some(H256(hash))).await?;
        let header = Self(header.ok_or_else(|| ChainError::UnknownBlock(named()))?);
        if header.hash() != hash || header.0.number > u32::MAX.into() {
            return Err(ChainError::disproved(format!("the header of block {}", named()), "it has another hash"));
        }
        Ok(header)
    }

    /// The block's hash.
    pub fn hash(&self) -> Hash {
        blake2_256(&self.0.encode())
    }

    /// The block's number.
    pub fn number(&self) -> u32 {
        u32::try_from(self.0.number).unwrap_or(u32::MAX)
    }

    /// Hash of the block before.
    pub fn parent(&self) -> Hash {
        self.0.parent_hash.0
    }

    /// Root of the state after the block.
    pub fn state_root(&self) -> Hash {
        self.0.state_root.0
    }

    /// What the runtime tells that consensus engine in this block.
    pub fn consensus(&self, engine: [u8; 4]) -> impl Iterator<Item = &[u8]> {
        self.0.digest.logs.iter().filter_map(move |item| match item {
            DigestItem::Consensus(of, log) if *of == engine => Some(log.as_slice()),
            _ => None,
        })
    }
}

#[cfg(test)]
impl Header {
    /// A header with those messages of the runtime's to consensus engines.
    pub fn new(number: u32, parent: Hash, state_root: Hash, messages: Vec<([u8; 4], Vec<u8>)>) -> Self {
        let logs = messages.into_iter().map(|(engine, log)| DigestItem::Consensus(engine, log)).collect();
        Self(SubstrateHeader {
            parent_hash: H256(parent),
            number: number.into(),
            state_root: H256(state_root),
            extrinsics_root: H256([0; 32]),
            digest: subxt::config::substrate::Digest { logs },
        })
    }

    /// As a node shows it.
    pub fn json(&self) -> serde_json::Value {
        serde_json::to_value(&self.0).unwrap()
    }
}
