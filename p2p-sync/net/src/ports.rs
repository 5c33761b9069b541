//! Notices that a TCP port is taken. libp2p shares ports (`SO_REUSEPORT`, so that connections leave from the port they
//! listen on), hence two daemons started with the same port would each get half of the connections and no error.

use crate::{StartError, address::ip_of};
use libp2p::{Multiaddr, multiaddr::Protocol};
use std::net::{SocketAddr, TcpListener};

/// An error if somebody else listens on the TCP port of `address`. UDP ports are not shared, listening tells.
pub(crate) fn check_free(address: &Multiaddr) -> Result<(), StartError> {
    let Some(socket) = tcp_socket(address).filter(|socket| socket.port() != 0) else { return Ok(()) };
    let probe = TcpListener::bind(socket).map(drop);
    probe.map_err(|error| StartError::Listen { address: address.clone(), reason: error.to_string() })
}

fn tcp_socket(address: &Multiaddr) -> Option<SocketAddr> {
    let port = address.iter().find_map(|part| match part {
        Protocol::Tcp(port) => Some(port),
        _ => None,
    });
    Some(SocketAddr::new(ip_of(address)?, port?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    #[test]
    fn a_taken_port_is_noticed_and_a_free_one_is_not() -> Result<()> {
        let taken = TcpListener::bind("127.0.0.1:0")?;
        let address: Multiaddr = format!("/ip4/127.0.0.1/tcp/{}", taken.local_addr()?.port()).parse()?;
        assert!(check_free(&address).is_err());
        drop(taken);
        assert!(check_free(&address).is_ok());
        Ok(())
    }

    #[test]
    fn any_port_and_other_transports_are_free() -> Result<()> {
        for address in ["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/udp/4101/quic-v1"] {
            assert!(check_free(&address.parse()?).is_ok(), "{address}");
        }
        Ok(())
    }
}
