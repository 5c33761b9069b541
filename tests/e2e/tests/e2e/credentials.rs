//! (9) A credential is issued, held, presented, verified and revoked; afterwards nobody takes it, whatever list they are
//! shown. Impact is summed from issuers that the society accredited by an article, and becomes reputation on chain once a
//! vote has executed the accreditation.

use super::fixture::{Fixture, sleep_until};
use anyhow::{Context, Result, ensure};
use cybersyn_e2e::{cli::Cli, journey::phase, mesh::code};
use cybersyn_mesh_api::types::AskedView;
use cybersyn_primitives::{
    Choice, ProposalId,
    api::{Hex, PhaseView, codes},
};
use serde_json::Value;
use std::{fs, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const SHOP: &str = "https://shop.example";
const ARTICLE: &str = "200";

/// A person with a credential key under their DID on chain.
struct Person {
    cli: Cli,
    did: String,
}

impl Person {
    async fn new(fixture: &Fixture, number: u32) -> Result<Self> {
        let cli = fixture.federation.cli(&format!("person-{number}"), number as usize);
        cli.json(&["key", "dev", &number.to_string()]).await?;
        let made = cli.json(&["credential", "key"]).await?;
        let did = text(&made, "did")?;
        ensure!(made["key"] != made["presenting"]["key"], "one key issues and presents: {made}");
        Ok(Self { cli, did })
    }

    /// Makes a status list that sidecar 0 serves; its URL.
    async fn create_list(&self, fixture: &Fixture) -> Result<String> {
        let at = fixture.federation.sidecars[0].url();
        text(&self.cli.json(&["credential", "status-list", "create", "--at", &at]).await?, "url")
    }

    /// Holds a credential that was issued; its name.
    async fn hold(&self, fixture: &Fixture, credential: &str) -> Result<String> {
        let path = file(fixture, "given", credential)?;
        text(&self.cli.json(&["credential", "hold", &path]).await?, "id")
    }

    async fn present(&self, id: &str, nonce: &str) -> Result<String> {
        let arguments = ["credential", "present", id, "--nonce", nonce, "--audience", SHOP];
        text(&self.cli.json(&arguments).await?, "presentation")
    }
}

fn text(answer: &Value, name: &str) -> Result<String> {
    Ok(answer[name].as_str().with_context(|| format!("no {name} in {answer}"))?.to_owned())
}

fn file(fixture: &Fixture, name: &str, content: &str) -> Result<String> {
    let path = fixture.federation.directory().join(name);
    fs::write(&path, content)?;
    Ok(path.to_string_lossy().into_owned())
}

/// What a verifier with an empty keystore says, with its exit code.
async fn verify(fixture: &Fixture, presentation: &str, nonce: &str, more: &[&str]) -> Result<(i32, Value)> {
    let path = file(fixture, "presented", presentation)?;
    let arguments = ["credential", "verify", &path, "--nonce", nonce, "--audience", SHOP];
    let output = fixture.federation.cli("verifier", 1).run(&[&arguments[..], more].concat()).await?;
    let code = output.status.code().context("a signal ended it")?;
    Ok((code, serde_json::from_slice(&output.stdout).unwrap_or_default()))
}

/// What sidecar `site` says of a presentation that `holder` makes for it.
async fn asked_of_daemon(fixture: &Fixture, site: usize, holder: &Person, id: &str) -> Result<(bool, String)> {
    let challenge = fixture.mesh(site).open_challenge().await?.challenge;
    let presentation = holder.present(id, &challenge).await?;
    let asked = AskedView { types: Vec::new(), challenge: Some(challenge), domain: Some(SHOP.to_owned()) };
    let verdict = fixture.mesh(site).verify_credential(&presentation, asked).await?;
    Ok((verdict.valid, verdict.reason.unwrap_or_default()))
}

async fn get(url: &str) -> Result<String> {
    let (host, path) = url.trim_start_matches("http://").split_once('/').context("a URL")?;
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.split_once("\r\n\r\n").context("an answer")?.1.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_credential_counts_no_more_whatever_list_is_shown() -> Result<()> {
    let mut fixture = Fixture::start(2, |_| Ok(())).await?;
    let (issuer, holder) = (Person::new(&fixture, 0).await?, Person::new(&fixture, 1).await?);
    let list = issuer.create_list(&fixture).await?;
    let old_list = get(&list).await?;
    ensure!(old_list.contains("BitstringStatusListCredential"), "{old_list}");
    let claims = file(&fixture, "claims.json", r#"{"name": "Ada", "city": "Quito"}"#)?;
    for form in ["vc", "sd-jwt"] {
        let issue = ["credential", "issue", "--type", "urn:coop:member:1", "--form", form, "--claims", &claims];
        let issued = issuer.cli.json(&[&issue[..], &["--subject", &holder.did]].concat()).await?;
        let id = holder.hold(&fixture, &text(&issued, "credential")?).await?;

        let nonce = format!("nonce-{form}");
        let presentation = holder.present(&id, &nonce).await?;
        let (code, verdict) = verify(&fixture, &presentation, &nonce, &[]).await?;
        ensure!(code == 0 && verdict["valid"] == true, "{form}: exit {code}: {verdict:#}");
        ensure!(form == "vc" || !presentation.contains("Ada"), "hidden claims are not there");
        for site in 0..2 {
            let (valid, reason) = asked_of_daemon(&fixture, site, &holder, &id).await?;
            ensure!(valid, "{form} at {site}: {reason}");
        }
        let (code, _) = verify(&fixture, &presentation, "another", &[]).await?;
        ensure!(code == 1, "{form}: a presentation for another request exits {code}");

        issuer.cli.json(&["credential", "revoke", &id]).await?;
        let (code, verdict) = verify(&fixture, &presentation, &nonce, &[]).await?;
        ensure!(code == 1 && reason(&verdict).contains("revoked"), "{form}: exit {code}: {verdict:#}");
        for site in 0..2 {
            let (valid, reason) = asked_of_daemon(&fixture, site, &holder, &id).await?;
            ensure!(!valid && reason.contains("revoked"), "{form} at {site}: {reason}");
        }
    }
    an_old_list_is_taken_by_nobody(&fixture, &issuer, &holder, &old_list).await?;
    fixture.federation.check()?;
    fixture.federation.stop()
}

fn reason(verdict: &Value) -> &str {
    verdict["reason"].as_str().unwrap_or_default()
}

/// The list from before the revocations, signed and in date, is not the one on chain.
async fn an_old_list_is_taken_by_nobody(
    fixture: &Fixture,
    issuer: &Person,
    holder: &Person,
    old_list: &str,
) -> Result<()> {
    let published = fixture.mesh(0).publish_status_list(old_list).await;
    let refused = published.err().context("the old list was taken")?;
    ensure!(code(&refused) == Some(codes::DIVERGES), "{refused}");
    let held = holder.cli.json(&["credential", "list"]).await?;
    let id = text(&held[0], "id")?;
    let presentation = holder.present(&id, "n").await?;
    let old_list = file(fixture, "old-list", old_list)?;
    let (code, verdict) = verify(fixture, &presentation, "n", &["--status-list", &old_list]).await?;
    ensure!(code == 1 && reason(&verdict).contains("revoked"), "exit {code}: {verdict:#}");
    // And without a key in force, not even the list is believed.
    let shown = issuer.cli.json(&["did", "show"]).await?;
    let keys = shown["keys"].as_array().context("keys")?;
    let version = keys.last().context("the credential key")?["version"].to_string();
    issuer.cli.json(&["did", "revoke-key", &version, "--stolen"]).await?;
    let (code, verdict) = verify(fixture, &presentation, "n", &[]).await?;
    ensure!(code == 1 && reason(&verdict).contains("not authorised"), "exit {code}: {verdict:#}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn impact_counts_if_an_article_accredits_who_attests_it() -> Result<()> {
    let mut fixture = Fixture::start(1, |_| Ok(())).await?;
    let (issuer, subject) = (Person::new(&fixture, 0).await?, Person::new(&fixture, 1).await?);
    let stranger = Person::new(&fixture, 2).await?;
    let accreditation = format!(
        "{{\"accreditations\": [{{\"issuer\": \"{}\", \"contexts\": [\"technical\"], \"since\": \"2026-01-01T00:00:00Z\"}}]}}\n",
        issuer.did
    );
    let accredited = file(&fixture, "accredited.json", &accreditation)?;
    enact(&fixture, &accredited).await?;
    let mut attestations = Vec::new();
    for (person, amount) in [(&issuer, "12"), (&stranger, "99")] {
        person.create_list(&fixture).await?;
        let what = ["--context", "technical", "--activity", "urn:pull:7", "--unit", "hours", "--amount", amount];
        let when = ["--from", "2026-01-01T00:00:00Z", "--until", "2026-01-02T00:00:00Z"];
        let attest = [&["impact", "attest", "--subject", &subject.did], &what[..], &when].concat();
        attestations.push(text(&person.cli.json(&attest).await?, "credential")?);
        let number = attestations.len() - 1;
        file(&fixture, &format!("attestation-{number}"), &attestations[number])?;
        subject.hold(&fixture, &attestations[number]).await?;
    }
    let arguments = ["impact", "sum", "--accreditations", &accredited, "--article", ARTICLE];
    let sum = subject.cli.json(&arguments).await?;
    ensure!(sum["sums"][0]["total"] == 12 && sum["left_out"][0]["reason"].is_string(), "{sum:#}");

    let article: u32 = ARTICLE.parse()?;
    let of_daemon =
        fixture.mesh(0).sum_impact(&subject.did, attestations.clone(), (article, accreditation.clone())).await?;
    ensure!(of_daemon.aggregate["sums"] == sum["sums"] && of_daemon.commitment != Hex(vec![0; 32]), "{of_daemon:?}");
    let made_up = accreditation.replace(&issuer.did, &stranger.did);
    let refused = fixture.mesh(0).sum_impact(&subject.did, attestations, (article, made_up.clone())).await;
    ensure!(refused.is_err_and(|error| code(&error) == Some(codes::REFUSED)), "a made-up accreditation was taken");
    let made_up = file(&fixture, "made-up.json", &made_up)?;
    let output = subject.cli.run(&["impact", "sum", "--accreditations", &made_up, "--article", ARTICLE]).await?;
    ensure!(output.status.code() == Some(1), "{output:?}");
    attestations_become_reputation(&fixture, (&issuer, &stranger), &accredited).await?;
    fixture.federation.check()?;
    fixture.federation.stop()
}

/// Once a vote on rights has executed the article on chain, its issuer attests there, once for each credential.
async fn attestations_become_reputation(
    fixture: &Fixture,
    (issuer, stranger): (&Person, &Person),
    accredited: &str,
) -> Result<()> {
    let attestation = |name: &str| fixture.federation.directory().join(name).to_string_lossy().into_owned();
    let own = attestation("attestation-0");
    let commit =
        async |person: &Person, path: &str| person.cli.run(&["impact", "commit", path, "--points", "20"]).await;
    let early = commit(issuer, &own).await?;
    ensure!(!early.status.success() && String::from_utf8_lossy(&early.stderr).contains("NotAccredited"), "{early:?}");

    let accredit = ["impact", "accredit", &issuer.did, "--accreditations", accredited, "--article", ARTICLE];
    let call = text(&issuer.cli.json(&accredit).await?, "call")?;
    let voting = Duration::from_secs(20);
    let proposal = fixture.propose_with("Who may attest, on chain", "rights", voting, &["--call", &call]).await?;
    for voter in 0..10 {
        fixture.vote(0, voter, &proposal, Choice::Yes, 0).await?;
    }
    phase(&fixture.federation, proposal.id, PhaseView::Final, Duration::from_secs(180)).await?;

    let committed = || async {
        let output = commit(issuer, &own).await?;
        anyhow::Ok(serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default())
    };
    let earned = |answer: &Value| answer["reputation"] == 20_000_000;
    cybersyn_e2e::wait::until("the attestation counts", Duration::from_secs(60), committed, earned).await?;
    let again = commit(issuer, &own).await?;
    ensure!(String::from_utf8_lossy(&again.stderr).contains("AlreadyCounted"), "{again:?}");
    let others = commit(stranger, &own).await?;
    ensure!(String::from_utf8_lossy(&others.stderr).contains("only they put it on chain"), "{others:?}");
    let unaccredited = commit(stranger, &attestation("attestation-1")).await?;
    ensure!(String::from_utf8_lossy(&unaccredited.stderr).contains("NotAccredited"), "{unaccredited:?}");
    Ok(())
}

/// Brings the text in that file into force as an article.
async fn enact(fixture: &Fixture, path: &str) -> Result<()> {
    let what = ["propose", "--title", "Who may attest", "--class", "renewal", "--body", path, "--article", ARTICLE];
    let answer = fixture.clerk().await?.json(&[&what[..], &["--discussion", "4s", "--voting", "20s"]].concat()).await?;
    let id = ProposalId::try_from(answer["proposal"].as_u64().with_context(|| format!("no id in {answer}"))?)?;
    let view = fixture.federation.knows(id, Duration::from_secs(30)).await?;
    sleep_until(view.opens + 100).await;
    for voter in 0..10 {
        fixture.vote(0, voter, &view, Choice::Yes, 4).await?;
    }
    phase(&fixture.federation, id, PhaseView::Final, Duration::from_secs(180)).await?;
    let clerk = fixture.clerk().await?;
    let probe = || clerk.json(&["article", ARTICLE]);
    let holds = |answer: &Value| answer["status"] == "in-force";
    cybersyn_e2e::wait::until("the article is in force", Duration::from_secs(30), probe, holds).await.map(drop)
}
