//! Data Integrity proofs: what an attacker changes is found.

use crate::actors::{Actor, DAY, NOW, holder, issuer, membership, object, stranger};
use cybersyn_credentials::{
    data_integrity::{Expected, Options, ProofError, Proven, secure, verify},
    encoding::{from_base58, to_base58},
    json::{Object, Value},
    resolver::{Documents, Purpose},
};

fn options(actor: &Actor) -> Options<'_> {
    let purpose = Purpose::AssertionMethod;
    Options { method: &actor.method, purpose, created: NOW, challenge: None, domain: None }
}

fn secured() -> Object {
    secure(&membership(&issuer()), &options(&issuer()), &issuer().key).expect("secured")
}

const EXPECTED: Expected = Expected { purpose: Purpose::AssertionMethod, now: NOW, challenge: None, domain: None };

fn judged(secured: &Object) -> Result<Proven, ProofError> {
    verify(secured, &Documents::default(), &EXPECTED)
}

/// The error after an edit of the secured document.
fn after(change: impl FnOnce(&mut Object)) -> ProofError {
    let mut secured = secured();
    change(&mut secured);
    judged(&secured).expect_err("refused")
}

fn after_in_proof(member: &str, value: impl Into<Value>) -> ProofError {
    after(|secured| secured["proof"][member] = value.into())
}

#[test]
fn an_untouched_document_is_proven_however_it_is_laid_out() {
    let proven = judged(&secured()).expect("proven");
    assert_eq!((proven.document, proven.controller), (membership(&issuer()), issuer().did));
    let text = String::from_utf8(crate::actors::text(&secured())).expect("text").replace(",\"", " ,\n\"");
    assert_eq!(judged(&object(&text)).expect("proven").digest, proven.digest);
}

#[test]
fn every_change_of_the_document_is_found() {
    let changes: [fn(&mut Object); 5] = [
        |secured| secured["credentialSubject"]["share"] = 13.into(),
        |secured| secured["issuer"] = "did:key:z6MkOther".into(),
        |secured| drop(secured.remove("validUntil")),
        |secured| drop(secured.insert("extra".to_owned(), Value::Null)),
        |secured| secured["type"] = vec!["Membership", "VerifiableCredential"].into(),
    ];
    for (position, change) in changes.into_iter().enumerate() {
        assert_eq!(after(change), ProofError::BadSignature, "{position}");
    }
}

#[test]
fn every_change_of_the_proof_is_found() {
    assert_eq!(after_in_proof("created", "2025-12-31T00:00:00Z"), ProofError::BadSignature);
    assert_eq!(after_in_proof("domain", "example.org"), ProofError::BadSignature);
    assert_eq!(after_in_proof("verificationMethod", stranger().method), ProofError::BadSignature);
    assert_eq!(
        after(|secured| drop(secured["proof"].as_object_mut().map(|proof| proof.remove("created")))),
        ProofError::BadSignature
    );
}

#[test]
fn another_suite_or_type_is_not_taken_for_ours() {
    for (member, value) in
        [("cryptosuite", "eddsa-rdfc-2022"), ("cryptosuite", "none"), ("type", "Ed25519Signature2020")]
    {
        assert_eq!(after_in_proof(member, value), ProofError::NotSupported, "{value}");
    }
    assert_eq!(after_in_proof("cryptosuite", Value::Null), ProofError::Malformed("cryptosuite"));
}

#[test]
fn a_signature_must_be_one() {
    assert!(matches!(after_in_proof("proofValue", "z"), ProofError::Malformed("proofValue")));
    assert!(matches!(after_in_proof("proofValue", "uAAAA"), ProofError::Encoding(_)));
    assert!(matches!(after_in_proof("proofValue", format!("z{}", "1".repeat(100_000))), ProofError::Encoding(_)));
    assert!(matches!(after_in_proof("proofValue", Value::Null), ProofError::Malformed("proofValue")));
    assert_eq!(after_in_proof("proofValue", to_base58(&[0; 64])), ProofError::BadSignature);
}

/// Adding the group's order to `s` gives a second valid signature to careless verifiers.
#[test]
fn a_signature_has_one_form() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let secured = secured();
    let mut signature = from_base58(secured["proof"]["proofValue"].as_str().expect("a text")).expect("a signature");
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        carry += u16::from(*byte) + u16::from(order);
        *byte = carry as u8;
        carry >>= 8;
    }
    assert_eq!(after_in_proof("proofValue", to_base58(&signature)), ProofError::BadSignature);
}

#[test]
fn one_proof_is_needed() {
    assert_eq!(after(|secured| drop(secured.remove("proof"))), ProofError::NotOneProof);
    assert_eq!(after(|secured| secured["proof"] = Value::Array(Vec::new())), ProofError::NotOneProof);
    assert_eq!(
        after(|secured| secured["proof"] = vec![secured["proof"].clone(), secured["proof"].clone()].into()),
        ProofError::NotOneProof
    );
    assert_eq!(after(|secured| secured["proof"] = "none".into()), ProofError::NotOneProof);
    assert_eq!(after_in_proof("previousProof", "urn:uuid:1"), ProofError::NotOneProof);
    let mut listed = secured();
    listed["proof"] = vec![listed["proof"].clone()].into();
    assert!(judged(&listed).is_ok(), "a set of one is one");
    assert_eq!(secure(&listed, &options(&issuer()), &issuer().key), Err(ProofError::NotOneProof));
}

#[test]
fn a_proof_for_one_purpose_does_not_serve_another() {
    let issuer = issuer();
    let shown = Options { purpose: Purpose::Authentication, ..options(&issuer) };
    let shown = secure(&membership(&issuer), &shown, &issuer.key).expect("secured");
    let wrong = ProofError::WrongPurpose { found: "authentication".to_owned(), expected: "assertionMethod" };
    assert_eq!(judged(&shown), Err(wrong));
    assert_eq!(after_in_proof("proofPurpose", Value::Null), ProofError::Malformed("proofPurpose"));
}

#[test]
fn challenge_and_domain_must_be_the_verifiers() {
    let holder = holder();
    let options = Options { challenge: Some("c1"), domain: Some("a.example"), ..options(&holder) };
    let secured = secure(&object("{}"), &options, &holder.key).expect("secured");
    let judge = |challenge, domain| {
        let expected = Expected { challenge: Some(challenge), domain: Some(domain), ..EXPECTED };
        verify(&secured, &Documents::default(), &expected)
    };
    assert!(judge("c1", "a.example").is_ok());
    assert_eq!(judge("c2", "a.example"), Err(ProofError::WrongChallenge));
    assert_eq!(judge("c1", "b.example"), Err(ProofError::WrongDomain("b.example".to_owned())));
}

#[test]
fn a_proof_counts_from_its_date_to_its_end() {
    let made = |created| {
        let issuer = issuer();
        let options = Options { created, ..options(&issuer) };
        judged(&secure(&object("{}"), &options, &issuer.key).expect("secured"))
    };
    assert!(made(NOW + 60_000).is_ok(), "clocks differ a little");
    assert_eq!(made(NOW + 61_000), Err(ProofError::TooEarly));
    assert_eq!(after_in_proof("expires", "2026-01-01T00:00:00Z"), ProofError::Expired);
    assert_eq!(after_in_proof("expires", "2026-01-01T00:00:01Z"), ProofError::BadSignature, "it was not signed");
    assert!(matches!(after_in_proof("created", "yesterday"), ProofError::Date(_)));
    assert!(matches!(after_in_proof("created", 0), ProofError::Malformed("created")));
    assert!(made(NOW - 10_000 * DAY).is_ok(), "old proofs stay good");
}

/// Further contexts give terms another meaning; what is returned has the signed ones only.
#[test]
fn contexts_added_later_are_not_believed() {
    let mut extended = secured();
    extended["@context"].as_array_mut().expect("contexts").push("https://evil.example/terms".into());
    assert_eq!(judged(&extended).expect("proven").document, membership(&issuer()));
    let other = after(|secured| secured["@context"] = vec!["https://evil.example/terms"].into());
    assert_eq!(other, ProofError::WrongContext);
    assert_eq!(after(|secured| drop(secured.remove("@context"))), ProofError::WrongContext);
}

#[test]
fn a_method_that_is_none_is_not_signed_with() {
    let issuer = issuer();
    let options = Options { method: "key-1", ..options(&issuer) };
    assert!(matches!(secure(&object("{}"), &options, &issuer.key), Err(ProofError::Resolve(_))));
}
