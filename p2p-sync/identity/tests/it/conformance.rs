//! The assertions of the W3C's DID test suite, in our words, on what is recorded from our resolver for that suite; by
//! the numbers of DID Core 1.0.

use crate::fixture::{ALICE, BOB, CAROL, NOBODY, did, history};
use cybersyn_identity::{
    Did, DidUrl,
    document::Relationship,
    http::{Request, respond},
    suite::{Plan, Recording, record},
    syntax::Uri,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, convert::Infallible};

fn plan() -> Plan {
    let text = str::to_owned;
    let carol = did(CAROL);
    let key = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".to_owned();
    let parameter = |name: &str, query: &str| (text(name), format!("{carol}?{query}"));
    Plan {
        implementation: text("cybersyn-identity"),
        implementer: text("Cybersyn"),
        method: text("did:cyb"),
        dids: vec![did(ALICE), carol.clone(), key.clone()],
        parameters: vec![
            parameter("service", "service=files&relativeRef=%2Fcv.pdf"),
            parameter("relativeRef", "service=files&relativeRef=%2Fcv.pdf"),
            parameter("versionId", "versionId=0"),
            parameter("versionTime", "versionTime=2026-01-01T00:00:00Z"),
        ],
        deactivated: vec![did(BOB)],
        unknown: vec![did(NOBODY)],
        malformed: vec![text("did:cyb_222")],
        urls: vec![carol.clone(), format!("{carol}#key-1"), format!("{carol}#files"), key],
        service_urls: vec![format!("{carol}?service=files&relativeRef=%2Fcv.pdf")],
        unknown_urls: vec![format!("{carol}?service=nothing"), did(NOBODY)],
        malformed_urls: vec![text("did:cyb_222/path")],
        documents: documents(),
    }
}

fn documents() -> Vec<(String, String, String)> {
    let media_type = "application/did+ld+json".to_owned();
    let good = json!({ "@context": ["https://www.w3.org/ns/did/v1"], "id": "did:example:123", "x": [1, 1.5, null] });
    let bad = json!({ "@context": ["https://www.w3.org/ns/did/v1"], "id": "did:Example:123" });
    vec![
        ("conforming".to_owned(), good.to_string(), media_type.clone()),
        ("not conforming".to_owned(), bad.to_string(), media_type),
    ]
}

fn recording() -> Recording {
    let registry = history();
    record(&plan(), |target, accept| Ok::<_, Infallible>(respond(&Request { target, accept: Some(accept) }, &registry)))
        .unwrap()
}

/// Each DID with each media type, and what was recorded of it.
fn representations(implementation: &Value) -> Vec<(String, String, Value, Map<String, Value>)> {
    let dids = implementation["dids"].as_array().unwrap().iter().map(|did| did.as_str().unwrap());
    let types = implementation["supportedContentTypes"].as_array().unwrap();
    dids.flat_map(|did| types.iter().map(move |media_type| (did, media_type.as_str().unwrap())))
        .map(|(did, media_type)| {
            let properties = implementation[did]["didDocumentDataModel"]["properties"].as_object().unwrap();
            let recorded = implementation[did][media_type].clone();
            (did.to_owned(), media_type.to_owned(), recorded, properties.clone())
        })
        .collect()
}

fn is_date(value: &Value) -> bool {
    value.as_str().is_some_and(|text| cybersyn_identity::datetime::parse(text).is_some())
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect(),
        other => panic!("{other}"),
    }
}

/// 3.1 and 3.2.
#[test]
fn identifiers_conform() {
    let Recording { implementation, .. } = recording();
    for did in strings(&implementation["dids"]) {
        assert!(did.parse::<Did>().is_ok(), "{did}");
    }
    for (name, url) in implementation["didParameters"].as_object().unwrap() {
        let url: DidUrl = url.as_str().unwrap().parse().unwrap();
        let pairs = cybersyn_identity::syntax::pairs(url.query().unwrap()).unwrap();
        let (_, value) = pairs.iter().find(|(given, _)| given == name).unwrap();
        assert!(value.is_ascii());
        assert!(name != "versionTime" || is_date(&json!(value)));
        assert!(name != "relativeRef" || !value.contains('/') || url.to_string().contains("%2F"));
    }
}

/// 5.1.
#[test]
fn subjects_controllers_and_aliases_conform() {
    let mut seen = 0;
    for (did, _, _, document) in representations(&recording().implementation) {
        assert_eq!(document["id"], json!(did));
        let controllers = document.get("controller").map(strings).unwrap_or_default();
        assert!(controllers.iter().all(|did| did.parse::<Did>().is_ok()));
        let aliases = document.get("alsoKnownAs").map(strings).unwrap_or_default();
        assert!(aliases.iter().all(|uri| uri.parse::<Uri>().is_ok()));
        seen += usize::from(!controllers.is_empty() && !aliases.is_empty());
    }
    assert!(seen > 0);
}

/// 5.2 and 5.3.
#[test]
fn verification_methods_and_relationships_conform() {
    for (_, _, _, document) in representations(&recording().implementation) {
        let relationships = Relationship::ALL.iter().filter_map(|name| document.get(name.as_str()));
        let relationships: Vec<&Value> = relationships.collect();
        assert!(relationships.iter().all(|entries| !entries.as_array().unwrap().is_empty()));
        let entries = relationships.into_iter().chain(document.get("verificationMethod"));
        for entry in entries.flat_map(|entries| entries.as_array().unwrap()) {
            if let Some(reference) = entry.as_str() {
                assert!(reference.parse::<DidUrl>().is_ok());
                continue;
            }
            assert!(entry["id"].as_str().unwrap().parse::<DidUrl>().is_ok());
            assert!(entry["controller"].as_str().unwrap().parse::<Did>().is_ok());
            assert_eq!(entry["type"], json!("Multikey"));
            assert!(entry["publicKeyMultibase"].as_str().unwrap().starts_with('z'));
            let materials = entry.as_object().unwrap().keys().filter(|name| name.starts_with("publicKey"));
            assert_eq!(materials.count(), 1, "one key in one form");
        }
    }
}

/// 5.4.
#[test]
fn services_conform() {
    let mut seen = 0;
    for (_, _, _, document) in representations(&recording().implementation) {
        let services = document.get("service").and_then(Value::as_array).cloned().unwrap_or_default();
        let ids: BTreeSet<&str> = services.iter().map(|service| service["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), services.len());
        for service in &services {
            assert!(service["id"].as_str().unwrap().parse::<Uri>().is_ok());
            assert!(strings(&service["type"]).iter().all(|kind| !kind.is_empty()));
            assert!(strings(&service["serviceEndpoint"]).iter().all(|uri| uri.parse::<Uri>().is_ok()));
            seen += 1;
        }
    }
    assert!(seen > 0);
}

/// 6.1 to 6.3, production and consumption: a representation is the data model and what is specific to itself.
#[test]
fn representations_hold_the_data_model_and_their_own_entries() {
    for (did, media_type, recorded, properties) in representations(&recording().implementation) {
        let specific = recorded["didDocumentDataModel"]["representationSpecificEntries"].as_object().unwrap();
        let mut whole = properties.clone();
        whole.extend(specific.clone());
        let representation = recorded["representation"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<Value>(representation).unwrap(), Value::from(whole), "{did}");
        assert_eq!(recorded["didResolutionMetadata"]["contentType"], json!(media_type));
        match media_type.as_str() {
            "application/did+json" => assert!(specific.is_empty()),
            _ => assert_eq!(specific["@context"][0], json!("https://www.w3.org/ns/did/v1")),
        }
    }
}

/// 6.1, consumption.
#[test]
fn consumers_split_entries_and_report_what_does_not_conform() {
    let Recording { implementation, .. } = recording();
    let cases = implementation["conformingConsumers"].as_array().unwrap();
    assert_eq!(cases.len(), 2);
    for case in cases {
        let (input, output) = (&case["input"], &case["output"]);
        let mut entries: Map<String, Value> = serde_json::from_str(input["representation"].as_str().unwrap()).unwrap();
        let context = entries.remove("@context").unwrap();
        assert_eq!(output["representationSpecificEntries"], json!({ "@context": context }));
        assert_eq!(output["didDocumentDataModel"], Value::from(entries));
        assert_eq!(output["errors"].as_array().unwrap().is_empty(), case["name"] == json!("conforming"));
    }
}

fn executions<'a>(file: &'a Value, outcome: &str) -> Vec<&'a Value> {
    let positions = file["expectedOutcomes"][outcome].as_array().cloned().unwrap_or_default();
    positions.iter().map(|position| &file["executions"][position.as_u64().unwrap() as usize]).collect()
}

/// 7.1.3 and 7.3.
fn assert_metadata(metadata: &Value, deactivated: bool) {
    let metadata = metadata.as_object().unwrap();
    for name in ["created", "updated", "nextUpdate"] {
        assert!(metadata.get(name).is_none_or(is_date), "{name}");
    }
    for name in ["versionId", "nextVersionId"] {
        assert!(metadata.get(name).is_none_or(|value| value.as_str().is_some_and(str::is_ascii)), "{name}");
    }
    assert_eq!(metadata.get("deactivated"), deactivated.then_some(&json!(true)));
    let no_number = |value: &Value| !value.is_number();
    assert!(metadata.values().all(no_number));
}

/// 7.1, success.
#[test]
fn resolutions_that_succeed_conform() {
    let Recording { resolver, .. } = recording();
    let calls = executions(&resolver, "defaultOutcome");
    assert_eq!(calls.len(), 3 * plan().dids.len());
    for call in calls {
        let (input, output) = (&call["input"], &call["output"]);
        assert_metadata(&output["didDocumentMetadata"], false);
        let metadata = output["didResolutionMetadata"].as_object().unwrap();
        assert!(!metadata.contains_key("error"));
        let did = match call["function"].as_str().unwrap() {
            "resolve" => {
                assert!(!metadata.contains_key("contentType"));
                output["didDocument"]["id"].clone()
            }
            _ => {
                assert_eq!(metadata["contentType"], input["resolutionOptions"]["accept"]);
                let stream = output["didDocumentStream"].as_str().unwrap();
                serde_json::from_str::<Value>(stream).unwrap()["id"].clone()
            }
        };
        assert_eq!(did, input["did"]);
    }
}

/// 7.1.2 and 7.1.3, failure and deactivation.
#[test]
fn resolutions_that_fail_conform() {
    let Recording { resolver, .. } = recording();
    let failures = [("invalidDidErrorOutcome", "invalidDid", false), ("notFoundErrorOutcome", "notFound", true)];
    for (outcome, keyword, is_did) in failures {
        let [call] = executions(&resolver, outcome)[..] else { panic!("{outcome}") };
        assert_eq!(call["output"]["didResolutionMetadata"]["error"], json!(keyword));
        assert_eq!(call["output"]["didDocument"], Value::Null);
        assert_eq!(call["output"]["didDocumentMetadata"], json!({}));
        assert_eq!(call["input"]["did"].as_str().unwrap().parse::<Did>().is_ok(), is_did);
    }
    let [call] = executions(&resolver, "deactivatedOutcome")[..] else { panic!("deactivated") };
    assert_metadata(&call["output"]["didDocumentMetadata"], true);
    assert_eq!(call["output"]["didDocument"]["id"], call["input"]["did"]);
}

/// 7.2, success.
#[test]
fn dereferencings_that_succeed_conform() {
    let Recording { dereferencer, .. } = recording();
    let calls = executions(&dereferencer, "defaultOutcome");
    assert_eq!(calls.len(), plan().urls.len() + plan().service_urls.len());
    let stream_of = |url: &str| {
        let found = calls.iter().find(|call| call["input"]["didUrl"] == json!(url));
        found.map(|call| call["output"]["contentStream"].clone())
    };
    for call in &calls {
        let url = call["input"]["didUrl"].as_str().unwrap();
        assert!(url.parse::<DidUrl>().is_ok());
        let output = &call["output"];
        let stream = output["contentStream"].as_str().unwrap();
        assert!(!stream.is_empty());
        assert!(output["dereferencingMetadata"]["contentType"].is_string());
        assert_metadata(&output["contentMetadata"], false);
        if let Some((whole, _)) = url.split_once('#') {
            assert_eq!(serde_json::from_str::<Value>(stream).unwrap()["id"], json!(url));
            assert_ne!(stream_of(whole).expect("the URL without fragment was asked for too"), json!(stream));
        }
    }
}

/// 7.2.2, failure.
#[test]
fn dereferencings_that_fail_conform() {
    let Recording { dereferencer, .. } = recording();
    for (outcome, keyword) in [("notFoundErrorOutcome", "notFound"), ("invalidDidUrlErrorOutcome", "invalidDidUrl")] {
        let calls = executions(&dereferencer, outcome);
        assert!(!calls.is_empty());
        for call in calls {
            assert_eq!(call["output"]["dereferencingMetadata"]["error"], json!(keyword));
            assert_eq!(call["output"]["contentStream"], json!(""));
            assert_eq!(call["output"]["contentMetadata"], json!({}));
            let is_url = call["input"]["didUrl"].as_str().unwrap().parse::<DidUrl>().is_ok();
            assert_eq!(is_url, keyword == "notFound");
        }
    }
}

#[test]
fn a_resolver_that_answers_something_else_is_not_recorded() {
    let nonsense = |_: &str, _: &str| {
        Ok::<_, Infallible>(cybersyn_identity::http::Response {
            status: 502,
            content_type: None,
            location: None,
            body: "<html>".to_owned(),
        })
    };
    let error = record(&plan(), nonsense).unwrap_err().to_string();
    assert!(error.contains("502"), "{error}");
    assert!(record(&plan(), |_, _| Err("connection refused")).unwrap_err().to_string().contains("refused"));
}
