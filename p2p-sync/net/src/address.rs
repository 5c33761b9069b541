//! What an address says about where a peer is.

use libp2p::{Multiaddr, PeerId, multiaddr::Protocol};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// This machine.
    Loopback,
    /// The local network.
    Lan,
    /// Everywhere.
    Global,
}

/// The IP of an address, with IPv4 in IPv6's clothes undressed; none for names.
pub(crate) fn ip_of(address: &Multiaddr) -> Option<IpAddr> {
    address.iter().find_map(|part| match part {
        Protocol::Ip4(ip) => Some(IpAddr::V4(ip)),
        Protocol::Ip6(ip) => Some(ip.to_ipv4_mapped().map_or(IpAddr::V6(ip), IpAddr::V4)),
        _ => None,
    })
}

/// How far `ip` reaches.
pub(crate) fn reach(ip: IpAddr) -> Reach {
    match ip {
        _ if ip.is_loopback() => Reach::Loopback,
        IpAddr::V4(ip) if is_lan_v4(ip) => Reach::Lan,
        IpAddr::V6(ip) if is_lan_v6(ip) => Reach::Lan,
        _ => Reach::Global,
    }
}

/// Whether an address that a peer tells about itself can lead to it, given where we see the peer: a peer on the far
/// side of the internet does not sit on our loopback, and telling so would make us dial ourselves.
pub(crate) fn plausible(told: &Multiaddr, seen: &Multiaddr) -> bool {
    let Some(told) = ip_of(told) else { return told.iter().any(|part| is_name(&part)) };
    let usable = !told.is_unspecified() && !told.is_multicast();
    let seen = ip_of(seen).map_or(Reach::Global, reach);
    usable && reach(told) >= seen
}

/// The address with `/p2p/<peer>` at its end.
pub(crate) fn with_peer(address: &Multiaddr, peer: PeerId) -> Multiaddr {
    address.clone().with_p2p(peer).unwrap_or_else(|address| address)
}

/// The peer named at the address's end.
pub(crate) fn peer_in(address: &Multiaddr) -> Option<PeerId> {
    address.iter().find_map(|part| match part {
        Protocol::P2p(peer) => Some(peer),
        _ => None,
    })
}

fn is_name(part: &Protocol<'_>) -> bool {
    matches!(part, Protocol::Dns(_) | Protocol::Dns4(_) | Protocol::Dns6(_) | Protocol::Dnsaddr(_))
}

fn is_lan_v4(ip: Ipv4Addr) -> bool {
    ip.is_private() || ip.is_link_local()
}

/// Unique local (fc00::/7) and link local (fe80::/10).
fn is_lan_v6(ip: Ipv6Addr) -> bool {
    ip.is_unique_local() || ip.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    #[test]
    fn reach_of_addresses() -> Result<()> {
        let cases = [
            ("127.0.0.1", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("10.1.2.3", Reach::Lan),
            ("192.168.0.9", Reach::Lan),
            ("169.254.0.1", Reach::Lan),
            ("fd00::1", Reach::Lan),
            ("fe80::1", Reach::Lan),
            ("8.8.8.8", Reach::Global),
            ("172.32.0.1", Reach::Global),
            ("2001:db8::1", Reach::Global),
        ];
        for (ip, expected) in cases {
            assert_eq!(reach(ip.parse()?), expected, "{ip}");
        }
        Ok(())
    }

    #[test]
    fn a_far_peer_cannot_claim_our_loopback() -> Result<()> {
        let far = "/ip4/8.8.8.8/tcp/1".parse()?;
        assert!(!plausible(&"/ip4/127.0.0.1/tcp/1".parse()?, &far));
        assert!(!plausible(&"/ip4/192.168.1.1/tcp/1".parse()?, &far));
        assert!(plausible(&"/ip4/9.9.9.9/tcp/1".parse()?, &far));
        assert!(plausible(&"/dns/example.org/tcp/1".parse()?, &far));
        Ok(())
    }

    #[test]
    fn a_neighbour_may_tell_local_addresses() -> Result<()> {
        let near = "/ip4/192.168.1.2/tcp/1".parse()?;
        assert!(plausible(&"/ip4/192.168.1.2/tcp/4101".parse()?, &near));
        assert!(!plausible(&"/ip4/127.0.0.1/tcp/4101".parse()?, &near));
        assert!(!plausible(&"/ip4/0.0.0.0/tcp/4101".parse()?, &near));
        Ok(())
    }

    #[test]
    fn mapped_ipv4_counts_as_ipv4() -> Result<()> {
        assert_eq!(ip_of(&"/ip6/::ffff:8.8.8.8/tcp/1".parse()?), Some("8.8.8.8".parse()?));
        Ok(())
    }
}
