//! Follows the chain's finalized state and tells the event loop what changed.
//!
//! It connects, reads what the mesh needs at each finalized block, collects the settled batches of every block since
//! the last one followed, and connects again when the node goes away. It never decides anything.

mod did_keeper;
mod known;
mod read;
mod snapshot;

pub use did_keeper::DidKeeper;
pub use known::Known;
pub use snapshot::{Snapshot, SnapshotFile};

use cybersyn_chain_client::{Backoff, BlockAt, Chain, ChainError};
use cybersyn_mesh_core::{SettledBatch, ViewUpdate};
use cybersyn_primitives::{Hash, ledger::Ledger};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// Longest wait between two attempts to connect.
const RECONNECT_MAX: Duration = Duration::from_secs(3);
/// Without a finalized block for so long the node is asked whether it lives.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// Blocks scanned for batches before what was found is handed on.
const SCAN_BLOCKS_MAX: u32 = 256;
/// How often what is known is saved, besides at once when there is a new proposal or voter.
const SAVE_INTERVAL: Duration = Duration::from_secs(30);
/// Batches handed on at once while catching up; each holds up to 2,048 ballots.
const SCAN_BATCHES_MAX: usize = 16;

/// What the follower tells.
#[derive(Debug)]
pub enum Followed {
    /// The node answers.
    Connected,
    /// The node does not answer; the reason is for the log.
    Disconnected(String),
    /// The finalized head moved, or batches of blocks before it were found.
    Update {
        /// For the heart.
        update: Box<ViewUpdate>,
        /// All batches up to this block have been handed on.
        scanned: u32,
    },
}

/// The follower's own state.
pub struct Follower {
    url: String,
    genesis: Hash,
    known: Known,
    scanned: Option<u32>,
    tell: mpsc::Sender<Followed>,
    durable: watch::Receiver<Option<u32>>,
    saved: Instant,
    file: SnapshotFile,
    dids: DidKeeper,
}

impl Follower {
    /// Follows the chain at `url` from where the `snapshot` ends. `durable` says up to which block all batches told are
    /// on disk; no more than that is saved as done.
    pub fn new(
        url: String,
        snapshot: Snapshot,
        file: SnapshotFile,
        tell: mpsc::Sender<Followed>,
        durable: watch::Receiver<Option<u32>>,
        dids: DidKeeper,
    ) -> Self {
        let Snapshot { genesis, scanned, known } = snapshot;
        Self { url, genesis, known, scanned, tell, durable, saved: Instant::now(), file, dids }
    }

    /// Follows until `stop`; then saves what is known.
    pub async fn run(mut self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.follow_for_ever() => {}
        }
        self.save().await;
        self.dids.save().await;
    }

    async fn follow_for_ever(&mut self) {
        let mut backoff = Backoff::new(RECONNECT_MAX);
        while !self.tell.is_closed() {
            let Err(error) = self.follow(&mut backoff).await else { return };
            let delay = backoff.next_delay();
            tracing::warn!(%error, retry_in = ?delay, "the chain cannot be followed; the mesh goes on without it");
            self.dids.disconnected();
            self.save().await;
            self.dids.save().await;
            if self.tell.send(Followed::Disconnected(error.to_string())).await.is_err() {
                return;
            }
            tokio::time::sleep(delay).await;
        }
    }

    /// One connection's life. Ok: nobody listens any more.
    async fn follow(&mut self, backoff: &mut Backoff) -> Result<(), ChainError> {
        let chain = Chain::connect_to(&self.url, &self.genesis).await?;
        let mut heads = chain.heads().await?;
        let head = chain.finalized().await?;
        if self.tell.send(Followed::Connected).await.is_err() {
            return Ok(());
        }
        tracing::info!(url = self.url, finalized = head.head().number, "following the chain");
        if head.head().number < self.known.number {
            tracing::warn!(
                followed = self.known.number,
                "the node's finalized head is behind what was followed before; nothing moves until it has caught up"
            );
        }
        self.known.forget_proposals();
        if !self.advance(&chain, &head).await? {
            return Ok(());
        }
        backoff.reset();
        loop {
            match tokio::time::timeout(SILENCE_MAX, heads.next()).await {
                Ok(Some(block)) => {
                    if !self.advance(&chain, &block?).await? {
                        return Ok(());
                    }
                }
                Ok(None) => return Err(ChainError::Lost("the subscription ended".to_owned())),
                Err(_) => chain.ping().await?,
            }
            if self.tell.is_closed() {
                return Ok(());
            }
        }
    }

    /// Moves to a newly finalized head, all of it. False: nobody listens any more.
    async fn advance(&mut self, chain: &Chain, block: &BlockAt) -> Result<bool, ChainError> {
        if !self.advance_view(chain, block).await? {
            return Ok(false);
        }
        self.dids.follow(chain, block, self.known.time).await?;
        Ok(true)
    }

    async fn advance_view(&mut self, chain: &Chain, block: &BlockAt) -> Result<bool, ChainError> {
        let head = block.head().number;
        if head <= self.known.number && self.scanned.is_some_and(|scanned| head <= scanned) {
            return Ok(true);
        }
        let Some(batches) = self.catch_up(chain, head).await? else { return Ok(false) };
        let proposals = self.known.ledgers.len();
        let mut update = self.known.advance(block).await?;
        update.settled = batches;
        self.scanned = Some(head);
        // A ballot is acknowledged only on what the next start will know, even if there is no chain to ask then.
        let judges_by_it = self.known.ledgers.len() > proposals || !update.roll.is_empty();
        if judges_by_it || self.saved.elapsed() >= SAVE_INTERVAL {
            self.save().await;
        }
        Ok(self.tell.send(Followed::Update { update: Box::new(update), scanned: head }).await.is_ok())
    }

    /// Collects the batches of every block after the last one scanned up to `head`; hands full loads on in between.
    /// None: nobody listens any more.
    async fn catch_up(&mut self, chain: &Chain, head: u32) -> Result<Option<Vec<SettledBatch>>, ChainError> {
        if self.scanned.is_none() && !has_batches(chain).await? {
            return Ok(Some(Vec::new()));
        }
        let first = self.scanned.map_or(1, |scanned| scanned.saturating_add(1));
        let mut batches = Vec::new();
        let mut missing = 0u32;
        for number in first..=head {
            match batches_of(chain, number).await {
                Ok(found) => batches.extend(found),
                Err(ChainError::UnknownBlock(_)) => missing = missing.saturating_add(1),
                // Asking again gives the same: the mesh goes on, an audit will name what is missing.
                Err(error @ (ChainError::BatchDiffers { .. } | ChainError::Undecodable { .. })) => {
                    tracing::error!(block = number, %error, "the batches of a block cannot be rebuilt");
                }
                Err(error) => return Err(error),
            }
            let scanned_enough = number.saturating_sub(first) % SCAN_BLOCKS_MAX == SCAN_BLOCKS_MAX - 1;
            if number < head && (batches.len() >= SCAN_BATCHES_MAX || scanned_enough) {
                if !self.hand_on(std::mem::take(&mut batches), number).await {
                    return Ok(None);
                }
                tracing::info!(block = number, head, "catching up with settled batches");
            }
        }
        if missing > 0 {
            tracing::warn!(
                missing,
                "the node has pruned blocks since the last one followed; their batches are missing"
            );
        }
        Ok(Some(batches))
    }

    /// A save that fails costs the next start some reading, nothing else.
    async fn save(&mut self) {
        self.saved = Instant::now();
        if self.known.number == 0 {
            return;
        }
        let snapshot = Snapshot { genesis: self.genesis, scanned: *self.durable.borrow(), known: self.known.clone() };
        let file = self.file.clone();
        match tokio::task::spawn_blocking(move || file.save(&snapshot)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "what is known of the chain could not be saved"),
            Err(error) => tracing::warn!(%error, "saving what is known of the chain was interrupted"),
        }
    }

    async fn hand_on(&mut self, settled: Vec<SettledBatch>, scanned: u32) -> bool {
        self.scanned = Some(scanned);
        let (number, time) = (self.known.number, self.known.time);
        let update = Box::new(ViewUpdate { number, time, settled, ..ViewUpdate::default() });
        self.tell.send(Followed::Update { update, scanned }).await.is_ok()
    }
}

/// Whether any batch was ever settled.
async fn has_batches(chain: &Chain) -> Result<bool, ChainError> {
    let head = chain.finalized().await?;
    let mut from = None;
    loop {
        let page = head.page::<Ledger>("Ballots", "Ledgers", &[], from).await?;
        if page.entries.iter().any(|entry| entry.value.log.count > 0) {
            return Ok(true);
        }
        let Some(next) = page.next else { return Ok(false) };
        from = Some(next);
    }
}

async fn batches_of(chain: &Chain, number: u32) -> Result<Vec<SettledBatch>, ChainError> {
    let batches = chain.at_number(number).await?.settled_batches().await?;
    let kept = |batch: cybersyn_chain_client::SettledBatch| SettledBatch {
        proposal: batch.proposal,
        index: batch.index,
        block: batch.block,
        number,
        ballots: batch.ballots,
    };
    Ok(batches.into_iter().map(kept).collect())
}
