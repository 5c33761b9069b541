//! SD-JWT credentials: issued by a DID, verified as a whole.

use crate::actors::{Actor, DAY, NOW, World, entropy, holder, issuer, object, stranger};
use cybersyn_credentials::{
    json::{Object, Value},
    jws::{self, JwsError},
    key::Signer,
    presentation::Request,
    resolver::ResolveError,
    sd_jwt::{
        Hidden, SdJwt, SdJwtError,
        key_binding::{self, KeyBindingError},
        vc::{self, Expectation, Terms, VcError, VerifiedVc},
    },
    status::{Entry, StatusPurpose},
};

pub const KIND: &str = "urn:cybersyn:membership:1";
pub const REQUEST: Request = Request { challenge: "n-1", domain: "https://verifier.example" };
const OPEN: Expectation = Expectation { kinds: &[KIND], request: None };
const BOUND: Expectation = Expectation { kinds: &[KIND], request: Some(REQUEST) };

fn issued_by(actor: &Actor, change: impl FnOnce(&mut Terms)) -> Result<SdJwt, VcError> {
    let key = holder().key.public_key();
    let mut terms = Terms {
        method: &actor.method,
        kind: KIND,
        issued: NOW - DAY,
        valid_until: Some(NOW + DAY),
        holder: Some(&key),
        status: None,
    };
    change(&mut terms);
    let hidden = Hidden { claims: &["/name", "/region", "/region/city"], decoys: &[("", 2)] };
    let claims = object(r#"{"name": "Ada", "region": {"city": "Quito", "country": "EC"}, "member": true}"#);
    vc::issue(&terms, claims, &hidden, &mut entropy(), &actor.key)
}

pub fn issued() -> SdJwt {
    issued_by(&issuer(), |_| ()).expect("issued")
}

fn judged(text: &str, expectation: &Expectation) -> Result<VerifiedVc, VcError> {
    vc::verify(text, expectation, &World::default().checks())
}

/// What is thought of a payload that the issuer really signed, with these claims changed.
fn with_claims(change: impl FnOnce(&mut Object)) -> Result<VerifiedVc, VcError> {
    let mut payload = issued().jws().payload().clone();
    change(&mut payload);
    let token = jws::sign(vc::TYPE, Some(&issuer().method), payload, &issuer().key).expect("signed");
    judged(&format!("{token}~"), &OPEN)
}

fn with_claim(name: &str, value: impl Into<Value>) -> Result<VerifiedVc, VcError> {
    let value = value.into();
    with_claims(|payload| drop(payload.insert(name.to_owned(), value)))
}

#[test]
fn issued_accepted_presented_verified() {
    let (held, _) = vc::accept(&issued().to_string(), &[KIND], &World::default().checks()).expect("accepted");
    let shown = held.select(&["/region/city"]).expect("a selection");
    let presented = key_binding::bind(&shown, &REQUEST, NOW, &holder().key).expect("bound").to_string();
    let verified = judged(&presented, &BOUND).expect("verified");
    assert_eq!((verified.issuer(), verified.holder()), (issuer().did.as_str(), Some(&holder().key.public_key())));
    let region = object(r#"{"city": "Quito", "country": "EC"}"#);
    assert_eq!(verified.claims()["region"], Value::Object(region));
    assert!(!verified.claims().contains_key("name") && !verified.claims().contains_key("_sd"));
}

#[test]
fn the_issuers_terms_cannot_be_given_or_hidden() {
    let (issuer, key) = (issuer(), holder().key.public_key());
    let terms =
        Terms { method: &issuer.method, kind: KIND, issued: NOW, valid_until: None, holder: Some(&key), status: None };
    let issue = |claims: &str, hidden: &[&str]| {
        let hidden = Hidden { claims: hidden, decoys: &[] };
        vc::issue(&terms, object(claims), &hidden, &mut entropy(), &issuer.key).map(|_| ())
    };
    assert_eq!(issue(r#"{"exp": 1}"#, &[]), Err(VcError::NotAllowed("exp".to_owned())));
    assert_eq!(issue(r#"{"cnf": {}}"#, &[]), Err(VcError::NotAllowed("cnf".to_owned())));
    assert_eq!(issue("{}", &["/status"]), Err(VcError::NotAllowed("status".to_owned())));
    assert_eq!(issue("{}", &["/vct"]), Err(VcError::NotAllowed("vct".to_owned())));
    assert_eq!(issue(r#"{"a": 1}"#, &["/a"]), Ok(()));
}

/// An issuer that hides the end of validity would let the holder drop it.
#[test]
fn a_hidden_end_of_validity_is_refused() {
    let hidden = Hidden { claims: &["/exp"], decoys: &[] };
    let mut payload = issued().jws().payload().clone();
    payload.remove("_sd");
    payload.remove("_sd_alg");
    let (payload, disclosures) =
        cybersyn_credentials::sd_jwt::conceal(payload, &hidden, &mut entropy()).expect("concealed");
    let token = jws::sign(vc::TYPE, Some(&issuer().method), payload, &issuer().key).expect("signed");
    let refused = judged(&format!("{token}~{}~", disclosures[0].encoded()), &OPEN);
    assert_eq!(refused, Err(VcError::NotAllowed("exp".to_owned())));
}

#[test]
fn only_the_types_asked_for_are_taken() {
    let other = Expectation { kinds: &["urn:cybersyn:diploma:1"], request: None };
    assert_eq!(judged(&issued().to_string(), &other), Err(VcError::WrongType(KIND.to_owned())));
    assert_eq!(with_claims(|payload| drop(payload.remove("vct"))), Err(VcError::Malformed("vct")));
    assert_eq!(with_claim("vct", 7), Err(VcError::Malformed("vct")));
    assert_eq!(with_claim("vct", "urn:x"), Err(VcError::WrongType("urn:x".to_owned())));
    let also = with_claims(|payload| {
        payload.insert("vct".to_owned(), "urn:x".into());
        payload.insert("aka_vcts".to_owned(), vec![KIND].into());
    });
    assert!(also.is_ok());
    assert_eq!(with_claim("aka_vcts", KIND), Err(VcError::Malformed("aka_vcts")));
}

#[test]
fn a_credential_counts_from_its_first_to_its_last_second() {
    let text = issued().to_string();
    let at = |now| vc::verify(&text, &OPEN, &World::default().checks_at(now)).map(|_| ());
    assert_eq!(at(NOW + DAY - 1), Ok(()));
    assert_eq!(at(NOW + DAY), Err(VcError::Expired));
    assert_eq!(at(NOW - DAY - 60_000), Ok(()), "clocks differ a little");
    assert_eq!(at(NOW - DAY - 60_001), Err(VcError::TooEarly));
    for value in [Value::from("1767225600"), Value::from(-1), Value::from(1e300), Value::Null] {
        assert_eq!(with_claim("exp", value), Err(VcError::Malformed("exp")));
    }
    assert!(with_claim("exp", (NOW + DAY) as f64 / 1_000.0 + 0.5).is_ok(), "fractions are dates too");
}

#[test]
fn a_credential_in_anothers_name_is_refused() {
    let stranger = stranger();
    let sign = |kid: Option<&str>, payload: Object| {
        let token = jws::sign(vc::TYPE, kid, payload, &stranger.key).expect("signed");
        judged(&format!("{token}~"), &OPEN)
    };
    let payload = issued().jws().payload().clone();
    assert_eq!(sign(Some(&stranger.method), payload.clone()), Err(VcError::NotTheIssuer), "another's key");
    assert_eq!(sign(None, payload.clone()), Err(VcError::NotTheIssuer), "no key named");
    assert_eq!(sign(Some(&issuer().method), payload.clone()), Err(VcError::Jws(JwsError::BadSignature)));
    let mut anonymous = payload;
    anonymous.remove("iss");
    assert_eq!(sign(Some(&stranger.method), anonymous), Err(VcError::Malformed("iss")));
}

#[test]
fn a_relative_kid_belongs_to_the_issuer() {
    let fragment = issuer().method.split_once('#').map(|(_, name)| format!("#{name}")).expect("a fragment");
    let token = jws::sign(vc::TYPE, Some(&fragment), issued().jws().payload().clone(), &issuer().key).expect("signed");
    assert!(judged(&format!("{token}~"), &OPEN).is_ok());
}

#[test]
fn a_key_for_authentication_does_not_issue() {
    let issuer = issuer();
    let did = "did:cyb:zIssuer";
    let multikey = issuer.key.public_key().to_multikey();
    let document = format!(
        r##"{{"id": "{did}", "verificationMethod": [{{"id": "#k", "type": "Multikey", "controller": "{did}",
            "publicKeyMultibase": "{multikey}"}}], "authentication": ["#k"]}}"##
    );
    let mut world = World::default();
    world.documents.insert(document.as_bytes()).expect("a document");
    let actor = Actor { key: issuer.key, did: did.to_owned(), method: format!("{did}#k") };
    let text = issued_by(&actor, |_| ()).expect("issued").to_string();
    let refused = vc::verify(&text, &OPEN, &world.checks());
    assert!(matches!(refused, Err(VcError::Resolve(ResolveError::NotAuthorized { .. }))));
}

#[test]
fn a_token_of_another_type_is_no_credential() {
    let payload = issued().jws().payload().clone();
    for typ in ["kb+jwt", "JWT", "vc+sd-jwt"] {
        let token = jws::sign(typ, Some(&issuer().method), payload.clone(), &issuer().key).expect("signed");
        let refused = judged(&format!("{token}~"), &OPEN);
        assert!(matches!(refused, Err(VcError::Jws(JwsError::WrongType { .. }))), "{typ}");
    }
}

#[test]
fn a_made_up_disclosure_is_refused() {
    let forged =
        cybersyn_credentials::sd_jwt::Disclosure::new(&[1; 16], Some("admin"), true.into()).expect("a disclosure");
    let refused = judged(&format!("{}{}~", issued(), forged.encoded()), &OPEN);
    assert_eq!(refused, Err(VcError::SdJwt(SdJwtError::UnusedDisclosure)));
}

#[test]
fn an_unknown_status_mechanism_is_refused() {
    let status = object(r#"{"status_list": {"idx": 1, "uri": "https://example.com/1"}}"#);
    assert_eq!(with_claim("status", status), Err(VcError::StatusNotSupported));
    assert_eq!(with_claim("status", 7), Err(VcError::StatusNotSupported));
}

#[test]
fn an_unknown_status_mechanism_beside_ours_is_refused() {
    let ours = Entry::new("https://example.com/2", 1, StatusPurpose::Revocation).expect("an entry").to_json();
    let other = object(r#"{"idx": 1, "uri": "https://example.com/1"}"#);
    let both = [("bitstring_status_list".to_owned(), ours.into()), ("status_list".to_owned(), other.into())];
    let refused = with_claim("status", Object::from_iter(both));
    assert_eq!(refused, Err(VcError::StatusNotSupported));
}

#[test]
fn a_holder_refuses_somebody_elses_presentation() {
    let presented = key_binding::bind(&issued(), &REQUEST, NOW, &holder().key).expect("bound");
    let refused = vc::accept(&presented.to_string(), &[KIND], &World::default().checks());
    assert_eq!(refused.map(|_| ()), Err(VcError::IsPresentation));
}

/// Whether a binding is needed is the verifier's decision, not the sender's.
#[test]
fn a_required_binding_cannot_be_left_out() {
    let refused = judged(&issued().to_string(), &BOUND);
    assert_eq!(refused, Err(VcError::KeyBinding(KeyBindingError::Missing)));
    let unbound = issued_by(&issuer(), |terms| terms.holder = None).expect("issued");
    assert_eq!(judged(&unbound.to_string(), &BOUND), Err(VcError::KeyBinding(KeyBindingError::NotBound)));
}
