//! (4) A sidecar is killed in the middle of a flood; nothing that it acknowledged is lost.

use super::fixture::Fixture;
use anyhow::{Context, Result, ensure};
use cybersyn_e2e::citizen::{Citizen, Vote};
use cybersyn_primitives::{Choice, CitizenIndex, SignedBallot, api::ProposalView};
use futures::{StreamExt, stream};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Citizens in the flood: enough that the kill comes in its middle.
const CROWD: u32 = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_sidecar_killed_in_mid_flood_keeps_every_acknowledged_ballot() -> Result<()> {
    let mut fixture = Fixture::start(1, |patch| cybersyn_e2e::spec::set_founders(patch, CROWD)).await?;
    let proposal = fixture.propose("A well", "rights", Duration::from_secs(60)).await?;
    // Without the chain nothing settles: what is found afterwards was on the sidecar's disk.
    fixture.federation.stop_validators()?;

    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let flood = tokio::spawn(flood(ballots(&fixture, &proposal)?, fixture.mesh(0), acknowledged.clone()));
    let many = || async { Ok(acknowledged.lock().map_err(|_| anyhow::anyhow!("poisoned"))?.len()) };
    cybersyn_e2e::wait::until("300 acknowledged", Duration::from_secs(20), many, |count| *count >= 300).await?;
    fixture.federation.sidecars[0].kill()?;
    flood.await?;
    let acknowledged = acknowledged.lock().map_err(|_| anyhow::anyhow!("poisoned"))?.clone();
    ensure!(acknowledged.len() < CROWD as usize, "the kill came after the flood: {}", acknowledged.len());

    fixture.federation.sidecars[0].start(&[])?;
    fixture.federation.sidecars[0].ready(Duration::from_secs(30)).await?;
    let kept = kept(&fixture, proposal.id).await?;
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    ensure!(lost.is_empty(), "{} of {} acknowledged ballots are lost: {lost:?}", lost.len(), acknowledged.len());
    fixture.federation.stop()
}

fn ballots(fixture: &Fixture, proposal: &ProposalView) -> Result<Vec<SignedBallot>> {
    let sign = |index| Citizen::founder(index).sign(&fixture.federation.genesis, proposal, Vote::now(Choice::Yes, 0));
    (0..CROWD).map(sign).collect()
}

/// Submits everything, 32 at a time; remembers who was told that their ballot is stored.
async fn flood(
    ballots: Vec<SignedBallot>,
    mesh: cybersyn_e2e::mesh::Mesh,
    acknowledged: Arc<Mutex<BTreeSet<CitizenIndex>>>,
) {
    let submit = |signed: SignedBallot| {
        let (mesh, acknowledged) = (mesh.clone(), acknowledged.clone());
        async move {
            if let (Ok(_), Ok(mut known)) = (mesh.submit(&signed).await, acknowledged.lock()) {
                known.insert(signed.ballot.citizen);
            }
        }
    };
    stream::iter(ballots).map(submit).buffer_unordered(32).collect::<Vec<()>>().await;
}

async fn kept(fixture: &Fixture, proposal: u32) -> Result<BTreeSet<CitizenIndex>> {
    let (mesh, mut kept, mut cursor) = (fixture.mesh(0), BTreeSet::new(), None);
    loop {
        let page = mesh.ballots(proposal, cursor, 500).await?;
        for bytes in &page.ballots {
            let signed: SignedBallot = codec::Decode::decode(&mut bytes.0.as_slice()).context("a signed ballot")?;
            kept.insert(signed.ballot.citizen);
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(kept);
        }
    }
}
