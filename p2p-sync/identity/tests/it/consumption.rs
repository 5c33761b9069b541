//! Documents of others: what is read, and what is refused and why.

use crate::fixture::ed25519;
use cybersyn_identity::{
    Document, DocumentError, Entries, PublicKey,
    document::{DOCUMENT_BYTES_MAX, Endpoint, JsonError, Material, Relationship},
    keys::{JwkError, KeyError, Kind, Multikey, MultikeyError},
    syntax::SyntaxError,
};
use serde_json::{Value, json};

fn read(document: &Value) -> Result<Document, DocumentError> {
    read_as(document, "application/did+json")
}

fn read_as(document: &Value, media_type: &str) -> Result<Document, DocumentError> {
    Entries::read(document.to_string().as_bytes(), media_type)?.document()
}

/// A document with one property more.
fn with(property: &str, value: Value) -> Value {
    json!({ "id": "did:example:123", property: value })
}

fn method(fragment: &str) -> Value {
    json!({
        "id": format!("did:example:123#{fragment}"),
        "type": "Multikey",
        "controller": "did:example:123",
        "publicKeyMultibase": "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu"
    })
}

/// A document with one method, of which one property is changed, or removed by null.
fn with_method(property: &str, value: Value) -> Value {
    let mut method = method("key-1");
    if value.is_null() {
        method.as_object_mut().unwrap().remove(property);
    } else {
        method[property] = value;
    }
    with("verificationMethod", json!([method]))
}

fn with_service(property: &str, value: Value) -> Value {
    let mut service = json!({ "id": "#files", "type": "LinkedDomains", "serviceEndpoint": "https://example.com" });
    if value.is_null() {
        service.as_object_mut().unwrap().remove(property);
    } else {
        service[property] = value;
    }
    with("service", json!([service]))
}

fn malformed_at(document: &Value) -> String {
    match read(document).unwrap_err() {
        DocumentError::Malformed { place, .. } | DocumentError::BadSyntax { place, .. } => place,
        other => panic!("{other}"),
    }
}

/// In the manner of the examples of DID Core, with relative ids, embedded methods, foreign types and extensions.
#[test]
fn a_foreign_document_is_read_whole() {
    let written = json!({
        "@context": ["https://www.w3.org/ns/did/v1", { "extension": "https://example.com/extension" }],
        "id": "did:example:123",
        "controller": ["did:example:a", "did:web:example.com"],
        "alsoKnownAs": ["https://example.com/", "did:other:9"],
        "verificationMethod": [
            method("key-1"),
            {
                "id": "#key-2", "type": "JsonWebKey", "controller": "did:example:a",
                "publicKeyJwk": { "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }
            },
            {
                "id": "did:example:123#key-3", "type": "Ed25519VerificationKey2018", "controller": "did:example:123",
                "publicKeyBase58": "5mMUjxBBZFnLcPgqe3bSWdn4nUH7TjXaWyy5pxEqeJ94"
            }
        ],
        "authentication": ["#key-2", "did:other:9#key-7", {
            "id": "#key-4", "type": "Multikey", "controller": "did:example:123", "revoked": "2024-12-10T15:28:32Z",
            "publicKeyMultibase": Multikey::from(ed25519(3)).as_str()
        }],
        "service": [
            { "id": "#files", "type": ["A", "B"], "serviceEndpoint": ["https://a.example", { "uri": "x:y" }] },
            { "id": "https://example.com/service", "type": "C", "serviceEndpoint": { "x": 1 }, "extra": true }
        ],
        "extension": { "id": "#inner" }
    });
    let entries = Entries::read(written.to_string().as_bytes(), "application/did+ld+json").unwrap();
    let document = entries.document().unwrap();
    assert_eq!(document.controllers.len(), 2);
    assert_eq!(document.methods().count(), 4);
    assert!(document.authorizes("did:example:123#key-2", Relationship::Authentication));
    assert!(document.authorizes("did:other:9#key-7", Relationship::Authentication));
    assert!(!document.authorizes("did:example:123#key-1", Relationship::Authentication));
    assert!(matches!(document.verification_methods[1].key(), Some(PublicKey::Ed25519(_))));
    assert_eq!(document.verification_methods[2].material, Material::Other);
    assert!(matches!(document.services[1].endpoints[..], [Endpoint::Map(_)]));
    assert_eq!(document.other["extension"], json!({ "id": "#inner" }));
    assert_eq!(document.properties(), entries.properties, "what was read is written again");
}

#[test]
fn relative_ids_are_written_whole_when_expanded() {
    let mut written = with("verificationMethod", json!([method("a")]));
    written["verificationMethod"][0]["id"] = json!("#a");
    written["authentication"] = json!(["#a"]);
    written["service"] = json!([{ "id": "#s", "type": "A", "serviceEndpoint": "a:b" }]);
    let expanded = Value::from(read(&written).unwrap().expanded().properties());
    assert_eq!(expanded["verificationMethod"][0]["id"], json!("did:example:123#a"));
    assert_eq!(expanded["authentication"], json!(["did:example:123#a"]));
    assert_eq!(expanded["service"][0]["id"], json!("did:example:123#s"));
}

#[test]
fn what_is_no_json_object_is_refused() {
    let refused = |bytes: &[u8]| Entries::read(bytes, "application/did").unwrap_err();
    for bytes in [&b"[]"[..], b"null", b"1", b"\"did:example:1\""] {
        assert!(matches!(refused(bytes), DocumentError::Malformed { .. }));
    }
    assert!(matches!(refused(b""), DocumentError::Json(JsonError::Malformed(_))));
    assert!(matches!(refused(b"\xff\xfe"), DocumentError::Json(JsonError::Malformed(_))));
    let twice = br#"{"id":"did:example:1","id":"did:example:2"}"#;
    assert_eq!(refused(twice), DocumentError::Json(JsonError::DuplicateMember("id".to_owned())));
    let deep = format!("{{\"a\":{}}}", "[".repeat(10_000));
    assert_eq!(refused(deep.as_bytes()), DocumentError::Json(JsonError::TooDeep));
}

#[test]
fn the_largest_document_is_read_and_one_byte_more_is_not() {
    let frame = with("x", json!("")).to_string().len();
    let document = |size: usize| with("x", json!("y".repeat(size - frame))).to_string();
    assert!(Entries::read(document(DOCUMENT_BYTES_MAX).as_bytes(), "application/did").is_ok());
    let larger = document(DOCUMENT_BYTES_MAX + 1);
    assert_eq!(Entries::read(larger.as_bytes(), "application/did"), Err(DocumentError::TooLarge));
}

#[test]
fn media_types_decide_about_the_context() {
    let plain = with("x", json!(1));
    let mut newer = plain.clone();
    newer["@context"] = json!("https://www.w3.org/ns/did/v1.1");
    let mut foreign = plain.clone();
    foreign["@context"] = json!(["https://example.com", "https://www.w3.org/ns/did/v1"]);
    for media_type in ["application/did", "application/did+json", "application/json; charset=utf-8"] {
        assert!(read_as(&plain, media_type).is_ok(), "{media_type}");
    }
    for media_type in ["application/did+ld+json", "application/ld+json"] {
        assert!(read_as(&newer, media_type).is_ok());
        assert!(matches!(read_as(&plain, media_type), Err(DocumentError::Malformed { .. })), "{media_type}");
        assert!(matches!(read_as(&foreign, media_type), Err(DocumentError::Malformed { .. })), "{media_type}");
    }
    assert!(matches!(read_as(&foreign, "application/did"), Err(DocumentError::Malformed { .. })));
    let cbor = read_as(&plain, "application/did+cbor");
    assert_eq!(cbor, Err(DocumentError::MediaTypeNotSupported("application/did+cbor".to_owned())));
}

#[test]
fn the_subject_is_a_did() {
    assert_eq!(malformed_at(&json!({})), "id");
    assert_eq!(malformed_at(&json!({ "id": 1 })), "id");
    assert_eq!(malformed_at(&json!({ "id": "https://example.com" })), "id");
    assert_eq!(malformed_at(&json!({ "id": "did:example:1#a" })), "id");
    let error = read(&json!({ "id": "did:Example:1" })).unwrap_err();
    assert_eq!(error, DocumentError::BadSyntax { place: "id".to_owned(), error: SyntaxError::BadMethodName });
}

#[test]
fn controllers_are_dids_and_aliases_are_uris() {
    assert_eq!(malformed_at(&with("controller", json!(1))), "controller");
    assert_eq!(malformed_at(&with("controller", json!("https://example.com"))), "controller");
    assert_eq!(malformed_at(&with("controller", json!(["did:a:1", "did:a:1?x"]))), "controller[1]");
    assert_eq!(malformed_at(&with("alsoKnownAs", json!("https://example.com"))), "alsoKnownAs");
    assert_eq!(malformed_at(&with("alsoKnownAs", json!(["example.com"]))), "alsoKnownAs[0]");
    let twice = with("controller", json!(["did:a:1", "did:a:1"]));
    assert!(matches!(read(&twice), Err(DocumentError::DuplicateItem { place, .. }) if place == "controller"));
}

#[test]
fn a_verification_method_has_id_type_controller_and_key() {
    let place = |property: &str| format!("verificationMethod[0].{property}");
    for property in ["id", "type", "controller", "publicKeyMultibase"] {
        assert_eq!(malformed_at(&with_method(property, Value::Null)), place(property));
        assert_eq!(malformed_at(&with_method(property, json!(7))), place(property));
    }
    assert_eq!(malformed_at(&with_method("id", json!("https://example.com/#a"))), place("id"));
    assert_eq!(malformed_at(&with_method("controller", json!("did:example:123#a"))), place("controller"));
    assert_eq!(malformed_at(&with_method("revoked", json!(1))), place("revoked"));
    assert_eq!(malformed_at(&with("verificationMethod", json!(["#key-1"]))), "verificationMethod[0]");
    assert_eq!(malformed_at(&with("verificationMethod", json!({}))), "verificationMethod");
}

#[test]
fn a_verification_method_holds_one_key_and_no_secret() {
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    assert_eq!(malformed_at(&with_method("publicKeyJwk", jwk.clone())), "verificationMethod[0].publicKey…");
    for secret in ["secretKeyMultibase", "secretKeyJwk", "privateKeyJwk", "privateKeyBase58"] {
        let error = read(&with_method(secret, json!("z"))).unwrap_err();
        assert!(error.to_string().contains("SECRET"), "{error}");
    }
    let mut secret = jwk;
    secret["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    let mut document = with_method("publicKeyMultibase", Value::Null);
    document["verificationMethod"][0]["type"] = json!("JsonWebKey");
    document["verificationMethod"][0]["publicKeyJwk"] = secret;
    assert!(matches!(read(&document), Err(DocumentError::BadJwk { error: JwkError::SecretKey, .. })));
}

#[test]
fn keys_of_small_order_are_refused_wherever_they_stand() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let small = Multikey::from(PublicKey::Ed25519(identity)).to_string();
    let expected = MultikeyError::BadKey(KeyError::SmallOrder(Kind::Ed25519));
    let refused = |document: &Value| match read(document).unwrap_err() {
        DocumentError::BadMultikey { place, error } => (place, error),
        other => panic!("{other}"),
    };
    let document = with_method("publicKeyMultibase", json!(small));
    assert_eq!(refused(&document), ("verificationMethod[0].publicKeyMultibase".to_owned(), expected));
    let mut embedded = method("a");
    embedded["publicKeyMultibase"] = json!(small);
    let document = with("authentication", json!([embedded]));
    assert_eq!(refused(&document), ("authentication[0].publicKeyMultibase".to_owned(), expected));
    let jwk = json!({ "kty": "OKP", "crv": "X25519", "x": "A".repeat(43) });
    let mut document = with_method("publicKeyMultibase", Value::Null);
    document["verificationMethod"][0]["type"] = json!("JsonWebKey2020");
    document["verificationMethod"][0]["publicKeyJwk"] = jwk;
    let small = JwkError::BadKey(KeyError::SmallOrder(Kind::X25519));
    assert!(matches!(read(&document), Err(DocumentError::BadJwk { error, .. }) if error == small));
}

#[test]
fn ids_are_used_once_however_they_are_written() {
    let duplicate = DocumentError::DuplicateId("did:example:123#a".to_owned());
    let twice = with("verificationMethod", json!([method("a"), method("a")]));
    assert_eq!(read(&twice), Err(duplicate.clone()));
    let mut relative = method("a");
    relative["id"] = json!("#a");
    assert_eq!(read(&with("verificationMethod", json!([method("a"), relative]))), Err(duplicate.clone()));
    let mut embedded = with("verificationMethod", json!([method("a")]));
    embedded["authentication"] = json!([method("a")]);
    assert_eq!(read(&embedded), Err(duplicate.clone()));
    let mut service = with("verificationMethod", json!([method("a")]));
    service["service"] = json!([{ "id": "#a", "type": "A", "serviceEndpoint": "a:b" }]);
    assert_eq!(read(&service), Err(duplicate));
}

#[test]
fn references_lead_somewhere() {
    let mut document = with("verificationMethod", json!([method("a")]));
    document["authentication"] = json!(["#b"]);
    let dangling =
        DocumentError::DanglingReference { place: "authentication".to_owned(), id: "did:example:123#b".to_owned() };
    assert_eq!(read(&document), Err(dangling));
    document["authentication"] = json!(["did:example:123#b"]);
    assert!(matches!(read(&document), Err(DocumentError::DanglingReference { .. })));
    document["authentication"] = json!(["did:example:1234#b"]);
    assert!(read(&document).is_ok(), "another DID's key is not ours to look for");
}

/// A service is no key: a reference to one must not pass for authentication.
#[test]
fn a_relationship_does_not_refer_to_a_service() {
    let mut document = with("service", json!([{ "id": "#a", "type": "A", "serviceEndpoint": "a:b" }]));
    document["authentication"] = json!(["#a"]);
    assert!(matches!(read(&document), Err(DocumentError::DanglingReference { .. })));
}

#[test]
fn relationships_are_sets_with_something_in_them() {
    let mut document = with("verificationMethod", json!([method("a")]));
    document["keyAgreement"] = json!(["#a", "did:example:123#a"]);
    assert!(matches!(read(&document), Err(DocumentError::DuplicateItem { place, .. }) if place == "keyAgreement"));
    document["keyAgreement"] = json!([]);
    assert_eq!(malformed_at(&document), "keyAgreement");
    document["keyAgreement"] = json!("#a");
    assert_eq!(malformed_at(&document), "keyAgreement");
    document["keyAgreement"] = json!([7]);
    assert_eq!(malformed_at(&document), "keyAgreement[0]");
    document["keyAgreement"] = json!(["//example.com/#a"]);
    assert_eq!(malformed_at(&document), "keyAgreement[0]");
}

#[test]
fn a_service_has_id_type_and_endpoint() {
    for property in ["id", "type", "serviceEndpoint"] {
        let place = format!("service[0].{property}");
        assert_eq!(malformed_at(&with_service(property, Value::Null)), place);
        assert_eq!(malformed_at(&with_service(property, json!(7))), place);
    }
    for property in ["type", "serviceEndpoint"] {
        assert_eq!(malformed_at(&with_service(property, json!([]))), format!("service[0].{property}"));
        assert_eq!(malformed_at(&with_service(property, json!([7]))), format!("service[0].{property}[0]"));
    }
    assert_eq!(malformed_at(&with_service("type", json!(""))), "service[0].type");
    assert_eq!(malformed_at(&with_service("serviceEndpoint", json!({}))), "service[0].serviceEndpoint");
    assert_eq!(malformed_at(&with_service("serviceEndpoint", json!("example.com"))), "service[0].serviceEndpoint");
    assert_eq!(malformed_at(&with_service("id", json!("a b"))), "service[0].id");
}
