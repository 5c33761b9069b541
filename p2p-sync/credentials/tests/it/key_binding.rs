//! Key bindings: what a thief of a presentation cannot do.

use crate::{
    actors::{NOW, holder, issuer, stranger},
    vcs::{REQUEST, issued},
};
use cybersyn_credentials::{
    challenge::{ChallengeError, Challenges},
    encoding::to_base64url,
    json::{Object, Value},
    jws::{self, JwsError},
    key::{PublicKey, Signer},
    presentation::Request,
    sd_jwt::{
        SdJwt,
        key_binding::{KeyBindingError, bind, verify},
    },
};

fn presented() -> SdJwt {
    bind(&issued().select(&["/name"]).expect("a selection"), &REQUEST, NOW, &holder().key).expect("bound")
}

fn judged(sd_jwt: &SdJwt) -> Result<PublicKey, KeyBindingError> {
    verify(sd_jwt, &REQUEST, NOW)
}

/// The presentation with a binding of another payload, type and signer.
fn rebound(change: impl FnOnce(&mut Object), typ: &str, signer: &impl Signer) -> Result<PublicKey, KeyBindingError> {
    let presented = presented().to_string();
    let (shown, binding) = presented.rsplit_once('~').expect("a binding");
    let mut payload = jws::Jws::parse(binding).expect("a token").payload().clone();
    change(&mut payload);
    let token = jws::sign(typ, None, payload, signer).expect("signed");
    judged(&SdJwt::parse(&format!("{shown}~{token}")).expect("an SD-JWT"))
}

fn with(name: &str, value: impl Into<Value>) -> Result<PublicKey, KeyBindingError> {
    let value = value.into();
    rebound(|payload| drop(payload.insert(name.to_owned(), value)), "kb+jwt", &holder().key)
}

#[test]
fn the_holders_key_is_found() {
    assert_eq!(judged(&presented()), Ok(holder().key.public_key()));
}

#[test]
fn a_replayed_presentation_is_refused() {
    let mut challenges = Challenges::default();
    let nonce = challenges.open(&[1; 32], NOW, NOW + 60_000).expect("a nonce");
    let request = Request { challenge: &nonce, ..REQUEST };
    let presented = bind(&issued(), &request, NOW, &holder().key).expect("bound");
    assert_eq!(challenges.redeem(&nonce, NOW), Ok(()));
    assert!(verify(&presented, &request, NOW).is_ok());
    assert_eq!(challenges.redeem(&nonce, NOW), Err(ChallengeError::NotOpen), "the same again");
    let next = challenges.open(&[2; 32], NOW, NOW + 60_000).expect("a nonce");
    let refused = verify(&presented, &Request { challenge: &next, ..REQUEST }, NOW);
    assert_eq!(refused, Err(KeyBindingError::WrongChallenge), "for the next request");
}

#[test]
fn a_presentation_to_one_verifier_is_worth_nothing_to_another() {
    let other = Request { domain: "https://other.example", ..REQUEST };
    let refused = verify(&presented(), &other, NOW);
    assert_eq!(refused, Err(KeyBindingError::WrongDomain("https://other.example".to_owned())));
    assert_eq!(with("aud", vec![REQUEST.domain]), Err(KeyBindingError::WrongDomain(REQUEST.domain.to_owned())));
}

#[test]
fn a_thief_without_the_key_cannot_bind() {
    assert_eq!(bind(&issued(), &REQUEST, NOW, &stranger().key), Err(KeyBindingError::NotTheHolder));
    let forged = rebound(|_| (), "kb+jwt", &stranger().key);
    assert_eq!(forged, Err(KeyBindingError::Jws(JwsError::BadSignature)));
    assert!(rebound(|_| (), "kb+jwt", &issuer().key).is_err(), "nor can the issuer");
}

/// A verifier that got two claims passes on one of them, or adds one it has from elsewhere.
#[test]
fn disclosures_cannot_be_added_or_removed_afterwards() {
    let presented = presented();
    let text = presented.to_string();
    let fewer = text.replace(&format!("{}~", presented.disclosures()[0].encoded()), "");
    assert_eq!(judged(&SdJwt::parse(&fewer).expect("an SD-JWT")), Err(KeyBindingError::WrongHash));
    let all = issued();
    let extra = all.disclosures().iter().find(|disclosure| disclosure.name() == Some("region")).expect("a region");
    let (shown, binding) = text.rsplit_once('~').expect("a binding");
    let more = format!("{shown}~{}~{binding}", extra.encoded());
    assert_eq!(judged(&SdJwt::parse(&more).expect("an SD-JWT")), Err(KeyBindingError::WrongHash));
}

#[test]
fn a_binding_of_another_credential_is_refused() {
    let other = bind(&issued().select(&[]).expect("a selection"), &REQUEST, NOW, &holder().key).expect("bound");
    let presented = presented().to_string();
    let (shown, _) = presented.rsplit_once('~').expect("a binding");
    let mixed = format!("{shown}~{}", other.key_binding().expect("a binding"));
    assert_eq!(judged(&SdJwt::parse(&mixed).expect("an SD-JWT")), Err(KeyBindingError::WrongHash));
}

#[test]
fn a_binding_is_of_now() {
    let at = |now| verify(&presented(), &REQUEST, now).map(|_| ());
    assert_eq!(at(NOW + 600_000), Ok(()));
    assert_eq!(at(NOW + 601_000), Err(KeyBindingError::NotNow));
    assert_eq!(at(NOW - 60_000), Ok(()));
    assert_eq!(at(NOW - 61_000), Err(KeyBindingError::NotNow));
    assert_eq!(with("iat", "now"), Err(KeyBindingError::NotNow));
    assert_eq!(with("exp", NOW / 1_000), Err(KeyBindingError::NotNow));
    assert_eq!(rebound(|payload| drop(payload.remove("iat")), "kb+jwt", &holder().key), Err(KeyBindingError::NotNow));
}

#[test]
fn needed_claims_are_needed() {
    assert_eq!(
        rebound(|payload| drop(payload.remove("nonce")), "kb+jwt", &holder().key),
        Err(KeyBindingError::WrongChallenge)
    );
    assert!(matches!(
        rebound(|payload| drop(payload.remove("aud")), "kb+jwt", &holder().key),
        Err(KeyBindingError::WrongDomain(_))
    ));
    assert_eq!(
        rebound(|payload| drop(payload.remove("sd_hash")), "kb+jwt", &holder().key),
        Err(KeyBindingError::WrongHash)
    );
    assert_eq!(with("sd_hash", to_base64url(&[0; 32])), Err(KeyBindingError::WrongHash));
}

#[test]
fn another_token_of_the_holder_is_no_binding() {
    let refused = rebound(|_| (), "JWT", &holder().key);
    assert!(matches!(refused, Err(KeyBindingError::Jws(JwsError::WrongType { .. }))));
}

#[test]
fn an_unsigned_binding_is_refused() {
    let presented = presented().to_string();
    let (shown, binding) = presented.rsplit_once('~').expect("a binding");
    let payload = binding.split('.').nth(1).expect("a payload");
    let header = to_base64url(br#"{"alg":"none","typ":"kb+jwt"}"#);
    let forged = SdJwt::parse(&format!("{shown}~{header}.{payload}.")).expect("an SD-JWT");
    assert_eq!(judged(&forged), Err(KeyBindingError::Jws(JwsError::WrongAlgorithm("none".to_owned()))));
}
