//! The behaviours that one swarm is made of.

use crate::{
    Config, StartError,
    gossip::{Gossip, gossip},
    peer_guard::PeerGuard,
    sync_codec::SyncCodec,
    topic::Names,
};
use libp2p::{
    connection_limits::{self, ConnectionLimits},
    identify, kad, mdns, ping,
    request_response::{self, ProtocolSupport},
    swarm::{NetworkBehaviour, behaviour::toggle::Toggle},
};
use std::time::Duration;

/// Connections to one peer: both sides may dial at once, by both transports.
const CONNECTIONS_PER_PEER_MAX: u32 = 4;
/// Handshakes under way in one direction.
const HANDSHAKES_MAX: u32 = 32;

/// Guard and limits come first: what they refuse, the others never see.
#[derive(NetworkBehaviour)]
pub(crate) struct Behaviour {
    pub guard: PeerGuard,
    pub limits: connection_limits::Behaviour,
    pub identify: identify::Behaviour,
    pub ping: ping::Behaviour,
    pub kademlia: kad::Behaviour<kad::store::MemoryStore>,
    pub mdns: Toggle<mdns::tokio::Behaviour>,
    pub gossip: Gossip,
    pub sync: request_response::Behaviour<SyncCodec>,
}

impl Behaviour {
    pub fn new(config: &Config, names: &Names) -> Result<Self, StartError> {
        Ok(Self {
            guard: PeerGuard::new(config.limits.peers_per_subnet_max, config.limits.light_inbound_max),
            limits: connection_limits::Behaviour::new(connection_limits(config)),
            identify: identify::Behaviour::new(identify_config(config, names)),
            ping: ping::Behaviour::default(),
            kademlia: kademlia(config, names)?,
            mdns: mdns(config)?,
            gossip: gossip().map_err(|reason| StartError::Setup { part: "gossip", reason })?,
            sync: sync(config, names)?,
        })
    }
}

fn connection_limits(config: &Config) -> ConnectionLimits {
    ConnectionLimits::default()
        .with_max_established(Some(config.limits.connections_max))
        .with_max_established_incoming(Some(config.limits.connections_inbound_max))
        .with_max_established_per_peer(Some(CONNECTIONS_PER_PEER_MAX))
        .with_max_pending_incoming(Some(HANDSHAKES_MAX))
        .with_max_pending_outgoing(Some(HANDSHAKES_MAX))
}

fn identify_config(config: &Config, names: &Names) -> identify::Config {
    identify::Config::new(names.identify(), config.key.public())
        .with_agent_version(format!("cybersyn-mesh/{}", env!("CARGO_PKG_VERSION")))
        .with_push_listen_addr_updates(true)
}

/// Routing only. Records of strangers are not stored: nothing of ours is looked up by key.
fn kademlia(config: &Config, names: &Names) -> Result<kad::Behaviour<kad::store::MemoryStore>, StartError> {
    let peer = config.key.public().to_peer_id();
    let mut kademlia = kad::Config::new(protocol(names.kademlia())?);
    kademlia.set_record_filtering(kad::StoreInserts::FilterBoth).set_query_timeout(Duration::from_secs(20));
    let mut kademlia = kad::Behaviour::with_config(peer, kad::store::MemoryStore::new(peer), kademlia);
    // Left alone it stays a client until someone confirms an external address, which on a LAN never happens.
    kademlia.set_mode(Some(kad::Mode::Server));
    Ok(kademlia)
}

fn mdns(config: &Config) -> Result<Toggle<mdns::tokio::Behaviour>, StartError> {
    let start = || mdns::tokio::Behaviour::new(mdns::Config::default(), config.key.public().to_peer_id());
    let mdns = config.mdns.then(start).transpose();
    mdns.map(Toggle::from).map_err(|error| StartError::Setup { part: "mDNS", reason: error.to_string() })
}

fn sync(config: &Config, names: &Names) -> Result<request_response::Behaviour<SyncCodec>, StartError> {
    let settings = request_response::Config::default()
        .with_request_timeout(config.limits.request_timeout)
        .with_max_concurrent_streams(config.limits.requests_per_peer_max.saturating_mul(2));
    let protocols = [(protocol(names.sync())?, ProtocolSupport::Full)];
    Ok(request_response::Behaviour::new(protocols, settings))
}

fn protocol<T>(name: Option<T>) -> Result<T, StartError> {
    name.ok_or_else(|| StartError::Setup { part: "protocol names", reason: "not a protocol name".into() })
}
