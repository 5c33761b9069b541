//! What a network is started with.

use cybersyn_primitives::Hash;
use libp2p::{Multiaddr, identity::Keypair};
use std::time::Duration;

/// Everything [`crate::Network::start`] needs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The chain's genesis hash: part of every protocol name.
    pub genesis: Hash,
    /// The node's identity.
    pub key: Keypair,
    /// Addresses to listen on, e.g. `/ip4/0.0.0.0/udp/4101/quic-v1` and `/ip4/0.0.0.0/tcp/4101`.
    pub listen: Vec<Multiaddr>,
    /// Addresses under which others reach this node although it does not listen on them (behind NAT or a proxy).
    pub external: Vec<Multiaddr>,
    /// Tried in this order, redialled for ever when lost. With `/p2p/<peer id>` where it is known.
    pub bootstraps: Vec<Multiaddr>,
    /// Addresses of peers met earlier ([`crate::Network::known_addresses`]), tried while connections are too few.
    pub remembered: Vec<Multiaddr>,
    /// Whether to announce and look for peers on the local network.
    pub mdns: bool,
    /// Bounds.
    pub limits: Limits,
    /// Pace of redialling.
    pub redial: Backoff,
}

impl Config {
    /// A configuration that listens nowhere and knows nobody yet.
    pub fn new(genesis: Hash, key: Keypair) -> Self {
        Self {
            genesis,
            key,
            listen: Vec::new(),
            external: Vec::new(),
            bootstraps: Vec::new(),
            remembered: Vec::new(),
            mdns: false,
            limits: Limits::default(),
            redial: Backoff::default(),
        }
    }
}

/// Bounds on what peers may occupy. Counts unless the name says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Below this many peers the node looks for more (DESIGN section 2, mesh safety).
    pub peers_wanted: usize,
    /// Established connections.
    pub connections_max: u32,
    /// Established connections that others opened; the rest stays free for peers of our own choice.
    pub connections_inbound_max: u32,
    /// Peers among those that others opened connections of, which no person has registered on chain
    /// ([`crate::Network::know`]).
    pub light_inbound_max: usize,
    /// Peers in one /24 (IPv4) or /48 (IPv6); LAN and loopback are exempt (DESIGN section 2, mesh safety).
    pub peers_per_subnet_max: usize,
    /// Gossip messages waiting for a verdict.
    pub validations_max: usize,
    /// Bytes of gossip waiting for a verdict.
    pub validation_bytes_max: usize,
    /// Gossip messages of one full peer waiting for a verdict.
    pub validations_per_peer_max: usize,
    /// Gossip messages of one light peer waiting for a verdict.
    pub validations_per_light_max: usize,
    /// Unanswered requests of one full peer to us.
    pub requests_per_peer_max: usize,
    /// Unanswered requests of one light peer to us, and of us to one peer.
    pub requests_per_light_max: usize,
    /// Time for a request to be answered.
    pub request_timeout: Duration,
    /// A connection that nothing uses is closed after this.
    pub idle_timeout: Duration,
    /// Commands waiting for the event loop.
    pub commands_max: usize,
    /// Events waiting for the application.
    pub events_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            peers_wanted: 8,
            connections_max: 128,
            connections_inbound_max: 96,
            light_inbound_max: 64,
            peers_per_subnet_max: 2,
            validations_max: 1_024,
            validation_bytes_max: 32 * 1024 * 1024,
            validations_per_peer_max: 256,
            validations_per_light_max: 64,
            requests_per_peer_max: 8,
            requests_per_light_max: 4,
            request_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(3_600),
            commands_max: 256,
            events_max: 1_024,
        }
    }
}

/// Waiting times between attempts: `first`, then twice as long each time, up to `max`.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// After the first failure.
    pub first: Duration,
    /// Never longer than this.
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), max: Duration::from_secs(60) }
    }
}

impl Backoff {
    /// The waiting time after `failures` failures in a row (at least one).
    pub(crate) fn after(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(16);
        self.first.saturating_mul(1 << doublings).min(self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_its_maximum() {
        let backoff = Backoff { first: Duration::from_secs(1), max: Duration::from_secs(60) };
        let seconds: Vec<u64> = [1, 2, 3, 6, 7, 1_000].iter().map(|n| backoff.after(*n).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60]);
    }
}
