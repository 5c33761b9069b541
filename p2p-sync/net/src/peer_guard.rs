//! The behaviour that decides who may be connected at all: the block list, the subnet rule, and room for full peers.

use crate::{address::ip_of, subnets::Subnets};
use libp2p::{
    Multiaddr, PeerId,
    core::{ConnectedPoint, Endpoint, transport::PortUse},
    swarm::{
        CloseConnection, ConnectionClosed, ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler,
        THandlerInEvent, THandlerOutEvent, ToSwarm, behaviour::ConnectionEstablished, dummy,
    },
};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    convert::Infallible,
    task::{Context, Poll, Waker},
    time::Instant,
};
use thiserror::Error;

/// Peers that are blocked for a time; of more, the one whose time ends first is let in early.
const BLOCKED_FOR_A_TIME_MAX: usize = 4_096;

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum GuardRefusal {
    #[error("the peer is blocked")]
    Blocked,
    #[error("enough neighbours of that subnet are connected")]
    SubnetFull,
    #[error("enough peers are connected that no person has registered")]
    LightFull,
}

/// Refuses blocked peers, crowded subnets, and crowds of peers that no person has registered.
#[derive(Debug)]
pub(crate) struct PeerGuard {
    /// Until when; none: until somebody unblocks the peer.
    blocked: HashMap<PeerId, Option<Instant>>,
    subnets: Subnets,
    /// Nodes that persons have registered on chain. All others are light peers.
    full: HashSet<PeerId>,
    /// Peers that opened connections to us, with how many.
    inbound: HashMap<PeerId, usize>,
    light_inbound_max: usize,
    /// Blocked while connected; bounded by the number of block commands between two polls.
    closing: VecDeque<PeerId>,
    waker: Option<Waker>,
}

impl PeerGuard {
    pub fn new(peers_per_subnet_max: usize, light_inbound_max: usize) -> Self {
        Self {
            blocked: HashMap::new(),
            subnets: Subnets::new(peers_per_subnet_max),
            full: HashSet::new(),
            inbound: HashMap::new(),
            light_inbound_max,
            closing: VecDeque::new(),
            waker: None,
        }
    }

    /// Closes and refuses connections of `peer` until it is unblocked.
    pub fn block(&mut self, peer: PeerId) {
        self.blocked.insert(peer, None);
        self.close(peer);
    }

    /// Closes and refuses connections of `peer` until then; a block that ends later, or never, stands.
    pub fn block_until(&mut self, peer: PeerId, until: Instant) {
        let term = self.blocked.entry(peer).or_insert(Some(until));
        *term = term.map(|known| known.max(until));
        self.make_room();
        self.close(peer);
    }

    /// These are full peers from now on. Connections that stand, stand.
    pub fn set_full(&mut self, full: HashSet<PeerId>) {
        self.full = full;
    }

    /// Whether no person has registered the peer.
    pub fn is_light(&self, peer: &PeerId) -> bool {
        !self.full.contains(peer)
    }

    /// Whether an incoming connection of `peer` leaves the room that full peers have to themselves.
    fn has_room_for(&self, peer: &PeerId) -> bool {
        let light = || self.inbound.keys().filter(|peer| self.is_light(peer)).count();
        !self.is_light(peer) || self.inbound.contains_key(peer) || light() < self.light_inbound_max
    }

    /// Admits `peer` again.
    pub fn unblock(&mut self, peer: &PeerId) {
        self.blocked.remove(peer);
        self.closing.retain(|closing| closing != peer);
    }

    /// Lifts the blocks that have ended by `now`; whose.
    pub fn lift(&mut self, now: Instant) -> Vec<PeerId> {
        let ended = self.blocked.iter().filter(|(_, until)| until.is_some_and(|until| until <= now));
        let ended: Vec<PeerId> = ended.map(|(peer, _)| *peer).collect();
        ended.iter().for_each(|peer| self.unblock(peer));
        ended
    }

    /// Peers that are blocked and until when; none: until somebody unblocks them.
    pub fn blocked(&self) -> impl Iterator<Item = (PeerId, Option<Instant>)> {
        self.blocked.iter().map(|(peer, until)| (*peer, *until))
    }

    fn close(&mut self, peer: PeerId) {
        self.closing.push_back(peer);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn make_room(&mut self) {
        let timed = || self.blocked.iter().filter_map(|(peer, until)| Some(((*until)?, *peer)));
        if timed().count() > BLOCKED_FOR_A_TIME_MAX
            && let Some((_, first)) = timed().min()
        {
            self.unblock(&first);
        }
    }

    fn admit(&self, peer: &PeerId, address: &Multiaddr) -> Result<dummy::ConnectionHandler, ConnectionDenied> {
        if self.blocked.contains_key(peer) {
            return Err(ConnectionDenied::new(GuardRefusal::Blocked));
        }
        // A name was configured or told by our own resolver's user; only addresses can crowd.
        let crowded = ip_of(address).is_some_and(|ip| !self.subnets.admits(peer, ip));
        if crowded { Err(ConnectionDenied::new(GuardRefusal::SubnetFull)) } else { Ok(dummy::ConnectionHandler) }
    }
}

impl NetworkBehaviour for PeerGuard {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !self.has_room_for(&peer) {
            return Err(ConnectionDenied::new(GuardRefusal::LightFull));
        }
        self.admit(&peer, remote)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: Option<PeerId>,
        _: &[Multiaddr],
        _: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        match peer {
            Some(peer) if self.blocked.contains_key(&peer) => Err(ConnectionDenied::new(GuardRefusal::Blocked)),
            _ => Ok(Vec::new()),
        }
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.admit(&peer, address)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionEstablished(ConnectionEstablished { peer_id, endpoint, .. }) => {
                if endpoint.is_listener() {
                    *self.inbound.entry(peer_id).or_default() += 1;
                }
                if let Some(ip) = ip_of(remote_of(endpoint)) {
                    self.subnets.opened(peer_id, ip);
                }
            }
            FromSwarm::ConnectionClosed(ConnectionClosed { peer_id, endpoint, .. }) => {
                if endpoint.is_listener()
                    && let Some(count) = self.inbound.get_mut(&peer_id)
                {
                    *count -= 1;
                    if *count == 0 {
                        self.inbound.remove(&peer_id);
                    }
                }
                if let Some(ip) = ip_of(remote_of(endpoint)) {
                    self.subnets.closed(&peer_id, ip);
                }
            }
            _ => {}
        }
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<ToSwarm<Infallible, THandlerInEvent<Self>>> {
        if let Some(peer_id) = self.closing.pop_front() {
            return Poll::Ready(ToSwarm::CloseConnection { peer_id, connection: CloseConnection::All });
        }
        self.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// The peer's end of a connection.
pub(crate) fn remote_of(endpoint: &ConnectedPoint) -> &Multiaddr {
    match endpoint {
        ConnectedPoint::Dialer { address, .. } => address,
        ConnectedPoint::Listener { send_back_addr, .. } => send_back_addr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;
    use std::time::Duration;

    fn refusal(result: Result<dummy::ConnectionHandler, ConnectionDenied>) -> Option<GuardRefusal> {
        result.err().and_then(|denied| denied.downcast::<GuardRefusal>().ok())
    }

    fn guard() -> PeerGuard {
        PeerGuard::new(2, 8)
    }

    #[test]
    fn a_blocked_peer_is_refused_until_it_is_unblocked() -> Result<()> {
        let (mut guard, peer, address) = (guard(), PeerId::random(), "/ip4/127.0.0.1/tcp/1".parse()?);
        guard.block(peer);
        assert_eq!(refusal(guard.admit(&peer, &address)), Some(GuardRefusal::Blocked));
        guard.unblock(&peer);
        assert_eq!(refusal(guard.admit(&peer, &address)), None);
        Ok(())
    }

    #[test]
    fn a_block_for_a_time_is_lifted_when_the_time_is_over() {
        let (mut guard, peer, now) = (guard(), PeerId::random(), Instant::now());
        guard.block_until(peer, now + Duration::from_secs(2));
        guard.block_until(peer, now + Duration::from_secs(1));
        assert_eq!(guard.lift(now + Duration::from_millis(1_999)), []);
        assert_eq!(guard.lift(now + Duration::from_secs(2)), [peer]);
        assert_eq!(guard.blocked().count(), 0);
    }

    #[test]
    fn a_block_by_the_operator_outlasts_one_for_a_time() {
        let (mut guard, peer, now) = (guard(), PeerId::random(), Instant::now());
        guard.block(peer);
        guard.block_until(peer, now);
        assert_eq!(guard.lift(now + Duration::from_secs(1)), []);
        assert_eq!(guard.blocked().collect::<Vec<_>>(), [(peer, None)]);
    }

    #[test]
    fn of_too_many_blocks_for_a_time_the_first_to_end_is_lifted() {
        let (mut guard, operators, now) = (guard(), PeerId::random(), Instant::now());
        guard.block(operators);
        let peers: Vec<_> = (0..=BLOCKED_FOR_A_TIME_MAX).map(|_| PeerId::random()).collect();
        for (seconds, peer) in (1..).zip(&peers) {
            guard.block_until(*peer, now + Duration::from_secs(seconds));
        }
        let blocked: Vec<_> = guard.blocked().map(|(peer, _)| peer).collect();
        assert_eq!(blocked.len(), BLOCKED_FOR_A_TIME_MAX + 1);
        assert!(blocked.contains(&operators) && !blocked.contains(&peers[0]));
    }

    #[test]
    fn a_crowd_of_light_peers_leaves_room_for_full_ones() {
        let mut guard = guard();
        guard.light_inbound_max = 2;
        let [first, second, third] = [(); 3].map(|()| PeerId::random());
        for peer in [first, second] {
            assert!(guard.has_room_for(&peer));
            guard.inbound.insert(peer, 1);
        }
        assert!(!guard.has_room_for(&third));
        assert!(guard.has_room_for(&first), "one more connection of the same peer");
        guard.set_full(HashSet::from([third]));
        assert!(guard.has_room_for(&third));
    }

    #[test]
    fn full_peers_take_no_room_from_light_ones() {
        let mut guard = guard();
        guard.light_inbound_max = 1;
        let full = PeerId::random();
        guard.set_full(HashSet::from([full]));
        guard.inbound.insert(full, 1);
        assert!(guard.has_room_for(&PeerId::random()));
    }

    #[test]
    fn a_crowded_subnet_is_refused() -> Result<()> {
        let mut guard = guard();
        for _ in 0..2 {
            guard.subnets.opened(PeerId::random(), "9.1.2.3".parse()?);
        }
        let refused = guard.admit(&PeerId::random(), &"/ip4/9.1.2.9/udp/1/quic-v1".parse()?);
        assert_eq!(refusal(refused), Some(GuardRefusal::SubnetFull));
        Ok(())
    }
}
