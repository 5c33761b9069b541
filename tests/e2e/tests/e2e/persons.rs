//! (10) What the chain offers to persons, by the command line: a lost account recovered by guardians, challenges and a
//! deposit, and an operator's node registered, renewed and, by the word of a device's key alone, removed.

use super::fixture::{Fixture, sleep_until};
use anyhow::{Context, Result, ensure};
use cybersyn_e2e::{cli::Cli, wait};
use serde_json::{Value, json};
use std::{path::PathBuf, time::Duration};

/// Where the runtime stores the shortest notice of a recovery: twox128 of `:RecoveryDelayMin:`.
const RECOVERY_DELAY_MIN: &str = "0xad94f365af7e6b3f76384f9ae8475222";
/// Shortest time that the chain takes for a deposit's window.
const DEPOSIT_WINDOW_MILLIS: u64 = 60_000;
/// Vouches and challenges that a person has to begin with.
const BUDGET: u64 = 6;
/// Founders, whose indexes come before all others.
const FOUNDERS: u64 = 12;

/// The command line of development citizen `number`.
async fn citizen(fixture: &Fixture, number: u32) -> Result<Cli> {
    let cli = fixture.federation.cli(&format!("citizen-{number}"), number as usize);
    cli.json(&["key", "dev", &number.to_string()]).await?;
    Ok(cli)
}

fn text(answer: &Value, name: &str) -> Result<String> {
    Ok(answer[name].as_str().with_context(|| format!("no {name} in {answer}"))?.to_owned())
}

/// The command must be refused, in words that hold `why`.
async fn refused(cli: &Cli, arguments: &[&str], why: &str) -> Result<()> {
    let output = cli.run(arguments).await?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.code() == Some(1) && said.contains(why), "{arguments:?}: {} {said}", output.status);
    Ok(())
}

/// A file of the federation's directory, for a command to write.
fn path(fixture: &Fixture, name: &str) -> String {
    file(fixture, name).to_string_lossy().into_owned()
}

fn file(fixture: &Fixture, name: &str) -> PathBuf {
    fixture.federation.directory().join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn guardians_give_a_lost_did_to_a_new_account_that_votes() -> Result<()> {
    let least = format!("0x{}", hex::encode(1_000u64.to_le_bytes()));
    let mut fixture = Fixture::start_with(1, |_| Ok(()), &[(RECOVERY_DELAY_MIN, least)]).await?;
    let owner = citizen(&fixture, 1).await?;
    let guardians = [citizen(&fixture, 2).await?, citizen(&fixture, 3).await?];
    let heir = fixture.federation.cli("heir", 0);
    let did = text(&owner.json(&["key", "show"]).await?, "did")?;
    let account = text(&heir.json(&["key", "create", "new"]).await?, "address")?;
    owner.json(&["did", "set-guardians", "2", "3", "4", "--threshold", "2", "--delay", "8s"]).await?;

    support(&guardians, &did, &account).await?;
    let shown = owner.json(&["did", "show"]).await?;
    ensure!(shown["recovery"]["to"] == json!(account), "{shown:#}");
    owner.json(&["did", "veto-recovery"]).await?;
    let shown = owner.json(&["did", "show"]).await?;
    ensure!(shown["recovery"].is_null() && shown["guardians"]["threshold"] == json!(2), "{shown:#}");
    refused(&citizen(&fixture, 5).await?, &["did", "support-recovery", &did, &account], "no guardian").await?;
    refused(&heir, &["did", "recover", &did], "0 of the 2").await?;

    support(&guardians, &did, &account).await?;
    let consent = path(&fixture, "consent.json");
    heir.json(&["did", "recover", &did, "--out", &consent]).await?;
    let due = owner.json(&["did", "show"]).await?["recovery"]["due"].as_u64().context("it is due")?;
    sleep_until(due).await;
    carried(&guardians[0], &["did", "recover", "--consent", &consent]).await?;
    let recovered = heir.json(&["did", "recover", &did]).await?;
    ensure!(recovered["did"] == json!(did) && recovered["recovered"].is_null(), "{recovered:#}");

    heir.json(&["person", "alive"]).await?;
    refused(&owner, &["person", "alive"], "").await?;
    let proposal = fixture.propose("A bench", "rights", Duration::from_secs(30)).await?;
    let vote = heir.json(&["vote", &proposal.id.to_string(), "yes"]).await?;
    ensure!(vote["citizen"] == json!(1), "{vote:#}");
    fixture.federation.stop()
}

async fn support(guardians: &[Cli; 2], did: &str, account: &str) -> Result<()> {
    let arguments = ["did", "support-recovery", did, account];
    tokio::try_join!(guardians[0].json(&arguments), guardians[1].json(&arguments))?;
    Ok(())
}

/// The chain's clock may be a little behind.
async fn carried(guardian: &Cli, arguments: &[&str]) -> Result<()> {
    let probe = || guardian.json(arguments);
    wait::until("the consent is carried", Duration::from_secs(30), probe, |_| true).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn doubtful_persons_are_challenged_and_one_comes_by_a_deposit() -> Result<()> {
    let mut fixture = Fixture::start(1, |patch| {
        let defences = patch.pointer_mut("/personhood/defences").context("the preset has defences")?;
        defences["depositWindow"] = json!(DEPOSIT_WINDOW_MILLIS);
        defences["vouchedWindow"] = json!(3_600_000);
        Ok(())
    })
    .await?;
    let (by_deposit, by_vouches) = (apply(&fixture, 20).await?, apply(&fixture, 21).await?);
    let rich = fixture.federation.cli("rich", 0);
    rich.json(&["key", "import", "alice", "--uri", "//Alice"]).await?;
    rich.json(&["person", "deposit", &by_deposit.application]).await?;

    let vouchers = [citizen(&fixture, 1).await?, citizen(&fixture, 2).await?, citizen(&fixture, 3).await?];
    let vouch = ["person", "vouch", by_vouches.application.as_str()];
    tokio::try_join!(vouchers[0].json(&vouch), vouchers[1].json(&vouch), vouchers[2].json(&vouch))?;
    let newcomers = vouchers[0].json(&["person", "newcomers"]).await?;
    let listed = |did: &str| newcomers.as_array().into_iter().flatten().find(|one| one["did"] == json!(did)).cloned();
    ensure!(listed(&by_vouches.did).is_some_and(|one| one["vouchers"].as_array().map(Vec::len) == Some(3)));
    ensure!(listed(&by_deposit.did).is_some_and(|one| one["depositor"].is_string()), "{newcomers:#}");

    let others =
        [citizen(&fixture, 4).await?, citizen(&fixture, 5).await?, vouchers[0].clone(), citizen(&fixture, 6).await?];
    challenge(&fixture, &others, &by_vouches.did).await?;
    admitted_when_due(&vouchers[0], &rich, &by_deposit).await?;
    fixture.federation.stop()
}

/// A newcomer with a key store of their own and an application in a file.
struct Newcomer {
    cli: Cli,
    did: String,
    application: String,
}

async fn apply(fixture: &Fixture, number: u32) -> Result<Newcomer> {
    let cli = citizen(fixture, number).await?;
    let application = path(fixture, &format!("application-{number}.json"));
    let did = text(&cli.json(&["person", "apply", "--out", &application]).await?, "did")?;
    Ok(Newcomer { cli, did, application })
}

/// A newcomer is challenged as nobody, and citizen 7 as a duplicate of citizen 3. The third citizen vouched for the
/// newcomer.
async fn challenge(fixture: &Fixture, citizens: &[Cli; 4], newcomer: &str) -> Result<()> {
    let evidence = path(fixture, "evidence.txt");
    std::fs::write(&evidence, "Nobody has ever seen them.\n")?;
    let nobody = ["person", "challenge", newcomer, "--evidence", &evidence];
    let twice = ["person", "challenge", "7", "--duplicate-of", "3", "--evidence", &evidence];
    refused(&citizens[2], &nobody, "somebody of another circle must challenge").await?;
    tokio::try_join!(citizens[0].json(&nobody), citizens[1].json(&twice))?;
    let cases = citizens[2].json(&["person", "cases"]).await?;
    let about = |what: &str| cases.as_array().into_iter().flatten().find(|case| case["about"] == json!(what)).cloned();
    ensure!(about(newcomer).is_some_and(|case| case["challenger"] == json!(4)), "{cases:#}");
    ensure!(about("citizen 7").is_some_and(|case| case["duplicate_of"] == json!(3)), "{cases:#}");
    refused(&citizens[3], &nobody, "wait for the finding").await?;
    refused(&citizens[2], &["person", "admit", newcomer], "UnderChallenge").await?;
    let (challenger, challenged) =
        (citizens[0].json(&["person", "show"]).await?, citizens[0].json(&["person", "show", "7"]).await?);
    ensure!(challenger["vouches_left"] == json!(BUDGET - 1), "{challenger:#}");
    ensure!(challenged["case"].is_u64() && challenged["reputation"].as_array().map(Vec::len) == Some(5));
    Ok(())
}

async fn admitted_when_due(citizen: &Cli, rich: &Cli, newcomer: &Newcomer) -> Result<()> {
    let limit = Duration::from_millis(DEPOSIT_WINDOW_MILLIS);
    let admit = ["person", "admit", newcomer.did.as_str()];
    let probe = || citizen.json(&admit);
    wait::until("the newcomer with a deposit is admitted", limit, probe, |_| true).await?;
    let shown = citizen.json(&["person", "show", &newcomer.did]).await?;
    ensure!(shown["status"] == json!("active") && shown["citizen"] == json!(FOUNDERS), "{shown:#}");
    ensure!(shown["has_deposit"] == json!(true) && shown["sponsors"] == json!([]), "{shown:#}");
    newcomer.cli.json(&["person", "alive"]).await?;
    refused(rich, &["person", "release-deposit", &newcomer.did], "TooEarly").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operators_node_is_a_full_peer_until_it_is_removed() -> Result<()> {
    let mut fixture = Fixture::start(2, |_| Ok(())).await?;
    let operator = citizen(&fixture, 3).await?;
    let peer = fixture.mesh(0).health().await?.peer_id;
    let consent = path(&fixture, "node.json");
    fixture.federation.sidecars[0].consent(3, &file(&fixture, "node.json"))?;
    refused(&citizen(&fixture, 4).await?, &["node", "register", &consent], "not you").await?;
    operator.json(&["node", "register", &consent]).await?;
    let nodes = operator.json(&["node", "list"]).await?;
    ensure!(nodes[0]["peer_id"] == json!(peer) && nodes[0]["capabilities"] == json!(["sidecar"]), "{nodes:#}");
    refused(&operator, &["node", "renew", &consent], "good for once").await?;
    fixture.federation.sidecars[0].consent(3, &file(&fixture, "again.json"))?;
    operator.json(&["node", "renew", &path(&fixture, "again.json")]).await?;
    ensure!(full_peers(&mut fixture).await? == 1, "the other sidecar does not know a full peer");

    // A device without the account's key takes it off, and nobody pays for that.
    operator.json(&["did", "add-key", "--authorizing"]).await?;
    let authorized = path(&fixture, "authorized.json");
    operator.json(&["did", "authorize", "--out", &authorized, "--", "node", "remove", &peer]).await?;
    let carrier = fixture.federation.cli("nobody", 1);
    carrier.json(&["did", "carry", &authorized]).await?;
    refused(&carrier, &["did", "carry", &authorized], "carried already").await?;
    let nodes = operator.json(&["node", "list", "--all"]).await?;
    ensure!(nodes == json!([]), "{nodes:#}");
    ensure!(full_peers(&mut fixture).await? == 0, "the other sidecar still knows a full peer");
    fixture.federation.stop()
}

/// How many full peers sidecar 1 knows. It reads the registry at its start, and then every ten minutes.
async fn full_peers(fixture: &mut Fixture) -> Result<u64> {
    let bootstrap = [fixture.federation.sidecars[0].address().await?];
    let sidecar = &mut fixture.federation.sidecars[1];
    sidecar.stop()?;
    sidecar.start(&bootstrap)?;
    sidecar.ready(Duration::from_secs(30)).await?;
    let sidecar = &fixture.federation.sidecars[1];
    let probe = || async { sidecar.metrics().await };
    let is_read =
        |metrics: &String| value(metrics, "cybersyn_mesh_registry_reads_total").is_some_and(|reads| reads > 0);
    let metrics = wait::until("the registry is read", Duration::from_secs(20), probe, is_read).await?;
    value(&metrics, "cybersyn_mesh_registered_nodes").context("the gauge is shown")
}

/// The value of a metric.
fn value(metrics: &str, name: &str) -> Option<u64> {
    metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?.parse().ok()
}
