//! Which addresses of bootstrap nodes the chain takes: multiaddrs in their binary form, of a few shapes.
//!
//! ```text
//! address = host transport [ "/p2p/" peer id ]
//! host transport = ( ip4 | ip6 | dns | dns4 | dns6 ) ( "/tcp/" port [ "/ws" ] | "/udp/" port "/quic-v1" )
//!                | "/onion3/" address ":" port [ "/ws" ]
//! ```
//!
//! Everything else is refused, other protocols and other orders alike: nobody could dial it, or it leads elsewhere than
//! it says. Addresses of the local network and of the machine itself are taken, for there are meshes without internet;
//! who dials judges whether they can lead anywhere.

use crate::peer::{PEER_ID_BYTES, PeerId, PeerKey};
use core::fmt;

/// Most bytes of an address.
pub const ADDRESS_BYTES_MAX: u32 = 128;
/// Most bytes of a host name (RFC 1035), well above what fits into an address.
const NAME_BYTES_MAX: usize = 253;
/// Most bytes of a label of a host name.
const LABEL_BYTES_MAX: usize = 63;
/// An onion service's key, checksum and version.
const ONION_BYTES: usize = 35;

// Protocol codes of the multiaddr table.
const IP4: u64 = 4;
const TCP: u64 = 6;
const IP6: u64 = 41;
const DNS: u64 = 53;
const DNS4: u64 = 54;
const DNS6: u64 = 55;
const UDP: u64 = 273;
const P2P: u64 = 421;
const ONION3: u64 = 445;
const QUIC_V1: u64 = 461;
const WS: u64 = 477;

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// It has more than [`ADDRESS_BYTES_MAX`] bytes, or none.
    Length,
    /// It ends in the middle of a part, or a number is not in its shortest form.
    Malformed,
    /// A protocol stands where none or another is expected.
    Protocol,
    /// The IP address belongs to no single host.
    Host,
    /// The name is no host name in lower case.
    Name,
    /// The port is 0.
    Port,
    /// The onion address is not of version 3.
    Onion,
    /// It names another peer than the one registered.
    Peer,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AddressError::Length => "an address has 1 to 128 bytes",
            AddressError::Malformed => "an address is a multiaddr in binary form, numbers as short as can be",
            AddressError::Protocol => {
                "an address is ip4, ip6, dns, dns4 or dns6 with tcp, tcp/ws or udp/quic-v1, or onion3 with or without ws, \
                 and may end with p2p"
            }
            AddressError::Host => "an IP address must be that of one host: not 0.0.0.0, ::, broadcast or multicast",
            AddressError::Name => "a host name has labels of a-z, 0-9 and -, the last one not of digits alone",
            AddressError::Port => "a port is not 0",
            AddressError::Onion => "an onion address is of version 3",
            AddressError::Peer => "the peer id at the end must be that of the registered key",
        })
    }
}

impl core::error::Error for AddressError {}

/// Whether `bytes` is an address by which the peer with that key may be registered.
pub fn check_address(bytes: &[u8], peer: &PeerKey) -> Result<(), AddressError> {
    if bytes.is_empty() || bytes.len() > ADDRESS_BYTES_MAX as usize {
        return Err(AddressError::Length);
    }
    let mut parts = Parts(bytes);
    let host = parts.number()?;
    if host == ONION3 {
        check_onion(&mut parts)?;
        parts.skip_if(WS);
    } else {
        check_host(host, &mut parts)?;
        check_transport(&mut parts)?;
    }
    if parts.skip_if(P2P) {
        check_peer(&mut parts, peer)?;
    }
    if parts.0.is_empty() { Ok(()) } else { Err(AddressError::Protocol) }
}

fn check_host(protocol: u64, parts: &mut Parts<'_>) -> Result<(), AddressError> {
    match protocol {
        IP4 => check_ip4(parts.array()?),
        IP6 => check_ip6(parts.array()?),
        DNS | DNS4 | DNS6 => check_name(parts.counted()?),
        _ => Err(AddressError::Protocol),
    }
}

fn check_transport(parts: &mut Parts<'_>) -> Result<(), AddressError> {
    let protocol = parts.number()?;
    if protocol != TCP && protocol != UDP {
        return Err(AddressError::Protocol);
    }
    check_port(parts.array()?)?;
    if protocol == TCP {
        parts.skip_if(WS);
    } else if !parts.skip_if(QUIC_V1) {
        return Err(AddressError::Protocol);
    }
    Ok(())
}

/// Not "this host", not multicast, not broadcast or reserved.
fn check_ip4(octets: [u8; 4]) -> Result<(), AddressError> {
    let [first, ..] = octets;
    if first == 0 || first >= 224 { Err(AddressError::Host) } else { Ok(()) }
}

/// Not unspecified, not multicast, not an IPv4 address in disguise.
fn check_ip6(octets: [u8; 16]) -> Result<(), AddressError> {
    let [first, ..] = octets;
    let is_mapped = octets.starts_with(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
    if octets == [0; 16] || first == 0xff || is_mapped { Err(AddressError::Host) } else { Ok(()) }
}

fn check_name(name: &[u8]) -> Result<(), AddressError> {
    let is_label = |label: &[u8]| {
        let is_inner = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && label.iter().all(is_inner)
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
    };
    // A name that ends in a number is an IP address to some resolvers.
    let ends_in_number =
        name.rsplit(|byte| *byte == b'.').next().is_some_and(|last| last.iter().all(u8::is_ascii_digit));
    let is_name = name.len() <= NAME_BYTES_MAX && name.split(|byte| *byte == b'.').all(is_label) && !ends_in_number;
    if is_name { Ok(()) } else { Err(AddressError::Name) }
}

fn check_port(port: [u8; 2]) -> Result<(), AddressError> {
    if port == [0; 2] { Err(AddressError::Port) } else { Ok(()) }
}

/// The checksum is not computed: a wrong one leads nowhere, to nobody's harm.
fn check_onion(parts: &mut Parts<'_>) -> Result<(), AddressError> {
    let [.., version] = parts.array::<ONION_BYTES>()?;
    if version != 3 {
        return Err(AddressError::Onion);
    }
    check_port(parts.array()?)
}

fn check_peer(parts: &mut Parts<'_>, peer: &PeerKey) -> Result<(), AddressError> {
    let named = parts.counted()?;
    let expected: [u8; PEER_ID_BYTES] = PeerId(*peer).to_bytes();
    if named == expected { Ok(()) } else { Err(AddressError::Peer) }
}

/// What is left of an address.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    /// An unsigned varint of at most three bytes in its shortest form: no code or length here needs more.
    fn number(&mut self) -> Result<u64, AddressError> {
        let mut number = 0;
        for shift in [0, 7, 14] {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let is_shortest = byte != 0 || shift == 0;
                return if is_shortest { Ok(number) } else { Err(AddressError::Malformed) };
            }
        }
        Err(AddressError::Malformed)
    }

    /// Goes past the protocol if it is `code`, which has no value.
    fn skip_if(&mut self, code: u64) -> bool {
        let mut ahead = Parts(self.0);
        let is_next = ahead.number() == Ok(code);
        if is_next {
            self.0 = ahead.0;
        }
        is_next
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], AddressError> {
        let (value, rest) = self.0.split_first_chunk().ok_or(AddressError::Malformed)?;
        self.0 = rest;
        Ok(*value)
    }

    /// A value that its length precedes.
    fn counted(&mut self) -> Result<&'a [u8], AddressError> {
        let length = usize::try_from(self.number()?).map_err(|_| AddressError::Malformed)?;
        let (value, rest) = self.0.split_at_checked(length).ok_or(AddressError::Malformed)?;
        self.0 = rest;
        Ok(value)
    }
}
