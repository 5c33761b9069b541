//! Counts neighbours per subnet, so that one network owner cannot surround a node (DESIGN section 2, mesh safety).

use crate::address::{Reach, reach};
use libp2p::PeerId;
use std::{collections::HashMap, net::IpAddr};

/// A /24 of IPv4 or a /48 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subnet {
    V4([u8; 3]),
    V6([u8; 6]),
}

impl Subnet {
    /// The subnet of a global address; none on loopback and LAN, which are exempt.
    pub fn of(ip: IpAddr) -> Option<Self> {
        if reach(ip) != Reach::Global {
            return None;
        }
        Some(match ip {
            IpAddr::V4(ip) => {
                let [a, b, c, _] = ip.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(ip) => {
                let [a, b, c, d, e, f, ..] = ip.octets();
                Self::V6([a, b, c, d, e, f])
            }
        })
    }
}

/// Who is connected from which subnet. Two connections to one peer (both sides dialled at once) are one neighbour.
#[derive(Debug)]
pub(crate) struct Subnets {
    peers_max: usize,
    connections: HashMap<Subnet, HashMap<PeerId, usize>>,
}

impl Subnets {
    pub fn new(peers_max: usize) -> Self {
        Self { peers_max, connections: HashMap::new() }
    }

    /// Whether a connection of `peer` from `ip` fits.
    pub fn admits(&self, peer: &PeerId, ip: IpAddr) -> bool {
        let Some(peers) = Subnet::of(ip).and_then(|subnet| self.connections.get(&subnet)) else { return true };
        peers.contains_key(peer) || peers.len() < self.peers_max
    }

    /// A connection is up.
    pub fn opened(&mut self, peer: PeerId, ip: IpAddr) {
        if let Some(subnet) = Subnet::of(ip) {
            *self.connections.entry(subnet).or_default().entry(peer).or_default() += 1;
        }
    }

    /// A connection is gone.
    pub fn closed(&mut self, peer: &PeerId, ip: IpAddr) {
        let Some(subnet) = Subnet::of(ip) else { return };
        let Some(peers) = self.connections.get_mut(&subnet) else { return };
        if let Some(count) = peers.get_mut(peer) {
            *count -= 1;
            if *count == 0 {
                peers.remove(peer);
            }
        }
        if peers.is_empty() {
            self.connections.remove(&subnet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    fn full(ips: [&str; 2]) -> Result<(Subnets, [PeerId; 2])> {
        let mut subnets = Subnets::new(2);
        let peers = [PeerId::random(), PeerId::random()];
        for (peer, ip) in peers.iter().zip(ips) {
            assert!(subnets.admits(peer, ip.parse()?));
            subnets.opened(*peer, ip.parse()?);
        }
        Ok((subnets, peers))
    }

    #[test]
    fn a_third_peer_of_a_24_is_refused() -> Result<()> {
        let (subnets, _) = full(["9.1.2.3", "9.1.2.200"])?;
        assert!(!subnets.admits(&PeerId::random(), "9.1.2.4".parse()?));
        Ok(())
    }

    #[test]
    fn the_next_24_is_another_subnet() -> Result<()> {
        let (subnets, _) = full(["9.1.2.3", "9.1.2.200"])?;
        assert!(subnets.admits(&PeerId::random(), "9.1.3.4".parse()?));
        Ok(())
    }

    #[test]
    fn a_third_peer_of_a_48_is_refused_and_the_next_48_is_free() -> Result<()> {
        let (subnets, _) = full(["2001:db8:1:1::1", "2001:db8:1:2::1"])?;
        assert!(!subnets.admits(&PeerId::random(), "2001:db8:1:ffff::1".parse()?));
        assert!(subnets.admits(&PeerId::random(), "2001:db8:2::1".parse()?));
        Ok(())
    }

    #[test]
    fn a_neighbours_second_connection_is_admitted() -> Result<()> {
        let (subnets, [neighbour, _]) = full(["9.1.2.3", "9.1.2.200"])?;
        assert!(subnets.admits(&neighbour, "9.1.2.3".parse()?));
        Ok(())
    }

    #[test]
    fn a_place_is_free_when_the_last_connection_has_gone() -> Result<()> {
        let (mut subnets, [neighbour, _]) = full(["9.1.2.3", "9.1.2.200"])?;
        let ip = "9.1.2.3".parse()?;
        subnets.opened(neighbour, ip);
        subnets.closed(&neighbour, ip);
        assert!(!subnets.admits(&PeerId::random(), ip));
        subnets.closed(&neighbour, ip);
        assert!(subnets.admits(&PeerId::random(), ip));
        Ok(())
    }

    #[test]
    fn lan_and_loopback_are_exempt() -> Result<()> {
        for ip in ["127.0.0.1", "192.168.7.7", "fd00::7"] {
            let (subnets, _) = full([ip, ip])?;
            assert!(subnets.admits(&PeerId::random(), ip.parse()?), "{ip}");
        }
        Ok(())
    }
}
