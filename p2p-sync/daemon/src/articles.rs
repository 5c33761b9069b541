//! Articles, for what refers to them: what the followed node says at its finalized head.

use cybersyn_chain_client::{
    BlockAt, Chain, ChainError,
    article::{Article, article},
};
use cybersyn_primitives::Hash;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to the chain, opened when it is needed first and again when it was lost.
pub struct Articles {
    url: String,
    genesis: Hash,
    chain: Mutex<Option<Chain>>,
}

impl Articles {
    /// Asks the node at `url` for articles of the chain with that genesis.
    pub fn new(url: String, genesis: Hash) -> Self {
        Self { url, genesis, chain: Mutex::new(None) }
    }

    /// The article of that number, if there ever was one.
    pub async fn find(&self, number: u32) -> Result<Option<Article>, ChainError> {
        let read = async { article(&self.finalized().await?, number).await };
        let late = |_| ChainError::Lost("no answer in time".to_owned());
        let found = tokio::time::timeout(PATIENCE, read).await.map_err(late).flatten();
        if let Err(error) = &found {
            self.lost(error).await;
        }
        found
    }

    async fn finalized(&self) -> Result<BlockAt, ChainError> {
        let mut held = self.chain.lock().await;
        let chain = match &*held {
            Some(chain) => chain.clone(),
            None => held.insert(Chain::connect_to(&self.url, &self.genesis).await?).clone(),
        };
        drop(held);
        chain.finalized().await
    }

    async fn lost(&self, error: &ChainError) {
        tracing::warn!(%error, "articles cannot be read");
        *self.chain.lock().await = None;
    }
}
