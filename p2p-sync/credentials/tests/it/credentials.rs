//! Credentials: the data model, issuing and verifying.

use crate::actors::{DAY, NOW, World, holder, issued, issued_with, issuer, membership, stranger, text, value_of};
use cybersyn_credentials::{
    credential::{Credential, IssueError, ModelError},
    data_integrity::ProofError,
    json::{JsonError, Object},
    status::EntryError,
    verify::{self, Verified, VerifyError},
};

fn judged(secured: &Object) -> Result<Verified, VerifyError> {
    verify::credential(&text(secured), &World::default().checks())
}

/// What the data model says when a member is replaced.
fn with(member: &str, value: &str) -> Result<Credential, ModelError> {
    let mut document = membership(&issuer());
    document.insert(member.to_owned(), value_of(value));
    Credential::new(document)
}

fn without(member: &str) -> ModelError {
    let mut document = membership(&issuer());
    document.remove(member);
    Credential::new(document).expect_err(member)
}

#[test]
fn a_credential_is_issued_and_verified() {
    let verified = judged(&issued(&issuer(), membership(&issuer()))).expect("verified");
    let credential = verified.credential();
    assert_eq!((credential.issuer(), credential.id()), (issuer().did.as_str(), Some("urn:uuid:1")));
    assert!(credential.is_of_type("Membership") && !credential.is_of_type("Diploma"));
    assert_eq!(credential.subjects().next().expect("a subject")["id"], holder().did.as_str());
    assert_eq!(verified.method(), issuer().method);
}

#[test]
fn needed_members_are_needed() {
    for member in ["@context", "type", "issuer", "credentialSubject"] {
        let error = without(member);
        assert!(matches!(&error, ModelError::Malformed { member: named, .. } if *named == member), "{error}");
    }
}

#[test]
fn malformed_members_are_refused() {
    let cases = [
        ("@context", r#""https://www.w3.org/ns/credentials/v2""#),
        ("@context", r#"["https://www.w3.org/2018/credentials/v1"]"#),
        ("@context", r#"["https://example.com", "https://www.w3.org/ns/credentials/v2"]"#),
        ("@context", r#"["https://www.w3.org/ns/credentials/v2", 1]"#),
        ("type", r#""Membership""#),
        ("type", r#"["VerifiableCredential", 7]"#),
        ("type", r#"["VerifiableCredential", ""]"#),
        ("id", r#"["urn:a", "urn:b"]"#),
        ("id", r#""no url""#),
        ("issuer", "7"),
        ("issuer", r#"["did:key:z6Mk"]"#),
        ("issuer", r#"{"name": "nobody"}"#),
        ("credentialSubject", "[]"),
        ("credentialSubject", "{}"),
        ("credentialSubject", r#"[{"id": "urn:a"}, {}]"#),
        ("credentialSubject", r#""did:key:z6Mk""#),
        ("credentialSubject", r#"{"id": "no url"}"#),
        ("name", "7"),
        ("description", r#"[{"@language": "en"}]"#),
        ("credentialSchema", r#"{"type": "JsonSchema"}"#),
        ("credentialSchema", r#"{"id": "https://example.com/s"}"#),
        ("evidence", r#"{"id": "urn:a"}"#),
        ("termsOfUse", "[1]"),
        ("refreshService", r#"{"type": []}"#),
        ("credentialStatus", r#"{"id": "urn:a"}"#),
    ];
    for (member, value) in cases {
        let error = with(member, value).expect_err(value);
        assert!(
            matches!(&error, ModelError::Malformed { member: named, .. } if named.starts_with(member)),
            "{member} {value}: {error}"
        );
    }
}

#[test]
fn well_formed_variants_are_taken() {
    let cases = [
        ("@context", r#"["https://www.w3.org/ns/credentials/v2", {"share": "https://example.com/share"}]"#),
        ("type", r#""VerifiableCredential""#),
        ("issuer", r#"{"id": "did:key:z6Mk", "name": "Someone"}"#),
        ("credentialSubject", r#"[{"id": "urn:a"}, {"name": "b"}]"#),
        ("name", r#"[{"@value": "Mitgliedschaft", "@language": "de"}, "Membership"]"#),
        ("credentialSchema", r#"{"id": "https://example.com/s", "type": "JsonSchema"}"#),
        ("unknown", r#"{"anything": [1, null]}"#),
        ("validFrom", r#""2025-12-01T00:00:00.123+05:30""#),
    ];
    for (member, value) in cases {
        with(member, value).unwrap_or_else(|error| panic!("{member} {value}: {error}"));
    }
}

#[test]
fn dates_are_complete_or_refused() {
    for date in [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00z",
        "",
    ] {
        let error = with("validFrom", &format!("\"{date}\"")).expect_err(date);
        assert!(matches!(error, ModelError::Date { member: "validFrom", .. }), "{date}");
    }
    assert!(matches!(with("validUntil", "1767225600"), Err(ModelError::Date { member: "validUntil", .. })));
    assert_eq!(with("validUntil", r#""2025-11-30T23:59:59Z""#), Err(ModelError::EndsBeforeItBegins));
}

#[test]
fn lists_and_sizes_are_bounded() {
    let many = format!("[\"VerifiableCredential\"{}]", ", \"T\"".repeat(32));
    assert!(matches!(with("type", &many), Err(ModelError::Malformed { member: "type", .. })));
    let many = format!("[{}{{\"a\": 1}}]", "{\"a\": 1},".repeat(32));
    assert!(matches!(with("credentialSubject", &many), Err(ModelError::Malformed { .. })));
    let large = format!("\"{}\"", "x".repeat(70_000));
    assert!(matches!(with("extra", &large), Err(ModelError::Json(JsonError::TooLarge { .. }))));
    let text = [&b" "[..], &vec![b' '; 70_000]].concat();
    let refused = verify::credential(&text, &World::default().checks());
    assert!(matches!(refused, Err(VerifyError::Json(JsonError::TooLarge { .. }))));
}

#[test]
fn a_status_that_cannot_be_checked_is_refused() {
    let unknown = r#"{"type": "RevocationList2020Status", "id": "urn:a"}"#;
    assert_eq!(with("credentialStatus", unknown), Err(ModelError::Status(EntryError::NotSupported)));
}

#[test]
fn only_the_issuer_issues() {
    let credential = Credential::new(membership(&issuer())).expect("a credential");
    let refused = credential.issue(&stranger().method, NOW, &stranger().key);
    assert!(matches!(refused, Err(IssueError::NotTheIssuer { .. })));
    assert_eq!(Credential::new(issued(&issuer(), membership(&issuer()))), Err(ModelError::HasProof));
}

/// The stranger signs, as themselves, a credential that names the issuer.
#[test]
fn a_credential_in_anothers_name_is_refused() {
    use cybersyn_credentials::{data_integrity, resolver::Purpose};
    let stranger = stranger();
    let purpose = Purpose::AssertionMethod;
    let options =
        data_integrity::Options { method: &stranger.method, purpose, created: NOW, challenge: None, domain: None };
    let forged = data_integrity::secure(&membership(&issuer()), &options, &stranger.key).expect("secured");
    let refused = VerifyError::NotTheIssuer { issuer: issuer().did, signer: stranger.did };
    assert_eq!(judged(&forged), Err(refused));
}

#[test]
fn a_signature_by_another_key_of_the_same_name_is_refused() {
    let credential = Credential::new(membership(&issuer())).expect("a credential");
    let forged = credential.issue(&issuer().method, NOW, &stranger().key).expect("issued");
    assert_eq!(judged(&forged), Err(VerifyError::Proof(ProofError::BadSignature)));
}

#[test]
fn a_credential_counts_from_its_first_to_its_last_instant() {
    let secured = text(&issued(&issuer(), membership(&issuer())));
    let (from, until) = (1_764_547_200_000, 1_796_083_200_000);
    let at = |now| verify::credential(&secured, &World::default().checks_at(now)).map(|_| ());
    assert_eq!(at(until - 1), Ok(()));
    assert_eq!(at(until), Err(VerifyError::Expired));
    assert_eq!(at(until + 1_000 * DAY), Err(VerifyError::Expired));
    let early = text(&issued_with("validFrom", r#""2026-01-02T00:00:00Z""#));
    let at = |now| verify::credential(&early, &World::default().checks_at(now)).map(|_| ());
    assert_eq!(at(NOW + DAY - 60_001), Err(VerifyError::TooEarly));
    assert_eq!(at(NOW + DAY - 60_000), Ok(()), "clocks differ a little");
    assert!(from < NOW);
}

#[test]
fn two_layouts_of_one_credential_have_one_digest() {
    let secured = issued(&issuer(), membership(&issuer()));
    let loose = serde_json::to_string_pretty(&secured).expect("a text");
    let again = verify::credential(loose.as_bytes(), &World::default().checks()).expect("verified");
    assert_eq!(again.digest(), judged(&secured).expect("verified").digest());
}

#[test]
fn a_doubled_name_in_a_signed_text_is_refused() {
    let signed = String::from_utf8(text(&issued(&issuer(), membership(&issuer())))).expect("text");
    let forged = signed.replacen('{', &format!("{{\"issuer\":\"{}\",", stranger().did), 1);
    let refused = verify::credential(forged.as_bytes(), &World::default().checks());
    assert_eq!(refused, Err(VerifyError::Json(JsonError::DuplicateName("issuer".to_owned()))));
}
