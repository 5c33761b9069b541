//! Records, from a resolver in memory, the files that the W3C's DID test suite takes as an implementation:
//! `record_suite DIRECTORY` writes `did-cyb.json`, `resolver-cyb.json` and `dereferencer-cyb.json`. A running daemon is
//! recorded in the same way, with an HTTP client in the place of the closure.

use cybersyn_identity::{
    DidRecord, History, KeyRecord, Purposes, ServiceRecord,
    http::{Request, respond},
    keys::Multikey,
    suite::{Plan, record},
};
use cybersyn_primitives::{DidId, did::Did};
use std::{convert::Infallible, error::Error, fs, path::PathBuf};

const CITIZEN: DidId = [1; 32];
const GONE: DidId = [2; 32];
const UNKNOWN: DidId = [3; 32];
/// 2026-01-01T00:00:00Z.
const CREATED: u64 = 1_767_225_600_000;
const DAY: u64 = 86_400_000;
const DID_KEY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("usage: record_suite DIRECTORY")?);
    let registry = registry()?;
    let get =
        |target: &str, accept: &str| Ok::<_, Infallible>(respond(&Request { target, accept: Some(accept) }, &registry));
    let recording = record(&plan(), get)?;
    let files = [
        ("did-cyb.json", recording.implementation),
        ("resolver-cyb.json", recording.resolver),
        ("dereferencer-cyb.json", recording.dereferencer),
    ];
    for (name, content) in files {
        fs::write(directory.join(name), serde_json::to_string_pretty(&content)?)?;
    }
    Ok(())
}

/// A citizen whose keys and services changed, and one who left.
fn registry() -> Result<History, Box<dyn Error>> {
    let first = newborn(CITIZEN)?;
    let mut second = DidRecord { version: 1, updated: CREATED + DAY, ..first.clone() };
    second.controllers = vec![Did(GONE).to_string()];
    second.also_known_as = vec!["https://example.com/citizen".to_owned()];
    second.keys.extend([
        key(1, "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", Purposes::AUTHENTICATION.and(Purposes::CAPABILITY))?,
        key(2, "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", Purposes::ASSERTION)?,
        key(3, "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", Purposes::ASSERTION)?,
        key(4, "z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p", Purposes::KEY_AGREEMENT)?,
    ]);
    second.services = vec![service("files", "LinkedDomains"), service("agent", "DIDCommMessaging")];
    let mut third = DidRecord { version: 2, updated: CREATED + 2 * DAY, ..second.clone() };
    third.keys[0].until = Some(third.updated);
    let left = newborn(GONE)?;
    let gone = DidRecord { version: 1, updated: CREATED + DAY, deactivated: true, ..left.clone() };
    let mut history = History::default();
    [first, second, third, left, gone].into_iter().for_each(|version| history.push(version));
    Ok(history)
}

fn newborn(id: DidId) -> Result<DidRecord, Box<dyn Error>> {
    Ok(DidRecord {
        id,
        controllers: Vec::new(),
        also_known_as: Vec::new(),
        keys: vec![key(0, "z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP", Purposes::VOTING)?],
        services: Vec::new(),
        created: CREATED,
        updated: CREATED,
        version: 0,
        deactivated: false,
    })
}

fn key(version: u16, multikey: &str, purposes: Purposes) -> Result<KeyRecord, Box<dyn Error>> {
    let key = multikey.parse::<Multikey>()?.key().ok_or("a kind of key that is understood")?;
    Ok(KeyRecord { version, key, purposes, until: None, stolen: false })
}

fn service(id: &str, kind: &str) -> ServiceRecord {
    ServiceRecord { id: id.to_owned(), kind: kind.to_owned(), endpoint: format!("https://example.com/{id}/") }
}

fn plan() -> Plan {
    let citizen = Did(CITIZEN).to_string();
    let parameter = |name: &str, query: &str| (name.to_owned(), format!("{citizen}?{query}"));
    Plan {
        implementation: "cybersyn-identity".to_owned(),
        implementer: "Cybersyn".to_owned(),
        method: "did:cyb".to_owned(),
        dids: vec![citizen.clone(), DID_KEY.to_owned()],
        parameters: vec![
            parameter("service", "service=files&relativeRef=%2Fcv.pdf"),
            parameter("relativeRef", "service=files&relativeRef=%2Fcv.pdf"),
            parameter("versionId", "versionId=0"),
            parameter("versionTime", "versionTime=2026-01-02T00:00:00Z"),
        ],
        deactivated: vec![Did(GONE).to_string()],
        unknown: vec![Did(UNKNOWN).to_string()],
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
        unknown_urls: vec![Did(UNKNOWN).to_string(), format!("{citizen}?service=nothing"), format!("{citizen}/path")],
        malformed_urls: vec!["did:cyb_222/path".to_owned(), format!("{citizen}?a=%zz")],
        documents: documents(),
    }
}

fn documents() -> Vec<(String, String, String)> {
    let text = str::to_owned;
    let plain = r#"{"id":"did:example:123","bespoke":[1,2.5,true,null,{"a":"2020-09-26T20:14:02Z"}]}"#;
    let linked =
        r#"{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:example:123","alsoKnownAs":["https://a.example"]}"#;
    let wrong = r#"{"@context":["https://www.w3.org/ns/did/v1"],"id":"did:Example:123"}"#;
    vec![
        (text("plain JSON"), text(plain), text("application/did+json")),
        (text("JSON-LD"), text(linked), text("application/did+ld+json")),
        (text("a subject that is no DID"), text(wrong), text("application/did+ld+json")),
    ]
}
