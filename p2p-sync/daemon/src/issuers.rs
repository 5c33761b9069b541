//! DID documents for the verification of credentials: what the followed node says at its finalized head.

use cybersyn_chain_client::{
    BlockAt, Chain, ChainError,
    article::{Article, article},
    did_document::{Issuer, issuer},
};
use cybersyn_credentials::resolver::Documents;
use cybersyn_primitives::{Hash, did::Did};
use std::{collections::BTreeSet, time::Duration};
use tokio::sync::Mutex;

/// Most DIDs that are resolved for one request.
const DIDS_MAX: usize = 32;
/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to the chain, opened when it is needed first and again when it was lost.
pub struct Issuers {
    url: String,
    genesis: Hash,
    chain: Mutex<Option<Chain>>,
}

impl Issuers {
    /// Asks the node at `url` for DIDs of the chain with that genesis.
    pub fn new(url: String, genesis: Hash) -> Self {
        Self { url, genesis, chain: Mutex::new(None) }
    }

    /// The documents of those among `dids` that are of this chain. Those that cannot be had are left out.
    pub async fn documents<'a>(&self, dids: impl Iterator<Item = &'a String>) -> Documents {
        let dids: BTreeSet<Did> = dids.take(DIDS_MAX).filter_map(|did| did.parse().ok()).collect();
        let mut documents = Documents::default();
        if dids.is_empty() {
            return documents;
        }
        let read = async {
            let at = self.finalized().await?;
            for did in dids {
                match issuer(&at, &did).await? {
                    Issuer::Unknown => {}
                    Issuer::Deactivated => documents.deactivate(&did.to_string()),
                    Issuer::Document(document) => {
                        if let Err(error) = documents.insert(document.to_string().as_bytes()) {
                            tracing::warn!(%did, %error, "the chain holds a DID without a valid document");
                        }
                    }
                }
            }
            Ok(())
        };
        match tokio::time::timeout(PATIENCE, read).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.lost(&error).await,
            Err(_) => tracing::warn!("the node takes too long to tell DIDs"),
        }
        documents
    }

    /// The article of that number, if there ever was one.
    pub async fn article(&self, number: u32) -> Result<Option<Article>, ChainError> {
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
        tracing::warn!(%error, "DIDs cannot be resolved");
        *self.chain.lock().await = None;
    }
}
