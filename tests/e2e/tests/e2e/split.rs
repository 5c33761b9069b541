//! (3), (5), (6) The mesh is split in two sites while the chain is down; both sides vote, change their minds and spend
//! more attention than they have; then it heals.

use super::fixture::Fixture;
use anyhow::{Result, ensure};
use cybersyn_e2e::{
    citizen::{Vote, now},
    journey::{agreed_tally, phase},
    mesh::code,
};
use cybersyn_primitives::{
    Choice,
    api::{BallotState, PhaseView, codes},
};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_healed_split_counts_every_vote_once_on_every_node() -> Result<()> {
    let mut fixture = Fixture::start(4, |_| Ok(())).await?;
    let voting = Duration::from_secs(75);
    let bench = fixture.propose("A bench", "budget", voting).await?;
    let tree = fixture.propose("A tree", "budget", voting).await?;
    let pond = fixture.propose("A pond", "budget", voting).await?;
    let clock = fixture.propose("A clock", "budget", Duration::from_secs(600)).await?;
    fixture.federation.stop_validators()?;
    fixture.cut(&[0, 1]).await?;

    // Both sides vote; sites 0 and 1 do not hear of sites 2 and 3.
    for citizen in 0..6 {
        fixture.vote(citizen % 2, citizen, &bench, Choice::Yes, 4).await?;
    }
    for citizen in 6..12 {
        fixture.vote(2 + citizen % 2, citizen, &bench, Choice::No, 4).await?;
    }
    ensure!(fixture.mesh(0).tally(bench.id).await?.mesh.no.voters == 0, "the split does not split");

    // Citizen 0 changes their mind on the other side; citizen 1 signs two ballots for the same instant, one on each.
    let instant = now();
    fixture.vote(2, 0, &bench, Choice::No, 9).await?;
    for (site, choice) in [(0, Choice::Yes), (2, Choice::No)] {
        let vote = Vote { choice, tokens: 16, date: instant };
        fixture.citizens[1].vote(&fixture.mesh(site), &fixture.federation.genesis, &bench, vote).await?;
    }
    // Citizen 2 has 100 tokens and spends 4 + 50 + 50 of them across the split.
    fixture.vote(0, 2, &tree, Choice::Yes, 50).await?;
    fixture.vote(3, 2, &pond, Choice::Yes, 50).await?;
    from_the_future(&fixture, &clock).await?;

    fixture.heal(&[0, 1]).await?;
    let counted = agreed_tally(&fixture.federation, bench.id, 12).await?;
    ensure!((counted.mesh.yes.voters, counted.mesh.no.voters) == (5, 7), "{counted:?}");
    waits_for_attention(&fixture, pond.id).await?;

    fixture.federation.start_validators().await?;
    for proposal in [bench.id, tree.id, pond.id] {
        let last = phase(&fixture.federation, proposal, PhaseView::Final, Duration::from_secs(240)).await?;
        ensure!(last.mesh == last.settled, "mesh and chain differ on {proposal}: {last:?}");
        fixture.audit_agrees(proposal).await?;
    }
    let settled = fixture.mesh(3).tally(bench.id).await?.settled;
    ensure!(settled == counted.mesh, "{settled:?} is not {:?}", counted.mesh);
    fixture.federation.stop()
}

/// A ballot up to 60 s ahead is parked, one beyond is refused and the offset named.
async fn from_the_future(fixture: &Fixture, proposal: &cybersyn_primitives::api::ProposalView) -> Result<()> {
    let (mesh, genesis) = (fixture.mesh(0), fixture.federation.genesis);
    let ahead = |millis| Vote { choice: Choice::Yes, tokens: 4, date: now() + millis };
    let parked = fixture.citizens[3].vote(&mesh, &genesis, proposal, ahead(15_000)).await?;
    ensure!(matches!(parked.state, BallotState::WaitingForBlock { .. }), "{parked:?}");
    let refused = mesh.submit(&fixture.citizens[4].sign(&genesis, proposal, ahead(300_000))?).await;
    let error = refused.err().map(|error| (code(&error), error.to_string()));
    ensure!(matches!(&error, Some((Some(codes::FROM_FUTURE), _))), "{error:?}");
    Ok(())
}

/// One of citizen 2's two large votes cannot be paid, and the voter is told so; the same one on every node.
async fn waits_for_attention(fixture: &Fixture, later: u32) -> Result<()> {
    for site in 0..4 {
        let mesh = fixture.mesh(site);
        let probe = || async { Ok(mesh.ballot(later, 2).await?.state) };
        let waits = |state: &BallotState| matches!(state, BallotState::WaitingForAttention { missing: 4 });
        cybersyn_e2e::wait::until("the unpayable vote waits", Duration::from_secs(10), probe, waits).await?;
    }
    Ok(())
}
