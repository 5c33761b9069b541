//! (2) The whole chain is down across the close; citizens go on voting and changing their minds.

use super::fixture::{Fixture, sleep_until};
use anyhow::{Result, ensure};
use cybersyn_e2e::journey::{agreed_tally, phase};
use cybersyn_primitives::{Choice, api::PhaseView};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn votes_cast_while_the_chain_is_down_across_the_close_all_count() -> Result<()> {
    let mut fixture = Fixture::start(3, |_| Ok(())).await?;
    let proposal = fixture.propose("A tree for the yard", "budget", Duration::from_secs(25)).await?;
    fixture.vote(0, 0, &proposal, Choice::No, 4).await?;
    fixture.federation.stop_validators()?;

    for citizen in 1..12 {
        fixture.vote(citizen % 3, citizen, &proposal, Choice::No, 9).await?;
    }
    for citizen in 0..8 {
        fixture.vote((citizen + 1) % 3, citizen, &proposal, Choice::Yes, 16).await?;
    }
    let counted = agreed_tally(&fixture.federation, proposal.id, 12).await?;
    ensure!((counted.mesh.yes.voters, counted.mesh.no.voters) == (8, 4), "{counted:?}");

    // The chain comes back after the nominal end of grace.
    sleep_until(proposal.closes + proposal.grace + 1_000).await;
    fixture.federation.start_validators().await?;
    let last = phase(&fixture.federation, proposal.id, PhaseView::Final, Duration::from_secs(240)).await?;
    ensure!(
        last.settled == counted.mesh,
        "the chain settled {:?}, the mesh had counted {:?}",
        last.settled,
        counted.mesh
    );
    fixture.audit_agrees(proposal.id).await?;
    fixture.federation.stop()
}
