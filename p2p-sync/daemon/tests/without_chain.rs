//! Daemons that know the chain from an earlier run while it is down: they take, count, keep and exchange ballots.

use anyhow::{Context, Result, ensure};
use clap::Parser;
use codec::Encode;
use cybersyn_mesh::{
    args::Args,
    daemon::Daemon,
    follower::{Known, Snapshot, SnapshotFile},
};
use cybersyn_mesh_core::document::{BODY, client_id};
use cybersyn_primitives::{
    Ballot, Batch, Body, Choice, CitizenIndex, Class, Hash, Millis, SignedBallot, Terms, Tokens, VotingFunction,
    api::{
        BallotPageView, BallotState, BallotView, DocumentView, HealthView, Hex, LiveTally, LogPosition, PhaseView,
        ProposalView, codes,
    },
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    dev,
    entry::{Entry, SignedEntry},
    ledger::Ledger,
    roll::{Interval, RollKey, RollPage, RollSlot},
    terms::Thresholds,
};
use ed25519_zebra::{SigningKey, VerificationKey};
use jsonrpsee::{
    core::{
        ClientError,
        client::{ClientT, Subscription, SubscriptionClientT},
    },
    http_client::{HttpClient, HttpClientBuilder},
    rpc_params,
    ws_client::WsClientBuilder,
};
use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;
use yrs::{Doc, Text, Transact};

const GENESIS: Hash = [7; 32];
const CONTENT: Hash = [9; 32];
const PROPOSAL: u32 = 3;
const MINUTE: Millis = 60_000;
const VOTERS: CitizenIndex = 6;

fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as Millis)
}

fn key(citizen: CitizenIndex) -> SigningKey {
    SigningKey::from(dev::voting_seed(citizen))
}

/// A budget proposal that opened a minute before `head`, and a few voters with a first grant each.
fn known(head: Millis) -> Result<Known> {
    let terms = Terms {
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
    };
    let slot = |citizen| -> Result<RollSlot> {
        let key = RollKey {
            version: 0,
            key: VerificationKey::from(&key(citizen)).into(),
            force: Interval::open(1),
            stolen: false,
        };
        let (mut tenures, mut keys) = (vec![], vec![]);
        tenures.push(Interval::open(1));
        keys.push(key);
        let full = |_| anyhow::anyhow!("full");
        Ok(RollSlot {
            citizen,
            tenures: tenures.try_into().map_err(full)?,
            struck: false,
            keys: keys.try_into().map_err(|_| anyhow::anyhow!("full"))?,
        })
    };
    let params = AttentionParams::default();
    let slots: Vec<RollSlot> = (0..VOTERS).map(slot).collect::<Result<_>>()?;
    let accounts = vec![AttentionAccount::open(head - MINUTE, &params); VOTERS as usize];
    let full = |_| anyhow::anyhow!("a page is full");
    let mut known = Known::default();
    (known.number, known.time, known.attention_params) = (10, head, params);
    known.ledgers.insert(PROPOSAL, Ledger::new(terms));
    known.roll.insert(0, RollPage::try_from(slots).map_err(|_| anyhow::anyhow!("full"))?);
    known.attention.insert(0, AttentionPage::try_from(accounts).map_err(full)?);
    Ok(known)
}

/// A data directory as an earlier run left it.
fn data() -> Result<TempDir> {
    let directory = tempfile::tempdir()?;
    let snapshot = Snapshot { known: known(now())?, ..Snapshot::empty(GENESIS) };
    SnapshotFile(directory.path().join("chain.view")).save(&snapshot)?;
    Ok(directory)
}

async fn start(data: &Path, bootstrap: &[String]) -> Result<Daemon> {
    let mut arguments = vec![
        "cybersyn-mesh".to_owned(),
        "--chain=ws://127.0.0.1:9".to_owned(),
        "--rpc=127.0.0.1:0".to_owned(),
        "--settlement=127.0.0.1:0".to_owned(),
        "--listen=/ip4/127.0.0.1/tcp/0".to_owned(),
        format!("--data={}", data.display()),
    ];
    arguments.extend(bootstrap.iter().map(|address| format!("--bootstrap={address}")));
    Daemon::start(&Args::parse_from(arguments).run, env!("CARGO_BIN_EXE_cybersyn-mesh").into()).await
}

fn client(daemon: &Daemon) -> Result<HttpClient> {
    Ok(HttpClientBuilder::default().build(&daemon.contact.rpc)?)
}

/// A ballot of `citizen` cast `ago` milliseconds before now.
async fn sign(daemon: &Daemon, citizen: CitizenIndex, tokens: Tokens, ago: Millis) -> Result<SignedBallot> {
    let proposal: ProposalView = client(daemon)?.request("mesh_proposal", rpc_params![PROPOSAL]).await?;
    ensure!(proposal.phase == PhaseView::Voting, "{proposal:?}");
    let cast_at = u32::try_from(now() - ago - proposal.opens)?;
    let body = Body::Open { choice: Choice::Yes, tokens };
    let ballot = Ballot { proposal: PROPOSAL, citizen, key_version: 0, body, cast_at };
    Ok(SignedBallot { ballot, signature: key(citizen).sign(&ballot.signing_payload(&GENESIS, &CONTENT)).into() })
}

async fn submit(daemon: &Daemon, signed: &SignedBallot) -> Result<BallotView, ClientError> {
    let client = client(daemon).map_err(|error| ClientError::Custom(error.to_string()))?;
    client.request("mesh_submitBallot", rpc_params![Hex(signed.encode())]).await
}

async fn tally(daemon: &Daemon) -> Result<LiveTally> {
    Ok(client(daemon)?.request("mesh_tally", rpc_params![PROPOSAL]).await?)
}

/// Asks until the mesh's yes votes are as many as expected.
async fn wait_for_yes(daemon: &Daemon, voters: u32) -> Result<LiveTally> {
    let begun = Instant::now();
    loop {
        let tally = tally(daemon).await?;
        if tally.mesh.yes.voters == voters {
            return Ok(tally);
        }
        ensure!(begun.elapsed() < Duration::from_secs(40), "{voters} expected: {tally:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_is_stored_counted_and_there_after_a_restart() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let signed = sign(&daemon, 1, 9, 500).await?;
    assert_eq!(submit(&daemon, &signed).await?.state, BallotState::Stored);
    assert_eq!(wait_for_yes(&daemon, 1).await?.mesh.yes.weight_rounded, 3.0);
    daemon.stop().await;

    let daemon = start(data.path(), &[]).await?;
    assert_eq!(wait_for_yes(&daemon, 1).await?.mesh.tokens, 9);
    let page: BallotPageView =
        client(&daemon)?.request("mesh_ballots", rpc_params![PROPOSAL, None::<String>, 10]).await?;
    assert_eq!((page.ballots, page.next), (vec![Hex(signed.encode())], None));
    let health: HealthView = client(&daemon)?.request("mesh_health", rpc_params![]).await?;
    assert_eq!((health.ballots, health.finalized, health.chain_connected), (1, 10, false));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_ballot_is_offered_to_the_validator() -> Result<()> {
    use codec::DecodeAll;
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let signed = sign(&daemon, 2, 4, 500).await?;
    submit(&daemon, &signed).await?;
    let url = format!("{}/settlement/batches?built_on=11&part=0", daemon.contact.settlement);
    let batches = Vec::<Batch>::decode_all(&mut &body(&url).await?[..])?;
    let [batch] = batches.as_slice() else { anyhow::bail!("{batches:?}") };
    assert_eq!((batch.proposal, batch.built_on, batch.ballots()), (PROPOSAL, 11, 1));
    assert_eq!(batch.pages[0].1[0].unpack(PROPOSAL, 2), signed);
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_and_older_ballots_are_refused_by_name() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let code = |result: Result<BallotView, ClientError>| match result {
        Err(ClientError::Call(error)) => error.code(),
        other => panic!("not refused: {other:?}"),
    };
    let mut forged = sign(&daemon, 1, 9, 500).await?;
    forged.signature[3] ^= 1;
    assert_eq!(code(submit(&daemon, &forged).await), codes::MALFORMED);
    assert_eq!(tally(&daemon).await?.mesh.yes.voters, 0);
    let (older, newer) = (sign(&daemon, 1, 9, 900).await?, sign(&daemon, 1, 4, 500).await?);
    submit(&daemon, &newer).await?;
    let answer = submit(&daemon, &older).await;
    ensure!(
        answer.as_ref().is_ok_and(|view| matches!(view.state, BallotState::Superseded { .. }))
            || answer
                .is_err_and(|error| matches!(error, ClientError::Call(error) if error.code() == codes::ALREADY_NEWER))
    );
    assert_eq!(tally(&daemon).await?.mesh.tokens, 4);
    daemon.stop().await;
    Ok(())
}

/// An entry of `author` that inserts `text` at the front of the body.
fn entry(author: CitizenIndex, text: &str) -> SignedEntry {
    let doc = Doc::with_client_id(client_id(author, 0));
    let body = doc.get_or_insert_text(BODY);
    let update = {
        let mut txn = doc.transact_mut();
        body.insert(&mut txn, 0, text);
        txn.encode_update_v1()
    };
    sign_entry(author, update)
}

fn sign_entry(author: CitizenIndex, update: Vec<u8>) -> SignedEntry {
    let entry = Entry {
        space: CONTENT,
        author,
        key_version: 0,
        sequence: 0,
        previous: None,
        dependencies: Vec::new(),
        date: now(),
        update,
    };
    let signature = key(author).sign(&entry.signing_payload(&GENESIS)).into();
    SignedEntry { entry, signature }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_changes_the_document_through_the_worker_process() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    let signed = entry(1, "Where would the bench stand?");
    let hash: Hex = client.request("mesh_submitEntry", rpc_params![Hex(signed.encode())]).await?;
    assert_eq!(hash, signed.entry.hash().into());
    let document: DocumentView = client.request("mesh_document", rpc_params![Hex(CONTENT.to_vec())]).await?;
    assert_eq!((document.body.as_str(), document.heads), ("Where would the bench stand?", vec![hash.clone()]));
    let place: LogPosition = client.request("mesh_logPosition", rpc_params![Hex(CONTENT.to_vec()), 1]).await?;
    assert_eq!(place, LogPosition { next: 1, previous: Some(hash) });
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_is_none_is_refused_and_changes_nothing() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    let signed = sign_entry(2, vec![0xff; 64]);
    let answer = client.request::<Hex, _>("mesh_submitEntry", rpc_params![Hex(signed.encode())]).await;
    ensure!(matches!(&answer, Err(ClientError::Call(error)) if error.code() == codes::MALFORMED), "{answer:?}");
    let document: DocumentView = client.request("mesh_document", rpc_params![Hex(CONTENT.to_vec())]).await?;
    ensure!(document.heads.is_empty(), "{document:?}");
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_hear_of_a_new_tally() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = WsClientBuilder::default().build(daemon.contact.rpc.replace("http", "ws")).await?;
    let mut tallies: Subscription<LiveTally> =
        client.subscribe("mesh_subscribeTally", rpc_params![PROPOSAL], "mesh_unsubscribeTally").await?;
    assert_eq!(tallies.next().await.context("the first tally")??.mesh.yes.voters, 0);
    submit(&daemon, &sign(&daemon, 1, 9, 500).await?).await?;
    let next = tokio::time::timeout(Duration::from_secs(10), tallies.next()).await?;
    assert_eq!(next.context("the next tally")??.mesh.yes.voters, 1);
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn three_daemons_agree_and_a_ballot_becomes_replicated() -> Result<()> {
    let directories = [data()?, data()?, data()?];
    let first = start(directories[0].path(), &[]).await?;
    // Stored before anybody is connected: reconciliation must bring it over.
    submit(&first, &sign(&first, 0, 16, 500).await?).await?;
    let second = start(directories[1].path(), &first.contact.addresses).await?;
    let third = start(directories[2].path(), &first.contact.addresses).await?;
    let late = sign(&second, 1, 25, 500).await?;
    submit(&second, &late).await?;
    for daemon in [&first, &second, &third] {
        let tally = wait_for_yes(daemon, 2).await?;
        assert_eq!((tally.mesh.yes.weight_rounded, tally.mesh.tokens), (9.0, 41));
    }
    let begun = Instant::now();
    loop {
        let view: BallotView = client(&second)?.request("mesh_ballot", rpc_params![PROPOSAL, 1]).await?;
        if view.state == BallotState::Replicated {
            break;
        }
        ensure!(begun.elapsed() < Duration::from_secs(40), "never replicated: {view:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for daemon in [first, second, third] {
        daemon.stop().await;
    }
    Ok(())
}

/// The body of a plain GET.
async fn body(url: &str) -> Result<Vec<u8>> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).context("a URL")?;
    let mut stream = tokio::net::TcpStream::connect(host).await?;
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").context("no end of the head")?;
    Ok(answer.split_off(head + 4))
}
