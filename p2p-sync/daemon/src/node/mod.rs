//! The event loop: it owns the heart, turns what happens into events and starts what the heart asks for.
//!
//! Nothing here waits for a disk, a peer or a signature: such work runs elsewhere and its end is another event.

mod effects;
mod handle;
mod network;
mod peers;
mod views;

pub use handle::{ASKS_MAX, NodeHandle, Stopped};
pub use network::TOPICS;
pub use views::{NotHere, Page};

use crate::{
    disk::Disk,
    eviction::Eviction,
    follower::{Followed, Known},
    metrics::Metrics,
    penalties::Penalties,
    verifier::Verifier,
    worker::Workers,
};
use cybersyn_mesh_core::{
    Answer, Change, ClientId, Effect, Event, ExchangeId, GossipId, Heart, Offence, Peer, RequestId, Submission,
};
use cybersyn_mesh_net::{MessageId, Network, NetworkEvent, PeerId, Reply};
use cybersyn_primitives::Millis;
use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::{
    sync::{broadcast, mpsc, oneshot, watch},
    time::MissedTickBehavior,
};
use tokio_util::sync::CancellationToken;

/// How often the heart is told the time.
const TICK: Duration = Duration::from_millis(20);
/// Without commits under way for so long, the batches told by the follower are on disk.
const SETTLING_TIME: Duration = Duration::from_millis(500);
/// How often the gauges are set.
const GAUGES_INTERVAL: Duration = Duration::from_secs(1);
/// Ends of works, commits, questions and document jobs that wait for the loop.
pub const COMPLETIONS_MAX: usize = 1_024;

/// A question to the loop, to be answered with the node in hand.
pub(crate) type Ask = Box<dyn FnOnce(&mut Node) + Send>;

/// Everything the loop listens to.
pub struct Inputs {
    /// Ends of work that the heart asked for.
    pub completions: mpsc::Receiver<Event>,
    /// From the network.
    pub network: mpsc::Receiver<NetworkEvent>,
    /// From the follower.
    pub followed: mpsc::Receiver<Followed>,
    /// From JSON-RPC and the validator.
    pub(crate) asks: mpsc::Receiver<Ask>,
}

/// Everything the loop drives.
pub struct Outputs {
    /// The store's thread.
    pub disk: Disk,
    /// What takes forgotten sets off the disk.
    pub eviction: Eviction,
    /// The verification thread.
    pub verifier: Verifier,
    /// Document workers.
    pub workers: Workers,
    /// The network.
    pub network: Network,
    /// Where ends of work are sent.
    pub completions: mpsc::Sender<Event>,
    /// Who subscribes to changes.
    pub changes: broadcast::Sender<Change>,
    /// Up to which block all settled batches are on disk.
    pub durable: watch::Sender<Option<u32>>,
    /// What operators watch.
    pub metrics: Metrics,
}

/// The node as the loop holds it.
pub struct Node {
    pub(crate) heart: Heart,
    out: Outputs,
    to_network: network::Outbox,
    answers: HashMap<RequestId, oneshot::Sender<Answer>>,
    gossip: HashMap<GossipId, (MessageId, PeerId)>,
    replies: HashMap<ExchangeId, Reply>,
    peers: HashMap<Peer, PeerId>,
    penalties: Penalties,
    /// Of the message that is being handled.
    offences: BTreeMap<Peer, Offence>,
    numbers: u64,
    commits_in_flight: usize,
    scanned: Option<(u32, Instant)>,
    chain_connected: bool,
    gauges_set: Instant,
}

impl Node {
    /// A node around a heart that has recovered what was on disk.
    pub fn new(heart: Heart, out: Outputs) -> Self {
        let to_network = network::Outbox::start(out.network.clone());
        Self {
            heart,
            out,
            to_network,
            answers: HashMap::new(),
            gossip: HashMap::new(),
            replies: HashMap::new(),
            peers: HashMap::new(),
            penalties: Penalties::default(),
            offences: BTreeMap::new(),
            numbers: 0,
            commits_in_flight: 0,
            scanned: None,
            chain_connected: false,
            gauges_set: Instant::now(),
        }
    }

    /// Starts what the heart asked for while it recovered, and takes over what was known of the chain at the last stop.
    pub fn begin_with(&mut self, effects: Vec<Effect>, known: &Known) {
        effects.into_iter().for_each(|effect| self.start(effect));
        if known.number > 0 {
            self.handle(Event::Finalized(Box::new(known.whole())));
        }
    }

    /// Runs until `stop`, then until everything under way is on disk.
    pub async fn run(mut self, mut inputs: Inputs, stop: CancellationToken) {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(event) = inputs.completions.recv() => self.completed(event),
                Some(event) = inputs.network.recv() => self.heard(event),
                Some(ask) = inputs.asks.recv() => ask(&mut self),
                Some(followed) = inputs.followed.recv() => self.followed(followed),
                _ = tick.tick() => self.tick(),
            }
        }
        self.finish(&mut inputs).await;
        drop(inputs);
        if let Err(error) = tokio::task::spawn_blocking(|| self.out.disk.close()).await.map_err(Into::into).flatten() {
            tracing::error!(%error, "the store was not closed well");
        }
    }

    /// What was accepted before the stop is written before the end.
    async fn finish(&mut self, inputs: &mut Inputs) {
        let deadline = tokio::time::Instant::now() + SETTLING_TIME * 10;
        self.tick();
        tokio::time::sleep(TICK * 2).await;
        self.tick();
        while self.commits_in_flight > 0 {
            match tokio::time::timeout_at(deadline, inputs.completions.recv()).await {
                Ok(Some(event)) => self.completed(event),
                Ok(None) | Err(_) => {
                    tracing::warn!(commits = self.commits_in_flight, "stopped before everything was on disk");
                    return;
                }
            }
        }
    }

    /// Hands something in for `client`; the answer comes by the receiver, or it closes when the node stops.
    pub fn submit(&mut self, client: ClientId, submission: Submission) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        let request = RequestId { client, number: self.number() };
        self.answers.insert(request, answer);
        self.handle(Event::Submitted { request, submission: Box::new(submission) });
        receiver
    }

    /// Whether the chain answers.
    pub fn is_chain_connected(&self) -> bool {
        self.chain_connected
    }

    fn followed(&mut self, followed: Followed) {
        match followed {
            Followed::Connected => self.chain_connected = true,
            Followed::Disconnected(_) => self.chain_connected = false,
            Followed::Update { update, scanned } => {
                self.out.metrics.finalized.set(update.number.into());
                self.out.metrics.batches_settled.inc_by(update.settled.len() as u64);
                self.handle(Event::Finalized(update));
                self.scanned = Some((scanned, Instant::now()));
            }
        }
        self.out.metrics.chain_connected.set(self.chain_connected.into());
    }

    fn completed(&mut self, event: Event) {
        if matches!(event, Event::Persisted(_)) {
            self.commits_in_flight = self.commits_in_flight.saturating_sub(1);
        }
        self.handle(event);
    }

    fn tick(&mut self) {
        self.handle(Event::Tick);
        if let Some((scanned, since)) = self.scanned
            && self.commits_in_flight == 0
            && since.elapsed() >= SETTLING_TIME
        {
            self.scanned = None;
            self.out.durable.send_replace(Some(scanned));
        }
        if self.gauges_set.elapsed() >= GAUGES_INTERVAL {
            self.gauges_set = Instant::now();
            let figures = self.heart.figures();
            self.out.metrics.ballots.set(figures.ballots as i64);
            self.out.metrics.parked.set(figures.parked.into());
            self.out.metrics.peers.set(self.peers.len() as i64);
        }
    }

    /// One event through the heart, and what it asks for started.
    fn handle(&mut self, event: Event) {
        for effect in self.heart.handle(event, now()) {
            self.start(effect);
        }
        self.charge_offenders();
    }

    /// A number that was not given before in this run.
    fn number(&mut self) -> u64 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }
}

/// Unix time in milliseconds by this machine's clock.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
