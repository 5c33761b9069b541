//! Resolution as a function of JSON values.

use crate::fixture::{ALICE, BOB, CAROL, NOBODY, did, history};
use cybersyn_identity::jsonrpc::{Function, call};
use serde_json::{Map, Value, json};

fn with(function: Function, identifier: &str, options: Value) -> Value {
    let options: Map<String, Value> = serde_json::from_value(options).unwrap();
    call(function, identifier, &options, &history())
}

fn resolved(identifier: &str, options: Value) -> Value {
    with(Function::Resolve, identifier, options)
}

fn dereferenced(identifier: &str, options: Value) -> Value {
    with(Function::Dereference, identifier, options)
}

/// The last word of the error's type.
fn error(metadata: &Value) -> &str {
    metadata["error"]["type"].as_str().unwrap().rsplit('#').next().unwrap()
}

#[test]
fn a_did_resolves_to_a_result() {
    let result = resolved(&did(ALICE), json!({}));
    assert_eq!(result["didDocument"]["id"], json!(did(ALICE)));
    assert_eq!(result["didDocumentMetadata"]["versionId"], json!("2"));
    assert_eq!(result["didResolutionMetadata"]["contentType"], json!("application/did"));
}

#[test]
fn options_are_those_of_resolution() {
    let version = |options| resolved(&did(ALICE), options)["didDocumentMetadata"]["versionId"].clone();
    assert_eq!(version(json!({ "versionId": "0" })), json!("0"));
    assert_eq!(version(json!({ "versionTime": "2026-01-01T01:00:00Z", "noCache": true })), json!("1"));
    let result = resolved(&did(ALICE), json!({ "versionId": "x" }));
    assert_eq!(error(&result["didResolutionMetadata"]), "INVALID_OPTIONS");
}

#[test]
fn the_media_type_decides_about_the_vocabulary() {
    let older = resolved(&did(NOBODY), json!({ "accept": "application/did+ld+json" }));
    assert_eq!(older["didResolutionMetadata"]["error"], json!("notFound"));
    let newer = resolved(&did(NOBODY), json!({ "accept": "application/did" }));
    assert_eq!(error(&newer["didResolutionMetadata"]), "NOT_FOUND");
}

#[test]
fn a_did_url_is_dereferenced() {
    let part = dereferenced(&format!("{}#key-1", did(CAROL)), json!({}));
    assert_eq!(part["content"]["id"], json!(format!("{}#key-1", did(CAROL))));
    let url = format!("{}?service=files&relativeRef=cv.pdf", did(CAROL));
    let urls = dereferenced(&url, json!({ "accept": "text/uri-list" }));
    assert_eq!(urls["content"], json!("https://example.com/files/cv.pdf"));
}

#[test]
fn a_deactivated_did_is_a_result_without_document() {
    let result = resolved(&did(BOB), json!({}));
    assert_eq!(result["didDocument"], Value::Null);
    assert_eq!(result["didDocumentMetadata"]["deactivated"], json!(true));
}

#[test]
fn options_of_another_shape_are_refused_by_name() {
    for value in [json!(1), json!(null), json!(["0"]), json!({ "a": 1 })] {
        let result = resolved(&did(ALICE), json!({ "versionId": value }));
        assert_eq!(error(&result["didResolutionMetadata"]), "INVALID_OPTIONS");
        assert!(result["didResolutionMetadata"]["error"]["detail"].as_str().unwrap().contains("versionId"));
    }
}

#[test]
fn the_number_of_options_is_bounded() {
    let options: Map<String, Value> = (0..17).map(|n| (format!("o{n}"), json!("x"))).collect();
    let result = dereferenced(&did(ALICE), options.clone().into());
    assert_eq!(error(&result["dereferencingMetadata"]), "INVALID_OPTIONS");
    let sixteen: Map<String, Value> = options.into_iter().take(16).collect();
    let result = dereferenced(&did(ALICE), sixteen.into());
    assert_eq!(error(&result["dereferencingMetadata"]), "FEATURE_NOT_SUPPORTED");
}

#[test]
fn media_types_that_cannot_be_had_are_refused() {
    for accept in ["text/html", "", "*/*", "application/did, text/html"] {
        let result = resolved(&did(ALICE), json!({ "accept": accept }));
        assert_eq!(error(&result["didResolutionMetadata"]), "REPRESENTATION_NOT_SUPPORTED", "{accept:?}");
    }
    let urls_of_a_did = resolved(&did(ALICE), json!({ "accept": "text/uri-list" }));
    assert_eq!(error(&urls_of_a_did["didResolutionMetadata"]), "REPRESENTATION_NOT_SUPPORTED");
}

#[test]
fn what_adds_to_a_did_is_dereferenced() {
    assert_eq!(Function::of(&did(ALICE)), Function::Resolve);
    for rest in ["/path", "?versionId=0", "#key-0"] {
        assert_eq!(Function::of(&format!("{}{rest}", did(ALICE))), Function::Dereference);
    }
}
