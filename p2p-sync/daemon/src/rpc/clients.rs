//! Who asks over JSON-RPC: how many connections, from where, and what each client has left to spend.
//!
//! A client is an address (a /64 of IPv6), however many connections it opens; on loopback, where all clients have the
//! same address, each connection is a client of its own.

use super::allowance::Allowance;
use cybersyn_mesh_api::limits::{CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX};
use cybersyn_mesh_core::ClientId;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Addresses that are remembered after their last connection, so that connecting again gives no fresh allowance.
const ADDRESSES_MAX: usize = 4_096;

/// Why a connection is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// There are as many as there may be.
    #[error("{CONNECTIONS_MAX} connections are open")]
    Server,
    /// The address has as many as it may have.
    #[error("{CONNECTIONS_PER_ADDRESS_MAX} connections from your address are open")]
    Address,
}

/// One connection of a client; its place is free again when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Client(Arc<Place>);

#[derive(Debug)]
struct Place {
    id: ClientId,
    address: Option<IpAddr>,
    allowance: Arc<Mutex<Allowance>>,
    clients: Clients,
}

/// All clients. Clones share the state.
#[derive(Clone, Debug, Default)]
pub struct Clients(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    connections: usize,
    clients: u64,
    addresses: HashMap<IpAddr, Address>,
}

#[derive(Debug)]
struct Address {
    id: ClientId,
    connections: usize,
    allowance: Arc<Mutex<Allowance>>,
}

impl Client {
    /// Its name towards the heart.
    pub fn id(&self) -> ClientId {
        self.0.id
    }

    /// Spends `cost`, or says how long to wait.
    pub fn spend(&self, cost: u32, now: Instant) -> Result<(), Duration> {
        locked(&self.0.allowance).take(cost, now)
    }
}

impl Clients {
    /// A place for a new connection from `ip`.
    pub fn admit(&self, ip: IpAddr, now: Instant) -> Result<Client, Full> {
        let address = block_of(ip);
        let mut state = locked(&self.0);
        if state.connections >= CONNECTIONS_MAX {
            return Err(Full::Server);
        }
        let (id, allowance) = match address {
            Some(address) => state.join(address, now)?,
            None => (state.next_id(), Arc::new(Mutex::new(Allowance::full(now)))),
        };
        state.connections = state.connections.saturating_add(1);
        drop(state);
        Ok(Client(Arc::new(Place { id, address, allowance, clients: self.clone() })))
    }
}

impl State {
    fn next_id(&mut self) -> ClientId {
        self.clients = self.clients.wrapping_add(1);
        ClientId(self.clients)
    }

    /// One more connection of an address.
    fn join(&mut self, address: IpAddr, now: Instant) -> Result<(ClientId, Arc<Mutex<Allowance>>), Full> {
        if self.addresses.len() >= ADDRESSES_MAX {
            self.addresses.retain(|_, known| known.connections > 0 || !locked(&known.allowance).is_full(now));
        }
        let fresh = self.next_id();
        let known = self.addresses.entry(address).or_insert_with(|| Address {
            id: fresh,
            connections: 0,
            allowance: Arc::new(Mutex::new(Allowance::full(now))),
        });
        if known.connections >= CONNECTIONS_PER_ADDRESS_MAX {
            return Err(Full::Address);
        }
        known.connections = known.connections.saturating_add(1);
        Ok((known.id, known.allowance.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = locked(&self.clients.0);
        state.connections = state.connections.saturating_sub(1);
        if let Some(known) = self.address.and_then(|address| state.addresses.get_mut(&address)) {
            known.connections = known.connections.saturating_sub(1);
        }
    }
}

/// What counts as one address: IPv4 whole, the network part of IPv6; none on loopback.
fn block_of(ip: IpAddr) -> Option<IpAddr> {
    let ip = ip.to_canonical();
    match ip {
        _ if ip.is_loopback() => None,
        IpAddr::V4(_) => Some(ip),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Some(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
        }
    }
}

/// Nothing is left half changed by a panic in here: whoever comes next may go on.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_mesh_api::limits::ALLOWANCE;

    const LOOPBACK: &str = "127.0.0.1";
    const FAR: &str = "203.0.113.7";

    fn admit(clients: &Clients, ip: &str) -> Result<Client, Full> {
        clients.admit(ip.parse().unwrap(), Instant::now())
    }

    #[test]
    fn one_address_cannot_take_all_connections() {
        let clients = Clients::default();
        let held: Vec<_> = (0..CONNECTIONS_PER_ADDRESS_MAX).map(|_| admit(&clients, FAR).unwrap()).collect();
        assert_eq!(admit(&clients, FAR).err(), Some(Full::Address));
        assert!(admit(&clients, "203.0.113.8").is_ok());
        drop(held);
        assert!(admit(&clients, FAR).is_ok());
    }

    #[test]
    fn there_are_so_many_connections_and_no_more() {
        let clients = Clients::default();
        let mut held: Vec<_> = (0..CONNECTIONS_MAX).map(|_| admit(&clients, LOOPBACK).unwrap()).collect();
        assert_eq!(admit(&clients, FAR).err(), Some(Full::Server));
        held.pop();
        assert!(admit(&clients, FAR).is_ok());
    }

    #[test]
    fn on_loopback_every_connection_is_a_client_of_its_own() {
        let clients = Clients::default();
        let (one, two) = (admit(&clients, LOOPBACK).unwrap(), admit(&clients, "::1").unwrap());
        assert_ne!(one.id(), two.id());
        one.spend(ALLOWANCE, Instant::now()).unwrap();
        assert!(two.spend(ALLOWANCE, Instant::now()).is_ok());
    }

    #[test]
    fn an_address_stays_one_client_over_all_its_connections() {
        let clients = Clients::default();
        let (now, ip) = (Instant::now(), FAR.parse().unwrap());
        let first = clients.admit(ip, now).unwrap();
        first.spend(ALLOWANCE, now).unwrap();
        let id = first.id();
        drop(first);
        let again = clients.admit(ip, now).unwrap();
        assert_eq!(again.id(), id);
        assert!(again.spend(1, now).is_err());
    }

    #[test]
    fn a_network_of_ipv6_is_one_client_and_mapped_ipv4_is_ipv4() {
        let clients = Clients::default();
        let id = |ip| admit(&clients, ip).unwrap().id();
        assert_eq!(id("2001:db8:1:2::1"), id("2001:db8:1:2:ffff::1"));
        assert_ne!(id("2001:db8:1:2::1"), id("2001:db8:1:3::1"));
        assert_eq!(id(FAR), id("::ffff:203.0.113.7"));
    }

    #[test]
    fn addresses_that_owe_nothing_are_forgotten_when_there_are_too_many() {
        let (clients, now) = (Clients::default(), Instant::now());
        let spent = clients.admit(FAR.parse().unwrap(), now).unwrap();
        spent.spend(1, now).unwrap();
        drop(spent);
        for n in 0..ADDRESSES_MAX as u32 {
            clients.admit(IpAddr::from((0x0a00_0000 + n).to_be_bytes()), now).unwrap();
        }
        let state = locked(&clients.0);
        assert!(state.addresses.len() <= ADDRESSES_MAX, "{}", state.addresses.len());
        assert!(state.addresses.contains_key(&FAR.parse::<IpAddr>().unwrap()));
    }
}
