//! (6) Validators withhold ballots: citizens settle their own, and an audit names what was omitted everywhere.

use super::fixture::Fixture;
use anyhow::{Result, ensure};
use cybersyn_e2e::journey::{phase, settled_voters};
use cybersyn_primitives::{Choice, api::PhaseView};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_ballot_is_settled_by_its_voter_or_named_by_the_audit() -> Result<()> {
    let mut fixture = Fixture::start(2, |_| Ok(())).await?;
    // The validators come back without their sidecars: they settle nothing.
    fixture.federation.stop_validators()?;
    fixture.federation.validators.iter_mut().for_each(|validator| validator.forget_sidecar());
    fixture.federation.start_validators().await?;
    let proposal = fixture.propose("A gate", "rights", Duration::from_secs(25)).await?;
    fixture.vote(0, 3, &proposal, Choice::No, 0).await?;
    let clerk = fixture.clerk().await?;
    clerk.json(&["vote", &proposal.id.to_string(), "yes", "--own"]).await?;

    let settled = settled_voters(&fixture.federation, proposal.id, 1, Duration::from_secs(30)).await?;
    ensure!((settled.settled.yes.voters, settled.settled.no.voters) == (1, 0), "{settled:?}");
    phase(&fixture.federation, proposal.id, PhaseView::Final, Duration::from_secs(120)).await?;
    let (code, report) = fixture.audit(proposal.id).await?;
    ensure!(code == 1, "the audit exits {code}: {report:#}");
    let omitted = report["omitted"].as_array().map(Vec::len);
    ensure!(omitted == Some(1) && report["omitted"][0]["citizen"] == 3, "{report:#}");
    fixture.federation.stop()
}
