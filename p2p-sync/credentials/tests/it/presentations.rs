//! Presentations: shown by their holder, to one verifier, once.

use crate::actors::{Actor, NOW, World, holder, issued, issuer, membership, stranger, text, value_of};
use cybersyn_credentials::{
    challenge::{ChallengeError, Challenges},
    credential::ModelError,
    data_integrity::{self, ProofError},
    json::{JsonError, Object},
    limits::CHALLENGES_MAX,
    presentation::{self, PresentationError, Request, VerifiedPresentation},
    resolver::Purpose,
    verify::VerifyError,
};

const REQUEST: Request = Request { challenge: "c-1", domain: "https://verifier.example" };

fn credential() -> Object {
    issued(&issuer(), membership(&issuer()))
}

fn presented_by(actor: &Actor) -> Object {
    presentation::present(&[credential()], &REQUEST, &actor.method, NOW, &actor.key).expect("presented")
}

fn judged(secured: &Object, request: &Request) -> Result<VerifiedPresentation, PresentationError> {
    presentation::verify(&text(secured), request, &World::default().checks())
}

#[test]
fn a_holder_presents() {
    let verified = judged(&presented_by(&holder()), &REQUEST).expect("verified");
    assert_eq!((verified.holder, verified.credentials.len()), (holder().did, 1));
}

#[test]
fn a_presentation_to_one_verifier_is_worth_nothing_to_another() {
    let other = Request { domain: "https://other.example", ..REQUEST };
    let refused = judged(&presented_by(&holder()), &other);
    assert!(matches!(refused, Err(PresentationError::Proof(ProofError::WrongDomain(_)))));
}

/// The verifier takes the challenge back before it verifies, so a copy of the answer finds none.
#[test]
fn a_replayed_presentation_is_refused() {
    let mut challenges = Challenges::default();
    let challenge = challenges.open(&[7; 32], NOW, NOW + 60_000).expect("a challenge");
    let request = Request { challenge: &challenge, ..REQUEST };
    let holder = holder();
    let shown = presentation::present(&[credential()], &request, &holder.method, NOW, &holder.key).expect("presented");
    assert_eq!(challenges.redeem(&challenge, NOW), Ok(()));
    assert!(judged(&shown, &request).is_ok());
    assert_eq!(challenges.redeem(&challenge, NOW), Err(ChallengeError::NotOpen));
    let next = challenges.open(&[8; 32], NOW, NOW + 60_000).expect("a challenge");
    let refused = judged(&shown, &Request { challenge: &next, ..REQUEST });
    assert_eq!(refused, Err(PresentationError::Proof(ProofError::WrongChallenge)));
}

#[test]
fn challenges_end_and_are_bounded() {
    let mut challenges = Challenges::default();
    let old = challenges.open(&[1; 32], NOW, NOW + 10).expect("a challenge");
    assert_eq!(challenges.redeem(&old, NOW + 10), Err(ChallengeError::NotOpen));
    assert_eq!(challenges.redeem("made up", NOW), Err(ChallengeError::NotOpen));
    let random = |i: usize| *blake(i).first_chunk::<32>().expect("32 bytes");
    for i in 0..CHALLENGES_MAX {
        challenges.open(&random(i), NOW, NOW + 10).expect("room");
    }
    assert_eq!(challenges.open(&[9; 32], NOW, NOW + 10), Err(ChallengeError::Full));
    assert!(challenges.open(&[9; 32], NOW + 10, NOW + 20).is_ok(), "expired ones make room");
}

fn blake(i: usize) -> [u8; 32] {
    cybersyn_primitives::hash::blake2_256(&i.to_le_bytes())
}

#[test]
fn a_stolen_credential_cannot_be_presented() {
    let refused = judged(&presented_by(&stranger()), &REQUEST);
    assert_eq!(refused, Err(PresentationError::NotTheSubject { position: 0, holder: stranger().did }));
}

#[test]
fn a_credential_about_the_holder_and_another_is_not_the_holders_alone() {
    let mut document = membership(&issuer());
    let subject = document["credentialSubject"].clone();
    document["credentialSubject"] = vec![subject, value_of(r#"{"id": "urn:other", "member": true}"#)].into();
    let shown = [issued(&issuer(), document)];
    let holder = holder();
    let shown = presentation::present(&shown, &REQUEST, &holder.method, NOW, &holder.key).expect("presented");
    assert!(matches!(judged(&shown, &REQUEST), Err(PresentationError::NotTheSubject { .. })));
}

/// The issuer's own key, in a proof for assertions, does not authenticate.
#[test]
fn an_assertion_is_no_presentation() {
    let holder = holder();
    let mut document = presented_by(&holder);
    document.remove("proof");
    let options = data_integrity::Options {
        method: &holder.method,
        purpose: Purpose::AssertionMethod,
        created: NOW,
        challenge: Some(REQUEST.challenge),
        domain: Some(REQUEST.domain),
    };
    let asserted = data_integrity::secure(&document, &options, &holder.key).expect("secured");
    let refused = judged(&asserted, &REQUEST);
    assert!(matches!(refused, Err(PresentationError::Proof(ProofError::WrongPurpose { .. }))));
}

/// Signs a document of one's own as a presentation.
fn signed(document: &Object) -> Object {
    let holder = holder();
    let options = data_integrity::Options {
        method: &holder.method,
        purpose: Purpose::Authentication,
        created: NOW,
        challenge: Some(REQUEST.challenge),
        domain: Some(REQUEST.domain),
    };
    data_integrity::secure(document, &options, &holder.key).expect("secured")
}

#[test]
fn malformed_presentations_are_refused() {
    let mut unsigned = presented_by(&holder());
    unsigned.remove("proof");
    let cases = [
        ("@context", r#"["https://example.com"]"#),
        ("type", r#"["VerifiableCredential"]"#),
        ("id", "7"),
        ("holder", "7"),
        ("verifiableCredential", "[]"),
        ("verifiableCredential", r#"["eyJhbGciOiJub25lIn0.e30."]"#),
    ];
    for (member, value) in cases {
        let mut document = unsigned.clone();
        document.insert(member.to_owned(), value_of(value));
        let refused = judged(&signed(&document), &REQUEST).expect_err(value);
        assert!(matches!(refused, PresentationError::Model(ModelError::Malformed { .. })), "{member}: {refused}");
    }
    let mut document = unsigned;
    document.insert("holder".to_owned(), stranger().did.into());
    assert!(matches!(judged(&signed(&document), &REQUEST), Err(PresentationError::NotTheHolder { .. })));
}

#[test]
fn a_bad_credential_within_is_named() {
    let mut forged = credential();
    forged["credentialSubject"]["member"] = false.into();
    let holder = holder();
    let shown = presentation::present(&[credential(), forged], &REQUEST, &holder.method, NOW, &holder.key);
    let refused = judged(&shown.expect("presented"), &REQUEST);
    let error = VerifyError::Proof(ProofError::BadSignature);
    assert_eq!(refused, Err(PresentationError::Credential { position: 1, error }));
}

#[test]
fn the_number_and_size_are_bounded() {
    let holder = holder();
    let many = vec![credential(); 17];
    let refused = presentation::present(&many, &REQUEST, &holder.method, NOW, &holder.key);
    assert!(matches!(refused, Err(PresentationError::Model(ModelError::Malformed { .. }))));
    let refused = presentation::verify(&vec![b'['; 600_000], &REQUEST, &World::default().checks());
    assert!(matches!(refused, Err(PresentationError::Json(JsonError::TooLarge { .. }))));
}
