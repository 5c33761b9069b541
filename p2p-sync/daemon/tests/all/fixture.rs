//! A daemon that knows the chain from an earlier run while it is down, and its citizens.

use anyhow::{Result, ensure};
use clap::Parser;
use codec::Encode;
use cybersyn_mesh::{
    args::Args,
    daemon::Daemon,
    follower::{Known, Snapshot, SnapshotFile},
};
use cybersyn_mesh_api::{
    MeshApiClient,
    types::{BallotView, Hex, LiveTally},
};
use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Class, Hash, Millis, ProposalId, SignedBallot, Terms, Tokens, VotingFunction,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    dev,
    ledger::Ledger,
    roll::{Interval, RollKey, RollPage, RollSlot},
    terms::Thresholds,
};
use ed25519_zebra::{SigningKey, VerificationKey};
use jsonrpsee::{
    core::ClientError,
    http_client::{HttpClient, HttpClientBuilder},
    ws_client::{WsClient, WsClientBuilder},
};
use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;

pub const GENESIS: Hash = [7; 32];
pub const CONTENT: Hash = [9; 32];
pub const PROPOSAL: ProposalId = 3;
pub const MINUTE: Millis = 60_000;
pub const VOTERS: CitizenIndex = 6;
/// How long a test waits before it fails; nothing waits this long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(40);

pub fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as Millis)
}

pub fn key(citizen: CitizenIndex) -> SigningKey {
    SigningKey::from(dev::voting_seed(citizen))
}

/// A budget proposal that opened a minute before `head`.
pub fn terms(head: Millis) -> Terms {
    Terms {
        content: CONTENT,
        scheduled: head - MINUTE,
        opens: head - MINUTE,
        closes: head + 60 * MINUTE,
        grace: MINUTE,
        class: Class::Budget,
        function: VotingFunction::Quadratic,
        tokens_max: 50,
        quorum_base: VOTERS,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 300 },
    }
}

fn slot(citizen: CitizenIndex) -> Result<RollSlot> {
    let full = |_| anyhow::anyhow!("full");
    let key = RollKey {
        version: 0,
        key: VerificationKey::from(&key(citizen)).into(),
        force: Interval::open(1),
        stolen: false,
    };
    Ok(RollSlot {
        citizen,
        tenures: vec![Interval::open(1)].try_into().map_err(full)?,
        struck: false,
        keys: vec![key].try_into().map_err(|_| anyhow::anyhow!("full"))?,
    })
}

/// One open proposal and a few voters with a first grant each.
pub fn known(head: Millis) -> Result<Known> {
    let full = |_| anyhow::anyhow!("a page is full");
    let params = AttentionParams::default();
    let slots: Vec<RollSlot> = (0..VOTERS).map(slot).collect::<Result<_>>()?;
    let accounts = vec![AttentionAccount::open(head - MINUTE, &params); VOTERS as usize];
    let mut known = Known::default();
    (known.number, known.time, known.attention_params) = (10, head, params);
    known.ledgers.insert(PROPOSAL, Ledger::new(terms(head)));
    known.roll.insert(0, RollPage::try_from(slots).map_err(|_| anyhow::anyhow!("full"))?);
    known.attention.insert(0, AttentionPage::try_from(accounts).map_err(full)?);
    Ok(known)
}

/// A data directory as an earlier run left it that knew so much.
pub fn data_of(known: Known) -> Result<TempDir> {
    let directory = tempfile::tempdir()?;
    let snapshot = Snapshot { known, ..Snapshot::empty(GENESIS) };
    SnapshotFile(directory.path().join("chain.view")).save(&snapshot)?;
    Ok(directory)
}

/// The data directory that most tests begin with.
pub fn data() -> Result<TempDir> {
    data_of(known(now())?)
}

/// Starts a daemon on loopback, without a chain.
pub async fn start(data: &Path, more: &[&str]) -> Result<Daemon> {
    let data = format!("--data={}", data.display());
    let fixed = [
        "cybersyn-mesh",
        // Nothing listens there.
        "--chain=ws://127.0.0.1:9",
        "--rpc=127.0.0.1:0",
        "--settlement=127.0.0.1:0",
        "--listen=/ip4/127.0.0.1/tcp/0",
        &data,
    ];
    let args = Args::parse_from([fixed.as_slice(), more].concat());
    Daemon::start(&args.run, env!("CARGO_BIN_EXE_cybersyn-mesh").into()).await
}

pub fn client(daemon: &Daemon) -> Result<HttpClient> {
    Ok(HttpClientBuilder::default().build(&daemon.contact.rpc)?)
}

/// A client whose calls all go over one connection.
pub async fn connection(daemon: &Daemon) -> Result<WsClient> {
    Ok(WsClientBuilder::default().build(daemon.contact.rpc.replace("http", "ws")).await?)
}

/// A ballot of `citizen` on a proposal of [`terms`], cast so many milliseconds after it opened.
pub fn ballot(proposal: ProposalId, citizen: CitizenIndex, tokens: Tokens, cast_at: u32) -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens };
    let ballot = Ballot { proposal, citizen, key_version: 0, body, cast_at };
    SignedBallot { ballot, signature: key(citizen).sign(&ballot.signing_payload(&GENESIS, &CONTENT)).into() }
}

/// The same with a signature that is not the citizen's.
pub fn forged(citizen: CitizenIndex, cast_at: u32) -> SignedBallot {
    let mut signed = ballot(PROPOSAL, citizen, 1, cast_at);
    signed.signature[3] ^= 1;
    signed
}

pub async fn submit(client: &impl MeshApiClient, signed: &SignedBallot) -> Result<BallotView, ClientError> {
    client.submit_ballot(Hex(signed.encode())).await
}

/// The JSON-RPC code of a refusal.
pub fn code<T: std::fmt::Debug>(result: Result<T, ClientError>) -> Option<i32> {
    match result {
        Err(ClientError::Call(error)) => Some(error.code()),
        other => panic!("not a refusal: {other:?}"),
    }
}

/// Asks until the answer is as wanted.
pub async fn until<T: std::fmt::Debug, F: Future<Output = Result<T, ClientError>>>(
    ask: impl Fn() -> F,
    is_wanted: impl Fn(&T) -> bool,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        let answer = ask().await?;
        if is_wanted(&answer) {
            return Ok(answer);
        }
        ensure!(begun.elapsed() < PATIENCE, "still {answer:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Asks until the mesh's yes votes are as many as expected.
pub async fn wait_for_yes(daemon: &Daemon, voters: u32) -> Result<LiveTally> {
    let client = client(daemon)?;
    until(|| client.tally(PROPOSAL), |tally| tally.mesh.yes.voters == voters).await
}
