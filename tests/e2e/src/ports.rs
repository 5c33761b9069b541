//! Free TCP ports on loopback.

use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, TcpListener, UdpSocket},
    sync::{LazyLock, Mutex},
};

/// Ports handed out by this process, so that two calls never give the same one before it is bound.
static GIVEN: LazyLock<Mutex<BTreeSet<u16>>> = LazyLock::new(Mutex::default);

/// A port that nothing listens on, over TCP or UDP.
pub fn free() -> Result<u16> {
    for _ in 0..100 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free TCP port on loopback")?;
        let port = listener.local_addr()?.port();
        let free_for_quic = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
        if free_for_quic && GIVEN.lock().map_err(|_| anyhow::anyhow!("poisoned"))?.insert(port) {
            return Ok(port);
        }
    }
    anyhow::bail!("no port is free for both TCP and UDP on loopback")
}
