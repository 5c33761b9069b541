//! The chain's registry of nodes, told to network and heart from time to time: whom persons have registered, and where newcomers
//! begin, without DNS.

use crate::registered::Registered;
use cybersyn_chain_client::{Backoff, Chain, ChainError};
use cybersyn_mesh_core::{Event, FullPeers, Peer};
use cybersyn_mesh_net::{Multiaddr, Network, PeerId, Registry};
use cybersyn_primitives::{
    Hash, Millis,
    hash::blake2_256,
    node::Entry,
    peer::{Capabilities, PeerKey},
};
use std::{collections::HashMap, time::Duration};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How often the registry is read.
const INTERVAL: Duration = Duration::from_secs(600);
/// Longest wait after a failure.
const RETRY_MAX: Duration = Duration::from_secs(60);
/// Most nodes that are read.
const NODES_MAX: usize = 100_000;
/// Most bootstraps that are told to the network, each with one address.
const BOOTSTRAPS_MAX: usize = 64;

/// Reads the registry.
pub struct Registrar {
    url: String,
    genesis: Hash,
    network: Network,
    registered: Registered,
    heart: mpsc::Sender<Event>,
}

/// What the registry says.
#[derive(Debug, Default, PartialEq)]
struct Read {
    registry: Registry,
    capabilities: HashMap<PeerId, Capabilities>,
}

impl Registrar {
    /// Reads from the node at `url`, if it is of the chain with that genesis hash.
    pub fn new(
        url: String,
        genesis: Hash,
        network: Network,
        registered: Registered,
        heart: mpsc::Sender<Event>,
    ) -> Self {
        Self { url, genesis, network, registered, heart }
    }

    /// Tells network and heart until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut backoff = Backoff::new(RETRY_MAX);
        let mut has_warned = false;
        loop {
            let read = tokio::select! {
                () = stop.cancelled() => return,
                read = self.read() => read,
            };
            let wait = match read {
                Ok(Read { registry, capabilities }) => {
                    tracing::debug!(
                        full = registry.full.len(),
                        bootstraps = registry.bootstraps.len(),
                        "nodes on chain"
                    );
                    self.registered.replace(capabilities);
                    has_warned = false;
                    self.registered.metrics.registry_reads.inc();
                    let full = Event::FullPeers(full_peers(&registry));
                    if self.network.know(registry).await.is_err() || self.heart.send(full).await.is_err() {
                        return;
                    }
                    backoff = Backoff::new(RETRY_MAX);
                    INTERVAL
                }
                Err(error) => {
                    has_warned = self.report(&error, has_warned);
                    backoff.next_delay()
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// An outage is told by the follower. A registry that cannot be read is a fault that lasts: it is told once, and counted.
    fn report(&self, error: &ChainError, has_warned: bool) -> bool {
        if error.is_connection() {
            tracing::debug!(%error, "the registry of nodes cannot be read; what is known of it stands");
            return has_warned;
        }
        self.registered.metrics.registry_failures.inc();
        if !has_warned {
            tracing::warn!(
                %error,
                "the chain's registry of nodes cannot be read; what is known of it stands. Is this version made for the \
                 chain's runtime?"
            );
        }
        true
    }

    async fn read(&self) -> Result<Read, ChainError> {
        let chain = Chain::connect_to(&self.url, &self.genesis).await?;
        let head = chain.finalized().await?;
        let now = head.timestamp().await?;
        let entries = head.entries::<Entry>("Mesh", "Peers", &[], NODES_MAX).await?;
        let nodes = entries.into_iter().filter_map(|entry| Some((entry.key_part(0)?, entry.value)));
        Ok(say(nodes.collect(), now, self.network.local_peer()))
    }
}

/// What the entries in force at `now` say to the node `local`.
///
/// Of more bootstraps than are wanted each node takes others, by a hash over both: who registers many nodes surrounds
/// nobody by being first.
fn say(nodes: Vec<(PeerKey, Entry)>, now: Millis, local: PeerId) -> Read {
    let in_force = nodes.into_iter().filter(|(_, entry)| !entry.has_ended(now));
    let known = in_force.filter_map(|(key, entry)| Some((peer_id(&key)?, entry)));
    let others: Vec<(PeerId, Entry)> = known.filter(|(peer, _)| *peer != local).collect();
    let introduce = others.iter().filter(|(_, entry)| entry.is_bootstrap());
    let mut bootstraps: Vec<(Hash, Multiaddr)> =
        introduce.filter_map(|(peer, entry)| Some((order(&local, peer), address(*peer, entry)?))).collect();
    bootstraps.sort_unstable_by_key(|(order, _)| *order);
    bootstraps.truncate(BOOTSTRAPS_MAX);
    let registry = Registry {
        full: others.iter().map(|(peer, _)| *peer).collect(),
        bootstraps: bootstraps.into_iter().map(|(_, address)| address).collect(),
    };
    Read { registry, capabilities: others.into_iter().map(|(peer, entry)| (peer, entry.capabilities)).collect() }
}

/// The full peers by their names in the heart.
fn full_peers(registry: &Registry) -> FullPeers {
    FullPeers::new(registry.full.iter().map(|peer| Peer::of(&peer.to_bytes())).collect())
}

fn order(local: &PeerId, peer: &PeerId) -> Hash {
    blake2_256(&[local.to_bytes(), peer.to_bytes()].concat())
}

fn peer_id(key: &PeerKey) -> Option<PeerId> {
    PeerId::from_bytes(&cybersyn_primitives::peer::PeerId(*key).to_bytes()).ok()
}

/// The node's best address that this library can read, with the node's peer id.
fn address(peer: PeerId, entry: &Entry) -> Option<Multiaddr> {
    let readable = |bytes: &[u8]| Multiaddr::try_from(bytes.to_vec()).ok();
    let address = entry.addresses.iter().find_map(|address| readable(address))?;
    // An address that names another node is none of this one.
    address.with_p2p(peer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::node::Address;

    const NOW: Millis = 1_000;

    /// `/ip4/192.0.2.<last>/tcp/4101`, of a node whose entry ends then.
    fn entry(last: u8, expires: Millis) -> Entry {
        let address = Address::try_from(vec![4, 192, 0, 2, last, 6, 0x10, 0x05]).unwrap();
        Entry {
            citizen: 1,
            capabilities: Capabilities::BOOTSTRAP,
            addresses: vec![address].try_into().unwrap(),
            since: 1,
            expires,
        }
    }

    fn plain(expires: Millis) -> Entry {
        Entry { capabilities: Capabilities::NONE, addresses: Default::default(), ..entry(1, expires) }
    }

    /// The public key of a node: a point of the curve.
    fn key(number: u8) -> PeerKey {
        let pair = libp2p_key(number);
        pair.public().try_into_ed25519().unwrap().to_bytes()
    }

    fn libp2p_key(number: u8) -> cybersyn_mesh_net::Keypair {
        cybersyn_mesh_net::Keypair::ed25519_from_bytes([number; 32]).unwrap()
    }

    fn local() -> PeerId {
        peer_id(&key(99)).unwrap()
    }

    fn registry(nodes: Vec<(PeerKey, Entry)>, now: Millis, local: PeerId) -> Registry {
        say(nodes, now, local).registry
    }

    #[test]
    fn what_nodes_do_for_others_is_known() {
        let relay = Entry { capabilities: Capabilities::RELAY, ..plain(NOW + 1) };
        let known = say(vec![(key(1), entry(7, NOW + 1)), (key(2), relay), (key(3), plain(NOW))], NOW, local());
        let [first, second] = [1, 2].map(|number| peer_id(&key(number)).unwrap());
        let expected = HashMap::from([(first, Capabilities::BOOTSTRAP), (second, Capabilities::RELAY)]);
        assert_eq!(known.capabilities, expected);
    }

    #[test]
    fn who_does_not_introduce_newcomers_is_not_dialled_for_it() {
        let relay = Entry { capabilities: Capabilities::RELAY, ..entry(7, NOW + 1) };
        assert_eq!(registry(vec![(key(1), relay)], NOW, local()).bootstraps, []);
    }

    #[test]
    fn registered_nodes_are_full_peers_and_bootstraps_are_found_by_address() {
        let known = registry(vec![(key(1), entry(7, NOW + 1)), (key(2), plain(NOW + 1))], NOW, local());
        let [first, second] = [1, 2].map(|number| peer_id(&key(number)).unwrap());
        assert_eq!(known.full, [first, second].into());
        let expected: Multiaddr = format!("/ip4/192.0.2.7/tcp/4101/p2p/{first}").parse().unwrap();
        assert_eq!(known.bootstraps, [expected]);
    }

    #[test]
    fn the_heart_knows_full_peers_by_its_own_names() {
        let full = full_peers(&registry(vec![(key(1), plain(NOW + 1))], NOW, local()));
        let name = |number| Peer::of(&peer_id(&key(number)).unwrap().to_bytes());
        assert!(!full.is_light(&name(1)) && full.is_light(&name(2)));
    }

    #[test]
    fn who_has_ended_and_ourselves_are_left_out() {
        let known = registry(vec![(key(1), entry(7, NOW)), (key(99), entry(8, NOW + 1))], NOW, local());
        assert_eq!(known, Registry::default());
    }

    #[test]
    fn an_address_of_another_node_is_not_dialled() {
        let other = peer_id(&key(5)).unwrap();
        let mut entry = entry(7, NOW + 1);
        let foreign: Multiaddr = format!("/ip4/192.0.2.7/tcp/4101/p2p/{other}").parse().unwrap();
        entry.addresses = vec![Address::try_from(foreign.to_vec()).unwrap()].try_into().unwrap();
        assert_eq!(registry(vec![(key(1), entry)], NOW, local()).bootstraps, []);
    }

    #[test]
    fn of_many_bootstraps_each_node_takes_others() {
        let nodes: Vec<_> = (1..=200).filter(|n| *n != 99).map(|n| (key(n), entry(n, NOW + 1))).collect();
        let one = registry(nodes.clone(), NOW, local()).bootstraps;
        let other = registry(nodes, NOW, peer_id(&key(201)).unwrap()).bootstraps;
        assert_eq!((one.len(), other.len()), (BOOTSTRAPS_MAX, BOOTSTRAPS_MAX));
        assert_ne!(one, other);
    }
}
