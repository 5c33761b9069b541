//! The behaviour that decides who may be connected at all: the block list and the subnet rule.

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
    collections::{HashSet, VecDeque},
    convert::Infallible,
    task::{Context, Poll, Waker},
};
use thiserror::Error;

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum GuardRefusal {
    #[error("the peer is blocked")]
    Blocked,
    #[error("enough neighbours of that subnet are connected")]
    SubnetFull,
}

/// Refuses blocked peers and crowded subnets.
#[derive(Debug)]
pub(crate) struct PeerGuard {
    blocked: HashSet<PeerId>,
    subnets: Subnets,
    /// Blocked while connected; bounded by the number of block commands between two polls.
    closing: VecDeque<PeerId>,
    waker: Option<Waker>,
}

impl PeerGuard {
    pub fn new(peers_per_subnet_max: usize) -> Self {
        Self {
            blocked: HashSet::new(),
            subnets: Subnets::new(peers_per_subnet_max),
            closing: VecDeque::new(),
            waker: None,
        }
    }

    /// Closes and refuses connections of `peer`.
    pub fn block(&mut self, peer: PeerId) {
        if self.blocked.insert(peer) {
            self.closing.push_back(peer);
            if let Some(waker) = self.waker.take() {
                waker.wake();
            }
        }
    }

    /// Admits `peer` again.
    pub fn unblock(&mut self, peer: &PeerId) {
        self.blocked.remove(peer);
        self.closing.retain(|closing| closing != peer);
    }

    pub fn blocked(&self) -> impl Iterator<Item = &PeerId> {
        self.blocked.iter()
    }

    fn admit(&self, peer: &PeerId, address: &Multiaddr) -> Result<dummy::ConnectionHandler, ConnectionDenied> {
        if self.blocked.contains(peer) {
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
            Some(peer) if self.blocked.contains(&peer) => Err(ConnectionDenied::new(GuardRefusal::Blocked)),
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
                if let Some(ip) = ip_of(remote_of(endpoint)) {
                    self.subnets.opened(peer_id, ip);
                }
            }
            FromSwarm::ConnectionClosed(ConnectionClosed { peer_id, endpoint, .. }) => {
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

    fn refusal(result: Result<dummy::ConnectionHandler, ConnectionDenied>) -> Option<GuardRefusal> {
        result.err().and_then(|denied| denied.downcast::<GuardRefusal>().ok())
    }

    #[test]
    fn a_blocked_peer_is_refused_until_it_is_unblocked() -> Result<()> {
        let (mut guard, peer, address) = (PeerGuard::new(2), PeerId::random(), "/ip4/127.0.0.1/tcp/1".parse()?);
        guard.block(peer);
        assert_eq!(refusal(guard.admit(&peer, &address)), Some(GuardRefusal::Blocked));
        guard.unblock(&peer);
        assert_eq!(refusal(guard.admit(&peer, &address)), None);
        Ok(())
    }

    #[test]
    fn a_crowded_subnet_is_refused() -> Result<()> {
        let mut guard = PeerGuard::new(2);
        for _ in 0..2 {
            guard.subnets.opened(PeerId::random(), "9.1.2.3".parse()?);
        }
        let refused = guard.admit(&PeerId::random(), &"/ip4/9.1.2.9/udp/1/quic-v1".parse()?);
        assert_eq!(refusal(refused), Some(GuardRefusal::SubnetFull));
        Ok(())
    }
}
