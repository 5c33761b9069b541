//! Whom to dial and when: bootstraps in their order and for ever; while connections are too few, nodes that the chain's
//! registry names as bootstraps, and peers met before.
//!
//! Pure: time comes in, addresses to dial go out, results come back.

use crate::{Backoff, address::peer_in};
use libp2p::{Multiaddr, PeerId, swarm::ConnectionId};
use std::{
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant},
};

/// Dials at one time.
const DIALLING_MAX: usize = 8;
/// Addresses of peers met before.
const REMEMBERED_MAX: usize = 64;
/// Addresses that the registry names.
const REGISTERED_MAX: usize = 64;
/// Failures in a row after which a peer met before is forgotten; a bootstrap never is.
const REMEMBERED_FAILURES_MAX: u32 = 10;

/// The addresses to keep connections to.
#[derive(Debug)]
pub(crate) struct DialPlan {
    backoff: Backoff,
    /// Bootstraps first, in their order.
    targets: Vec<Target>,
}

#[derive(Debug)]
struct Target {
    address: Multiaddr,
    peer: Option<PeerId>,
    origin: Origin,
    state: State,
    failures: u32,
}

/// Who named an address.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Origin {
    /// The operator.
    Configured,
    /// The chain's registry, for as long as it does.
    Registered,
    /// The peer itself, or we dialled it.
    Met,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Due(Instant),
    Dialling(ConnectionId),
    Connected,
    /// The address leads to ourselves.
    Own,
}

impl DialPlan {
    pub fn new(bootstraps: Vec<Multiaddr>, remembered: Vec<Multiaddr>, backoff: Backoff, now: Instant) -> Self {
        let mut plan = Self { backoff, targets: Vec::new() };
        for address in bootstraps {
            plan.add(address, Origin::Configured, now);
        }
        for address in remembered {
            plan.add(address, Origin::Met, now);
        }
        plan
    }

    /// Remembers the address (with `/p2p/…`) of a peer that was connected.
    pub fn remember(&mut self, address: Multiaddr, now: Instant) {
        let due = now + self.backoff.first;
        self.add(address, Origin::Met, due);
    }

    /// These addresses (with `/p2p/…`) and no others are named by the registry now.
    pub fn registered(&mut self, addresses: Vec<Multiaddr>, now: Instant) {
        self.targets.retain(|target| target.origin != Origin::Registered || addresses.contains(&target.address));
        for address in addresses {
            self.add(address, Origin::Registered, now);
        }
    }

    /// Addresses to dial now, first ones first. `lonely`: there are fewer connections than wanted.
    pub fn due(&self, now: Instant, lonely: bool) -> Vec<Multiaddr> {
        let dialling = self.targets.iter().filter(|target| matches!(target.state, State::Dialling(_))).count();
        let due = self.targets.iter().filter(|target| target.origin == Origin::Configured || lonely);
        let due = due.filter(|target| matches!(target.state, State::Due(at) if at <= now));
        due.take(DIALLING_MAX.saturating_sub(dialling)).map(|target| target.address.clone()).collect()
    }

    /// A dial of `address` has begun.
    pub fn dialling(&mut self, address: &Multiaddr, connection: ConnectionId) {
        if let Some(target) = self.targets.iter_mut().find(|target| target.address == *address) {
            target.state = State::Dialling(connection);
        }
    }

    /// A dial of `address` could not even begin.
    pub fn refused(&mut self, address: &Multiaddr, now: Instant) {
        self.fail(now, |target| target.address == *address);
    }

    /// A dial has failed.
    pub fn failed(&mut self, connection: ConnectionId, now: Instant) {
        self.fail(now, |target| target.state == State::Dialling(connection));
    }

    /// A dial has reached ourselves.
    pub fn own(&mut self, connection: ConnectionId) {
        for target in &mut self.targets {
            if target.state == State::Dialling(connection) {
                target.state = State::Own;
            }
        }
    }

    /// A peer is connected, by this connection among others.
    pub fn connected(&mut self, peer: PeerId, connection: ConnectionId) {
        for target in &mut self.targets {
            let reached = target.state == State::Dialling(connection);
            if reached {
                target.peer = Some(peer);
            }
            if reached || target.peer == Some(peer) {
                target.state = State::Connected;
            }
        }
    }

    /// A connected peer is of our chain: past failures no longer count.
    pub fn proven(&mut self, peer: &PeerId) {
        for target in self.targets.iter_mut().filter(|target| target.peer.as_ref() == Some(peer)) {
            target.failures = 0;
        }
    }

    /// The last connection to a peer is gone: dial again, soon if it was proven since the last time.
    pub fn lost(&mut self, peer: &PeerId, now: Instant) {
        for target in self.targets.iter_mut().filter(|target| target.peer.as_ref() == Some(peer)) {
            if target.state == State::Connected {
                target.failures = target.failures.saturating_add(1);
                target.state = State::Due(now + jittered(self.backoff.after(target.failures)));
                // Another node may come up at the same address.
                target.peer = peer_in(&target.address);
            }
        }
    }

    /// Forget past failures with this peer: whatever caused them is over.
    pub fn retry(&mut self, peer: &PeerId, now: Instant) {
        for target in self.targets.iter_mut().filter(|target| target.peer.as_ref() == Some(peer)) {
            if matches!(target.state, State::Due(_)) {
                target.state = State::Due(now);
                target.failures = 0;
            }
        }
    }

    fn add(&mut self, address: Multiaddr, origin: Origin, due: Instant) {
        let known = self.targets.iter().any(|target| target.address == address);
        let most = match origin {
            Origin::Configured => usize::MAX,
            Origin::Registered => REGISTERED_MAX,
            Origin::Met => REMEMBERED_MAX,
        };
        let alike = self.targets.iter().filter(|target| target.origin == origin).count();
        if known || alike >= most {
            return;
        }
        let peer = peer_in(&address);
        self.targets.push(Target { address, peer, origin, state: State::Due(due), failures: 0 });
    }

    fn fail(&mut self, now: Instant, which: impl Fn(&Target) -> bool) {
        for target in self.targets.iter_mut().filter(|target| which(target)) {
            target.failures = target.failures.saturating_add(1);
            target.state = State::Due(now + jittered(self.backoff.after(target.failures)));
        }
        self.targets.retain(|target| target.origin != Origin::Met || target.failures < REMEMBERED_FAILURES_MAX);
    }
}

/// Up to a quarter longer, so that nodes that lost the same bootstrap do not return all at once.
fn jittered(wait: Duration) -> Duration {
    // A fresh `RandomState` has fresh keys: randomness enough for spreading.
    let random = RandomState::new().hash_one(0u8) % 256;
    wait + wait * (random as u32) / 1_024
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    const BACKOFF: Backoff = Backoff { first: Duration::from_secs(1), max: Duration::from_secs(60) };

    fn address(port: u16) -> Result<Multiaddr> {
        Ok(format!("/ip4/127.0.0.1/tcp/{port}").parse()?)
    }

    fn connection(n: usize) -> ConnectionId {
        ConnectionId::new_unchecked(n)
    }

    #[test]
    fn bootstraps_are_due_in_their_order() -> Result<()> {
        let now = Instant::now();
        let plan = DialPlan::new(vec![address(2)?, address(1)?], vec![address(3)?], BACKOFF, now);
        assert_eq!(plan.due(now, true), [address(2)?, address(1)?, address(3)?]);
        Ok(())
    }

    #[test]
    fn peers_met_before_are_dialled_only_when_lonely() -> Result<()> {
        let now = Instant::now();
        let plan = DialPlan::new(vec![address(1)?], vec![address(3)?], BACKOFF, now);
        assert_eq!(plan.due(now, false), [address(1)?]);
        Ok(())
    }

    #[test]
    fn what_the_registry_names_is_dialled_when_lonely_and_dropped_when_it_is_named_no_more() -> Result<()> {
        let now = Instant::now();
        let mut plan = DialPlan::new(vec![address(1)?], vec![], BACKOFF, now);
        plan.registered(vec![address(2)?, address(3)?], now);
        assert_eq!(plan.due(now, false), [address(1)?]);
        assert_eq!(plan.due(now, true), [address(1)?, address(2)?, address(3)?]);
        plan.registered(vec![address(3)?], now);
        assert_eq!(plan.due(now, true), [address(1)?, address(3)?]);
        Ok(())
    }

    #[test]
    fn a_configured_bootstrap_stays_whatever_the_registry_says() -> Result<()> {
        let now = Instant::now();
        let mut plan = DialPlan::new(vec![address(1)?], vec![], BACKOFF, now);
        plan.registered(vec![address(1)?], now);
        plan.registered(vec![], now);
        assert_eq!(plan.due(now, false), [address(1)?]);
        Ok(())
    }

    #[test]
    fn a_long_registry_leaves_room_for_peers_met_before() -> Result<()> {
        let now = Instant::now();
        let mut plan = DialPlan::new(vec![], vec![], BACKOFF, now);
        plan.registered((1_000..1_200).map(address).collect::<Result<_>>()?, now);
        assert_eq!(plan.targets.len(), REGISTERED_MAX);
        plan.remember(address(1)?, now);
        assert_eq!(plan.targets.len(), REGISTERED_MAX + 1);
        Ok(())
    }

    #[test]
    fn a_failed_bootstrap_is_due_again_later_and_for_ever() -> Result<()> {
        let mut now = Instant::now();
        let mut plan = DialPlan::new(vec![address(1)?], vec![], BACKOFF, now);
        for n in 0..50 {
            assert_eq!(plan.due(now, false), [address(1)?], "attempt {n}");
            plan.dialling(&address(1)?, connection(n));
            assert_eq!(plan.due(now, false), []);
            plan.failed(connection(n), now);
            assert_eq!(plan.due(now, false), []);
            now += BACKOFF.max * 2;
        }
        Ok(())
    }

    #[test]
    fn a_lost_bootstrap_is_dialled_again() -> Result<()> {
        let (now, peer) = (Instant::now(), PeerId::random());
        let mut plan = DialPlan::new(vec![address(1)?], vec![], BACKOFF, now);
        plan.dialling(&address(1)?, connection(1));
        plan.connected(peer, connection(1));
        assert_eq!(plan.due(now + BACKOFF.max, false), []);
        plan.lost(&peer, now);
        assert_eq!(plan.due(now + BACKOFF.first * 2, false), [address(1)?]);
        Ok(())
    }

    #[test]
    fn a_bootstrap_that_drops_us_each_time_is_dialled_ever_less_often() -> Result<()> {
        let (now, peer) = (Instant::now(), PeerId::random());
        let mut plan = DialPlan::new(vec![address(1)?], vec![], BACKOFF, now);
        for n in 0..6 {
            plan.dialling(&address(1)?, connection(n));
            plan.connected(peer, connection(n));
            plan.lost(&peer, now);
        }
        assert_eq!(plan.due(now + BACKOFF.first * 31, false), []);
        assert_eq!(plan.due(now + BACKOFF.first * 60, false), [address(1)?]);
        Ok(())
    }

    #[test]
    fn a_peer_that_dialled_us_need_not_be_dialled() -> Result<()> {
        let (now, peer) = (Instant::now(), PeerId::random());
        let named = crate::address::with_peer(&address(1)?, peer);
        let mut plan = DialPlan::new(vec![named], vec![], BACKOFF, now);
        plan.connected(peer, connection(9));
        assert_eq!(plan.due(now, true), []);
        Ok(())
    }

    #[test]
    fn our_own_address_is_not_dialled_again() -> Result<()> {
        let now = Instant::now();
        let mut plan = DialPlan::new(vec![address(1)?], vec![], BACKOFF, now);
        plan.dialling(&address(1)?, connection(1));
        plan.own(connection(1));
        assert_eq!(plan.due(now + BACKOFF.max * 9, true), []);
        Ok(())
    }

    #[test]
    fn a_peer_met_before_that_never_answers_is_forgotten() -> Result<()> {
        let mut now = Instant::now();
        let mut plan = DialPlan::new(vec![], vec![address(1)?], BACKOFF, now);
        for n in 0..REMEMBERED_FAILURES_MAX as usize {
            plan.dialling(&address(1)?, connection(n));
            plan.failed(connection(n), now);
            now += BACKOFF.max * 2;
        }
        assert_eq!(plan.due(now, true), []);
        Ok(())
    }
}
