//! The journey of DESIGN section 4, as citizens walk it with the `cybersyn` command: a proposal from draft to enacted
//! article, part of the votes cast while the whole chain is down, and a recount at the end.

use crate::{citizen, cli::Cli, federation::Federation, wait};
use anyhow::{Context, Result, ensure};
use cybersyn_primitives::{
    ProposalId,
    api::{LiveTally, PhaseView},
};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Citizens who take part.
const CITIZENS: u32 = 12;
/// The article that the journey enacts.
const ARTICLE: &str = "100";
/// How long the vote is open.
const VOTING: Duration = Duration::from_secs(45);

/// Walks the journey on a fresh federation.
pub async fn run(federation: &mut Federation) -> Result<()> {
    let begun = Instant::now();
    let citizens = citizens(federation).await?;
    say(begun, "12 citizens have their keys");
    let proposal = propose(federation, &citizens[0]).await?;
    let view = federation.knows(proposal, Duration::from_secs(30)).await?;
    say(begun, &format!("proposal {proposal} is on chain and on every sidecar"));
    citizens[1].json(&["discuss", &proposal.to_string(), "--say", "Where would the bench stand?"]).await?;

    wait_until(view.opens).await;
    vote(&citizens[..6], proposal, "yes", 4).await?;
    say(begun, "6 citizens have voted");
    settled_voters(federation, proposal, 1, Duration::from_secs(30)).await?;
    say(begun, "the first vote is settled on chain");

    federation.stop_validators()?;
    say(begun, "the chain is down; citizens go on voting");
    vote(&citizens[6..10], proposal, "no", 4).await?;
    vote(&citizens[10..], proposal, "yes", 16).await?;
    vote(&citizens[..1], proposal, "yes", 25).await?;
    let live = agreed_tally(federation, proposal, CITIZENS).await?;
    say(begun, &format!("every sidecar counts yes {} : no {}", live.mesh.yes.voters, live.mesh.no.voters));

    federation.start_validators().await?;
    say(begun, "the chain is back");
    let last = phase(federation, proposal, PhaseView::Final, Duration::from_secs(240)).await?;
    ensure!(last.mesh == last.settled, "mesh and chain differ: {last:?}");
    ensure!(last.settled.yes.voters == 8 && last.settled.no.voters == 4, "wrong tally: {:?}", last.settled);
    say(begun, "the vote is final");
    enacted(&citizens[0]).await?;
    say(begun, &format!("article {ARTICLE} is in force"));
    verify(&citizens, proposal).await?;
    say(begun, "the audit agrees and every voter holds a receipt: counted");
    Ok(())
}

/// Every citizen has a key store of their own and a home site.
async fn citizens(federation: &Federation) -> Result<Vec<Cli>> {
    let mut citizens = Vec::new();
    for number in 0..CITIZENS {
        let cli = federation.cli(&format!("citizen-{number}"), number as usize);
        cli.json(&["key", "dev", &number.to_string()]).await?;
        citizens.push(cli);
    }
    Ok(citizens)
}

async fn propose(federation: &Federation, citizen: &Cli) -> Result<ProposalId> {
    let body = federation.directory().join("bench.txt");
    std::fs::write(&body, "Let us build a bench in the square.\n")?;
    let voting = format!("{}s", VOTING.as_secs());
    let body = body.to_string_lossy();
    let answer = citizen
        .json(&[
            "propose",
            "--title",
            "A bench in the square",
            "--class",
            "renewal",
            "--body",
            &body,
            "--article",
            ARTICLE,
            "--discussion",
            "6s",
            "--voting",
            &voting,
        ])
        .await?;
    let id = answer["proposal"].as_u64().with_context(|| format!("no proposal id in {answer}"))?;
    Ok(ProposalId::try_from(id)?)
}

async fn vote(citizens: &[Cli], proposal: ProposalId, choice: &str, tokens: u16) -> Result<()> {
    for citizen in citizens {
        citizen.json(&["vote", &proposal.to_string(), choice, "--tokens", &tokens.to_string()]).await?;
    }
    Ok(())
}

/// Waits until chain state shows at least `voters` settled.
pub async fn settled_voters(
    federation: &Federation,
    proposal: ProposalId,
    voters: u32,
    limit: Duration,
) -> Result<LiveTally> {
    let mesh = federation.sidecars[0].mesh()?;
    let count = |tally: &LiveTally| tally.settled.yes.voters + tally.settled.no.voters + tally.settled.abstain.voters;
    let probe = || async { Ok(mesh.tally(proposal).await?) };
    wait::until(&format!("{voters} voters settled"), limit, probe, |tally| count(tally) >= voters).await
}

/// Waits until every sidecar counts the same for `voters` voters.
pub async fn agreed_tally(federation: &Federation, proposal: ProposalId, voters: u32) -> Result<LiveTally> {
    let probe = || async {
        let mut tallies = Vec::new();
        for sidecar in &federation.sidecars {
            tallies.push(sidecar.mesh()?.tally(proposal).await?);
        }
        Ok(tallies)
    };
    let holds = |tallies: &Vec<LiveTally>| {
        let first = &tallies[0].mesh;
        first.yes.voters + first.no.voters + first.abstain.voters == voters
            && tallies.iter().all(|tally| tally.mesh == *first)
    };
    let mut tallies = wait::until("all sidecars count the same", Duration::from_secs(20), probe, holds).await?;
    Ok(tallies.swap_remove(0))
}

/// Waits until every sidecar sees the proposal in `phase`.
pub async fn phase(
    federation: &Federation,
    proposal: ProposalId,
    phase: PhaseView,
    limit: Duration,
) -> Result<LiveTally> {
    let mut last = None;
    for sidecar in &federation.sidecars {
        let mesh = sidecar.mesh()?;
        let what = format!("sidecar {} sees proposal {proposal} {phase:?}", sidecar.index);
        let probe = || async { Ok(mesh.tally(proposal).await?) };
        last = Some(wait::until(&what, limit, probe, |tally| tally.phase == phase).await?);
    }
    last.context("a federation has sidecars")
}

async fn enacted(citizen: &Cli) -> Result<()> {
    let probe = || citizen.json(&["article", ARTICLE]);
    let holds = |answer: &Value| answer["status"] == "in-force";
    wait::until("the article is in force", Duration::from_secs(30), probe, holds).await.map(drop)
}

async fn verify(citizens: &[Cli], proposal: ProposalId) -> Result<()> {
    let proposal = proposal.to_string();
    citizens[0].json(&["audit", &proposal]).await?;
    for citizen in citizens {
        let receipt = citizen.json(&["receipt", &proposal]).await?;
        ensure!(receipt["state"] == "counted", "not counted: {receipt}");
    }
    Ok(())
}

async fn wait_until(date: u64) {
    tokio::time::sleep(Duration::from_millis(date.saturating_sub(citizen::now()) + 500)).await;
}

fn say(begun: Instant, what: &str) {
    eprintln!("[{:6.1} s] {what}", begun.elapsed().as_secs_f32());
}
