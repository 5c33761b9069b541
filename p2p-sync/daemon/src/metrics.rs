//! What operators watch, in the OpenMetrics text format.

use prometheus_client::{
    encoding::text,
    metrics::{
        counter::Counter,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use std::sync::{Arc, Mutex, PoisonError};

/// The daemon's metrics. Clones share the values.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Ballots on disk.
    pub ballots: Gauge,
    /// Ballots that wait for a block.
    pub parked: Gauge,
    /// Submissions and gossip messages refused.
    pub refused: Counter,
    /// Seconds to verify a batch of signatures.
    pub verify_seconds: Histogram,
    /// Seconds to write a group of records and flush it to disk.
    pub persist_seconds: Histogram,
    /// Records taken off the disk because their proposals were decided long ago.
    pub records_evicted: Counter,
    /// Seconds to count a proposal.
    pub tally_seconds: Histogram,
    /// Connected peers.
    pub peers: Gauge,
    /// Messages of peers that no honest peer sends.
    pub penalties: Counter,
    /// Times that a peer was shut out for what it sent.
    pub blocks: Counter,
    /// Number of the latest finalized block followed.
    pub finalized: Gauge,
    /// 1 while the chain answers.
    pub chain_connected: Gauge,
    /// DIDs asked for.
    pub resolutions: Counter,
    /// DIDs read from the chain.
    pub did_reads: Counter,
    /// Searches of the chain for earlier versions of DIDs.
    pub did_searches: Counter,
    /// Versions of DIDs that are over and kept.
    pub did_versions: Gauge,
    /// Batches handed to the validator.
    pub batches_offered: Counter,
    /// Batches found settled in finalized blocks.
    pub batches_settled: Counter,
    registry: Arc<Mutex<Registry>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.000_25, 4.0, 10));
        let metrics = Self {
            ballots: Gauge::default(),
            parked: Gauge::default(),
            refused: Counter::default(),
            verify_seconds: seconds(),
            persist_seconds: seconds(),
            records_evicted: Counter::default(),
            tally_seconds: seconds(),
            peers: Gauge::default(),
            penalties: Counter::default(),
            blocks: Counter::default(),
            finalized: Gauge::default(),
            chain_connected: Gauge::default(),
            resolutions: Counter::default(),
            did_reads: Counter::default(),
            did_searches: Counter::default(),
            did_versions: Gauge::default(),
            batches_offered: Counter::default(),
            batches_settled: Counter::default(),
            registry: Arc::new(Mutex::new(Registry::with_prefix("cybersyn_mesh"))),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&self) {
        let mut registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        registry.register("ballots", "Ballots on disk", self.ballots.clone());
        registry.register("ballots_parked", "Ballots that wait for a block", self.parked.clone());
        registry.register("refused", "Submissions and gossip messages refused", self.refused.clone());
        registry.register("verify_seconds", "Time to verify a batch of signatures", self.verify_seconds.clone());
        registry.register(
            "persist_seconds",
            "Time to write and flush a group of records",
            self.persist_seconds.clone(),
        );
        registry.register(
            "records_evicted",
            "Records of sets decided long ago taken off the disk",
            self.records_evicted.clone(),
        );
        registry.register("tally_seconds", "Time to count a proposal", self.tally_seconds.clone());
        registry.register("peers", "Connected peers", self.peers.clone());
        registry.register("penalties", "Messages that no honest peer sends", self.penalties.clone());
        registry.register("peer_blocks", "Times that a peer was shut out", self.blocks.clone());
        registry.register("finalized_block", "Latest finalized block followed", self.finalized.clone());
        registry.register("chain_connected", "Whether the chain answers", self.chain_connected.clone());
        registry.register("did_resolutions", "DIDs asked for", self.resolutions.clone());
        registry.register("did_reads", "DIDs read from the chain", self.did_reads.clone());
        registry.register("did_searches", "Searches for earlier versions of DIDs", self.did_searches.clone());
        registry.register("did_versions", "Versions of DIDs that are over and kept", self.did_versions.clone());
        registry.register("batches_offered", "Batches handed to the validator", self.batches_offered.clone());
        registry.register("batches_settled", "Batches found in finalized blocks", self.batches_settled.clone());
    }

    /// The values as text.
    pub fn encode(&self) -> Result<String, std::fmt::Error> {
        let mut out = String::new();
        text::encode(&mut out, &self.registry.lock().unwrap_or_else(PoisonError::into_inner))?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_under_our_prefix() {
        let metrics = Metrics::default();
        metrics.ballots.set(3);
        let text = metrics.encode().unwrap();
        assert!(text.contains("cybersyn_mesh_ballots 3\n"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }
}
