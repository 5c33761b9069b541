//! Resolves DIDs at a daemon at a steady rate and tells how long answers take; beside it, requests that the same server
//! refuses without looking at anything, which is what HTTP itself costs here.
//!
//!   resolve_load DAEMON [--rate 1000] [--seconds 20]
//!   resolve_load --url http://127.0.0.1:9950 -- DID…
//!
//! With the daemon's binary it starts one that knows 10,000 DIDs of usual and of largest size; with `--url` one that runs
//! already is asked for the DIDs given.

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use codec::Encode;
use cybersyn_chain_client::did::{DidKey, DidLinks, DidRecord, DidService, PublicKey};
use cybersyn_mesh::dids::{Head, Kept, KeptFile, joined};
use cybersyn_primitives::{DidId, dev, did::Did};
use ed25519_zebra::{SigningKey, VerificationKey};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// DIDs that are asked for in turn.
const DIDS: u32 = 10_000;
/// Of these every so manieth is as large as the chain takes them.
const LARGE_EVERY: u32 = 20;
/// Connections that share the rate, each a client of its own to the daemon.
const CONNECTIONS: u32 = 16;
/// What is asked for to learn what HTTP costs: only POST is answered there.
const REFUSED: &str = "/";

#[derive(Debug, Parser)]
struct Arguments {
    /// The daemon's binary.
    #[arg(required_unless_present = "url")]
    daemon: Option<PathBuf>,
    /// A daemon that runs already.
    #[arg(long, requires = "dids", conflicts_with = "daemon")]
    url: Option<String>,
    /// DIDs that it knows.
    #[arg(last = true)]
    dids: Vec<String>,
    /// Requests per second.
    #[arg(long, default_value_t = 1_000)]
    rate: u32,
    /// How long.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let directory = tempfile::tempdir()?;
    let daemon = arguments.daemon.as_deref().map(|binary| Daemon::start(binary, directory.path())).transpose()?;
    let dids = if daemon.is_some() { (0..DIDS).map(|n| Did(id(n)).to_string()).collect() } else { arguments.dids };
    let url = daemon.as_ref().map(|daemon| daemon.url.clone()).or(arguments.url).context("a daemon")?;
    let host = url.strip_prefix("http://").context("the URL begins with http://")?;
    let targets: Arc<[String]> = dids.iter().map(|did| format!("/1.0/identifiers/{did}")).collect();
    let refused: Arc<[String]> = [REFUSED.to_owned()].into();
    println!(
        "{} DIDs, {} requests/s over {CONNECTIONS} connections, {} s each",
        dids.len(),
        arguments.rate,
        arguments.seconds
    );
    for (name, targets, status) in [("resolving", targets, 200), ("HTTP alone", refused, 405)] {
        let load = Load { host: host.to_owned(), targets, status, rate: arguments.rate, seconds: arguments.seconds };
        let before = daemon.as_ref().and_then(Daemon::cpu);
        let times = load.run().await?;
        let cpu = daemon.as_ref().and_then(Daemon::cpu).zip(before).map(|(after, before)| after - before);
        println!("{name:<11} {}", summary(times, cpu, arguments.seconds)?);
    }
    Ok(())
}

fn summary(mut times: Vec<Duration>, cpu: Option<Duration>, seconds: u32) -> Result<String> {
    times.sort_unstable();
    let at = |permille: usize| times.get((times.len() - 1) * permille / 1_000).map(|time| time.as_micros());
    let at = |permille| at(permille).context("nothing was measured");
    let cpu = cpu.map(|cpu| format!(", {:.1} % of a core", cpu.as_secs_f64() / f64::from(seconds) * 100.0));
    let (p50, p90, p99, p999, max) = (at(500)?, at(900)?, at(990)?, at(999)?, at(1_000)?);
    Ok(format!(
        "{} answers: p50 {p50} µs, p90 {p90} µs, p99 {p99} µs, p99.9 {p999} µs, max {max} µs{}",
        times.len(),
        cpu.unwrap_or_default()
    ))
}

fn id(number: u32) -> DidId {
    let mut id = [7; 32];
    id[..4].copy_from_slice(&number.to_be_bytes());
    id
}

/// Three keys and two services; a large one has as many as there may be.
fn record(number: u32) -> DidRecord {
    let is_large = number.is_multiple_of(LARGE_EVERY);
    let (keys, services) = if is_large { (20, 25) } else { (3, 2) };
    let key = |version: u16| DidKey {
        version,
        key: PublicKey::Ed25519(VerificationKey::from(&SigningKey::from(dev::voting_seed(version.into()))).into()),
        purposes: 1 | 1 << 4,
        since: 1_767_225_600_000,
        until: None,
        stolen: false,
    };
    let service = |number: u16| DidService {
        id: format!("service-{number}").into_bytes(),
        kind: b"LinkedDomains".to_vec(),
        endpoint: format!("https://example.com/{}", "x".repeat(if is_large { 200 } else { 20 })).into_bytes(),
    };
    DidRecord {
        account: id(number),
        keys: (0..keys).map(key).collect(),
        services: (0..services).map(service).collect(),
        created: 1_767_225_600_000,
        updated: 1_767_225_600_000,
        rotated: None,
        version: 4,
        deactivated: None,
        links: DidLinks::default(),
    }
}

/// A daemon process that knows the DIDs from an earlier run.
struct Daemon {
    url: String,
    process: Child,
}

impl Daemon {
    fn start(binary: &Path, data: &Path) -> Result<Self> {
        let head = Head { number: 1_000, time: 1_767_312_000_000 };
        let entries = (0..DIDS).map(|number| (id(number), joined(record(number).encode(), None), head)).collect();
        KeptFile(data.join("dids")).save(&Kept { head: Some(head), entries })?;
        let genesis = format!("--genesis=0x{}", "07".repeat(32));
        let data = format!("--data={}", data.display());
        let fixed = ["--chain=ws://127.0.0.1:9", "--rpc=127.0.0.1:0", "--settlement=127.0.0.1:0"];
        let process = Command::new(binary)
            .args(fixed)
            .args(["--listen=/ip4/127.0.0.1/tcp/0", "--json", &genesis, &data])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        let mut daemon = Self { url: String::new(), process };
        let mut line = String::new();
        let output = daemon.process.stdout.take().context("its output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line)?;
        let contact: serde_json::Value = serde_json::from_str(&line).context("the daemon's first line")?;
        daemon.url = contact["rpc"].as_str().context("where it answers")?.to_owned();
        Ok(daemon)
    }

    /// Time of the processor that it has used so far.
    fn cpu(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        let fields: Vec<&str> = stat.rsplit(") ").next()?.split(' ').collect();
        let ticks: u64 = fields.get(11..13)?.iter().filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        // Linux counts in hundredths of a second towards programs.
        Some(Duration::from_millis(ticks.saturating_mul(10)))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// What is asked, and how fast.
#[derive(Clone)]
struct Load {
    host: String,
    targets: Arc<[String]>,
    status: u16,
    rate: u32,
    seconds: u32,
}

impl Load {
    async fn run(self) -> Result<Vec<Duration>> {
        let begin = Instant::now() + Duration::from_millis(100);
        let share = |number: u32| tokio::spawn(self.clone().share(number, begin));
        let shares: Vec<_> = (0..CONNECTIONS).map(share).collect();
        let mut times = Vec::new();
        for share in shares {
            times.extend(share.await??);
        }
        Ok(times)
    }

    /// One connection's requests, each at its time. Whoever is still waiting for the answer before has waited from then.
    async fn share(self, number: u32, begin: Instant) -> Result<Vec<Duration>> {
        let mut connection = BufReader::new(TcpStream::connect(&self.host).await?);
        connection.get_ref().set_nodelay(true)?;
        let (requests, mut times) = (self.rate.saturating_mul(self.seconds), Vec::new());
        let mut free = begin;
        for request in (number..requests).step_by(CONNECTIONS as usize) {
            let due = begin + Duration::from_secs(1) * request / self.rate;
            tokio::time::sleep_until(due.into()).await;
            let start = if free > due { due } else { Instant::now() };
            let target = self.targets.get(request as usize % self.targets.len()).context("nothing to ask for")?;
            let status = ask(&mut connection, &self.host, target).await?;
            ensure!(status == self.status, "{target}: status {status} is not {}", self.status);
            free = Instant::now();
            times.push(free - start);
        }
        Ok(times)
    }
}

/// One request over a connection that stays; the answer is read to its end.
async fn ask(connection: &mut BufReader<TcpStream>, host: &str, target: &str) -> Result<u16> {
    let request = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\naccept: application/did-resolution\r\n\r\n");
    connection.get_mut().write_all(request.as_bytes()).await?;
    let (mut status, mut length) = (None, 0usize);
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await? == 0 {
            bail!("the daemon closed the connection");
        }
        let line = line.trim_end().to_ascii_lowercase();
        match line.split_once(": ") {
            _ if line.is_empty() => break,
            Some(("content-length", value)) => length = value.parse()?,
            None => status = line.split(' ').nth(1).and_then(|status| status.parse().ok()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    status.context("no status")
}
