//! What the swarm reports, turned into state and [`NetworkEvent`]s.

use crate::{
    GOSSIP_BYTES_MAX, GossipMessage, IncomingRequest, MessageId, NetworkEvent, Refusal, Reply, Verdict,
    address::with_peer,
    behaviour::{Behaviour, BehaviourEvent},
    event_loop::{EventLoop, reason_of},
    peer_guard::remote_of,
};
use libp2p::{
    Multiaddr, PeerId,
    core::ConnectedPoint,
    gossipsub, identify, mdns,
    request_response::{self, Message, ResponseChannel},
    swarm::{ConnectionId, DialError, ListenError, NetworkBehaviour, SwarmEvent, dial_opts::DialOpts},
};
use std::time::Instant;

/// Characters of a foreign protocol name that are worth showing.
const FOREIGN_NAME_MAX: usize = 64;

type Event = SwarmEvent<<Behaviour as NetworkBehaviour>::ToSwarm>;

impl EventLoop {
    pub(crate) fn on_swarm_event(&mut self, event: Event) {
        match event {
            SwarmEvent::Behaviour(event) => self.on_behaviour_event(event),
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, num_established, .. } => {
                self.on_established(peer_id, connection_id, &endpoint, num_established.get() == 1);
            }
            SwarmEvent::ConnectionClosed { peer_id, num_established: 0, cause, .. } => {
                tracing::debug!(peer = %peer_id, cause = cause.as_ref().map(|cause| reason_of(cause)), "disconnected");
                self.on_gone(peer_id);
            }
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id, error } => {
                self.on_dial_failed(connection_id, peer_id, error);
            }
            SwarmEvent::IncomingConnectionError { send_back_addr, peer_id, error, .. } => {
                self.on_incoming_failed(peer_id, send_back_addr, error);
            }
            SwarmEvent::NewListenAddr { address, .. } => self.outbox.push(NetworkEvent::Listening { address }),
            SwarmEvent::ListenerClosed { addresses, reason: Err(error), .. } => {
                tracing::error!(?addresses, %error, "a listener has closed");
            }
            SwarmEvent::ListenerError { error, .. } => tracing::warn!(%error, "a listener reports an error"),
            _ => {}
        }
    }

    fn on_behaviour_event(&mut self, event: BehaviourEvent) {
        match event {
            BehaviourEvent::Gossip(event) => self.on_gossip_event(event),
            BehaviourEvent::Sync(event) => self.on_sync_event(event),
            BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. }) => {
                self.on_identified(peer_id, info);
            }
            BehaviourEvent::Mdns(mdns::Event::Discovered(found)) => self.on_neighbours(found),
            _ => {}
        }
    }

    fn on_established(&mut self, peer: PeerId, connection: ConnectionId, endpoint: &ConnectedPoint, first: bool) {
        self.plan.connected(peer, connection);
        if first {
            let address = remote_of(endpoint).clone();
            self.peers.insert(peer, address.clone(), endpoint.is_dialer());
            tracing::info!(%peer, %address, "connected");
            self.outbox.push(NetworkEvent::Connected { peer, address });
        }
    }

    fn on_gone(&mut self, peer: PeerId) {
        let now = Instant::now();
        self.requests.gone(&peer);
        self.plan.lost(&peer, now);
        if let Some(address) = self.peers.remove(&peer).and_then(|known| known.dialable(peer))
            && !self.peers.is_foreign(&peer)
        {
            self.plan.remember(address, now);
        }
        self.outbox.push(NetworkEvent::Disconnected { peer });
    }

    fn on_dial_failed(&mut self, connection: ConnectionId, peer: Option<PeerId>, error: DialError) {
        tracing::debug!(?peer, error = reason_of(&error), "dialling failed");
        match error {
            DialError::LocalPeerId { .. } => self.plan.own(connection),
            DialError::Denied { ref cause } => {
                self.plan.failed(connection, Instant::now());
                self.refuse_connection(peer, None, reason_of(cause));
            }
            _ => self.plan.failed(connection, Instant::now()),
        }
    }

    fn on_incoming_failed(&mut self, peer: Option<PeerId>, from: Multiaddr, error: ListenError) {
        match error {
            ListenError::Denied { cause } => self.refuse_connection(peer, Some(from), reason_of(&cause)),
            error => tracing::debug!(?peer, %from, error = reason_of(&error), "an incoming connection failed"),
        }
    }

    fn refuse_connection(&mut self, peer: Option<PeerId>, address: Option<Multiaddr>, reason: String) {
        self.stats.connections_refused += 1;
        self.refuse(Refusal::Connection { peer, address, reason });
    }

    /// For the log; not worth waiting for an application that is behind.
    fn refuse(&mut self, refusal: Refusal) {
        tracing::debug!(?refusal, "refused");
        let _behind = self.outbox.offer(NetworkEvent::Refused(refusal));
    }

    fn on_identified(&mut self, peer: PeerId, info: identify::Info) {
        if info.protocol_version != self.names.identify() {
            return self.on_foreign(peer, &info.protocol_version);
        }
        self.plan.proven(&peer);
        let addresses = self.peers.told(&peer, info.listen_addrs).to_vec();
        for address in addresses {
            self.swarm.behaviour_mut().kademlia.add_address(&peer, address);
        }
    }

    fn on_foreign(&mut self, peer: PeerId, protocol: &str) {
        let protocol: String = protocol.chars().take(FOREIGN_NAME_MAX).collect();
        if self.peers.mark_foreign(peer) {
            self.refuse(Refusal::ForeignChain { peer, protocol });
        }
        let _gone = self.swarm.disconnect_peer_id(peer);
    }

    fn on_neighbours(&mut self, found: Vec<(PeerId, Multiaddr)>) {
        for (peer, address) in found {
            let room = self.peers.len() < self.limits.connections_max as usize / 2;
            if !room || self.peers.is_foreign(&peer) || self.swarm.is_connected(&peer) {
                continue;
            }
            let options = DialOpts::peer_id(peer).addresses(vec![with_peer(&address, peer)]).build();
            if let Err(error) = self.swarm.dial(options) {
                tracing::debug!(%peer, %address, error = reason_of(&error), "a neighbour was not dialled");
            }
        }
    }

    fn on_gossip_event(&mut self, event: gossipsub::Event) {
        match event {
            gossipsub::Event::Message { propagation_source, message_id, message } => {
                self.on_gossip(propagation_source, message_id, message);
            }
            gossipsub::Event::Subscribed { peer_id: peer, topic, .. } => {
                if let Some(topic) = self.names.parse(&topic) {
                    // A peer may toggle its subscriptions as fast as it likes: such events can be dropped.
                    let _behind = self.outbox.offer(NetworkEvent::Subscribed { peer, topic });
                }
            }
            _ => {}
        }
    }

    fn on_gossip(&mut self, from: PeerId, id: gossipsub::MessageId, message: gossipsub::Message) {
        let parsed = MessageId::from_gossip(&id).zip(self.names.parse(&message.topic));
        let Some((id, topic)) = parsed else { return };
        if message.data.len() > GOSSIP_BYTES_MAX {
            return self.pass_on(id, &from, Verdict::Reject);
        }
        let sender = (from, self.is_light(&from));
        if !self.validations.admit(id, sender, message.data.len(), Instant::now()) {
            return self.drop_gossip(id, from);
        }
        let event = NetworkEvent::Gossip(GossipMessage { id, from, topic, data: message.data });
        match self.outbox.offer(event) {
            Ok(()) => self.stats.gossip_received += 1,
            Err(_) => {
                self.validations.settle(&id);
                self.drop_gossip(id, from);
            }
        }
    }

    fn is_light(&self, peer: &PeerId) -> bool {
        self.swarm.behaviour().guard.is_light(peer)
    }

    fn drop_gossip(&mut self, id: MessageId, from: PeerId) {
        self.stats.gossip_overflow += 1;
        self.pass_on(id, &from, Verdict::Ignore);
        self.refuse(Refusal::GossipOverflow { peer: from });
    }

    fn on_sync_event(&mut self, event: request_response::Event<Vec<u8>, Vec<u8>>) {
        match event {
            request_response::Event::Message { peer, message, .. } => match message {
                Message::Request { request_id, request, channel } => {
                    if self.requests.admit(request_id, peer, self.is_light(&peer)) {
                        self.on_request(peer, request, channel);
                    } else {
                        // Dropping the channel tells the peer.
                        self.overflow(peer);
                    }
                }
                Message::Response { request_id, response } => self.requests.answered(&request_id, response),
            },
            request_response::Event::OutboundFailure { request_id, error, .. } => {
                self.requests.failed(&request_id, error);
            }
            request_response::Event::InboundFailure { request_id, peer, error, .. } => {
                tracing::debug!(%peer, %error, "a request was not answered");
                self.requests.closed(&request_id);
            }
            request_response::Event::ResponseSent { request_id, .. } => self.requests.closed(&request_id),
        }
    }

    fn on_request(&mut self, peer: PeerId, data: Vec<u8>, channel: ResponseChannel<Vec<u8>>) {
        let request = IncomingRequest { peer, data, reply: Reply(channel) };
        match self.outbox.offer(NetworkEvent::Request(request)) {
            Ok(()) => self.stats.requests_received += 1,
            Err(_) => self.overflow(peer),
        }
    }

    fn overflow(&mut self, peer: PeerId) {
        self.stats.requests_overflow += 1;
        self.refuse(Refusal::RequestOverflow { peer });
    }
}
