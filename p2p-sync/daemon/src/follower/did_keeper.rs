//! Who else follows: DIDs are read when they are asked for, and kept as long as no block changes them. Their versions that
//! end are kept for good, for the node may forget them.

use crate::{
    dids::{Dids, KeptFile, Seen, VersionsFile},
    directory::DataDirectory,
    metrics::Metrics,
};
use anyhow::{Context, Result};
use cybersyn_chain_client::{BlockAt, Chain, ChainError};
use cybersyn_primitives::Millis;
use std::{io, sync::Arc};

/// Keeps the DIDs.
pub struct DidKeeper {
    dids: Dids,
    file: KeptFile,
    versions: VersionsFile,
    /// The operator was told what of the past cannot be answered for.
    has_warned: bool,
}

impl DidKeeper {
    /// Goes on with what an earlier run left in the data directory.
    pub fn open(directory: &DataDirectory, metrics: Metrics) -> Result<Self> {
        let (file, versions) = (KeptFile(directory.dids()), VersionsFile(directory.did_versions()));
        let kept = file.load().with_context(|| format!("cannot read {}", file.0.display()))?;
        let ended = versions.load().with_context(|| format!("cannot read {}", versions.0.display()))?;
        Ok(Self { dids: Dids::new(kept, ended, metrics), file, versions, has_warned: false })
    }

    /// The DIDs, for whoever resolves them.
    pub fn dids(&self) -> Dids {
        self.dids.clone()
    }

    /// The chain is down: what is kept is all there is.
    pub fn disconnected(&self) {
        self.dids.disconnected();
    }

    /// Moves to a newly finalized head, dated `time`, and witnesses the blocks since the last one.
    pub async fn follow(&mut self, chain: &Chain, head: &BlockAt, time: Millis) -> Result<(), ChainError> {
        self.dids.follow(Arc::new(head.clone()), time).await?;
        for number in self.dids.unseen(head.head().number) {
            if number == head.head().number {
                self.dids.witness(head, time).await?;
            } else {
                self.catch_up(chain, number).await?;
            }
        }
        self.keep_versions(false).await;
        self.warn(chain, head).await
    }

    /// Keeps what is new since it was kept last. Failing costs the next start some reading, and at worst some versions.
    pub async fn save(&self) {
        if let Some(kept) = self.dids.to_keep() {
            let file = self.file.clone();
            write("what was read of DIDs", move || file.save(&kept)).await;
        }
        self.keep_versions(true).await;
    }

    /// A block that was missed. What the node has pruned is left out; the blocks after it begin anew.
    async fn catch_up(&self, chain: &Chain, number: u32) -> Result<(), ChainError> {
        let read = async {
            let block = chain.at_number(number).await?;
            let time = block.timestamp().await?;
            Ok((block, time))
        };
        match read.await {
            Ok((block, time)) => self.dids.witness(&block, time).await,
            Err(ChainError::UnknownBlock(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn keep_versions(&self, is_last: bool) {
        let Some(kept) = self.dids.versions_to_keep(is_last) else { return };
        let file = self.versions.clone();
        write("versions of DIDs", move || file.save(&kept)).await;
    }

    /// Says once what of the past neither the daemon nor its node can tell.
    async fn warn(&mut self, chain: &Chain, head: &BlockAt) -> Result<(), ChainError> {
        if self.has_warned || head.head().number < 1 {
            return Ok(());
        }
        self.has_warned = true;
        let Some(seen) = self.dids.history_begins() else { return Ok(()) };
        match chain.at_number(1).await {
            Ok(_) => Ok(()),
            Err(ChainError::UnknownBlock(_)) => {
                tracing::warn!("{}", incomplete(seen));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn incomplete(seen: Option<Seen>) -> String {
    let from = seen.map_or_else(|| "now".to_owned(), |seen| format!("block {}", seen.from));
    format!(
        "the node has pruned the past, and this daemon knows all versions of DIDs only from {from} on: for others that \
         nobody saw here it answers FEATURE_NOT_SUPPORTED. A resolver that must answer for all the past needs a node \
         with --state-pruning archive"
    )
}

async fn write(what: &str, save: impl FnOnce() -> io::Result<()> + Send + 'static) {
    match tokio::task::spawn_blocking(save).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "{what} could not be saved"),
        Err(error) => tracing::warn!(%error, "saving {what} was interrupted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_hears_from_when_on_and_what_would_help() {
        let text = incomplete(Some(Seen { from: 1_234, through: 2_000 }));
        assert!(text.contains("from block 1234 on") && text.contains("--state-pruning archive"), "{text}");
    }
}
