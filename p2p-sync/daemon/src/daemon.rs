//! Starts the parts in their order and stops them in the reverse.

use crate::{
    acquaintances::AcquaintanceFile,
    args::RunArgs,
    articles::Articles,
    credentials::Credentials,
    directory::DataDirectory,
    disk::{Disk, Recovered},
    eviction::Eviction,
    follower::{DidKeeper, Follower, Snapshot, SnapshotFile},
    metrics::Metrics,
    node::{COMPLETIONS_MAX, Inputs, Node, NodeHandle, Outputs, TOPICS},
    registered::Registered,
    registry::Registrar,
    rpc::{RpcConfig, RpcServer},
    settlement::SettlementServer,
    status_lists::StatusLists,
    verifier::Verifier,
    worker::Workers,
};
use anyhow::{Context, Result, bail};
use cybersyn_chain_client::{Backoff, Chain};
use cybersyn_mesh_core::Heart;
use cybersyn_mesh_net::{Config, Network, load_or_create};
use cybersyn_primitives::Hash;
use serde::Serialize;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    sync::{broadcast, mpsc, watch},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// Updates of the follower that wait for the loop.
const FOLLOWED_MAX: usize = 4;
/// Changes that a slow subscriber may miss before it is told that it missed some.
const CHANGES_MAX: usize = 1_024;
/// Longest wait between two attempts to learn the genesis hash.
const GENESIS_RETRY_MAX: Duration = Duration::from_secs(5);

/// A running daemon.
pub struct Daemon {
    /// How to reach its parts.
    pub contact: Contact,
    rpc: RpcServer,
    settlement: SettlementServer,
    network: Network,
    stop: CancellationToken,
    node: JoinHandle<()>,
    follower: JoinHandle<()>,
    acquaintances: JoinHandle<()>,
    registrar: JoinHandle<()>,
    failed: CancellationToken,
}

/// What is printed at the start.
#[derive(Clone, Debug, Serialize)]
pub struct Contact {
    /// libp2p peer id.
    pub peer_id: String,
    /// Addresses for peers, with the peer id, as far as known at the start.
    pub addresses: Vec<String>,
    /// JSON-RPC for clients.
    pub rpc: String,
    /// Batches, metrics and health.
    pub settlement: String,
    /// The chain's genesis hash.
    pub genesis: String,
}

impl Daemon {
    /// Starts a daemon; `worker` is the program that applies document updates (this binary).
    pub async fn start(args: &RunArgs, worker: PathBuf) -> Result<Self> {
        args.check()?;
        let directory = DataDirectory::create(&args.data)?;
        let file = SnapshotFile(directory.chain_view());
        let snapshot = snapshot(args, &file).await?;
        let genesis = snapshot.genesis;
        let mut heart = Heart::with_config(genesis, args.heart());
        let mut recovered = Recovered::open(&directory.store(), &mut heart)?;
        // Kept from the first moment, so that the next start needs no chain.
        file.save(&snapshot).with_context(|| format!("cannot write {}", file.0.display()))?;
        let acquaintances = AcquaintanceFile(directory.peers());
        let (network, from_network) = start_network(args, genesis, &directory, &acquaintances).await?;

        let metrics = Metrics::default();
        let (stop, failed) = (CancellationToken::new(), CancellationToken::new());
        let (completions, completed) = mpsc::channel(COMPLETIONS_MAX);
        let to_heart = completions.clone();
        let effects = std::mem::take(&mut recovered.effects);
        let (asks, asked) = mpsc::channel(crate::node::ASKS_MAX);
        let (changes, _) = broadcast::channel(CHANGES_MAX);
        let (durable, durable_seen) = watch::channel(snapshot.scanned);
        let (follow, followed) = mpsc::channel(FOLLOWED_MAX);
        let registered = Registered::new(metrics.clone());
        let handle = NodeHandle::new(asks, changes.clone(), network.clone(), registered.clone(), genesis);
        let disk = Disk::start(recovered, completions.clone(), failed.clone(), metrics.clone())?;
        let out = Outputs {
            eviction: Eviction::start(disk.handle(), metrics.clone()),
            disk,
            verifier: Verifier::start(completions.clone(), metrics.clone())?,
            workers: Workers::new(worker),
            network: network.clone(),
            completions,
            changes,
            durable,
            metrics: metrics.clone(),
        };
        let mut node = Node::new(heart, out);
        node.begin_with(effects, &snapshot.known);
        let rpc_config =
            RpcConfig { listen: args.rpc, unsafe_methods: args.unsafe_rpc, origins: args.rpc_origin.clone() };
        let did_keeper = DidKeeper::open(&directory, metrics.clone())?;
        let dids = did_keeper.dids();
        let lists = StatusLists::open(directory.status_lists()).context("cannot read the hosted status lists")?;
        let articles = Articles::new(args.chain.clone(), genesis);
        let credentials = Credentials::new(dids.clone(), articles, Arc::new(lists));
        let rpc = RpcServer::start(&rpc_config, handle.clone(), dids, credentials).await?;
        let settlement = SettlementServer::start(args.settlement, handle, metrics, stop.clone()).await?;
        let contact = contact(&network, &rpc, &settlement, genesis).await?;
        let inputs = Inputs { completions: completed, network: from_network, followed, asks: asked };
        let registrar = Registrar::new(args.chain.clone(), genesis, network.clone(), registered, to_heart);
        let follower = Follower::new(args.chain.clone(), snapshot, file, follow, durable_seen, did_keeper);
        Ok(Self {
            contact,
            rpc,
            settlement,
            registrar: tokio::spawn(registrar.run(stop.clone())),
            acquaintances: tokio::spawn(acquaintances.keep(network.clone(), stop.clone())),
            network,
            node: tokio::spawn(node.run(inputs, stop.clone())),
            follower: tokio::spawn(follower.run(stop.clone())),
            stop,
            failed,
        })
    }

    /// Ends when the disk takes nothing more: then the daemon must stop.
    pub async fn failed(&self) {
        self.failed.cancelled().await;
    }

    /// Stops: no more questions, then what was accepted goes to disk, then peers hear goodbye.
    pub async fn stop(self) {
        tracing::info!("stopping");
        self.rpc.stop().await;
        self.stop.cancel();
        self.settlement.stopped().await;
        let tasks = [
            ("node", self.node),
            ("follower", self.follower),
            ("acquaintances", self.acquaintances),
            ("registrar", self.registrar),
        ];
        for (name, task) in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, name, "a task ended badly");
            }
        }
        self.network.shutdown().await;
    }
}

/// Where to begin: what was saved, or the chain's name as given or as the node tells it.
async fn snapshot(args: &RunArgs, file: &SnapshotFile) -> Result<Snapshot> {
    let saved = file.load().with_context(|| format!("cannot read {}", file.0.display()))?;
    let snapshot = match (saved, args.genesis) {
        (Some(saved), Some(genesis)) if saved.genesis != genesis => bail!(
            "the data directory {} belongs to the chain with genesis 0x{}, not to 0x{}; give this chain its own with --data",
            args.data.display(),
            hex::encode(saved.genesis),
            hex::encode(genesis)
        ),
        (Some(saved), _) => saved,
        (None, Some(genesis)) => Snapshot::empty(genesis),
        (None, None) => Snapshot::empty(ask_genesis(&args.chain).await),
    };
    Ok(snapshot)
}

/// Everything that is signed names the chain: without its genesis hash nothing can begin.
async fn ask_genesis(url: &str) -> Hash {
    let mut backoff = Backoff::new(GENESIS_RETRY_MAX);
    loop {
        match Chain::connect(url).await {
            Ok(chain) => return chain.genesis(),
            Err(error) => {
                tracing::warn!(%error, "waiting for the chain to learn its genesis hash; or give it with --genesis");
                tokio::time::sleep(backoff.next_delay()).await;
            }
        }
    }
}

async fn start_network(
    args: &RunArgs,
    genesis: Hash,
    directory: &DataDirectory,
    acquaintances: &AcquaintanceFile,
) -> Result<(Network, mpsc::Receiver<cybersyn_mesh_net::NetworkEvent>)> {
    let config = Config {
        listen: args.listen.clone(),
        external: args.external.clone(),
        bootstraps: args.bootstrap.clone(),
        remembered: acquaintances.load().context("cannot read the peers met earlier")?,
        mdns: args.mdns,
        ..Config::new(genesis, load_or_create(&directory.node_key())?)
    };
    let (network, events) = Network::start(config)?;
    for topic in TOPICS {
        network.subscribe(topic).await?;
    }
    Ok((network, events))
}

async fn contact(network: &Network, rpc: &RpcServer, settlement: &SettlementServer, genesis: Hash) -> Result<Contact> {
    let peer_id = network.local_peer().to_string();
    let listening = network.listening().await?;
    Ok(Contact {
        addresses: listening.iter().map(|address| format!("{address}/p2p/{peer_id}")).collect(),
        peer_id,
        rpc: format!("http://{}", rpc.address),
        settlement: format!("http://{}", settlement.address),
        genesis: format!("0x{}", hex::encode(genesis)),
    })
}
