//! A peer on a real libp2p network of its own, that says to a daemon what a test has it say.

use crate::fixture::{GENESIS, PATIENCE, PROPOSAL};
use anyhow::{Context, Result};
use codec::Encode;
use cybersyn_mesh::daemon::Daemon;
use cybersyn_mesh_core::{
    Message, Query,
    message::{SetName, encode},
    reconcile::Exchange,
};
use cybersyn_mesh_net::{Backoff, Config, Keypair, Multiaddr, Network, NetworkEvent, PeerId, RequestError, Topic};
use cybersyn_primitives::SignedBallot;
use std::time::Duration;
use tokio::{sync::mpsc, time::timeout};

pub struct Stranger {
    network: Network,
    events: mpsc::Receiver<NetworkEvent>,
    daemon: PeerId,
}

impl Stranger {
    /// Connects to `daemon`, and again whenever the connection is lost.
    pub async fn meet(daemon: &Daemon) -> Result<Self> {
        let address: Multiaddr = daemon.contact.addresses.first().context("an address")?.parse()?;
        let redial = Backoff { first: Duration::from_millis(100), max: Duration::from_millis(500) };
        let config = Config { bootstraps: vec![address], redial, ..Config::new(GENESIS, Keypair::generate_ed25519()) };
        let (network, events) = Network::start(config)?;
        let mut stranger = Self { network, events, daemon: daemon.contact.peer_id.parse()? };
        stranger.network.subscribe(Topic::Ballots(0)).await?;
        stranger.connected().await?;
        Ok(stranger)
    }

    pub fn id(&self) -> String {
        self.network.local_peer().to_string()
    }

    /// Sends ballots along with a question of a reconciliation.
    pub async fn reconcile(&self, ballots: &[SignedBallot]) -> Result<Vec<u8>, RequestError> {
        let proposal = ballots.first().map_or(PROPOSAL, |signed| signed.ballot.proposal);
        let exchange = Exchange { items: ballots.iter().map(Encode::encode).collect(), ..Exchange::default() };
        self.ask(encode(&Query::Reconcile { set: SetName::Ballots(proposal), exchange })).await
    }

    /// Asks whatever.
    pub async fn ask(&self, bytes: Vec<u8>) -> Result<Vec<u8>, RequestError> {
        self.network.request(self.daemon, bytes).await
    }

    /// Gossips a bundle, once the daemon listens.
    pub async fn gossip(&self, ballots: Vec<SignedBallot>) -> Result<()> {
        self.network.publish(Topic::Ballots(0), encode(&Message::Ballots(ballots))).await?;
        Ok(())
    }

    /// Waits until the daemon listens to gossip.
    pub async fn is_heard(&mut self) -> Result<()> {
        self.wait(|event| matches!(event, NetworkEvent::Subscribed { topic: Topic::Ballots(0), .. })).await
    }

    pub async fn connected(&mut self) -> Result<()> {
        let daemon = self.daemon;
        self.wait(|event| matches!(event, NetworkEvent::Connected { peer, .. } if *peer == daemon)).await
    }

    pub async fn disconnected(&mut self) -> Result<()> {
        let daemon = self.daemon;
        self.wait(|event| matches!(event, NetworkEvent::Disconnected { peer } if *peer == daemon)).await
    }

    /// Skips events until one is wanted.
    async fn wait(&mut self, wanted: impl Fn(&NetworkEvent) -> bool) -> Result<()> {
        let found = async {
            while !wanted(&self.events.recv().await.context("the network has ended")?) {}
            Ok(())
        };
        timeout(PATIENCE, found).await.context("it did not happen")?
    }
}
