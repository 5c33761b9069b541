//! A node of a test, and waiting for what happens to it.

use anyhow::{Context, Result, bail};
use cybersyn_mesh_net::{Backoff, Config, GossipMessage, Keypair, Multiaddr, Network, NetworkEvent, PeerId, Topic};
use std::time::Duration;
use tokio::{sync::mpsc, time::timeout};

/// How long a test waits before it fails; nothing waits this long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(20);
pub const TCP: &str = "/ip4/127.0.0.1/tcp/0";
pub const QUIC: &str = "/ip4/127.0.0.1/udp/0/quic-v1";

pub struct Node {
    pub network: Network,
    pub events: mpsc::Receiver<NetworkEvent>,
    pub address: Multiaddr,
}

/// A configuration for loopback.
pub fn config() -> Config {
    let redial = Backoff { first: Duration::from_millis(100), max: Duration::from_millis(500) };
    Config { redial, ..Config::new([7; 32], Keypair::generate_ed25519()) }
}

impl Node {
    /// Starts a node that listens on `listen`.
    pub async fn start(listen: &str, mut config: Config) -> Result<Self> {
        config.listen = vec![listen.parse()?];
        let (network, mut events) = Network::start(config)?;
        let address = match next(&mut events).await? {
            NetworkEvent::Listening { address } => address,
            other => bail!("expected to listen, got {other:?}"),
        };
        Ok(Self { network, events, address })
    }

    /// A node that knows `others` as bootstraps.
    pub async fn knowing(others: &[&Node]) -> Result<Self> {
        let bootstraps = others.iter().map(|node| node.full_address()).collect::<Result<_>>()?;
        Self::start(TCP, Config { bootstraps, ..config() }).await
    }

    pub fn id(&self) -> PeerId {
        self.network.local_peer()
    }

    /// The address with the peer id.
    pub fn full_address(&self) -> Result<Multiaddr> {
        self.address.clone().with_p2p(self.id()).ok().context("another id at its end")
    }

    /// Skips events until one satisfies `wanted`.
    pub async fn wait<T>(&mut self, mut wanted: impl FnMut(NetworkEvent) -> Option<T>) -> Result<T> {
        loop {
            if let Some(found) = wanted(next(&mut self.events).await?) {
                return Ok(found);
            }
        }
    }

    pub async fn connected(&mut self, other: PeerId) -> Result<Multiaddr> {
        self.wait(|event| match event {
            NetworkEvent::Connected { peer, address } if peer == other => Some(address),
            _ => None,
        })
        .await
    }

    pub async fn disconnected(&mut self, other: PeerId) -> Result<()> {
        self.wait(|event| matches!(event, NetworkEvent::Disconnected { peer } if peer == other).then_some(())).await
    }

    pub async fn subscribed(&mut self, other: PeerId, wanted: Topic) -> Result<()> {
        self.wait(|event| {
            matches!(event, NetworkEvent::Subscribed { peer, topic } if peer == other && topic == wanted).then_some(())
        })
        .await
    }

    pub async fn gossip(&mut self) -> Result<GossipMessage> {
        self.wait(|event| match event {
            NetworkEvent::Gossip(message) => Some(message),
            _ => None,
        })
        .await
    }
}

async fn next(events: &mut mpsc::Receiver<NetworkEvent>) -> Result<NetworkEvent> {
    timeout(PATIENCE, events.recv()).await.context("nothing happened for too long")?.context("the network has ended")
}
