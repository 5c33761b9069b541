//! Issuers, holders and verifiers of the tests, with keys from seeds and a fixed clock.

use cybersyn_credentials::{
    credential::{BASE_CONTEXT, Credential},
    json::{Object, Value, canonical_object, parse_object},
    key::{Signer, SigningKey},
    resolver::Documents,
    sd_jwt::Entropy,
    status::StatusLists,
    verify::Checks,
};
use cybersyn_primitives::Millis;

/// 2026-01-01T00:00:00Z.
pub const NOW: Millis = 1_767_225_600_000;
pub const DAY: Millis = 86_400_000;

/// Somebody with a did:key.
pub struct Actor {
    pub key: SigningKey,
    pub did: String,
    pub method: String,
}

pub fn actor(seed: u8) -> Actor {
    let key = SigningKey::from_seed(&[seed; 32]);
    let multikey = key.public_key().to_multikey();
    Actor { key, did: format!("did:key:{multikey}"), method: format!("did:key:{multikey}#{multikey}") }
}

pub fn issuer() -> Actor {
    actor(1)
}

pub fn holder() -> Actor {
    actor(2)
}

pub fn stranger() -> Actor {
    actor(3)
}

/// What a verifier knows who knows nothing but did:key.
#[derive(Default)]
pub struct World {
    pub documents: Documents,
    pub lists: StatusLists,
}

impl World {
    pub fn checks(&self) -> Checks<'_, Documents> {
        self.checks_at(NOW)
    }

    pub fn checks_at(&self, now: Millis) -> Checks<'_, Documents> {
        Checks { resolver: &self.documents, lists: &self.lists, now }
    }
}

/// Bytes that differ from call to call, the same in every run.
pub fn entropy() -> impl Entropy {
    let mut state: u64 = 0;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
    }
}

pub fn object(text: &str) -> Object {
    parse_object(text.as_bytes(), text.len()).expect("an object")
}

pub fn text(object: &Object) -> Vec<u8> {
    canonical_object(object).expect("canonical").into_bytes()
}

/// A credential about the holder, without proof.
pub fn membership(issuer: &Actor) -> Object {
    object(&format!(
        r#"{{"@context": ["{BASE_CONTEXT}"], "id": "urn:uuid:1", "type": ["VerifiableCredential", "Membership"],
            "issuer": "{}", "validFrom": "2025-12-01T00:00:00Z", "validUntil": "2026-12-01T00:00:00Z",
            "credentialSubject": {{"id": "{}", "member": true, "share": 12.5}}}}"#,
        issuer.did,
        holder().did
    ))
}

/// Issues a document as a credential of `issuer`.
pub fn issued(issuer: &Actor, document: Object) -> Object {
    let credential = Credential::new(document).expect("a credential");
    credential.issue(&issuer.method, NOW - DAY, &issuer.key).expect("issued")
}

/// Issues a copy of the membership in which one member was replaced.
pub fn issued_with(member: &str, value: &str) -> Object {
    let issuer = issuer();
    let mut document = membership(&issuer);
    document.insert(member.to_owned(), value_of(value));
    issued(&issuer, document)
}

pub fn value_of(text: &str) -> Value {
    cybersyn_credentials::json::parse(text.as_bytes(), text.len()).expect("a value")
}
