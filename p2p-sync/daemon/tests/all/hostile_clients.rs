//! Clients that ask too much: told when to come again, at nobody else's expense.

use crate::fixture::{PATIENCE, PROPOSAL, connection, data, start};
use anyhow::{Context, Result, ensure};
use cybersyn_mesh::daemon::Daemon;
use cybersyn_mesh_api::{
    MeshApiClient,
    limits::{ALLOWANCE, BATCH_MAX, CONNECTIONS_MAX, cost},
    types::{BatchView, codes},
};
use jsonrpsee::{
    core::{
        ClientError,
        client::{BatchResponse, ClientT},
        params::BatchRequestBuilder,
    },
    rpc_params,
    types::ErrorObjectOwned,
    ws_client::WsClient,
};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Asks until it is too much; what it is told then.
async fn ask_too_much(client: &WsClient) -> Result<ErrorObjectOwned> {
    for _ in 0..20 * ALLOWANCE {
        match client.tally(PROPOSAL).await {
            Ok(_) => {}
            Err(ClientError::Call(refusal)) => return Ok(refusal),
            Err(error) => return Err(error.into()),
        }
    }
    anyhow::bail!("never refused")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_too_fast_hears_when_to_come_again() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let refusal = ask_too_much(&client).await?;
    assert_eq!(refusal.code(), codes::BUSY);
    ensure!(refusal.message().contains("try again in"), "{refusal}");
    let millis: u64 = refusal.data().context("how long to wait")?.get().parse()?;
    ensure!((1..=1_000).contains(&millis), "{millis} ms");
    tokio::time::sleep(Duration::from_millis(millis)).await;
    client.tally(PROPOSAL).await?;
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_clients_haste_costs_no_other_client() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let (hasty, patient) = (connection(&daemon).await?, connection(&daemon).await?);
    ask_too_much(&hasty).await?;
    for _ in 0..100 {
        patient.tally(PROPOSAL).await?;
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_in_a_batch_cost_what_they_cost_alone() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let mut batch = BatchRequestBuilder::new();
    for _ in 0..BATCH_MAX {
        batch.insert("mesh_batches", rpc_params![PROPOSAL, 0, 1])?;
    }
    let client = connection(&daemon).await?;
    let answers: BatchResponse<'_, Vec<BatchView>> = client.batch_request(batch).await?;
    let paid = ALLOWANCE / cost("mesh_batches");
    assert_eq!(answers.num_successful_calls(), paid as usize);
    let refusals = answers.into_iter().filter_map(Result::err);
    assert!(refusals.map(|refusal| refusal.code()).eq((paid..BATCH_MAX).map(|_| codes::BUSY)));
    daemon.stop().await;
    Ok(())
}

/// Asks over a connection of its own, as `curl` does.
async fn post(daemon: &Daemon) -> Result<String> {
    let host = daemon.contact.rpc.strip_prefix("http://").context("a URL")?;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"mesh_health"}"#;
    let head = format!("POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n");
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
    let mut answer = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await??;
    Ok(answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_too_many_is_told_when_to_come_again() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let host = daemon.contact.rpc.strip_prefix("http://").context("a URL")?;
    let mut held = Vec::new();
    for _ in 0..CONNECTIONS_MAX {
        held.push(TcpStream::connect(host).await?);
    }
    let refused = post(&daemon).await?;
    ensure!(refused.starts_with("HTTP/1.1 429") && refused.contains("retry-after: 5"), "{refused}");
    let told = format!("{CONNECTIONS_MAX} connections are open; try again in 5 s");
    ensure!(refused.contains(&told), "{refused}");
    drop(held);
    let begun = Instant::now();
    while !post(&daemon).await?.starts_with("HTTP/1.1 200") {
        ensure!(begun.elapsed() < PATIENCE, "no place is free again");
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_holds_its_place_until_it_leaves() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let mut held = Vec::new();
    for _ in 0..CONNECTIONS_MAX {
        held.push(connection(&daemon).await?);
    }
    ensure!(post(&daemon).await?.starts_with("HTTP/1.1 429"), "an upgraded connection no longer counts");
    held.pop();
    let begun = Instant::now();
    while !post(&daemon).await?.starts_with("HTTP/1.1 200") {
        ensure!(begun.elapsed() < PATIENCE, "its place is not free again");
    }
    daemon.stop().await;
    Ok(())
}
