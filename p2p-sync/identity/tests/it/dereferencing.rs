//! Dereferencing of DID URLs.

use crate::fixture::{ALICE, BOB, CAROL, NOBODY, after, did, history, newborn, service};
use cybersyn_identity::{
    Dereferencing, History, Options, dereference,
    document::{Relationship, Vocabulary},
    resolution::{
        ProblemKind,
        dereferencing::{Content, Wanted},
        dereferencing_result,
    },
};
use serde_json::json;

fn at(url: &str, options: Options, wanted: Wanted) -> Dereferencing {
    dereference(&format!("{}{url}", did(CAROL)), &options, wanted, &history())
}

fn content(url: &str) -> Content {
    at(url, Options::default(), Wanted::Document).unwrap().content
}

fn refused(url: &str) -> ProblemKind {
    at(url, Options::default(), Wanted::Document).unwrap_err().kind
}

fn urls(url: &str) -> Vec<String> {
    match at(url, Options::default(), Wanted::Urls).unwrap().content {
        Content::Urls(urls) => urls.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

fn refused_urls(url: &str) -> ProblemKind {
    at(url, Options::default(), Wanted::Urls).unwrap_err().kind
}

#[test]
fn a_bare_did_leads_to_the_document_with_its_metadata() {
    let found = at("", Options::default(), Wanted::Document).unwrap();
    assert!(matches!(found.content, Content::Document(document) if document.services.len() == 2));
    assert_eq!(found.metadata.version, Some(0));
}

#[test]
fn a_fragment_leads_to_a_key_or_a_service() {
    let Content::Part(key) = content("#key-1") else { panic!() };
    assert_eq!(key["id"], json!(format!("{}#key-1", did(CAROL))));
    assert_eq!(key["type"], json!("Multikey"));
    let Content::Part(service) = content("#agent") else { panic!() };
    assert_eq!(service["type"], json!("DIDCommMessaging"));
    let part = dereferencing_result(&at("#key-1", Options::default(), Wanted::Document), Vocabulary::V1_1);
    assert_eq!(part["content"]["@context"], json!(["https://www.w3.org/ns/did/v1.1"]));
    assert_eq!(part["contentMetadata"], json!({}));
}

#[test]
fn a_fragment_that_names_nothing_is_not_found() {
    for url in ["#", "#key-99", "#KEY-1", "#key-1/", "#%6Bey-1"] {
        assert_eq!(refused(url), ProblemKind::NotFound, "{url}");
    }
}

#[test]
fn parameters_choose_the_version() {
    let alice =
        |url: &str| dereference(&format!("{}{url}", did(ALICE)), &Options::default(), Wanted::Document, &history());
    assert_eq!(alice("?versionId=0").unwrap().metadata.version, Some(0));
    assert_eq!(alice("?versionTime=2026-01-01T01:00:00Z").unwrap().metadata.version, Some(1));
    assert!(matches!(alice("?versionId=0#key-0").unwrap().content, Content::Part(_)));
    assert_eq!(alice("?versionId=0#key-1").unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(alice("?versionId=9").unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(alice("?versionId=x").unwrap_err().kind, ProblemKind::InvalidOptions);
    let contradiction = dereference(
        &format!("{}?versionId=1", did(ALICE)),
        &Options::default().version(2),
        Wanted::Document,
        &history(),
    );
    assert_eq!(contradiction.unwrap_err().kind, ProblemKind::InvalidOptions);
}

#[test]
fn a_service_is_named_by_fragment_or_whole_id_or_type() {
    assert_eq!(urls("?service=agent"), ["https://example.com/agent"]);
    let whole = format!("{}#agent", did(CAROL)).replace('#', "%23");
    assert_eq!(urls(&format!("?service={whole}")), ["https://example.com/agent"]);
    assert_eq!(urls("?service=%23agent"), ["https://example.com/agent"]);
    assert_eq!(urls("?serviceType=LinkedDomains"), ["https://example.com/files/"]);
    assert_eq!(refused_urls("?service=agent&serviceType=LinkedDomains"), ProblemKind::NotFound);
    assert_eq!(refused_urls("?service=nothing"), ProblemKind::NotFound);
    assert_eq!(refused_urls("?service="), ProblemKind::NotFound);
    assert_eq!(refused_urls("?service=key-1"), ProblemKind::NotFound);
}

#[test]
fn without_a_list_the_document_comes_with_the_selected_services() {
    let Content::Document(document) = content("?service=agent") else { panic!() };
    assert_eq!(document.services.len(), 1);
    assert_eq!(document.methods().count(), 6);
    assert_eq!(refused("?service=nothing"), ProblemKind::NotFound);
}

#[test]
fn a_relative_reference_is_resolved_against_the_endpoint() {
    assert_eq!(urls("?service=files&relativeRef=cv.pdf"), ["https://example.com/files/cv.pdf"]);
    assert_eq!(urls("?service=files&relativeRef=%2Fcv.pdf%3Fv%3D2"), ["https://example.com/cv.pdf?v=2"]);
    assert_eq!(urls("?relativeRef=a%2Fb&service=files#page-2"), ["https://example.com/files/a/b#page-2"]);
    assert_eq!(urls("?service=files#page-2"), ["https://example.com/files/#page-2"]);
}

#[test]
fn a_relative_reference_does_not_leave_the_endpoint() {
    let attacks =
        ["..%2Fsecret", "%252e%252e%252fsecret", "%2F%2Fevil.example", "https:%2F%2Fevil.example", "a%5C..%5Cb"];
    for attack in attacks {
        let url = format!("?service=files&relativeRef={attack}");
        assert_eq!(refused_urls(&url), ProblemKind::InvalidDidUrl, "{attack}");
    }
    assert_eq!(refused_urls("?service=files&relativeRef=a%0D%0ALocation:%20x"), ProblemKind::InvalidDidUrl);
    assert_eq!(refused_urls("?service=files&relativeRef=%3Cscript%3E"), ProblemKind::InvalidDidUrl);
}

#[test]
fn a_relative_reference_needs_a_service() {
    assert_eq!(refused("?relativeRef=a"), ProblemKind::InvalidDidUrl);
}

#[test]
fn an_endpoint_with_a_fragment_takes_no_other() {
    let mut history = History::default();
    history.push(after(&newborn(ALICE), |record| {
        record.services = vec![service("a", "A", "https://example.com/#x"), service("b", "B", "urn:b:c")];
    }));
    let alice = |url: &str| dereference(&format!("{}{url}", did(ALICE)), &Options::default(), Wanted::Urls, &history);
    assert_eq!(alice("?service=a#y").unwrap_err().kind, ProblemKind::InvalidDidUrl);
    assert!(alice("?service=a").is_ok());
    assert!(alice("?service=b#y").is_ok());
}

/// What a DID URL leads to is handed out, never followed: an endpoint that leads back is no trap.
#[test]
fn an_endpoint_that_leads_back_to_itself_is_not_followed() {
    let mut history = History::default();
    let circle = format!("{}?service=self", did(ALICE));
    history.push(after(&newborn(ALICE), |record| record.services = vec![service("self", "A", &circle)]));
    let found = dereference(&circle, &Options::default(), Wanted::Urls, &history).unwrap();
    assert_eq!(found.content, Content::Urls(vec![circle.parse().unwrap()]));
}

#[test]
fn a_parameter_given_twice_is_ambiguous() {
    assert_eq!(refused("?service=agent&service=files"), ProblemKind::InvalidDidUrl);
    assert_eq!(refused("?service=agent&%73ervice=files"), ProblemKind::InvalidDidUrl);
    assert_eq!(refused("?versionId=0&versionId=0"), ProblemKind::InvalidDidUrl);
}

#[test]
fn what_nobody_gave_a_meaning_is_not_guessed() {
    assert_eq!(refused("/path"), ProblemKind::NotFound);
    assert_eq!(refused("/path#key-1"), ProblemKind::NotFound);
    assert_eq!(refused("?hl=zQmWvQxTqbG2Z9HPJgG57jjwR154cKhbtJenbyYTWkjgF3e"), ProblemKind::FeatureNotSupported);
    assert_eq!(refused("?transformKey=JsonWebKey"), ProblemKind::FeatureNotSupported);
}

#[test]
fn malformed_urls_and_unknown_dids_are_told_apart() {
    let kind = |url: &str| dereference(url, &Options::default(), Wanted::Document, &history()).unwrap_err().kind;
    assert_eq!(kind("did:cyb_222#key-0"), ProblemKind::InvalidDidUrl);
    assert_eq!(kind(&format!("{}#a b", did(CAROL))), ProblemKind::InvalidDidUrl);
    assert_eq!(kind(&format!("{}?service=%ff", did(CAROL))), ProblemKind::InvalidDidUrl);
    assert_eq!(kind("did:cyb:zz#key-0"), ProblemKind::InvalidDid);
    assert_eq!(kind("did:example:1#key-0"), ProblemKind::MethodNotSupported);
    assert_eq!(kind(&format!("{}#key-0", did(NOBODY))), ProblemKind::NotFound);
}

#[test]
fn only_services_have_urls() {
    assert_eq!(refused_urls(""), ProblemKind::RepresentationNotSupported);
    assert_eq!(refused_urls("#agent"), ProblemKind::RepresentationNotSupported);
}

#[test]
fn a_verification_method_must_serve_the_relationship_asked_for() {
    let asked = |url: &str, relationship| {
        let options = Options::default().relationship(relationship);
        at(url, options, Wanted::Document).map(|_| ()).map_err(|problem| problem.kind)
    };
    assert_eq!(asked("#key-1", Relationship::CapabilityInvocation), Ok(()));
    let unauthorized = Err(ProblemKind::InvalidRelationshipForVerificationMethod);
    assert_eq!(asked("#key-5", Relationship::Authentication), unauthorized);
    assert_eq!(asked("#key-0", Relationship::AssertionMethod), unauthorized);
    let no_method = Err(ProblemKind::InvalidVerificationMethod);
    assert_eq!(asked("#agent", Relationship::Authentication), no_method);
    assert_eq!(asked("#key-99", Relationship::Authentication), no_method);
    assert_eq!(asked("", Relationship::Authentication), no_method);
    let unknown = Options::default().with("verificationRelationship", "voting");
    assert_eq!(at("#key-1", unknown, Wanted::Document).unwrap_err().kind, ProblemKind::InvalidOptions);
}

#[test]
fn a_retired_key_serves_no_relationship_any_more() {
    let options = Options::default().relationship(Relationship::Authentication);
    let key = |url: &str| dereference(&format!("{}{url}", did(ALICE)), &options, Wanted::Document, &history());
    assert!(key("#key-1").is_ok());
    assert_eq!(key("#key-0").unwrap_err().kind, ProblemKind::InvalidRelationshipForVerificationMethod);
}

#[test]
fn a_deactivated_did_has_no_parts() {
    let found = dereference(&format!("{}#key-0", did(BOB)), &Options::default(), Wanted::Document, &history());
    let result = dereferencing_result(&found, Vocabulary::V1_1);
    assert_eq!(result["content"], json!(null));
    assert_eq!(result["contentMetadata"]["deactivated"], json!(true));
}

#[test]
fn an_embedded_method_of_a_did_key_is_found() {
    let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let url = format!("{did}#z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p");
    let options = Options::default().relationship(Relationship::KeyAgreement);
    assert!(dereference(&url, &options, Wanted::Document, &history()).is_ok());
}
