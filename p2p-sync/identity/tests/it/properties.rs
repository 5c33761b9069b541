//! Properties that hold for any input.

use crate::fixture::{CREATED, did, ed25519, history, key, newborn, p256, secp256k1, service, sr25519, x25519};
use cybersyn_identity::{
    Did, DidRecord, DidUrl, Entries, Found, Options, PublicKey, Purposes, Representation, datetime,
    http::{Request, respond},
    keys::Multikey,
    resolution::{dereferencing::Wanted, registry::At},
    syntax::Uri,
};
use proptest::prelude::*;

fn keys() -> impl Strategy<Value = PublicKey> {
    (1..10_000u64, 0..5).prop_map(|(seed, kind)| match kind {
        0 => ed25519(seed),
        1 => sr25519(seed),
        2 => secp256k1(seed),
        3 => p256(seed),
        _ => x25519(seed),
    })
}

fn records() -> impl Strategy<Value = DidRecord> {
    let keys = prop::collection::vec((keys(), 1..32u8, prop::option::of(CREATED..CREATED * 2), any::<bool>()), 0..8);
    let services = prop::collection::btree_map("[a-z0-9._~-]{1,20}", "[A-Za-z0-9]{1,12}", 0..6);
    (any::<[u8; 32]>(), keys, services).prop_map(|(id, keys, services)| {
        let mut record = newborn(id);
        record.keys = (0..)
            .zip(keys)
            .map(|(version, (public, purposes, until, stolen))| {
                let mut key = key(version, public, Purposes(purposes));
                key.until = until;
                key.stolen = stolen && until.is_some();
                key
            })
            .collect();
        let services = services.into_iter().filter(|(id, _)| !id.starts_with("key-"));
        record.services = services.map(|(id, kind)| service(&id, &kind, "https://example.com/x")).collect();
        record
    })
}

/// Text in which what matters to the parsers is likely.
fn nearly_urls() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("did:".to_owned()),
        Just("cyb:z".to_owned()),
        Just(did([1; 32])),
        Just(did([3; 32])),
        Just("?service=files".to_owned()),
        Just("&relativeRef=".to_owned()),
        Just("versionId=".to_owned()),
        "[#?/&=%:.]{1,3}",
        "[a-z0-9]{1,4}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Nearly URIs, and URIs.
fn nearly_uris() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("https://".to_owned()),
        Just("a:".to_owned()),
        Just("%41".to_owned()),
        "[#?/&=%:.\\[\\]@]{1,3}",
        "[ -~]{1,2}",
        "[a-z0-9]{1,4}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// What the chain takes as a URI never makes a document unreadable.
    #[test]
    fn a_uri_that_the_chain_takes_stands_in_a_document(text in nearly_uris()) {
        let taken = cybersyn_primitives::uri::is_uri(text.as_bytes());
        if taken {
            prop_assert!(text.parse::<Uri>().is_ok());
        } else if let Ok(uri) = text.parse::<Uri>() {
            let rest = uri.as_str().split_once(':').map_or("", |(_, rest)| rest);
            prop_assert!(rest.is_empty() || rest.starts_with(['?', '#']), "it wants more than a scheme: {}", uri);
        }
    }

    #[test]
    fn any_record_makes_a_conforming_document_that_is_read_again(record in records()) {
        let document = record.document().unwrap();
        for representation in Representation::ALL {
            let bytes = serde_json::to_vec(&document.produce(representation)).unwrap();
            let read = Entries::read(&bytes, representation.media_type()).unwrap().document().unwrap();
            prop_assert_eq!(&read, &document);
        }
    }

    #[test]
    fn a_key_out_of_force_serves_nothing(record in records()) {
        let document = record.document().unwrap();
        for key in record.keys.iter().filter(|key| key.until.is_some()) {
            let id = format!("{}#key-{}", document.id, key.version);
            prop_assert!(document.relationships.values().flatten().all(|entry| entry.id().absolute() != id));
            prop_assert!(!record.voting_methods().contains(&id));
        }
    }

    #[test]
    fn a_did_url_that_is_read_is_written_as_it_was(text in nearly_urls()) {
        if let Ok(url) = text.parse::<DidUrl>() {
            prop_assert_eq!(url.to_string(), &*text);
            prop_assert!(url.did().as_str().parse::<Did>().is_ok());
        }
    }

    #[test]
    fn a_reference_that_is_taken_stays_with_its_did(reference in nearly_urls()) {
        let base: Did = "did:example:1".parse().unwrap();
        if let Ok(url) = DidUrl::relative_to(&reference, &base) {
            prop_assert!(url.did() == &base || reference.starts_with("did:"));
            prop_assert_eq!(url.to_string().parse::<DidUrl>().unwrap(), url);
        }
    }

    #[test]
    fn a_strangers_reference_never_changes_the_host(reference in ".{0,40}") {
        let endpoint: Uri = "https://example.com/files/x".parse().unwrap();
        if let Ok(url) = endpoint.join_below(&reference) {
            prop_assert!(url.as_str().starts_with("https://example.com/"), "{}", url);
        }
    }

    #[test]
    fn requests_of_any_kind_are_answered(target in nearly_urls(), accept in prop::option::of(".{0,40}")) {
        let response = respond(&Request { target: &target, accept: accept.as_deref() }, &history());
        prop_assert!([200, 303, 400, 404, 406, 410, 501].contains(&response.status), "{:?}", response);
        prop_assert_eq!(response.content_type.is_some(), !response.body.is_empty());
        if !response.body.is_empty() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&response.body).is_ok());
        }
    }

    #[test]
    fn dereferencing_anything_ends(url in nearly_urls(), urls in any::<bool>()) {
        let wanted = if urls { Wanted::Urls } else { Wanted::Document };
        let _ = cybersyn_identity::dereference(&url, &Options::default(), wanted, &history());
    }

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Entries::read(&bytes, "application/did").and_then(|entries| entries.document());
    }

    #[test]
    fn a_multikey_has_one_form(key in keys(), text in "z[1-9A-HJ-NP-Za-km-z]{0,60}") {
        let written = Multikey::from(key);
        prop_assert_eq!(written.as_str().parse::<Multikey>().unwrap().key(), Some(key));
        if let Some(key) = text.parse::<Multikey>().ok().and_then(|multikey| multikey.key()) {
            prop_assert_eq!(Multikey::from(key).to_string(), text);
        }
    }

    #[test]
    fn dates_are_read_as_they_were_written(millis in 0u64..253_402_300_800_000) {
        let text = datetime::format(millis).unwrap();
        prop_assert_eq!(datetime::parse(&text), Some(millis / 1_000 * 1_000));
    }

    /// At any time exactly one version is in force: the last that is not younger.
    #[test]
    fn the_version_at_a_time_is_not_younger_and_the_next_one_is(count in 1..8u32, at in 0..10u64) {
        let versions: Vec<DidRecord> = (0..count)
            .map(|version| DidRecord { version, updated: CREATED + u64::from(version), ..newborn([1; 32]) })
            .collect();
        let time = CREATED + at - 1;
        match Found::among(&versions, At::Time(time)) {
            None => prop_assert!(time < CREATED),
            Some(found) => {
                prop_assert!(found.record.updated <= time);
                prop_assert!(found.next.is_none_or(|next| next.updated > time));
            }
        }
    }
}
