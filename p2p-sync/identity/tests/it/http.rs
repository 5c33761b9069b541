//! The HTTP binding.

use crate::fixture::{ALICE, BOB, CAROL, NOBODY, did, history};
use cybersyn_identity::{
    Step,
    http::{Request, Response, begin, respond},
};
use serde_json::{Value, json};

const LEGACY_RESULT: &str = "application/ld+json;profile=\"https://w3id.org/did-resolution\"";

fn get(target: &str, accept: Option<&str>) -> Response {
    respond(&Request { target, accept }, &history())
}

fn body(response: &Response) -> Value {
    serde_json::from_str(&response.body).unwrap()
}

#[test]
fn a_did_resolves_to_a_result_by_default() {
    let response = get(&did(ALICE), None);
    assert_eq!((response.status, response.content_type.as_deref()), (200, Some("application/did-resolution")));
    let body = body(&response);
    assert_eq!(body["didDocument"]["id"], json!(did(ALICE)));
    assert_eq!(body["didResolutionMetadata"], json!({ "contentType": "application/did" }));
    assert_eq!(body["didDocumentMetadata"]["versionId"], json!("2"));
    assert!(body.get("@context").is_none());
}

#[test]
fn a_document_is_had_in_each_representation() {
    let context = |accept: &str| {
        let response = get(&did(ALICE), Some(accept));
        assert_eq!((response.status, response.content_type.as_deref()), (200, Some(accept)));
        assert_eq!(body(&response)["id"], json!(did(ALICE)));
        body(&response).get("@context").cloned()
    };
    let newer = json!(["https://www.w3.org/ns/did/v1.1"]);
    let older = json!(["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]);
    assert_eq!(context("application/did"), Some(newer.clone()));
    assert_eq!(context("application/ld+json"), Some(newer));
    assert_eq!(context("application/did+ld+json"), Some(older));
    assert_eq!(context("application/did+json"), None);
    assert_eq!(context("application/json"), None);
}

/// What the Universal Resolver's own driver client sends.
#[test]
fn a_universal_resolver_gets_the_result() {
    let response = get(&did(ALICE), Some("application/did-resolution, application/did"));
    assert_eq!(response.content_type.as_deref(), Some("application/did-resolution"));
}

#[test]
fn the_older_result_speaks_the_older_vocabulary() {
    let response = get(&did(NOBODY), Some(LEGACY_RESULT));
    assert_eq!((response.status, response.content_type.as_deref()), (404, Some(LEGACY_RESULT)));
    let body = body(&response);
    assert_eq!(body["@context"], json!("https://w3id.org/did-resolution/v1"));
    assert_eq!(body["didResolutionMetadata"]["error"], json!("notFound"));
    assert_eq!(body["didDocument"], Value::Null);
}

#[test]
fn errors_have_their_status_in_every_format() {
    let long = format!("did:cyb:z{}", "1".repeat(20_000));
    let cases = [
        ("", 400),
        ("did:cyb_222", 400),
        ("did:cyb:zz", 400),
        ("%00", 400),
        (long.as_str(), 400),
        (&format!("{}?versionId=x", did(ALICE)), 400),
        (&format!("{}?versionId=9", did(ALICE)), 404),
        (&did(NOBODY), 404),
        ("did:example:123", 501),
        (&format!("{}?hl=x", did(ALICE)), 501),
    ];
    for (target, status) in cases {
        for accept in [None, Some("application/did"), Some(LEGACY_RESULT), Some("application/did-url-dereferencing")] {
            assert_eq!(get(target, accept).status, status, "{} as {accept:?}", &target[..target.len().min(80)]);
        }
    }
}

#[test]
fn a_failure_without_result_is_problem_details() {
    let response = get(&did(NOBODY), Some("application/did"));
    assert_eq!(response.content_type.as_deref(), Some("application/problem+json"));
    let body = body(&response);
    assert_eq!(body["type"], json!("https://www.w3.org/ns/did#NOT_FOUND"));
    assert_eq!(body["status"], json!(404));
    assert!(body["detail"].as_str().unwrap().contains(&did(NOBODY)));
}

#[test]
fn what_cannot_be_had_is_not_acceptable() {
    let response = get(&did(ALICE), Some("text/html"));
    assert_eq!((response.status, response.content_type.as_deref()), (406, Some("application/problem+json")));
    assert_eq!(body(&response)["type"], json!("https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED"));
    assert!(body(&response)["detail"].as_str().unwrap().contains("application/did"));
    assert_eq!(get(&did(ALICE), Some("text/uri-list")).status, 406);
}

#[test]
fn a_deactivated_did_is_gone() {
    for accept in ["application/did-resolution", "application/did", LEGACY_RESULT, "application/did-url-dereferencing"]
    {
        assert_eq!(get(&did(BOB), Some(accept)).status, 410, "{accept}");
    }
    assert_eq!(body(&get(&did(BOB), None))["didDocument"], Value::Null);
    assert_eq!(get(&format!("{}?service=a", did(BOB)), Some("text/uri-list")).status, 410);
    assert_eq!(get(&format!("{}?versionId=0", did(BOB)), None).status, 200, "it was there then");
}

#[test]
fn options_come_in_the_query_of_an_encoded_did_or_in_the_did_url() {
    let version = |target: &str| {
        let response = get(target, Some("application/did-resolution"));
        (response.status, body(&response)["didDocumentMetadata"]["versionId"].clone())
    };
    let plain = did(ALICE);
    let encoded = plain.replace(':', "%3A");
    assert_eq!(version(&format!("{plain}?versionId=0")), (200, json!("0")));
    assert_eq!(version(&format!("{encoded}?versionId=0")), (200, json!("0")));
    assert_eq!(version(&format!("{encoded}?versionTime=2026-01-01T01%3A00%3A00Z")), (200, json!("1")));
    assert_eq!(version(&format!("{encoded}%3FversionId=0?versionId=1")).0, 400);
}

#[test]
fn a_did_url_is_dereferenced() {
    let response = get(&format!("{}%23key-1", did(CAROL)), None);
    assert_eq!((response.status, response.content_type.as_deref()), (200, Some("application/did-url-dereferencing")));
    let result = body(&response);
    assert_eq!(result["content"]["id"], json!(format!("{}#key-1", did(CAROL))));
    assert_eq!(result["dereferencingMetadata"]["contentType"], json!("application/did"));
    let part = get(&format!("{}%23key-1", did(CAROL)), Some("application/did"));
    assert_eq!((part.status, part.content_type.as_deref()), (200, Some("application/did")));
    assert_eq!(body(&part), result["content"]);
}

#[test]
fn a_fragment_is_no_did_to_resolve() {
    let response = get(&format!("{}%23key-1", did(CAROL)), Some("application/did-resolution"));
    assert_eq!(response.status, 400);
}

#[test]
fn a_service_is_a_redirection() {
    let target = format!("{}?service=files&relativeRef=cv.pdf", did(CAROL));
    let response = get(&target, Some("text/uri-list"));
    assert_eq!(response.status, 303);
    assert_eq!(response.location.as_deref(), Some("https://example.com/files/cv.pdf"));
    assert_eq!((response.content_type.as_deref(), response.body.as_str()), (None, ""));
    let document = get(&target, Some("application/did"));
    assert_eq!(body(&document)["service"].as_array().unwrap().len(), 1);
}

/// A header is split at line ends: none may come out of a DID URL.
#[test]
fn nobody_writes_headers_through_a_relative_reference() {
    for reference in ["%0D%0ASet-Cookie:x", "%250D%250ASet-Cookie:x", "a%20b", "a\u{2028}b"] {
        let target = format!("{}?service=files&relativeRef={reference}", did(CAROL));
        let location = get(&target, Some("text/uri-list")).location.unwrap_or_default();
        assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location:?}");
    }
}

#[test]
fn whoever_needs_time_to_answer_is_asked_and_answers_later() {
    let target = did(CAROL);
    let request = Request { target: &target, accept: None };
    let Step::Ask(exchange) = begin(&request) else { panic!("the registry is to be asked") };
    assert_eq!(exchange.lookup().id, CAROL);
    assert_eq!(exchange.answer(Ok(None)).status, 404);
    let key = Request { target: "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", accept: None };
    assert!(matches!(begin(&key), Step::Done(Response { status: 200, .. })), "did:key asks nobody");
}
