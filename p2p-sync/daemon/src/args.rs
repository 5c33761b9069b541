//! The command line.

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use cybersyn_mesh_core::Config;
use cybersyn_mesh_net::Multiaddr;
use cybersyn_primitives::{CitizenIndex, Hash, Millis, peer::Capabilities};
use std::{net::SocketAddr, path::PathBuf};

const DAY_MILLIS: Millis = 24 * 3_600_000;

/// The mesh sidecar of a Cybersyn node.
///
/// It follows the chain's finalized state, gossips ballots and discussion with its peers, counts them, serves clients
/// over JSON-RPC and hands batches to the validator beside it. While the chain is down it goes on with what it knows.
#[derive(Debug, Parser)]
#[command(name = "cybersyn-mesh", version)]
pub struct Args {
    /// What to do instead of running the daemon.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to run the daemon.
    #[command(flatten)]
    pub run: RunArgs,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign this node's consent to serve a person, into a file for them: a person registers the nodes that serve them.
    ///
    /// The person brings it to the chain by `cybersyn node register FILE`, or `node renew FILE`; it is good for once. The
    /// node's key stays where it is. Registered nodes are full peers: room is kept for them that others cannot take.
    /// Examples:
    ///   cybersyn-mesh consent --citizen 12 --sidecar --out node.json
    ///   cybersyn-mesh consent --citizen 12 --address /dns4/mesh.example/tcp/4101 --relay --out node.json
    #[command(verbatim_doc_comment)]
    Consent(ConsentArgs),
    /// Applies document updates from standard input in a process that can be killed; started by the daemon itself.
    #[command(name = crate::worker::SUBCOMMAND, hide = true)]
    ApplyUpdate,
}

/// Form of the log on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// `cybersyn-mesh consent`.
#[derive(Clone, Debug, clap::Args)]
pub struct ConsentArgs {
    /// Index of the person whom the node serves; `cybersyn person show` tells it.
    #[arg(long, value_name = "INDEX")]
    pub citizen: CitizenIndex,
    /// The daemon's data directory, with its key.
    #[arg(long, value_name = "DIR", default_value = "cybersyn-mesh-data", env = "CYBERSYN_MESH_DATA")]
    pub data: PathBuf,
    /// JSON-RPC of the node to ask for what is not given.
    #[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:9944", env = "CYBERSYN_CHAIN")]
    pub chain: String,
    /// Genesis hash of the chain [default: asked of --chain]
    #[arg(long, value_name = "HASH", value_parser = parse_hash)]
    pub genesis: Option<Hash>,
    /// How many registrations and renewals of that person the chain has taken [default: asked of --chain]
    #[arg(long, value_name = "COUNT")]
    pub nonce: Option<u32>,
    /// How long the entry lasts unless renewed.
    #[arg(long, value_name = "DAYS", default_value_t = 89, value_parser = clap::value_parser!(u32).range(1..=89))]
    pub days: u32,
    /// Address under which newcomers find this node, which makes it a bootstrap; repeat for several, up to 8, the best
    /// first.
    #[arg(long, value_name = "MULTIADDR")]
    pub address: Vec<Multiaddr>,
    /// It relays connections of peers that cannot be reached.
    #[arg(long)]
    pub relay: bool,
    /// It keeps chunks for others.
    #[arg(long)]
    pub storage: bool,
    /// It stands beside a validator.
    #[arg(long)]
    pub sidecar: bool,
    /// Where to write it.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

impl ConsentArgs {
    /// What the node does for others.
    pub fn capabilities(&self) -> Capabilities {
        let flags = [
            (self.relay, Capabilities::RELAY),
            (!self.address.is_empty(), Capabilities::BOOTSTRAP),
            (self.storage, Capabilities::STORAGE),
            (self.sidecar, Capabilities::SIDECAR),
        ];
        flags.into_iter().filter(|(is_set, _)| *is_set).fold(Capabilities::NONE, |all, (_, flag)| all | flag)
    }
}

/// How to run the daemon.
#[derive(Clone, Debug, clap::Args)]
pub struct RunArgs {
    /// JSON-RPC of the node to follow, which is trusted: use your own.
    #[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:9944", env = "CYBERSYN_CHAIN")]
    pub chain: String,
    /// Directory for key, ballots and documents; created if missing. One daemon per directory.
    #[arg(long, value_name = "DIR", default_value = "cybersyn-mesh-data", env = "CYBERSYN_MESH_DATA")]
    pub data: PathBuf,
    /// Address to listen on for peers; repeat for several.
    #[arg(long, value_name = "MULTIADDR", default_values = ["/ip4/0.0.0.0/udp/4101/quic-v1", "/ip4/0.0.0.0/tcp/4101"])]
    pub listen: Vec<Multiaddr>,
    /// Address under which others reach this node although it does not listen on it; repeat for several.
    #[arg(long, value_name = "MULTIADDR")]
    pub external: Vec<Multiaddr>,
    /// Peer to connect to, with /p2p/PEER_ID where known; repeat for several, tried in this order.
    #[arg(long, value_name = "MULTIADDR")]
    pub bootstrap: Vec<Multiaddr>,
    /// Where clients ask (JSON-RPC over HTTP and WebSocket).
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:9950")]
    pub rpc: SocketAddr,
    /// Where the validator fetches batches; also serves /metrics and /health. Loopback only.
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:9955")]
    pub settlement: SocketAddr,
    /// Look for peers on the local network.
    #[arg(long)]
    pub mdns: bool,
    /// Allow operators' methods (mesh_blockPeer, mesh_unblockPeer, mesh_dial). Needs --rpc on loopback.
    #[arg(long)]
    pub unsafe_rpc: bool,
    /// Web page whose scripts may use the JSON-RPC, e.g. `https://vote.example`; repeat for several.
    #[arg(long, value_name = "ORIGIN")]
    pub rpc_origin: Vec<String>,
    /// Days for which ballots and discussions of decided proposals are kept; a validator's sidecar keeps them for two years
    /// at least. Frozen texts, settled batches and receipts are kept for ever.
    #[arg(long, value_name = "DAYS", default_value_t = 732, value_parser = clap::value_parser!(u32).range(1..))]
    pub retention_days: u32,
    /// Genesis hash of the chain (0x and 64 hex digits): lets a new data directory start while the chain is down.
    #[arg(long, value_name = "HASH", value_parser = parse_hash)]
    pub genesis: Option<Hash>,
    /// Print the start line as JSON.
    #[arg(long)]
    pub json: bool,
    /// Form of the log on standard error; RUST_LOG sets what is logged.
    #[arg(long, value_enum, default_value = "text")]
    pub log: LogFormat,
}

impl RunArgs {
    /// Refuses combinations that would open to the world what only the operator may do.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.settlement.ip().is_loopback(),
            "--settlement {} is not on loopback; batches are for the validator on this machine, use 127.0.0.1:PORT",
            self.settlement
        );
        ensure!(
            !self.unsafe_rpc || self.rpc.ip().is_loopback(),
            "--unsafe-rpc with --rpc {} would let others cut off peers; use --rpc 127.0.0.1:PORT",
            self.rpc
        );
        Ok(())
    }

    /// What of it the heart is to know.
    pub fn heart(&self) -> Config {
        Config { retention_millis: Millis::from(self.retention_days) * DAY_MILLIS }
    }
}

fn parse_hash(text: &str) -> Result<Hash> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let bytes = hex::decode(digits).context("a hash is 0x and 64 hex digits")?;
    bytes.try_into().map_err(|_| anyhow::anyhow!("a hash is 0x and 64 hex digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &[&str]) -> RunArgs {
        Args::try_parse_from([&["cybersyn-mesh"], arguments].concat()).expect("arguments").run
    }

    #[test]
    fn the_defaults_are_safe() {
        let run = run(&[]);
        run.check().unwrap();
        assert!(run.rpc.ip().is_loopback() && run.settlement.ip().is_loopback() && !run.unsafe_rpc);
    }

    #[test]
    fn operators_methods_are_for_loopback_only() {
        let error = run(&["--unsafe-rpc", "--rpc", "0.0.0.0:9955"]).check().unwrap_err();
        assert!(error.to_string().contains("--rpc 127.0.0.1:PORT"), "{error}");
    }

    #[test]
    fn batches_are_for_loopback_only() {
        assert!(run(&["--settlement", "0.0.0.0:9956"]).check().is_err());
    }

    #[test]
    fn decided_sets_are_kept_for_two_years_unless_told() {
        let kept = |days: u64| Config { retention_millis: days * 24 * 3_600_000 };
        assert_eq!(run(&[]).heart(), kept(732));
        assert_eq!(run(&["--retention-days", "30"]).heart(), kept(30));
        assert_eq!(run(&[]).heart(), Config::default());
        assert!(Args::try_parse_from(["cybersyn-mesh", "--retention-days", "0"]).is_err());
    }

    #[test]
    fn a_node_with_addresses_is_a_bootstrap() {
        let consent = |extra: &[&str]| {
            let words = [&["cybersyn-mesh", "consent", "--citizen", "3", "--out", "f"], extra].concat();
            match Args::try_parse_from(words).map(|args| args.command) {
                Ok(Some(Command::Consent(args))) => Some(args.capabilities()),
                _ => None,
            }
        };
        assert_eq!(consent(&["--sidecar"]), Some(Capabilities::SIDECAR));
        assert_eq!(consent(&["--address", "/ip4/192.0.2.1/tcp/1"]), Some(Capabilities::BOOTSTRAP));
        assert_eq!(consent(&["--days", "90"]), None, "the chain's clock may be a little behind");
    }

    #[test]
    fn a_hash_of_another_length_is_refused() {
        assert!(Args::try_parse_from(["cybersyn-mesh", "--genesis", "0x1234"]).is_err());
    }
}
