//! The command line.

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use cybersyn_mesh_core::Config;
use cybersyn_mesh_net::Multiaddr;
use cybersyn_primitives::{Hash, Millis};
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
    fn a_hash_of_another_length_is_refused() {
        assert!(Args::try_parse_from(["cybersyn-mesh", "--genesis", "0x1234"]).is_err());
    }
}
