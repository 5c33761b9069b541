//! What was decided longer ago than is kept leaves memory and disk; everything else stays.

use crate::fixture::{GENESIS, MINUTE, PROPOSAL, ballot, client, data_of, known, now, start, submit, terms, until};
use anyhow::{Result, ensure};
use cybersyn_mesh::{
    daemon::Daemon,
    follower::{Known, Snapshot, SnapshotFile},
};
use cybersyn_mesh_api::MeshApiClient;
use cybersyn_mesh_store::{JournalOptions, Record, Store};
use cybersyn_primitives::{
    Millis, ProposalId, Terms,
    ledger::{Ledger, Phase},
};
use std::{path::Path, time::Instant};

const DAY: Millis = 24 * 60 * MINUTE;
/// A proposal that stays open.
const OPEN: ProposalId = 4;

/// Two proposals, of which one ended so long ago.
fn decided(ago: Millis) -> Result<Known> {
    let mut known = two_open()?;
    let terms = Terms { closes: now() - ago, opens: now() - ago - DAY, scheduled: now() - ago - DAY, ..terms(now()) };
    known.ledgers.insert(PROPOSAL, Ledger { phase: Phase::Final, ..Ledger::new(terms) });
    Ok(known)
}

fn two_open() -> Result<Known> {
    let mut known = known(now())?;
    known.ledgers.insert(OPEN, Ledger::new(terms(now())));
    Ok(known)
}

/// Has a daemon keep a ballot on each of the two while both are open.
async fn vote_on_both() -> Result<tempfile::TempDir> {
    let data = data_of(two_open()?)?;
    let daemon = start(data.path(), &[]).await?;
    for proposal in [PROPOSAL, OPEN] {
        submit(&client(&daemon)?, &ballot(proposal, 1, 4, 1_000)).await?;
    }
    daemon.stop().await;
    Ok(data)
}

/// Starts a daemon that keeps decided sets for 30 days, on the same disk, knowing so much of the chain.
async fn start_later(data: &Path, known: Known) -> Result<Daemon> {
    let snapshot = Snapshot { known, ..Snapshot::empty(GENESIS) };
    SnapshotFile(data.join("chain.view")).save(&snapshot)?;
    start(data, &["--retention-days=30"]).await
}

/// The proposals of the ballots on disk.
fn on_disk(data: &Path) -> Result<Vec<ProposalId>> {
    let mut found = Vec::new();
    Store::open(&data.join("store"), JournalOptions::default(), |record| {
        if let Record::Ballot(signed) = record {
            found.push(signed.ballot.proposal);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Waits until so many records have been taken off the disk.
async fn evicted(daemon: &Daemon, records: u32) -> Result<()> {
    let (begun, wanted) = (Instant::now(), format!("records_evicted_total {records}\n"));
    while !crate::http::get(&format!("{}/metrics", daemon.contact.settlement)).await?.contains(&wanted) {
        ensure!(begun.elapsed() < crate::fixture::PATIENCE, "not taken off the disk");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_decided_long_ago_leaves_memory_and_disk_and_an_open_one_stays() -> Result<()> {
    let data = vote_on_both().await?;
    let daemon = start_later(data.path(), decided(31 * DAY)?).await?;
    let client = client(&daemon)?;
    until(|| client.health(), |health| health.ballots == 1).await?;
    evicted(&daemon, 1).await?;
    // The journal takes what comes as before.
    submit(&client, &ballot(OPEN, 2, 4, 1_000)).await?;
    daemon.stop().await;
    assert_eq!(on_disk(data.path())?, [OPEN, OPEN]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_decided_within_the_retention_stays() -> Result<()> {
    let data = vote_on_both().await?;
    let daemon = start_later(data.path(), decided(29 * DAY)?).await?;
    assert_eq!(client(&daemon)?.health().await?.ballots, 2);
    daemon.stop().await;
    assert_eq!(on_disk(data.path())?, [PROPOSAL, OPEN]);
    Ok(())
}
