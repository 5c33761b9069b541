//! Anchors of status lists in DID documents, and lists of accredited issuers.

use crate::actors::{DAY, NOW, object, text};
use cybersyn_credentials::{
    encoding::to_base64url,
    impact::{
        Context,
        accreditations::{self, AccreditationError},
    },
    json::Object,
    key::{Signer, SigningKey},
    limits::STATUS_ENTRIES_MIN,
    resolver::Documents,
    status::{
        ANCHOR_SERVICE, Indices, ListError, ListTerms, MalformedAnchor, StatusBits, StatusPurpose, VerifiedList,
        anchor, anchor_endpoint, anchor_service_id, anchored, list_credential,
    },
};

const DID: &str = "did:x:1";
const URL: &str = "https://issuer.example/status/1";

fn bits(set: &[u32]) -> StatusBits {
    let mut bits = StatusBits::new(StatusPurpose::Revocation, STATUS_ENTRIES_MIN).expect("bits");
    set.iter().for_each(|index| bits.set(*index).expect("an entry"));
    bits
}

/// The issuer's document with these services.
fn document(services: &str) -> Object {
    let key = SigningKey::from_seed(&[1; 32]).public_key().to_multikey();
    let method =
        format!(r#"{{"id": "{DID}#k", "type": "Multikey", "controller": "{DID}", "publicKeyMultibase": "{key}"}}"#);
    object(&format!(r#"{{"id": "{DID}", "assertionMethod": [{method}], "service": [{services}]}}"#))
}

fn service(id: &str, kind: &str, endpoint: &str) -> String {
    format!(r#"{{"id": "{id}", "type": {kind}, "serviceEndpoint": "{endpoint}"}}"#)
}

fn anchoring(bits: &StatusBits) -> String {
    let id = format!("{DID}#{}", anchor_service_id(URL));
    service(&id, &format!("{ANCHOR_SERVICE:?}"), &anchor_endpoint(&anchor(URL, DID, bits)))
}

fn published(bits: &StatusBits) -> Vec<u8> {
    let terms = ListTerms { url: URL, issuer: DID, valid_from: NOW - DAY, valid_until: NOW + DAY };
    let key = SigningKey::from_seed(&[1; 32]);
    text(&list_credential(bits, &terms).expect("a list").issue(&format!("{DID}#k"), NOW, &key).expect("signed"))
}

fn current(services: &str, bits: &StatusBits) -> Result<VerifiedList, ListError> {
    let mut documents = Documents::default();
    documents.insert(&text(&document(services))).expect("a document");
    VerifiedList::verify_current(&published(bits), &documents, NOW)
}

#[test]
fn the_anchored_list_is_the_current_one_and_no_other() {
    let (before, after) = (bits(&[]), bits(&[5]));
    assert!(current(&anchoring(&after), &after).is_ok());
    assert_eq!(current(&anchoring(&after), &before).err(), Some(ListError::NotTheAnchored));
    let list = current("", &before).expect("an issuer need not anchor");
    assert_eq!(list.valid_from(), Some((NOW - DAY).try_into().expect("a date")));
}

#[test]
fn where_an_anchor_must_be_a_list_without_one_is_refused() {
    let bits = bits(&[5]);
    let judged = |services: &str| {
        let mut documents = Documents::default();
        documents.insert(&text(&document(services))).expect("a document");
        VerifiedList::verify_anchored(&published(&bits), &documents, NOW).map(|_| ())
    };
    assert_eq!(judged(""), Err(ListError::NotAnchored));
    assert_eq!(judged(&anchoring(&bits)), Ok(()));
}

#[test]
fn the_anchor_of_another_list_is_not_taken() {
    let other = anchoring(&bits(&[5])).replace(&anchor_service_id(URL), &anchor_service_id("https://else.example"));
    assert_eq!(anchored(&document(&other), URL), Ok(None));
}

#[test]
fn an_anchor_that_cannot_be_read_is_an_error_and_not_none() {
    let (id, good) = (format!("{DID}#{}", anchor_service_id(URL)), anchor_endpoint(&[7; 32]));
    let kind = format!("{ANCHOR_SERVICE:?}");
    let short = format!("ni:///blake2b-256;{}", to_base64url(&[7; 31]));
    let twice = format!("{0}, {0}", service(&id, &kind, &good));
    for wrong in [service(&id, "\"Other\"", &good), service(&id, &kind, &short), service(&id, &kind, URL), twice] {
        assert_eq!(anchored(&document(&wrong), URL), Err(MalformedAnchor), "{wrong}");
    }
    let relative = service(&format!("#{}", anchor_service_id(URL)), &format!("[\"A\", {kind}]"), &good);
    assert_eq!(anchored(&document(&relative), URL), Ok(Some([7; 32])));
}

#[test]
fn what_an_anchor_is_written_in_fits_the_chain() {
    let (id, endpoint) = (anchor_service_id(URL), anchor_endpoint(&[0xff; 32]));
    assert!(id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)), "{id}");
    assert!(!id.starts_with("key-") && endpoint.len() <= 256 && endpoint.starts_with("ni:///"), "{endpoint}");
    assert!(ANCHOR_SERVICE.len() <= 64 && ANCHOR_SERVICE.bytes().all(|byte| byte.is_ascii_alphanumeric()));
}

#[test]
fn an_entry_that_was_given_away_is_not_given_again() {
    let mut indices = Indices::of(&bits(&[]));
    assert!(indices.take(7) && !indices.take(7) && !indices.take(STATUS_ENTRIES_MIN));
    assert_eq!(indices.free(), STATUS_ENTRIES_MIN - 1);
    assert_eq!(indices.allocate(7), Some(8));
}

fn accredited(entries: &str) -> Result<cybersyn_credentials::impact::Accreditations, AccreditationError> {
    accreditations::read(format!(r#"{{"accreditations": [{entries}]}}"#).as_bytes())
}

const GOOD: &str = r#"{"issuer": "did:x:1", "contexts": ["technical", "judicial"], "since": "2026-01-01T00:00:00Z"}"#;

#[test]
fn accredited_issuers_are_read_from_a_text() {
    let until = GOOD.replace("did:x:1", "did:x:2").replace("00Z\"}", "00Z\", \"until\": \"2026-02-01T00:00:00Z\"}");
    let read = accredited(&format!("{GOOD}, {until}")).expect("a list");
    assert_eq!((read.len(), read["did:x:1"].since, read["did:x:1"].until), (2, NOW, None));
    assert!(read["did:x:1"].contexts.contains(&Context::Judicial) && read["did:x:2"].until.is_some());
}

#[test]
fn accreditations_that_could_be_read_in_two_ways_are_refused() {
    assert_eq!(accredited(&format!("{GOOD}, {GOOD}")).err(), Some(AccreditationError::AlreadyExists("did:x:1".into())));
    for (from, to) in [
        ("\"did:x:1\"", "\"Ada\""),
        ("\"technical\"", "\"magic\""),
        ("[\"technical\", \"judicial\"]", "[]"),
        ("\"since\"", "\"from\""),
        ("00:00:00Z\"", "00:00:00Z\", \"weight\": 2"),
        ("00:00:00Z\"", "00:00:00Z\", \"until\": \"2025-01-01T00:00:00Z\""),
        ("2026-01-01T00:00:00Z", "1969-01-01T00:00:00Z"),
    ] {
        let wrong = accredited(&GOOD.replace(from, to));
        assert!(matches!(wrong, Err(AccreditationError::Malformed { position: 0, .. })), "{to}: {wrong:?}");
    }
    assert!(matches!(
        accredited(&GOOD.replace("2026-01-01T00:00:00Z", "yesterday")),
        Err(AccreditationError::Date { .. })
    ));
    let beside = format!(r#"{{"accreditations": [{GOOD}], "and": 1}}"#);
    assert_eq!(accreditations::read(beside.as_bytes()).err(), Some(AccreditationError::NotAList));
}
