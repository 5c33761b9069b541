//! The one task that owns the swarm: it serves commands and keeps connections up.

use crate::{
    BlockedPeer, Config, DialFailed, Limits, MessageId, NetworkEvent, PeerInfo, PublishError, RequestError, Stats,
    SubscribeError, Topic, Verdict,
    address::peer_in,
    behaviour::Behaviour,
    bootstrap::DialPlan,
    commands::Command,
    gossip::topic_score_params,
    outbox::Outbox,
    peers::Peers,
    requests::{Answer, Requests},
    topic::Names,
    validation::Validations,
};
use futures::StreamExt;
use libp2p::{
    Multiaddr, PeerId, Swarm, gossipsub,
    swarm::{DialError, dial_opts::DialOpts},
};
use std::time::{Duration, Instant};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval, timeout},
};

/// How often the loop looks for what is due.
const TICK: Duration = Duration::from_millis(200);
/// How often it looks for more peers when it has too few.
const DISCOVERY: Duration = Duration::from_secs(10);
/// Time for goodbyes.
const GOODBYE: Duration = Duration::from_secs(2);

/// Dropped in this order: sockets are closed before handles learn that the loop has ended.
pub(crate) struct EventLoop {
    pub swarm: Swarm<Behaviour>,
    pub names: Names,
    pub limits: Limits,
    pub plan: DialPlan,
    pub peers: Peers,
    pub validations: Validations,
    pub requests: Requests,
    pub stats: Stats,
    pub outbox: Outbox,
    discovery_due: Instant,
    commands: mpsc::Receiver<Command>,
}

impl EventLoop {
    pub fn new(
        swarm: Swarm<Behaviour>,
        names: Names,
        config: Config,
        commands: mpsc::Receiver<Command>,
        events: mpsc::Sender<NetworkEvent>,
    ) -> Self {
        let now = Instant::now();
        Self {
            swarm,
            names,
            limits: config.limits,
            plan: DialPlan::new(config.bootstraps, config.remembered, config.redial, now),
            peers: Peers::default(),
            validations: Validations::new(config.limits),
            requests: Requests::new(config.limits.requests_per_peer_max, config.limits.requests_per_light_max),
            stats: Stats::default(),
            outbox: Outbox::new(events),
            discovery_due: now + DISCOVERY,
            commands,
        }
    }

    pub async fn run(mut self) {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.outbox.forward(), if !self.outbox.is_empty() => {}
                event = self.swarm.select_next_some(), if self.outbox.has_room() => self.on_swarm_event(event),
                command = self.commands.recv() => match command {
                    Some(Command::Shutdown { done }) => {
                        self.say_goodbye().await;
                        reply(done, ());
                        return;
                    }
                    Some(command) => self.serve(command),
                    None => return self.say_goodbye().await,
                },
                _ = tick.tick() => self.on_tick(Instant::now()),
            }
        }
    }

    fn serve(&mut self, command: Command) {
        match command {
            Command::Subscribe { topic, done } => reply(done, self.subscribe(topic)),
            Command::Unsubscribe { topic, done } => {
                self.swarm.behaviour_mut().gossip.unsubscribe(&self.names.topic(topic));
                reply(done, ());
            }
            Command::Publish { topic, data, done } => reply(done, self.publish(topic, data)),
            Command::Report { id, from, verdict } => self.report(id, from, verdict),
            Command::Request { peer, data, done } => self.request(peer, data, done),
            Command::Respond { reply, data } => {
                // The peer has gone or the time is over; its failure event has been or will be counted.
                let _late = self.swarm.behaviour_mut().sync.send_response(reply.0, data);
            }
            Command::Dial { address, done } => reply(done, self.dial(address)),
            Command::Block { peer, done } => {
                self.swarm.behaviour_mut().guard.block(peer);
                reply(done, ());
            }
            Command::BlockFor { peer, term, done } => {
                let guard = &mut self.swarm.behaviour_mut().guard;
                match Instant::now().checked_add(term) {
                    Some(until) => guard.block_until(peer, until),
                    None => guard.block(peer),
                }
                reply(done, ());
            }
            Command::Know { registry, done } => {
                self.plan.registered(registry.bootstraps, Instant::now());
                self.swarm.behaviour_mut().guard.set_full(registry.full);
                reply(done, ());
            }
            Command::Unblock { peer, done } => {
                self.unblock(peer);
                reply(done, ());
            }
            Command::Shutdown { done } => drop(done),
            query => self.answer(query),
        }
    }

    fn answer(&mut self, query: Command) {
        match query {
            Command::Blocked { done } => reply(done, self.blocked(Instant::now())),
            Command::Peers { done } => reply(done, self.peer_infos()),
            Command::Listening { done } => reply(done, self.swarm.listeners().cloned().collect()),
            Command::KnownAddresses { done } => reply(done, self.peers.dialable()),
            Command::Stats { done } => {
                let validations_pending = self.validations.len() as u64;
                reply(done, Stats { validations_pending, peers: self.peers.len() as u64, ..self.stats });
            }
            _ => {}
        }
    }

    fn subscribe(&mut self, topic: Topic) -> Result<(), SubscribeError> {
        let topic = self.names.topic(topic);
        let gossip = &mut self.swarm.behaviour_mut().gossip;
        gossip.subscribe(&topic).map_err(|error| SubscribeError::Refused(error.to_string()))?;
        gossip.set_topic_params(topic, topic_score_params()).map_err(|error| SubscribeError::Refused(error.into()))
    }

    fn publish(&mut self, topic: Topic, data: Vec<u8>) -> Result<MessageId, PublishError> {
        let topic = self.names.topic(topic);
        let id = MessageId::of(&topic.hash().to_string(), &data);
        let sent = self.swarm.behaviour_mut().gossip.publish(topic, data);
        sent.map_err(|error| match error {
            gossipsub::PublishError::Duplicate => PublishError::Duplicate,
            gossipsub::PublishError::NoPeersSubscribedToTopic => PublishError::NoPeers,
            gossipsub::PublishError::AllQueuesFull(_) => PublishError::Busy,
            error => PublishError::Refused(error.to_string()),
        })?;
        self.stats.gossip_published += 1;
        Ok(id)
    }

    fn report(&mut self, id: MessageId, from: PeerId, verdict: Verdict) {
        // Only the neighbour that sent the message can be charged for it.
        let Some(sender) = self.validations.settle(&id) else { return };
        if sender != from {
            tracing::debug!(%sender, %from, "a verdict names another sender than the message had");
        }
        match verdict {
            Verdict::Accept => self.stats.gossip_accepted += 1,
            Verdict::Reject => self.stats.gossip_rejected += 1,
            Verdict::Ignore => self.stats.gossip_ignored += 1,
        }
        self.pass_on(id, &sender, verdict);
    }

    /// Tells gossip the verdict.
    pub fn pass_on(&mut self, id: MessageId, sender: &PeerId, verdict: Verdict) {
        let gossip = &mut self.swarm.behaviour_mut().gossip;
        gossip.report_message_validation_result(&id.into(), sender, verdict.into());
    }

    fn request(&mut self, peer: PeerId, data: Vec<u8>, done: Answer) {
        let refusal = match self.swarm.is_connected(&peer) {
            true => self.requests.may_ask(&peer).err(),
            false => Some(RequestError::NotConnected(peer)),
        };
        match refusal {
            Some(refusal) => reply(done, Err(refusal)),
            None => {
                let id = self.swarm.behaviour_mut().sync.send_request(&peer, data);
                self.requests.asked(id, peer, done);
            }
        }
    }

    fn dial(&mut self, address: Multiaddr) -> Result<(), DialFailed> {
        let dialled = self.swarm.dial(address.clone());
        dialled.map_err(|error| DialFailed::Refused { address, reason: reason_of(&error) })
    }

    fn unblock(&mut self, peer: PeerId) {
        self.swarm.behaviour_mut().guard.unblock(&peer);
        self.plan.retry(&peer, Instant::now());
        // The routing table may know where it is; if not, the plan or the peer itself will dial.
        if let Err(error) = self.swarm.dial(DialOpts::peer_id(peer).build()) {
            tracing::debug!(%peer, %error, "not dialled after unblocking");
        }
    }

    fn peer_infos(&self) -> Vec<PeerInfo> {
        let gossip = &self.swarm.behaviour().gossip;
        let info = |(id, peer): (&PeerId, &crate::peers::Peer)| PeerInfo {
            peer: *id,
            address: peer.address.clone(),
            score: gossip.peer_score(id).unwrap_or(0.0),
            connected_since: peer.since,
            outbound: peer.outbound,
        };
        self.peers.iter().map(info).collect()
    }

    fn blocked(&self, now: Instant) -> Vec<BlockedPeer> {
        let remaining = |until: Instant| until.saturating_duration_since(now);
        let blocked = self.swarm.behaviour().guard.blocked();
        blocked.map(|(peer, until)| BlockedPeer { peer, remaining: until.map(remaining) }).collect()
    }

    fn on_tick(&mut self, now: Instant) {
        for peer in self.swarm.behaviour_mut().guard.lift(now) {
            self.plan.retry(&peer, now);
        }
        for (id, sender) in self.validations.expire(now) {
            self.stats.gossip_expired += 1;
            self.pass_on(id, &sender, Verdict::Ignore);
        }
        let lonely = self.peers.len() < self.limits.peers_wanted;
        for address in self.plan.due(now, lonely) {
            self.dial_planned(address, now);
        }
        if lonely && self.discovery_due <= now {
            self.discovery_due = now + DISCOVERY;
            self.discover();
        }
    }

    fn dial_planned(&mut self, address: Multiaddr, now: Instant) {
        let options = DialOpts::from(address.clone());
        self.plan.dialling(&address, options.connection_id());
        let connection = options.connection_id();
        match self.swarm.dial(options) {
            Ok(()) => {}
            // By another way already, or about to be.
            Err(DialError::DialPeerConditionFalse(_)) => match peer_in(&address) {
                Some(peer) if self.swarm.is_connected(&peer) => self.plan.connected(peer, connection),
                _ => self.plan.refused(&address, now),
            },
            Err(DialError::LocalPeerId { .. }) => self.plan.own(connection),
            Err(error) => {
                tracing::debug!(%address, error = reason_of(&error), "not dialled");
                self.plan.refused(&address, now);
            }
        }
    }

    /// Dials what the routing table knows, and asks the mesh for more.
    fn discover(&mut self) {
        let wanted = self.limits.peers_wanted.saturating_sub(self.peers.len());
        let known: Vec<PeerId> = self
            .swarm
            .behaviour_mut()
            .kademlia
            .kbuckets()
            .flat_map(|bucket| bucket.iter().map(|entry| *entry.node.key.preimage()).collect::<Vec<_>>())
            .collect();
        let missing: Vec<PeerId> = known.into_iter().filter(|peer| !self.swarm.is_connected(peer)).collect();
        for peer in missing.into_iter().take(wanted) {
            if let Err(error) = self.swarm.dial(DialOpts::peer_id(peer).build()) {
                tracing::debug!(%peer, error = reason_of(&error), "not dialled");
            }
        }
        if self.peers.len() > 0 {
            self.swarm.behaviour_mut().kademlia.get_closest_peers(PeerId::random());
        }
    }

    async fn say_goodbye(&mut self) {
        let peers: Vec<PeerId> = self.swarm.connected_peers().copied().collect();
        for peer in peers {
            // Gone in this very moment is as good.
            let _gone = self.swarm.disconnect_peer_id(peer);
        }
        let closed = async {
            while self.swarm.connected_peers().next().is_some() {
                self.swarm.select_next_some().await;
            }
        };
        if timeout(GOODBYE, closed).await.is_err() {
            tracing::debug!("some peers did not take our goodbye in time");
        }
    }
}

/// Answers a handle; an answer that nobody waits for any longer is no loss.
fn reply<T>(done: oneshot::Sender<T>, answer: T) {
    let _gone = done.send(answer);
}

/// The whole chain of causes: libp2p keeps the interesting part (who denied, which system error) in the sources.
pub(crate) fn reason_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    reason
}
