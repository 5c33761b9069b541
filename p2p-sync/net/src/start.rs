//! Builds the swarm and starts the event loop.

use crate::{
    Config, Network, NetworkEvent, StartError, behaviour::Behaviour, event_loop::EventLoop, identity::peer_id_of,
    ports::check_free, topic::Names,
};
use libp2p::{Swarm, SwarmBuilder, dns, noise, swarm, tcp, yamux};
use std::fmt::Display;
use tokio::sync::mpsc;

pub(crate) fn start(config: Config) -> Result<(Network, mpsc::Receiver<NetworkEvent>), StartError> {
    let names = Names::new(&config.genesis);
    config.listen.iter().try_for_each(check_free)?;
    let mut swarm = build(&config, Behaviour::new(&config, &names)?, resolver_configured())?;
    for address in &config.listen {
        let listening = swarm.listen_on(address.clone());
        listening.map_err(|error| StartError::Listen { address: address.clone(), reason: error.to_string() })?;
    }
    for address in &config.external {
        swarm.add_external_address(address.clone());
    }
    let (commands, received) = mpsc::channel(config.limits.commands_max.max(1));
    let (events, told) = mpsc::channel(config.limits.events_max.max(1));
    let network = Network { commands, local_peer: peer_id_of(&config.key) };
    tokio::spawn(EventLoop::new(swarm, names, config, received, events).run());
    Ok((network, told))
}

fn build(config: &Config, behaviour: Behaviour, resolver: bool) -> Result<Swarm<Behaviour>, StartError> {
    let idle = config.limits.idle_timeout;
    let transports = SwarmBuilder::with_existing_identity(config.key.clone())
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux::Config::default)
        .map_err(setup("TCP"))?
        .with_quic();
    let settings = |settings: swarm::Config| settings.with_idle_connection_timeout(idle);
    // A machine on a LAN of its own may have no resolver; then names do not resolve, which is all that is lost.
    if resolver {
        let swarm = transports.with_dns().map_err(setup("DNS"))?;
        let swarm = swarm.with_behaviour(|_| behaviour).map_err(setup("behaviours"))?;
        return Ok(swarm.with_swarm_config(settings).build());
    }
    let swarm = transports.with_dns_config(dns::ResolverConfig::default(), dns::ResolverOpts::default());
    let swarm = swarm.with_behaviour(|_| behaviour).map_err(setup("behaviours"))?;
    Ok(swarm.with_swarm_config(settings).build())
}

fn resolver_configured() -> bool {
    std::fs::read_to_string("/etc/resolv.conf")
        .is_ok_and(|text| text.lines().any(|line| line.starts_with("nameserver")))
}

fn setup<E: Display>(part: &'static str) -> impl Fn(E) -> StartError {
    move |error| StartError::Setup { part, reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libp2p::identity::Keypair;

    #[tokio::test]
    async fn a_machine_without_resolver_has_a_network() -> Result<(), StartError> {
        let config = Config::new([7; 32], Keypair::generate_ed25519());
        let behaviour = Behaviour::new(&config, &Names::new(&config.genesis))?;
        build(&config, behaviour, false).map(drop)
    }
}
