//! Citizens' DIDs on a real chain, and what a real resolver says of them: recorded as the W3C's DID test suite
//! (github.com/w3c/did-test-suite) takes it.

use crate::{federation::Federation, http::get, wait};
use anyhow::{Context, Result, ensure};
use cybersyn_identity::{
    http::PATH,
    suite::{Plan, Recording, record},
};
use cybersyn_primitives::did::Did;
use serde_json::Value;
use std::{path::Path, time::Duration};

/// Known to nobody.
const UNKNOWN: Did = Did([3; 32]);
/// An ed25519 key that is no DID's but its own.
pub const DID_KEY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
/// Name of the key store of citizen 3, whom citizen 1 chooses as controller.
pub const CONTROLLER: &str = "citizen-3";
/// Other names of citizen 1.
pub const ALSO_KNOWN_AS: [&str; 2] = ["https://example.com/citizen", "did:web:citizen.example.com"];
/// How long the resolver may take to follow.
const FOLLOWED: Duration = Duration::from_secs(30);

/// What a citizen does to their DID, one version after the other.
const CHANGES: [&[&str]; 7] = [
    &["add-key", "--key", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "--for", "authentication,capability"],
    &["add-key", "--key", "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", "--for", "assertion"],
    &["add-key", "--key", "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "--for", "assertion,key-agreement"],
    &["add-key", "--key", "z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p", "--for", "key-agreement"],
    &["set-service", "files", "LinkedDomains", "https://example.com/files/"],
    &["set-service", "agent", "DIDCommMessaging", "https://example.com/agent"],
    &["revoke-key", "2"],
];

/// The DIDs.
#[derive(Clone, Debug)]
pub struct Dids {
    /// Changed as often as there are [`CHANGES`], then linked to the controller, then to [`ALSO_KNOWN_AS`].
    pub citizen: String,
    /// Controls the citizen's DID too.
    pub controller: String,
    /// Deactivated.
    pub gone: String,
}

/// Citizen 1 changes their DID by all that the command line offers, citizen 2 leaves; both have a key store of that name.
pub async fn prepare(federation: &Federation) -> Result<Dids> {
    let citizen = federation.cli("citizen-1", 0);
    let shown = citizen.json(&["key", "dev", "1"]).await?;
    for change in CHANGES {
        citizen.json(&[&["did"], change].concat()).await?;
    }
    let controller = federation.cli(CONTROLLER, 0).json(&["key", "dev", "3"]).await?;
    let did = |shown: &Value| shown["did"].as_str().map(str::to_owned).context("a key has a DID");
    let controller = did(&controller)?;
    citizen.json(&["did", "set-controllers", &controller]).await?;
    citizen.json(&[&["did", "set-also-known-as"], &ALSO_KNOWN_AS[..]].concat()).await?;
    let leaving = federation.cli("citizen-2", 0);
    let left = leaving.json(&["key", "dev", "2"]).await?;
    leaving.json(&["did", "deactivate", "--yes"]).await?;
    let dids = Dids { citizen: did(&shown)?, controller, gone: did(&left)? };
    // The resolver follows the same finalized blocks that the commands have waited for.
    let probe = || async { Ok(resolve(federation, &dids.gone, "application/did").await?.status) };
    wait::until("the resolver knows that citizen 2 has left", FOLLOWED, probe, |status| *status == 410).await?;
    Ok(dids)
}

/// Asks the first sidecar for a DID or DID URL, which stands in the path as it is.
pub async fn resolve(federation: &Federation, target: &str, accept: &str) -> Result<cybersyn_identity::http::Response> {
    let (url, accept) = (format!("{}{PATH}{target}", federation.sidecars[0].url()), accept.to_owned());
    tokio::task::spawn_blocking(move || get(&url, &accept)).await?
}

/// Records what the first sidecar answers about `dids`.
pub async fn recorded(federation: &Federation, dids: &Dids) -> Result<Recording> {
    let (base, plan) = (format!("{}{PATH}", federation.sidecars[0].url()), plan(dids));
    let recording = tokio::task::spawn_blocking(move || {
        let ask =
            |target: &str, accept: &str| get(&format!("{base}{target}"), accept).map_err(|error| format!("{error:#}"));
        record(&plan, ask)
    });
    Ok(recording.await??)
}

/// Writes a recording as the suite's three implementation files.
pub fn write(recording: &Recording, directory: &Path) -> Result<()> {
    let files = [
        ("did-cyb.json", &recording.implementation),
        ("resolver-cyb.json", &recording.resolver),
        ("dereferencer-cyb.json", &recording.dereferencer),
    ];
    for (name, content) in files {
        let path = directory.join(name);
        std::fs::write(&path, serde_json::to_vec_pretty(content)?).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Starts from nothing: prepares DIDs, records, writes.
pub async fn run(federation: &Federation, directory: &Path) -> Result<()> {
    ensure!(directory.is_dir(), "{} is no directory", directory.display());
    let dids = prepare(federation).await?;
    write(&recorded(federation, &dids).await?, directory)
}

/// What the suite is to see of them.
fn plan(Dids { citizen, gone, .. }: &Dids) -> Plan {
    let parameter = |name: &str, query: &str| (name.to_owned(), format!("{citizen}?{query}"));
    Plan {
        implementation: "cybersyn-mesh".to_owned(),
        implementer: "Cybersyn".to_owned(),
        method: "did:cyb".to_owned(),
        dids: vec![citizen.clone(), DID_KEY.to_owned()],
        parameters: vec![
            parameter("service", "service=files&relativeRef=%2Fcv.pdf"),
            parameter("relativeRef", "service=files&relativeRef=%2Fcv.pdf"),
            parameter("versionId", "versionId=0"),
            parameter("versionTime", "versionTime=2026-01-02T00:00:00Z"),
        ],
        deactivated: vec![gone.clone()],
        unknown: vec![UNKNOWN.to_string()],
        malformed: vec!["did:cyb_222".to_owned(), format!("{citizen}#key-1")],
        urls: vec![
            citizen.clone(),
            format!("{citizen}#key-1"),
            format!("{citizen}#files"),
            format!("{citizen}?versionId=0"),
            format!("{citizen}?versionId=0#key-0"),
            format!("{citizen}?service=files"),
            DID_KEY.to_owned(),
        ],
        service_urls: vec![
            format!("{citizen}?service=files&relativeRef=%2Fcv.pdf"),
            format!("{citizen}?serviceType=DIDCommMessaging"),
        ],
        unknown_urls: vec![UNKNOWN.to_string(), format!("{citizen}?service=nothing"), format!("{citizen}/path")],
        malformed_urls: vec!["did:cyb_222/path".to_owned(), format!("{citizen}?a=%zz")],
        documents: documents(),
    }
}

/// What is consumed: name, representation, media type.
fn documents() -> Vec<(String, String, String)> {
    let plain = r#"{"id":"did:example:123","bespoke":[1,2.5,true,null,{"a":"2020-09-26T20:14:02Z"}]}"#;
    let linked =
        r#"{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:example:123","alsoKnownAs":["https://a.example"]}"#;
    let wrong = r#"{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:Example:123"}"#;
    let documents = [
        ("plain JSON", plain, "application/did+json"),
        ("JSON-LD", linked, "application/did+ld+json"),
        ("a subject that is no DID", wrong, "application/did+ld+json"),
    ];
    documents.map(|(name, text, media_type)| (name.to_owned(), text.to_owned(), media_type.to_owned())).into()
}
