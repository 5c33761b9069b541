//! Credentials and status lists at the daemon's public interface, by issuers and holders with a did:key: no chain is asked.

use crate::{
    fixture::{GENESIS, code, connection, data, start},
    http::get,
};
use anyhow::{Context, Result, ensure};
use cybersyn_credentials::{
    credential::{BASE_CONTEXT, Credential},
    date,
    json::{Object, canonical_object, parse_object},
    key::{Signer, SigningKey},
    limits::STATUS_ENTRIES_MIN,
    presentation::{Request, present},
    resolver::Documents,
    status::{Entry, ListTerms, StatusBits, StatusPurpose, VerifiedList, list_credential},
};
use cybersyn_mesh::{node::now, status_lists::StatusLists};
use cybersyn_mesh_api::{
    MeshApiClient,
    limits::{CHALLENGE_SECONDS, LISTS_PER_REQUEST_MAX, STATUS_LIST_BYTES_MAX},
    status_lists::status_list_url,
    types::{AskedView, VerdictView, codes},
};
use std::path::Path;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const INDEX: u32 = 5;
const SHOP: &str = "https://shop.example";

/// Somebody with a did:key.
struct Actor {
    key: SigningKey,
    did: String,
    method: String,
}

fn actor(seed: u8) -> Actor {
    let key = SigningKey::from_seed(&[seed; 32]);
    let multikey = key.public_key().to_multikey();
    Actor { key, did: format!("did:key:{multikey}"), method: format!("did:key:{multikey}#{multikey}") }
}

fn list_url(issuer: &Actor) -> String {
    status_list_url("https://mesh.example", &issuer.did, "1")
}

/// A credential of `issuer` about `holder`, with a place in the issuer's list.
fn credential(issuer: &Actor, holder: &Actor) -> Result<Object> {
    let status = canonical_object(&Entry::new(&list_url(issuer), INDEX, StatusPurpose::Revocation)?.to_json())?;
    let document = format!(
        r#"{{"@context": ["{BASE_CONTEXT}"], "type": ["VerifiableCredential", "Membership"], "issuer": "{}",
            "validFrom": "{}", "credentialStatus": {status}, "credentialSubject": {{"id": "{}"}}}}"#,
        issuer.did,
        date::format(now() - 1_000)?,
        holder.did
    );
    let document = parse_object(document.as_bytes(), document.len())?;
    Ok(Credential::new(document)?.issue(&issuer.method, now(), &issuer.key)?)
}

fn list(issuer: &Actor, set: &[u32]) -> Result<String> {
    let mut bits = StatusBits::new(StatusPurpose::Revocation, STATUS_ENTRIES_MIN)?;
    set.iter().try_for_each(|index| bits.set(*index))?;
    let url = list_url(issuer);
    let terms = ListTerms { url: &url, issuer: &issuer.did, valid_from: now() - 1_000, valid_until: now() + 60_000 };
    Ok(canonical_object(&list_credential(&bits, &terms)?.issue(&issuer.method, now(), &issuer.key)?)?)
}

/// Puts a list where the daemon keeps those that it hosts.
fn host(data: &Path, text: &str) -> Result<()> {
    let list = VerifiedList::verify(text.as_bytes(), &Documents::default(), now(), None)?;
    Ok(StatusLists::open(data.join("status-lists"))?.put(&list, text, now())?)
}

fn presentation(issuer: &Actor, holder: &Actor, challenge: &str) -> Result<String> {
    let request = Request { challenge, domain: SHOP };
    let presented = present(&[credential(issuer, holder)?], &request, &holder.method, now(), &holder.key)?;
    Ok(canonical_object(&presented)?)
}

fn asked(challenge: &str) -> Option<AskedView> {
    Some(AskedView { types: vec!["Membership".into()], challenge: Some(challenge.into()), domain: Some(SHOP.into()) })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_list_decides_whether_a_credential_counts() -> Result<()> {
    let (issuer, holder) = (actor(1), actor(2));
    for (revoked, counts) in [(&[][..], true), (&[INDEX], false)] {
        let data = data()?;
        host(data.path(), &list(&issuer, revoked)?)?;
        let daemon = start(data.path(), &[]).await?;
        let text = canonical_object(&credential(&issuer, &holder)?)?;
        let verdict = connection(&daemon).await?.verify_credential(text, None, None).await?;
        ensure!(verdict.valid == counts && !verdict.undecided, "{verdict:?}");
        ensure!(counts || verdict.reason.is_some_and(|reason| reason.contains("revoked")));
        daemon.stop().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_may_come_along_and_without_one_nobody_can_tell() -> Result<()> {
    let (issuer, holder, data) = (actor(1), actor(2), data()?);
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let text = canonical_object(&credential(&issuer, &holder)?)?;
    let with = |lists: Vec<String>| client.verify_credential(text.clone(), None, Some(lists));
    ensure!(with(vec![list(&issuer, &[])?]).await?.valid);
    ensure!(!with(vec![list(&issuer, &[INDEX])?]).await?.valid);
    let missing = with(Vec::new()).await?;
    ensure!(!missing.valid && missing.undecided, "{missing:?}");
    let others = with(vec![list(&actor(3), &[])?, "{".into()]).await?;
    ensure!(!others.valid && others.undecided, "{others:?}");
    assert_eq!(code(with(vec![String::new(); LISTS_PER_REQUEST_MAX + 1]).await), Some(codes::MALFORMED));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_answered_once() -> Result<()> {
    let (issuer, holder, data) = (actor(1), actor(2), data()?);
    host(data.path(), &list(&issuer, &[])?)?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let given = client.open_challenge().await?;
    ensure!(given.until > now() && given.until <= now() + CHALLENGE_SECONDS * 1_000, "{given:?}");
    let text = presentation(&issuer, &holder, &given.challenge)?;
    let verdict: VerdictView = client.verify_credential(text.clone(), asked(&given.challenge), None).await?;
    ensure!(verdict.valid, "{verdict:?}");
    ensure!(verdict.verified.context("what was verified")?["holder"] == holder.did.as_str());
    let again = client.verify_credential(text.clone(), asked(&given.challenge), None).await;
    assert_eq!(code(again), Some(codes::REFUSED));
    let made_up = client.verify_credential(presentation(&issuer, &holder, "mine")?, asked("mine"), None).await;
    assert_eq!(code(made_up), Some(codes::REFUSED));
    let other = client.open_challenge().await?.challenge;
    ensure!(!client.verify_credential(text, asked(&other), None).await?.valid);
    let nameless = AskedView { challenge: Some(other), ..AskedView::default() };
    let nameless = client.verify_credential(String::new(), Some(nameless), None).await;
    assert_eq!(code(nameless), Some(codes::MALFORMED));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_credential_does_not_count() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    for text in ["", "{}", "{\"a\": 1, \"a\": 2}", "a.b.c~", "\u{feff}{}"] {
        let verdict = client.verify_credential(text.into(), None, None).await?;
        ensure!(!verdict.valid && !verdict.undecided && verdict.reason.is_some(), "{text}: {verdict:?}");
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_strangers_are_not_hosted() -> Result<()> {
    let (issuer, data) = (actor(1), data()?);
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    assert_eq!(code(client.publish_status_list(list(&issuer, &[])?).await), Some(codes::REFUSED));
    assert_eq!(code(client.publish_status_list("{}".into()).await), Some(codes::REFUSED));
    assert_eq!(code(client.publish_status_list("{".into()).await), Some(codes::MALFORMED));
    // A DID of this chain, but nobody knows its document: there is no chain to ask.
    let did = cybersyn_primitives::did::Did(GENESIS).to_string();
    let unknown = list(&issuer, &[])?.replace(&issuer.method, &format!("{did}#key-1")).replace(&issuer.did, &did);
    assert_eq!(code(client.publish_status_list(unknown).await), Some(codes::MALFORMED));
    assert_eq!(code(client.status_list(list_url(&issuer)).await), Some(codes::NOT_FOUND));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_list_is_served_over_plain_http() -> Result<()> {
    let (issuer, data) = (actor(1), data()?);
    let text = list(&issuer, &[])?;
    host(data.path(), &text)?;
    let daemon = start(data.path(), &[]).await?;
    let at = |name: &str| format!("{}/status-lists/{}/{name}", daemon.contact.rpc, issuer.did);
    let answer = get(&at("1")).await?;
    let (head, body) = answer.split_once("\r\n\r\n").context("an answer")?;
    let head = head.to_ascii_lowercase();
    ensure!(head.starts_with("http/1.1 200") && body == text, "{head}");
    for header in ["content-type: application/vc\r\n", "access-control-allow-origin: *"] {
        ensure!(format!("{head}\r\n").contains(header), "no {header} in {head}");
    }
    for wrong in [at("2"), at(".."), format!("{}/status-lists/", daemon.contact.rpc)] {
        ensure!(get(&wrong).await?.starts_with("HTTP/1.1 404"), "{wrong}");
    }
    ensure!(connection(&daemon).await?.status_list(list_url(&issuer)).await? == text);
    daemon.stop().await;
    Ok(())
}

/// On one connection, which is one client.
#[tokio::test(flavor = "multi_thread")]
async fn who_reads_lists_too_fast_is_told_to_wait_and_who_posts_is_told_how() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let host = daemon.contact.rpc.trim_start_matches("http://").to_owned();
    let request = |method: &str| {
        format!("{method} /status-lists/did:x:1/1 HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n\r\n")
    };
    let mut stream = TcpStream::connect(&host).await?;
    let mut answers = String::new();
    stream.write_all(request("POST").as_bytes()).await?;
    for _ in 0..2_000 {
        stream.write_all(request("GET").as_bytes()).await?;
        let mut some = [0; 4_096];
        let read = stream.read(&mut some).await?;
        answers.push_str(&String::from_utf8_lossy(&some[..read]));
        if answers.contains("HTTP/1.1 429") {
            break;
        }
    }
    ensure!(answers.starts_with("HTTP/1.1 405"), "{}", &answers[..100]);
    ensure!(answers.contains("HTTP/1.1 429") && answers.contains("retry-after: 1"), "never refused");
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_need_the_chain_and_a_bounded_number_of_attestations() -> Result<()> {
    let data = data()?;
    let daemon = start(data.path(), &[]).await?;
    let client = connection(&daemon).await?;
    let sum = |count| client.sum_impact("did:x:1".into(), vec!["{}".into(); count], 1, "{}".into(), None);
    assert_eq!(code(sum(257).await), Some(codes::MALFORMED));
    assert_eq!(code(sum(1).await), Some(codes::BUSY));
    daemon.stop().await;
    Ok(())
}

#[test]
fn a_list_of_the_usual_length_is_hosted_whatever_is_set() -> Result<()> {
    let mut state: u32 = 1;
    let scattered: Vec<u32> = (0..STATUS_ENTRIES_MIN / 2)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 15
        })
        .collect();
    let text = list(&actor(1), &scattered)?;
    ensure!(text.len() < STATUS_LIST_BYTES_MAX / 8, "{} bytes", text.len());
    Ok(())
}
