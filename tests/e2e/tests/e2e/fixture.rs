//! A federation with one open proposal.

use anyhow::{Context, Result, ensure};
use cybersyn_e2e::{
    citizen::{Citizen, Vote, now},
    cli::Cli,
    federation::Federation,
    mesh::Mesh,
};
use cybersyn_primitives::{
    Choice, ProposalId, Tokens,
    api::{BallotView, ProposalView},
};
use serde_json::Value;
use std::time::Duration;
use tempfile::TempDir;

/// How long a sidecar may take to hear of a proposal.
pub const HEARD: Duration = Duration::from_secs(30);

/// A running federation in a directory that goes with it.
pub struct Fixture {
    pub federation: Federation,
    pub citizens: Vec<Citizen>,
    _directory: TempDir,
}

impl Fixture {
    /// Starts `size` validators and sidecars; `change` edits the genesis patch further.
    pub async fn start(size: usize, change: impl FnOnce(&mut Value) -> Result<()>) -> Result<Self> {
        Self::start_with(size, change, &[]).await
    }

    /// The same with raw entries of genesis state: keys and values in hex.
    pub async fn start_with(
        size: usize,
        change: impl FnOnce(&mut Value) -> Result<()>,
        storage: &[(&str, String)],
    ) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let federation = Federation::start_with(directory.path(), size, change, storage).await?;
        Ok(Self { federation, citizens: Citizen::founders(), _directory: directory })
    }

    /// A client of sidecar `site`.
    pub fn mesh(&self, site: usize) -> Mesh {
        self.federation.sidecars[site].mesh().expect("a loopback URL is valid")
    }

    /// The command line of citizen 0.
    pub async fn clerk(&self) -> Result<Cli> {
        let cli = self.federation.cli("clerk", 0);
        if !cli.run(&["key", "show"]).await?.status.success() {
            cli.json(&["key", "dev", "0"]).await?;
        }
        Ok(cli)
    }

    /// Citizen 0 proposes; returns when every sidecar knows it and voting has begun.
    pub async fn propose(&self, title: &str, class: &str, voting: Duration) -> Result<ProposalView> {
        self.propose_with(title, class, voting, &[]).await
    }

    /// The same with further arguments of `cybersyn propose`.
    pub async fn propose_with(
        &self,
        title: &str,
        class: &str,
        voting: Duration,
        extra: &[&str],
    ) -> Result<ProposalView> {
        let body = self.federation.directory().join("body.txt");
        std::fs::write(&body, format!("{title}, in full.\n"))?;
        let (body, voting) = (body.to_string_lossy(), format!("{}s", voting.as_secs()));
        let mut arguments = vec!["propose", "--title", title, "--class", class, "--body", &body];
        arguments.extend(["--discussion", "4s", "--voting", &voting]);
        arguments.extend(extra);
        let answer = self.clerk().await?.json(&arguments).await?;
        let id = answer["proposal"].as_u64().with_context(|| format!("no proposal id in {answer}"))?;
        let view = self.federation.knows(ProposalId::try_from(id)?, HEARD).await?;
        sleep_until(view.opens + 100).await;
        Ok(view)
    }

    /// Citizen `index` votes at sidecar `site`.
    pub async fn vote(
        &self,
        site: usize,
        index: usize,
        proposal: &ProposalView,
        choice: Choice,
        tokens: Tokens,
    ) -> Result<BallotView> {
        let vote = Vote::now(choice, tokens);
        self.citizens[index].vote(&self.mesh(site), &self.federation.genesis, proposal, vote).await
    }

    /// Cuts the mesh in two: `left` from the others, both ways.
    pub async fn cut(&self, left: &[usize]) -> Result<()> {
        for (here, there) in self.across(left).await? {
            self.mesh(here).block(&there).await?;
        }
        Ok(())
    }

    /// Joins what [`Fixture::cut`] cut.
    pub async fn heal(&self, left: &[usize]) -> Result<()> {
        for (here, there) in self.across(left).await? {
            self.mesh(here).unblock(&there).await?;
        }
        Ok(())
    }

    /// `cybersyn audit` with its exit code.
    pub async fn audit(&self, proposal: ProposalId) -> Result<(i32, Value)> {
        let output = self.clerk().await?.run(&["audit", &proposal.to_string()]).await?;
        let code = output.status.code().context("a signal ended the audit")?;
        let report = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("exit {code}: {}", String::from_utf8_lossy(&output.stderr)))?;
        Ok((code, report))
    }

    /// The audit must agree.
    pub async fn audit_agrees(&self, proposal: ProposalId) -> Result<()> {
        let (code, report) = self.audit(proposal).await?;
        ensure!(code == 0, "the audit exits {code}: {report:#}");
        Ok(())
    }

    /// Pairs of (site, peer id of a site on the other side).
    async fn across(&self, left: &[usize]) -> Result<Vec<(usize, String)>> {
        let mut pairs = Vec::new();
        for here in 0..self.federation.sidecars.len() {
            for there in 0..self.federation.sidecars.len() {
                if left.contains(&here) != left.contains(&there) {
                    pairs.push((here, self.mesh(there).health().await?.peer_id));
                }
            }
        }
        Ok(pairs)
    }
}

/// Sleeps until a date by the wall clock: what is waited for here is the date itself.
pub async fn sleep_until(date: u64) {
    tokio::time::sleep(Duration::from_millis(date.saturating_sub(now()))).await;
}
