//! A daemon without chain and peers, asked over its public interface.

use crate::{
    fixture::{self, code},
    http::get,
};
use anyhow::{Context, Result, ensure};
use codec::Encode;
use cybersyn_mesh::daemon::Daemon;
use cybersyn_primitives::{
    Ballot, Body, Choice, SignedBallot,
    api::{BallotState, BallotView, HealthView, Hex, PeerView, ProposalView, codes},
    rule::Skip,
};
use jsonrpsee::{
    core::{
        client::{BatchResponse, ClientT},
        params::BatchRequestBuilder,
    },
    http_client::{HeaderMap, HttpClient, HttpClientBuilder},
    rpc_params,
};
use std::path::Path;

const GENESIS: &str = "0x0707070707070707070707070707070707070707070707070707070707070707";

/// Starts a daemon that knows nothing but the chain's name.
async fn start(data: &Path, more: &[&str]) -> Result<Daemon> {
    fixture::start(data, &[&["--genesis", GENESIS], more].concat()).await
}

/// A client that sends more than a daemon takes.
fn client(daemon: &Daemon) -> Result<HttpClient> {
    Ok(HttpClientBuilder::default().max_request_size(64 * 1024 * 1024).build(&daemon.contact.rpc)?)
}

fn ballot() -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    SignedBallot {
        ballot: Ballot { proposal: 5, citizen: 1, key_version: 0, body, cast_at: 1_000 },
        signature: [0; 64],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_on_an_unknown_proposal_waits_for_a_block() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    let view: BallotView = client(&daemon)?.request("mesh_submitBallot", rpc_params![Hex(ballot().encode())]).await?;
    assert_eq!(view.state, BallotState::WaitingForBlock { reason: Skip::UnknownProposal });
    let health: HealthView = client(&daemon)?.request("mesh_health", rpc_params![]).await?;
    assert_eq!((health.parked, health.ballots, health.chain_connected), (1, 0, false));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_bytes_are_refused_and_nothing_is_kept() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    let mut long = ballot().encode();
    long.push(0);
    for bytes in [Vec::new(), ballot().encode()[..40].to_vec(), long] {
        let answer = client.request::<BallotView, _>("mesh_submitBallot", rpc_params![Hex(bytes)]).await;
        assert_eq!(code(answer), Some(codes::MALFORMED));
    }
    let health: HealthView = client.request("mesh_health", rpc_params![]).await?;
    assert_eq!((health.parked, health.ballots), (0, 0));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversize_request_is_refused_before_it_is_read() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    let bytes = Hex(vec![0; 1024 * 1024]);
    let answer = client(&daemon)?.request::<BallotView, _>("mesh_submitBallot", rpc_params![bytes]).await;
    ensure!(answer.is_err(), "taken: {answer:?}");
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_more_than_fifty_requests_is_refused() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    for (requests, allowed) in [(50, true), (51, false)] {
        let mut batch = BatchRequestBuilder::new();
        for _ in 0..requests {
            batch.insert("mesh_peers", rpc_params![])?;
        }
        let answer: Result<BatchResponse<'_, Vec<PeerView>>, _> = client(&daemon)?.batch_request(batch).await;
        assert_eq!(answer.is_ok_and(|answer| answer.num_failed_calls() == 0), allowed, "{requests} requests");
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_methods_are_off_unless_asked_for() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    let peer = daemon.contact.peer_id.clone();
    let answer = client(&daemon)?.request::<(), _>("mesh_blockPeer", rpc_params![&peer]).await;
    ensure!(answer.as_ref().is_err_and(|error| error.to_string().contains("--unsafe-rpc")), "{answer:?}");
    daemon.stop().await;
    let daemon = start(data.path(), &["--unsafe-rpc"]).await?;
    client(&daemon)?.request::<(), _>("mesh_blockPeer", rpc_params![&peer]).await?;
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_here_is_named() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    assert_eq!(code(client.request::<ProposalView, _>("mesh_proposal", rpc_params![3]).await), Some(codes::NOT_FOUND));
    assert_eq!(code(client.request::<BallotView, _>("mesh_ballot", rpc_params![3, 1]).await), Some(codes::NOT_FOUND));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_that_is_not_listed_is_kept_out() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &["--rpc-origin=https://vote.example"]).await?;
    for (origin, allowed) in [("https://vote.example", true), ("https://evil.example", false)] {
        let headers = HeaderMap::from_iter([("origin".parse()?, origin.parse()?)]);
        let client = HttpClientBuilder::default().set_headers(headers).build(&daemon.contact.rpc)?;
        let answer: Result<HealthView, _> = client.request("mesh_health", rpc_params![]).await;
        assert_eq!(answer.is_ok(), allowed, "{origin}: {answer:?}");
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_directory_serves_one_daemon_at_a_time() -> Result<()> {
    let data = tempfile::tempdir()?;
    let first = start(data.path(), &[]).await?;
    let error = start(data.path(), &[]).await.err().context("two daemons in one directory")?;
    let said = format!("{error:#}");
    ensure!(said.contains("in use by another daemon"), "{said}");
    first.stop().await;
    start(data.path(), &[]).await?.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_directory_belongs_to_one_chain_and_keeps_its_identity() -> Result<()> {
    let data = tempfile::tempdir()?;
    let first = start(data.path(), &[]).await?;
    let peer_id = first.contact.peer_id.clone();
    first.stop().await;
    // Without --genesis and without a chain: it is known from the first start.
    let again = fixture::start(data.path(), &[]).await?;
    assert_eq!((again.contact.peer_id.as_str(), again.contact.genesis.as_str()), (peer_id.as_str(), GENESIS));
    again.stop().await;
    let other = fixture::start(data.path(), &["--genesis", &GENESIS.replace("07", "08")]).await;
    let error = other.err().context("another chain was taken")?;
    ensure!(error.to_string().contains("belongs to the chain"), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_validator_gets_an_empty_answer_where_nothing_waits() -> Result<()> {
    let data = tempfile::tempdir()?;
    let daemon = start(data.path(), &[]).await?;
    let url = |path: &str| format!("{}{path}", daemon.contact.settlement);
    let batches = get(&url("/settlement/batches?built_on=1&part=0")).await?;
    ensure!(batches.starts_with("HTTP/1.1 200") && batches.ends_with("\r\n\r\n\0"), "{batches:?}");
    ensure!(get(&url("/settlement/batches?built_on=1&part=16")).await?.starts_with("HTTP/1.1 400"));
    ensure!(get(&url("/settlement/batches?part=x")).await?.starts_with("HTTP/1.1 400"));
    ensure!(get(&url("/metrics")).await?.contains("cybersyn_mesh_chain_connected 0"));
    ensure!(get(&url("/health")).await?.contains("without the chain"));
    daemon.stop().await;
    Ok(())
}
