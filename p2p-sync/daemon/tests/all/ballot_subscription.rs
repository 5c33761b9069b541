//! Following one ballot.

use crate::fixture::{PATIENCE, PROPOSAL, ballot, client, connection, data, start, submit};
use anyhow::{Context, Result};
use cybersyn_mesh_api::{
    MeshApiClient,
    types::{BallotState, BallotView},
};
use jsonrpsee::core::client::Subscription;

async fn next(states: &mut Subscription<BallotView>) -> Result<BallotView> {
    Ok(tokio::time::timeout(PATIENCE, states.next()).await?.context("a state")??)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_hears_of_a_ballot_once_it_is_here() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let mut states = client.subscribe_ballot(PROPOSAL, 1, None).await?;
    let taken = submit(&client, &ballot(PROPOSAL, 1, 9, 1_000)).await?;
    assert_eq!(next(&mut states).await?, taken);
    assert_eq!(taken.state, BallotState::Stored);
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_named_by_its_id_is_superseded_where_the_voters_greatest_is_another() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let first = submit(&client, &ballot(PROPOSAL, 1, 9, 1_000)).await?;
    let mut of_first = client.subscribe_ballot(PROPOSAL, 1, Some(first.id.clone())).await?;
    let mut of_voter = client.subscribe_ballot(PROPOSAL, 1, None).await?;
    assert_eq!((next(&mut of_first).await?, next(&mut of_voter).await?), (first.clone(), first.clone()));
    let second = submit(&client, &ballot(PROPOSAL, 1, 4, 2_000)).await?;
    let then = next(&mut of_first).await?;
    assert_eq!((then.id, then.state), (first.id, BallotState::Superseded { by: second.date }));
    assert_eq!(next(&mut of_voter).await?, second);
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_hears_that_two_others_have_the_ballot_on_disk() -> Result<()> {
    let directories = [data()?, data()?, data()?];
    let first = start(directories[0].path(), &[]).await?;
    let bootstrap: Vec<String> = first.contact.addresses.iter().map(|at| format!("--bootstrap={at}")).collect();
    let bootstrap: Vec<&str> = bootstrap.iter().map(String::as_str).collect();
    let second = start(directories[1].path(), &bootstrap).await?;
    let third = start(directories[2].path(), &bootstrap).await?;
    let watching = connection(&first).await?;
    let mut states = watching.subscribe_ballot(PROPOSAL, 1, None).await?;
    submit(&client(&first)?, &ballot(PROPOSAL, 1, 9, 1_000)).await?;
    while next(&mut states).await?.state != BallotState::Replicated {}
    for daemon in [first, second, third] {
        daemon.stop().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_none_is_refused() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let refused =
        connection(&daemon).await?.subscribe_ballot(PROPOSAL, 1, Some(cybersyn_mesh_api::types::Hex(vec![1]))).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("64 hex digits")));
    daemon.stop().await;
    Ok(())
}
