//! Multiaddrs of nodes as people read them: the shapes that `cybersyn_primitives::multiaddr` lets onto the chain.

use cybersyn_primitives::peer::PeerId;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An address in text; in hex if it is of another shape.
pub fn text(bytes: &[u8]) -> String {
    parts(bytes).unwrap_or_else(|| format!("0x{}", hex::encode(bytes)))
}

fn parts(mut rest: &[u8]) -> Option<String> {
    let mut text = String::new();
    while !rest.is_empty() {
        let (code, value) = number(rest)?;
        let (part, behind) = part(code, value)?;
        text.push('/');
        text.push_str(&part);
        rest = behind;
    }
    Some(text)
}

/// A protocol with its value, and what follows. The codes are those of the multiaddr table.
fn part(code: u64, rest: &[u8]) -> Option<(String, &[u8])> {
    let port = |name: &str| {
        rest.split_first_chunk().map(|(port, rest)| (format!("{name}/{}", u16::from_be_bytes(*port)), rest))
    };
    let name = |name: &str| {
        let (value, rest) = counted(rest)?;
        Some((format!("{name}/{}", std::str::from_utf8(value).ok()?), rest))
    };
    match code {
        4 => rest.split_first_chunk::<4>().map(|(ip, rest)| (format!("ip4/{}", Ipv4Addr::from(*ip)), rest)),
        41 => rest.split_first_chunk::<16>().map(|(ip, rest)| (format!("ip6/{}", Ipv6Addr::from(*ip)), rest)),
        6 => port("tcp"),
        273 => port("udp"),
        53 => name("dns"),
        54 => name("dns4"),
        55 => name("dns6"),
        461 => Some(("quic-v1".to_owned(), rest)),
        477 => Some(("ws".to_owned(), rest)),
        421 => {
            let (peer, rest) = counted(rest)?;
            Some((format!("p2p/{}", PeerId::from_bytes(peer).ok()?), rest))
        }
        _ => None,
    }
}

fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    rest.split_at_checked(usize::try_from(length).ok()?)
}

/// An unsigned varint of at most three bytes.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(3) {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_operators_write_them() {
        assert_eq!(text(&[4, 192, 0, 2, 1, 6, 0x10, 0x05]), "/ip4/192.0.2.1/tcp/4101");
        assert_eq!(text(&[4, 192, 0, 2, 1, 0x91, 2, 0x10, 0x05, 0xcd, 3]), "/ip4/192.0.2.1/udp/4101/quic-v1");
        let name = [&[54, 7][..], b"a.b.org", &[6, 0, 80, 0xdd, 3]].concat();
        assert_eq!(text(&name), "/dns4/a.b.org/tcp/80/ws");
        let peer = [&[4, 192, 0, 2, 1, 6, 0, 1, 0xa5, 3, 38][..], &PeerId([3; 32]).to_bytes()].concat();
        assert_eq!(text(&peer), format!("/ip4/192.0.2.1/tcp/1/p2p/{}", PeerId([3; 32])));
    }

    #[test]
    fn other_shapes_are_shown_in_hex() {
        for bytes in [&[4, 192][..], &[0xff, 0xff, 0xff, 1], &[99], &[54, 9, 1]] {
            assert_eq!(text(bytes), format!("0x{}", hex::encode(bytes)));
        }
    }
}
