//! DIDs over HTTP and JSON-RPC, from a daemon that knows some from an earlier run while the chain is down.

use crate::{
    fixture::{client, data, start},
    http::asked,
};
use anyhow::{Context, Result, ensure};
use codec::Encode;
use cybersyn_chain_client::did::{DidKey, DidLinks, DidRecord, DidService, PublicKey};
use cybersyn_mesh::{
    daemon::Daemon,
    dids::{Head, Kept, KeptFile, joined},
};
use cybersyn_mesh_api::{MeshApiClient, limits::ALLOWANCE};
use cybersyn_primitives::{DidId, dev, did::Did};
use ed25519_zebra::{SigningKey, VerificationKey};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const CITIZEN: DidId = [1; 32];
const GONE: DidId = [2; 32];
const NOBODY: DidId = [3; 32];
const DID_KEY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
/// 2026-01-31T12:00:00Z.
const FOLLOWED: u64 = 1_769_860_800_000;

fn record() -> DidRecord {
    let public = VerificationKey::from(&SigningKey::from(dev::voting_seed(0))).into();
    let key = DidKey {
        version: 0,
        key: PublicKey::Ed25519(public),
        purposes: 1 | 1 << 4,
        since: FOLLOWED - 2_000,
        until: None,
        stolen: false,
    };
    let (id, kind, endpoint) = (b"files".to_vec(), b"LinkedDomains".to_vec(), b"https://example.com/files/".to_vec());
    DidRecord {
        account: CITIZEN,
        keys: vec![key],
        services: vec![DidService { id, kind, endpoint }],
        created: FOLLOWED - 2_000,
        updated: FOLLOWED - 1_000,
        rotated: None,
        version: 1,
        deactivated: None,
        links: DidLinks {
            controllers: vec![GONE],
            also_known_as: vec![b"https://example.com/ana".to_vec()],
            allowance_bytes: 0,
        },
    }
}

fn stored(record: &DidRecord) -> Vec<u8> {
    joined(record.encode(), Some(record.links.encode()))
}

/// A data directory as an earlier run left it.
fn kept() -> Result<TempDir> {
    let directory = data()?;
    let head = Head { number: 12, time: FOLLOWED };
    let gone =
        DidRecord { services: Vec::new(), links: DidLinks::default(), deactivated: Some(FOLLOWED - 500), ..record() };
    let entries = vec![(CITIZEN, stored(&record()), head), (GONE, stored(&gone), head)];
    KeptFile(directory.path().join("dids")).save(&Kept { head: Some(head), entries })?;
    Ok(directory)
}

/// An answer, taken apart.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("no JSON: {:?}", self.body))
    }
}

async fn ask(daemon: &Daemon, method: &str, target: &str, lines: &str) -> Result<Answer> {
    let url = format!("{}/1.0/identifiers/{target}", daemon.contact.rpc);
    let answer = String::from_utf8(asked(method, &url, lines).await?)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no end of the head")?;
    let status = head.split(' ').nth(1).context("no status")?.parse()?;
    Ok(Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
}

async fn get(daemon: &Daemon, target: &str) -> Result<Answer> {
    ask(daemon, "GET", target, "").await
}

fn did(id: DidId) -> String {
    Did(id).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_did_resolves_without_the_chain_and_the_answer_says_as_of_when() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    let answer = get(&daemon, &did(CITIZEN)).await?;
    assert_eq!(answer.status, 200);
    for header in ["content-type: application/did-resolution", "cache-control: no-cache"] {
        ensure!(answer.head.contains(header), "no {header} in {}", answer.head);
    }
    ensure!(answer.head.lines().any(|line| line.starts_with("vary:") && line.contains("accept")), "{}", answer.head);
    let result = answer.json()?;
    assert_eq!(result["didDocument"]["id"], json!(did(CITIZEN)));
    assert_eq!(result["didDocument"]["authentication"], json!([format!("{}#key-0", did(CITIZEN))]));
    assert_eq!(result["didDocument"]["controller"], json!(did(GONE)));
    assert_eq!(result["didDocument"]["alsoKnownAs"], json!(["https://example.com/ana"]));
    let registry = json!({ "block": "12", "time": "2026-01-31T12:00:00Z", "current": false });
    assert_eq!(result["didResolutionMetadata"]["registry"], registry);
    assert_eq!(result["didDocumentMetadata"]["versionId"], json!("1"));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_chooses_the_form() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    for media_type in ["application/did", "application/did+json", "application/did+ld+json"] {
        let answer = ask(&daemon, "GET", &did(CITIZEN), &format!("accept: {media_type}\r\n")).await?;
        ensure!(answer.head.contains(&format!("content-type: {media_type}\r\n")), "{}", answer.head);
        assert_eq!(answer.json()?["id"], json!(did(CITIZEN)));
    }
    let two_lines = "accept: text/html\r\naccept: application/did+json\r\n";
    assert_eq!(ask(&daemon, "GET", &did(CITIZEN), two_lines).await?.status, 200);
    assert_eq!(ask(&daemon, "GET", &did(CITIZEN), "accept: text/html\r\n").await?.status, 406);
    let service = format!("{}?service=files&relativeRef=cv.pdf", did(CITIZEN));
    let answer = ask(&daemon, "GET", &service, "accept: text/uri-list\r\n").await?;
    assert_eq!(answer.status, 303);
    ensure!(answer.head.contains("location: https://example.com/files/cv.pdf\r\n"), "{}", answer.head);
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_outcome_has_its_status() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    let cases = [
        (DID_KEY.to_owned(), 200),
        (format!("{}%23key-0", did(CITIZEN)), 200),
        (format!("{}?versionId=1", did(CITIZEN)), 200),
        (format!("{}?versionTime=2026-01-31T12:00:00Z", did(CITIZEN)), 200),
        (did(GONE), 410),
        ("did:cyb:z0".to_owned(), 400),
        (String::new(), 400),
        ("..%2F..%2Fetc%2Fpasswd".to_owned(), 400),
        (format!("{}?versionId=x", did(CITIZEN)), 400),
        (format!("did:cyb:z{}", "1".repeat(40_000)), 400),
        (format!("{}%23key-7", did(CITIZEN)), 404),
        ("did:example:123".to_owned(), 501),
        // While the chain is down nobody can say that there is no such DID, nor look at earlier blocks.
        (did(NOBODY), 500),
        (format!("{}?versionId=0", did(CITIZEN)), 500),
        (format!("{}?versionId=2", did(CITIZEN)), 500),
        (format!("{}?noCache=true", did(CITIZEN)), 500),
    ];
    for (target, status) in cases {
        let answer = get(&daemon, &target).await?;
        assert_eq!(answer.status, status, "{}: {}", &target[..target.len().min(100)], answer.body);
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn identifiers_are_only_read() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let answer = ask(&daemon, method, &did(CITIZEN), "content-length: 0\r\n").await?;
        ensure!(answer.status == 405 && answer.head.contains("allow: get, head"), "{method}: {}", answer.head);
    }
    let head = ask(&daemon, "HEAD", &did(CITIZEN), "").await?;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_headers_through_a_did_url() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    for reference in ["%0D%0ASet-Cookie:x=1", "%250D%250ASet-Cookie:x=1", "//evil.example/", "..%2F..%2F"] {
        let target = format!("{}?service=files&relativeRef={reference}", did(CITIZEN));
        let answer = ask(&daemon, "GET", &target, "accept: text/uri-list\r\n").await?;
        ensure!(!answer.head.contains("\r\nset-cookie"), "{}", answer.head);
        let location = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
        ensure!(location.is_none_or(|url| url.starts_with("https://example.com/files/")), "{location:?}");
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_resolves_too_fast_hears_when_to_come_again() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    let host = daemon.contact.rpc.strip_prefix("http://").context("a URL")?;
    let request = format!("GET /1.0/identifiers/{DID_KEY} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let last = format!("GET /1.0/identifiers/{DID_KEY} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let asked = 4 * ALLOWANCE as usize;
    let (mut from, mut to) = TcpStream::connect(host).await?.into_split();
    let flood = request.repeat(asked) + &last;
    let writing = tokio::spawn(async move { to.write_all(flood.as_bytes()).await.map(|()| to) });
    let mut answers = String::new();
    from.read_to_string(&mut answers).await?;
    writing.await??;
    let count = |status: &str| answers.matches(&format!("HTTP/1.1 {status}")).count();
    ensure!(count("200") >= ALLOWANCE as usize && count("429") > 0, "{} of {asked} answered", count("200"));
    assert_eq!(count("200") + count("429"), asked + 1);
    ensure!(answers.contains("retry-after: 1\r\n"), "nobody is told when to come again");
    ensure!(get(&daemon, DID_KEY).await?.status == 200, "another client pays for it");
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_that_is_not_listed_cannot_resolve() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &["--rpc-origin=https://vote.example"]).await?;
    for (lines, status) in [("origin: https://vote.example\r\n", 200), ("origin: https://evil.example\r\n", 403)] {
        assert_eq!(ask(&daemon, "GET", &did(CITIZEN), lines).await?.status, status, "{lines}");
    }
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_had_over_json_rpc() -> Result<()> {
    let data = kept()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    let result = client.resolve_did(did(CITIZEN), None).await?;
    assert_eq!(result, get(&daemon, &did(CITIZEN)).await?.json()?);
    let options: Map<String, Value> = serde_json::from_value(json!({ "accept": "text/uri-list" }))?;
    let urls = client.dereference_did(format!("{}?service=files", did(CITIZEN)), Some(options)).await?;
    assert_eq!(urls["content"], json!("https://example.com/files/"));
    let unknown = client.resolve_did("did:example:1".to_owned(), None).await?;
    let kind = &unknown["didResolutionMetadata"]["error"]["type"];
    assert_eq!(*kind, json!("https://www.w3.org/ns/did#METHOD_NOT_SUPPORTED"));
    daemon.stop().await;
    Ok(())
}
