//! One connection to a node.

use crate::{
    ChainError, anchor,
    block::{BlockAt, Head},
    error::is_unknown_block,
    proven::ProvenState,
};
use cybersyn_primitives::Hash;
use std::{sync::Arc, time::Duration};
use subxt::{
    OnlineClient, SubstrateConfig,
    backend::LegacyBackend,
    config::{RpcConfigFor, substrate::H256},
    rpcs::{RpcClient, client::rpc_params, methods::LegacyRpcMethods},
};

/// The chain speaks the plain Substrate dialect: BLAKE2b-256, `MultiAddress`, `MultiSignature`.
pub(crate) type Dialect = SubstrateConfig;
pub(crate) type Methods = LegacyRpcMethods<RpcConfigFor<Dialect>>;

/// How long connecting and a sign of life may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to a node. Clones share it. When it is lost every call fails with [`ChainError::Lost`]; connect again
/// then, with [`crate::Backoff`] between attempts.
#[derive(Clone)]
pub struct Chain {
    pub(crate) client: OnlineClient<Dialect>,
    pub(crate) rpc: Methods,
    raw: RpcClient,
    genesis: Hash,
}

impl Chain {
    /// Connects to the node at `url` (`ws://127.0.0.1:9944`).
    pub async fn connect(url: &str) -> Result<Self, ChainError> {
        let unreachable = |reason: String| ChainError::Unreachable { url: url.to_owned(), reason };
        tokio::time::timeout(ANSWER_TIMEOUT, Self::open(url))
            .await
            .map_err(|_| unreachable("no answer in 10 seconds".to_owned()))?
            .map_err(unreachable)
    }

    /// Connects, and refuses another chain than the one with that genesis.
    pub async fn connect_to(url: &str, genesis: &Hash) -> Result<Self, ChainError> {
        let chain = Self::connect(url).await?;
        if chain.genesis != *genesis {
            return Err(ChainError::OtherChain { expected: *genesis, found: chain.genesis });
        }
        Ok(chain)
    }

    async fn open(url: &str) -> Result<Self, String> {
        let raw = RpcClient::from_insecure_url(url).await.map_err(|error| error.to_string())?;
        let rpc = Methods::new(raw.clone());
        let backend = Arc::new(LegacyBackend::<Dialect>::builder().build(raw.clone()));
        let client = OnlineClient::<Dialect>::from_backend_with_config(SubstrateConfig::new(), backend)
            .await
            .map_err(|error| error.to_string())?;
        let genesis = client.genesis_hash().0;
        Ok(Self { client, rpc, raw, genesis })
    }

    /// The genesis hash: it names the chain, and it is under every citizen's signature.
    pub fn genesis(&self) -> Hash {
        self.genesis
    }

    /// The latest finalized block.
    pub async fn finalized(&self) -> Result<BlockAt, ChainError> {
        let hash = self.rpc.chain_get_finalized_head().await?;
        self.at(hash.0).await
    }

    /// The latest finalized block that the node can prove: by GRANDPA's votes, from the genesis hash on. Takes a node that
    /// has the state of genesis and, where the validators have changed, the states between.
    pub async fn proven(&self) -> Result<ProvenState, ChainError> {
        anchor::anchor(&self.raw, self.genesis).await
    }

    /// The state of the block with that hash, every value with proof; whether the block is final is not asked.
    pub async fn state_of(&self, hash: Hash) -> Result<ProvenState, ChainError> {
        ProvenState::of(&self.rpc, hash).await
    }

    /// Number and hash of the latest finalized block, as the node says.
    pub async fn finalized_head(&self) -> Result<Head, ChainError> {
        Ok(self.state_of(self.rpc.chain_get_finalized_head().await?.0).await?.head())
    }

    /// What the node calls itself in the chain's network: two addresses of one node have one peer id.
    pub async fn peer_id(&self) -> Result<String, ChainError> {
        Ok(self.raw.request("system_localPeerId", rpc_params![]).await?)
    }

    /// The best block, which may still be replaced.
    pub async fn best(&self) -> Result<BlockAt, ChainError> {
        let hash = self.rpc.chain_get_block_hash(None).await?;
        let hash = hash.ok_or_else(|| ChainError::UnknownBlock("best".to_owned()))?;
        self.at(hash.0).await
    }

    /// The block with that hash.
    pub async fn at(&self, hash: Hash) -> Result<BlockAt, ChainError> {
        let header = self.rpc.chain_get_header(Some(H256(hash))).await?;
        let header = header.ok_or_else(|| ChainError::UnknownBlock(format!("0x{}", hex::encode(hash))))?;
        self.view(u32::try_from(header.number).unwrap_or(u32::MAX), hash).await
    }

    /// The block of that number on the best chain; the finalized one if it is not above the finalized head.
    pub async fn at_number(&self, number: u32) -> Result<BlockAt, ChainError> {
        self.view(number, self.hash_of(number).await?).await
    }

    /// Hash of the block of that number on the best chain, as the node says.
    pub async fn hash_of(&self, number: u32) -> Result<Hash, ChainError> {
        let asked = subxt::rpcs::methods::legacy::NumberOrHex::Number(number.into());
        let hash = self.rpc.chain_get_block_hash(Some(asked)).await?;
        Ok(hash.ok_or_else(|| ChainError::UnknownBlock(number.to_string()))?.0)
    }

    /// Every finalized block from now on, in order, without gaps.
    pub async fn heads(&self) -> Result<Heads, ChainError> {
        let blocks = self.client.stream_blocks().await.map_err(|error| ChainError::Lost(error.to_string()))?;
        Ok(Heads { blocks, chain: self.clone() })
    }

    /// Whether the node answers within 10 seconds.
    pub async fn ping(&self) -> Result<(), ChainError> {
        let health = tokio::time::timeout(ANSWER_TIMEOUT, self.rpc.system_health());
        health.await.map_err(|_| ChainError::Lost("no answer in 10 seconds".to_owned()))??;
        Ok(())
    }

    pub(crate) async fn view(&self, number: u32, hash: Hash) -> Result<BlockAt, ChainError> {
        let at = self.client.at_block_hash_and_number(H256(hash), number.into()).await;
        let at = at.map_err(|error| match error {
            error if is_unknown_block(&error.to_string()) => ChainError::UnknownBlock(number.to_string()),
            error => ChainError::Lost(error.to_string()),
        })?;
        Ok(BlockAt { at, rpc: self.rpc.clone(), head: Head { number, hash } })
    }
}

/// A subscription to finalized blocks.
pub struct Heads {
    blocks: subxt::client::Blocks<Dialect>,
    chain: Chain,
}

impl Heads {
    /// The next finalized block. None or an error: the connection is lost, connect and subscribe again.
    pub async fn next(&mut self) -> Option<Result<BlockAt, ChainError>> {
        match self.blocks.next().await? {
            Ok(block) => {
                let number = u32::try_from(block.number()).unwrap_or(u32::MAX);
                Some(self.chain.view(number, block.hash().0).await)
            }
            Err(error) => Some(Err(ChainError::Lost(error.to_string()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_send<T: Send>(_: &T) {}

    #[tokio::test]
    async fn a_node_that_is_not_there_is_named() {
        // Port 9 (discard) is closed on every machine that runs tests.
        let Err(error) = Chain::connect("ws://127.0.0.1:9").await else { panic!("something answers at port 9") };
        assert!(error.is_connection());
        assert!(error.to_string().starts_with("no node answers at ws://127.0.0.1:9"), "{error}");
    }

    #[test]
    fn following_can_be_spawned() {
        fn check(block: &BlockAt, heads: &mut Heads) {
            is_send(&block.settled_batches());
            is_send(&block.page::<u32>("", "", &[], None));
            is_send(&heads.next());
        }
        let _compiles = check;
    }
}
