//! Daemons that know the chain from an earlier run while it is down: they take, count, keep and exchange ballots.

use crate::{
    fixture::{
        self, CONTENT, GENESIS, PROPOSAL, ballot, client, code, connection, data, key, now, start, wait_for_yes,
    },
    http::body,
};
use anyhow::{Context, Result, ensure};
use codec::{DecodeAll, Encode};
use cybersyn_mesh::daemon::Daemon;
use cybersyn_mesh_api::{
    MeshApiClient,
    types::{BallotState, BallotView, Hex, LiveTally, LogPosition, PhaseView, codes},
};
use cybersyn_mesh_core::document::{BODY, client_id};
use cybersyn_primitives::{
    Batch, CitizenIndex, Millis, SignedBallot, Tokens,
    entry::{Entry, SignedEntry},
};
use jsonrpsee::core::ClientError;
use std::time::Duration;
use yrs::{Doc, Text, Transact};

/// A ballot of `citizen` cast `ago` milliseconds before now, dated by what the daemon says of the proposal.
async fn sign(daemon: &Daemon, citizen: CitizenIndex, tokens: Tokens, ago: Millis) -> Result<SignedBallot> {
    let proposal = client(daemon)?.proposal(PROPOSAL).await?;
    ensure!(proposal.phase == PhaseView::Voting, "{proposal:?}");
    Ok(ballot(PROPOSAL, citizen, tokens, u32::try_from(now() - ago - proposal.opens)?))
}

async fn submit(daemon: &Daemon, signed: &SignedBallot) -> Result<BallotView, ClientError> {
    let client = client(daemon).map_err(|error| ClientError::Custom(error.to_string()))?;
    fixture::submit(&client, signed).await
}

async fn tally(daemon: &Daemon) -> Result<LiveTally> {
    Ok(client(daemon)?.tally(PROPOSAL).await?)
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
    let page = client(&daemon)?.ballots(PROPOSAL, None, 10).await?;
    assert_eq!((page.ballots, page.next), (vec![Hex(signed.encode())], None));
    let health = client(&daemon)?.health().await?;
    assert_eq!((health.ballots, health.finalized, health.chain_connected), (1, 10, false));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_ballot_is_offered_to_the_validator() -> Result<()> {
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
    let mut forged = sign(&daemon, 1, 9, 500).await?;
    forged.signature[3] ^= 1;
    assert_eq!(code(submit(&daemon, &forged).await), Some(codes::MALFORMED));
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
    let hash = client.submit_entry(Hex(signed.encode())).await?;
    assert_eq!(hash, signed.entry.hash().into());
    let document = client.document(CONTENT.into()).await?;
    assert_eq!((document.body.as_str(), document.heads), ("Where would the bench stand?", vec![hash.clone()]));
    let place = client.log_position(CONTENT.into(), 1).await?;
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
    let answer = client.submit_entry(Hex(signed.encode())).await;
    assert_eq!(code(answer), Some(codes::MALFORMED));
    let document = client.document(CONTENT.into()).await?;
    ensure!(document.heads.is_empty(), "{document:?}");
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_hear_of_a_new_tally() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let mut tallies = client.subscribe_tally(PROPOSAL).await?;
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
    let bootstrap: Vec<String> = first.contact.addresses.iter().map(|at| format!("--bootstrap={at}")).collect();
    let bootstrap: Vec<&str> = bootstrap.iter().map(String::as_str).collect();
    let second = start(directories[1].path(), &bootstrap).await?;
    let third = start(directories[2].path(), &bootstrap).await?;
    let late = sign(&second, 1, 25, 500).await?;
    submit(&second, &late).await?;
    for daemon in [&first, &second, &third] {
        let tally = wait_for_yes(daemon, 2).await?;
        assert_eq!((tally.mesh.yes.weight_rounded, tally.mesh.tokens), (9.0, 41));
    }
    let client = client(&second)?;
    fixture::until(|| client.ballot(PROPOSAL, 1), |view| view.state == BallotState::Replicated).await?;
    for daemon in [first, second, third] {
        daemon.stop().await;
    }
    Ok(())
}
