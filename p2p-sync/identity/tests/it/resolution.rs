//! Resolution of `did:cyb`.

use crate::fixture::{ALICE, BOB, CAROL, CREATED, DORA, HOUR, NOBODY, did, history, newborn};
use cybersyn_identity::{
    AsOf, Document, Found, Lookup, Options, Problem, Registry, RegistryError, Resolution,
    document::Vocabulary,
    resolution::{DocumentMetadata, ProblemKind, Resolved, registry::At, registry::NextVersion, resolution_result},
    resolve,
};
use serde_json::{Value, json};

fn resolved(did: &str, options: Options) -> Resolution {
    resolve(did, &options, &history())
}

fn refused(did: &str, options: Options) -> ProblemKind {
    resolved(did, options).unwrap_err().kind
}

fn version(resolution: Resolution) -> u32 {
    resolution.unwrap().metadata.version.unwrap()
}

#[test]
fn the_version_in_force_is_the_last() {
    let Resolved { document, metadata, .. } = resolved(&did(ALICE), Options::default()).unwrap();
    assert_eq!(document.id.as_str(), did(ALICE));
    assert_eq!(document.services.len(), 1);
    assert_eq!((metadata.version, metadata.next), (Some(2), None));
    assert_eq!(metadata.updated, Some(CREATED + 2 * HOUR));
}

#[test]
fn a_version_is_had_by_its_number() {
    let Resolved { document, metadata, .. } = resolved(&did(ALICE), Options::default().version(0)).unwrap();
    assert_eq!(document.methods().count(), 1);
    assert_eq!(metadata.updated, None, "the first version was never updated");
    assert_eq!(metadata.next, Some(NextVersion { version: 1, updated: CREATED + HOUR }));
    assert_eq!(version(resolved(&did(ALICE), Options::default().version(1))), 1);
    assert_eq!(refused(&did(ALICE), Options::default().version(3)), ProblemKind::NotFound);
}

#[test]
fn a_version_is_had_by_its_time() {
    let at = |date: &str| version(resolved(&did(ALICE), Options::default().time(date)));
    assert_eq!(at("2026-01-01T00:00:00Z"), 0, "created half a second later, which is within that second");
    assert_eq!(at("2026-01-01T00:59:59Z"), 0);
    assert_eq!(at("2026-01-01T01:00:00Z"), 1);
    assert_eq!(at("9999-12-31T23:59:59Z"), 2);
    let before = Options::default().time("2025-12-31T23:59:59Z");
    assert_eq!(refused(&did(ALICE), before), ProblemKind::NotFound);
}

#[test]
fn every_version_has_the_controllers_and_aliases_of_its_time() {
    let links = |options| {
        let document = resolved(&did(DORA), options).unwrap().document;
        (document.controllers.len(), document.also_known_as.len())
    };
    assert_eq!(links(Options::default().version(0)), (0, 0));
    assert_eq!(links(Options::default().version(1)), (2, 1));
    assert_eq!(links(Options::default().time("2026-01-01T01:00:00Z")), (2, 1));
    assert_eq!(links(Options::default()), (0, 0));
}

#[test]
fn metadata_are_strings_of_the_specified_form() {
    let Resolved { metadata, .. } = resolved(&did(ALICE), Options::default().version(1)).unwrap();
    let expected = json!({
        "created": "2026-01-01T00:00:00Z",
        "updated": "2026-01-01T01:00:00Z",
        "nextUpdate": "2026-01-01T02:00:00Z",
        "versionId": "1",
        "nextVersionId": "2",
        "method": { "votingMethod": [format!("{}#key-0", did(ALICE))] },
    });
    assert_eq!(Value::from(metadata.to_json()), expected);
}

#[test]
fn keys_that_are_left_out_of_the_document_are_named() {
    let ids = vec!["did:cyb:zX#key-1".to_owned()];
    let metadata = DocumentMetadata { unusable_methods: ids.clone(), ..DocumentMetadata::default() };
    assert_eq!(metadata.to_json()["method"], json!({ "unusableMethod": ids }));
    assert!(!DocumentMetadata::default().to_json().contains_key("method"));
}

#[test]
fn a_deactivated_did_has_no_document_or_an_empty_one() {
    let resolution = resolved(&did(BOB), Options::default());
    let Resolved { document, metadata, .. } = resolution.as_ref().unwrap();
    assert_eq!(*document, Document::empty(did(BOB).parse().unwrap()));
    assert!(metadata.deactivated);
    let newer = resolution_result(&resolution, Vocabulary::V1_1);
    assert_eq!(newer["didDocument"], Value::Null);
    assert_eq!(newer["didDocumentMetadata"]["deactivated"], json!(true));
    let older = resolution_result(&resolution, Vocabulary::V1_0);
    assert_eq!(older["didDocument"]["id"], json!(did(BOB)));
    assert_eq!(older["didDocumentMetadata"]["deactivated"], json!(true));
}

#[test]
fn versions_before_a_deactivation_are_as_they_were() {
    let Resolved { document, metadata, .. } = resolved(&did(BOB), Options::default().version(0)).unwrap();
    assert_eq!(document.methods().count(), 1);
    assert!(!metadata.deactivated);
    assert_eq!(metadata.next.map(|next| next.version), Some(1));
}

#[test]
fn malformed_dids_and_foreign_methods_are_told_apart() {
    let none = Options::default;
    assert_eq!(refused("did:cyb_222", none()), ProblemKind::InvalidDid);
    assert_eq!(refused(&format!("{}#key-0", did(ALICE)), none()), ProblemKind::InvalidDid);
    assert_eq!(refused(&format!("{}?versionId=0", did(ALICE)), none()), ProblemKind::InvalidDid);
    assert_eq!(refused("did:cyb:m1234", none()), ProblemKind::InvalidDid);
    assert_eq!(refused("did:cyb:z1111", none()), ProblemKind::InvalidDid);
    assert_eq!(refused("did:cyb:z0OIl", none()), ProblemKind::InvalidDid);
    assert_eq!(refused(&format!("did:cyb:z{}", "1".repeat(45)), none()), ProblemKind::InvalidDid);
    assert_eq!(refused("did:example:123", none()), ProblemKind::MethodNotSupported);
    assert_eq!(refused("did:web:example.com", none()), ProblemKind::MethodNotSupported);
    assert_eq!(refused(&did(NOBODY), none()), ProblemKind::NotFound);
}

#[test]
fn options_are_checked_unknown_ones_first() {
    let with = |name: &str, value: &str| Options::default().with(name, value);
    assert_eq!(refused(&did(ALICE), with("hl", "x")), ProblemKind::FeatureNotSupported);
    assert_eq!(refused(&did(ALICE), with("versionId", "x").with("hl", "x")), ProblemKind::FeatureNotSupported);
    for bad in ["", "-1", "+1", "01", " 1", "1.0", "4294967296", "x"] {
        assert_eq!(refused(&did(ALICE), with("versionId", bad)), ProblemKind::InvalidOptions, "{bad:?}");
    }
    for bad in ["", "2026-01-01", "2026-01-01T00:00:00.5Z", "2026-01-01T01:00:00+01:00"] {
        assert_eq!(refused(&did(ALICE), with("versionTime", bad)), ProblemKind::InvalidOptions, "{bad:?}");
    }
    let both = Options::default().version(1).time("2026-01-01T00:00:00Z");
    assert_eq!(refused(&did(ALICE), both), ProblemKind::InvalidOptions);
    assert_eq!(refused(&did(ALICE), Options::default().version(1).version(1)), ProblemKind::InvalidOptions);
    assert_eq!(refused(&did(ALICE), with("expandRelativeUrls", "yes")), ProblemKind::InvalidOptions);
    assert_eq!(refused(&did(ALICE), with("noCache", "1")), ProblemKind::InvalidOptions);
    assert!(resolved(&did(ALICE), with("noCache", "true").expand_relative_urls()).is_ok());
}

#[test]
fn both_vocabularies_name_the_same_error() {
    let resolution = resolved("did:cyb_222", Options::default());
    let newer = resolution_result(&resolution, Vocabulary::V1_1);
    assert_eq!(newer["didResolutionMetadata"]["error"]["type"], json!("https://www.w3.org/ns/did#INVALID_DID"));
    assert_eq!(newer["didResolutionMetadata"]["error"]["status"], json!(400));
    let older = resolution_result(&resolution, Vocabulary::V1_0);
    assert_eq!(older["didResolutionMetadata"]["error"], json!("invalidDid"));
    for result in [newer, older] {
        assert_eq!(result["didDocument"], Value::Null);
        assert_eq!(result["didDocumentMetadata"], json!({}));
    }
}

/// DID Resolution, sections 10 and 11.1.
#[test]
fn every_error_has_its_type_and_status() {
    let table = [
        (ProblemKind::InvalidDid, "INVALID_DID", 400),
        (ProblemKind::InvalidDidUrl, "INVALID_DID_URL", 400),
        (ProblemKind::InvalidOptions, "INVALID_OPTIONS", 400),
        (ProblemKind::NotFound, "NOT_FOUND", 404),
        (ProblemKind::RepresentationNotSupported, "REPRESENTATION_NOT_SUPPORTED", 406),
        (ProblemKind::InvalidDidDocument, "INVALID_DID_DOCUMENT", 500),
        (ProblemKind::MethodNotSupported, "METHOD_NOT_SUPPORTED", 501),
        (ProblemKind::FeatureNotSupported, "FEATURE_NOT_SUPPORTED", 501),
        (ProblemKind::InternalError, "INTERNAL_ERROR", 500),
    ];
    for (kind, name, status) in table {
        assert_eq!(kind.type_url(), format!("https://www.w3.org/ns/did#{name}"));
        assert_eq!(kind.status(), status);
    }
    for kind in ProblemKind::ALL {
        assert!(kind.keyword().bytes().all(|byte| byte.is_ascii_alphabetic()), "a keyword is one word");
        assert!(!kind.title().is_empty());
    }
}

#[test]
fn what_an_error_quotes_is_bounded() {
    let long = "x".repeat(100_000);
    let problem = resolved(&did(ALICE), Options::default().with(&long, "")).unwrap_err();
    assert!(problem.detail.len() <= 400);
}

/// Answers whatever it is told to.
struct Scripted(Result<Option<Found>, RegistryError>);

impl Registry for Scripted {
    fn find(&self, _: &Lookup) -> Result<Option<Found>, RegistryError> {
        self.0.clone()
    }
}

fn scripted(answer: Result<Option<Found>, RegistryError>) -> Problem {
    resolve(&did(ALICE), &Options::default().version(0), &Scripted(answer)).unwrap_err()
}

#[test]
fn a_registry_that_fails_tells_no_secrets() {
    let problem = scripted(Err(RegistryError::Unavailable("ws://user:password@10.0.0.1".to_owned())));
    assert_eq!(problem.kind, ProblemKind::InternalError);
    assert!(!problem.to_string().contains("password"), "{problem}");
}

#[test]
fn an_answer_says_as_of_which_block_it_holds_and_whether_that_is_the_last() {
    let as_of = |current| Some(AsOf { block: 12, time: CREATED, current });
    let metadata = |current, vocabulary| {
        let found = Found { record: newborn(ALICE), next: None, as_of: as_of(current) };
        let resolution = resolve(&did(ALICE), &Options::default(), &Scripted(Ok(Some(found))));
        resolution_result(&resolution, vocabulary)["didResolutionMetadata"]["registry"].clone()
    };
    for current in [true, false] {
        let expected = json!({ "block": "12", "time": "2026-01-01T00:00:00Z", "current": current });
        assert_eq!(metadata(current, Vocabulary::V1_1), expected);
        assert_eq!(metadata(current, Vocabulary::V1_0), expected);
    }
}

#[test]
fn what_happened_at_genesis_has_no_date() {
    let record = cybersyn_identity::DidRecord { created: 0, updated: 0, ..newborn(ALICE) };
    let as_of = Some(AsOf { block: 0, time: 0, current: true });
    let resolution =
        resolve(&did(ALICE), &Options::default(), &Scripted(Ok(Some(Found { record, next: None, as_of }))));
    let result = resolution_result(&resolution, Vocabulary::V1_1);
    assert!(result["didDocumentMetadata"].get("created").is_none());
    assert_eq!(result["didResolutionMetadata"]["registry"], json!({ "block": "0", "current": true }));
}

#[test]
fn a_registry_without_history_says_so() {
    assert_eq!(scripted(Err(RegistryError::NoHistory)).kind, ProblemKind::FeatureNotSupported);
}

#[test]
fn an_answer_for_another_did_is_not_taken() {
    let found = Found { record: newborn(BOB), next: None, as_of: None };
    assert_eq!(scripted(Ok(Some(found))).kind, ProblemKind::InternalError);
}

#[test]
fn a_record_that_makes_no_document_is_an_error_and_no_document() {
    let mut record = newborn(ALICE);
    record.controllers = vec!["nobody".to_owned()];
    assert_eq!(scripted(Ok(Some(Found { record, next: None, as_of: None }))).kind, ProblemKind::InvalidDidDocument);
}

#[test]
fn the_registry_is_asked_for_exactly_what_is_wanted() {
    let options = Options::default().version(7).with("noCache", "true");
    let cybersyn_identity::Step::Ask(resolving) = cybersyn_identity::resolution::begin(&did(CAROL), &options) else {
        panic!("the registry is to be asked")
    };
    assert_eq!(*resolving.lookup(), Lookup { id: CAROL, at: At::Version(7), fresh: true });
}
