//! What operators watch, in the OpenMetrics text format.

use cybersyn_primitives::peer::Capabilities;
use prometheus_client::{
    encoding::text,
    metrics::{
        counter::Counter,
        family::Family,
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
    /// Times that the chain's registry of nodes was read.
    pub registry_reads: Counter,
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
    /// Nodes that persons have registered on chain, this one left out: full peers.
    pub registered_nodes: Gauge,
    /// Of them, those with a capability.
    pub registered_nodes_with: Family<[(&'static str, &'static str); 1], Gauge>,
    /// Times that the chain answered and its registry of nodes could not be read.
    pub registry_failures: Counter,
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
            registry_reads: Counter::default(),
            penalties: Counter::default(),
            blocks: Counter::default(),
            finalized: Gauge::default(),
            chain_connected: Gauge::default(),
            resolutions: Counter::default(),
            did_reads: Counter::default(),
            did_searches: Counter::default(),
            did_versions: Gauge::default(),
            registered_nodes: Gauge::default(),
            registered_nodes_with: Family::default(),
            registry_failures: Counter::default(),
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
        registry.register("registry_reads", "Times that the registry was read", self.registry_reads.clone());
        registry.register("penalties", "Messages that no honest peer sends", self.penalties.clone());
        registry.register("peer_blocks", "Times that a peer was shut out", self.blocks.clone());
        registry.register("finalized_block", "Latest finalized block followed", self.finalized.clone());
        registry.register("chain_connected", "Whether the chain answers", self.chain_connected.clone());
        registry.register("did_resolutions", "DIDs asked for", self.resolutions.clone());
        registry.register("did_reads", "DIDs read from the chain", self.did_reads.clone());
        registry.register("did_searches", "Searches for earlier versions of DIDs", self.did_searches.clone());
        registry.register("did_versions", "Versions of DIDs that are over and kept", self.did_versions.clone());
        registry.register(
            "registered_nodes",
            "Other nodes that persons have registered",
            self.registered_nodes.clone(),
        );
        registry.register(
            "registered_nodes_with",
            "Nodes that persons have registered, by what they do for others",
            self.registered_nodes_with.clone(),
        );
        registry.register(
            "registry_failures",
            "Times that the registry was unreadable",
            self.registry_failures.clone(),
        );
        registry.register("batches_offered", "Batches handed to the validator", self.batches_offered.clone());
        registry.register("batches_settled", "Batches found in finalized blocks", self.batches_settled.clone());
    }

    /// Counts registered nodes by what they do for others.
    pub(crate) fn count_nodes(&self, nodes: impl Iterator<Item = Capabilities> + Clone) {
        let count = |nodes: usize| i64::try_from(nodes).unwrap_or(i64::MAX);
        self.registered_nodes.set(count(nodes.clone().count()));
        for name in Capabilities(u8::MAX).names() {
            let with = nodes.clone().filter(|it| it.names().any(|it| it == name)).count();
            self.registered_nodes_with.get_or_create(&[("capability", name)]).set(count(with));
        }
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
