//! `did:key` against the vectors of its specification.

use crate::fixture::{p256, secp256k1, sr25519, x25519};
use cybersyn_identity::resolution::ProblemKind;
use cybersyn_identity::{
    History, Options, PublicKey, Resolution,
    document::{Relationship, Representation},
    keys::Multikey,
    resolve,
};
use serde_json::{Value, json};

fn resolved(did: &str) -> Resolution {
    resolve(did, &Options::default(), &History::default())
}

fn of(key: PublicKey) -> String {
    format!("did:key:{}", Multikey::from(key))
}

/// did:key 0.9, section "Create".
#[test]
fn the_specifications_document_is_produced() {
    let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let key = format!("{did}#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    let expected = json!({
        "@context": ["https://www.w3.org/ns/did/v1.1"],
        "id": did,
        "verificationMethod": [{
            "id": key,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
        }],
        "authentication": [key],
        "assertionMethod": [key],
        "capabilityDelegation": [key],
        "capabilityInvocation": [key],
        "keyAgreement": [{
            "id": format!("{did}#z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p"),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": "z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p"
        }]
    });
    let document = resolved(did).unwrap().document;
    assert_eq!(document.check(), Ok(()));
    assert_eq!(Value::from(document.produce(Representation::Did)), expected);
}

/// did:key 0.9, "Test Vectors".
#[test]
fn the_specifications_vectors_resolve() {
    let vectors = [
        "did:key:z6Mkf5rGMoatrSj1f4CyvuHBeXJELe9RPdzo2PKGNCKVtZxP",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        "did:key:zQ3shtxV1FrJfhqE1dvxYRcCknWNjHc3c5X1y3ZSoPDi2aur2",
        "did:key:zQ3shZc2QzApp2oymGvQbzP8eKheVshBHbU4ZYjeXqwSKEn6N",
        "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
    ];
    for vector in vectors {
        let document = resolved(vector).unwrap().document;
        assert_eq!(document.id.as_str(), vector);
        assert!(document.relationships.contains_key(&Relationship::AssertionMethod), "{vector}");
    }
}

#[test]
fn a_signing_key_of_another_curve_agrees_on_no_key() {
    for did in [of(secp256k1(3)), of(p256(4))] {
        let document = resolved(&did).unwrap().document;
        assert!(!document.relationships.contains_key(&Relationship::KeyAgreement));
    }
}

#[test]
fn an_x25519_key_agrees_on_keys_and_does_nothing_else() {
    let document = resolved(&of(x25519(5))).unwrap().document;
    let relationships: Vec<_> = document.relationships.keys().copied().collect();
    assert_eq!(relationships, [Relationship::KeyAgreement]);
}

#[test]
fn what_is_no_key_is_no_did() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let cases = [
        "did:key:x".to_owned(),
        "did:key:1.1:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".to_owned(),
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do".to_owned(),
        "did:key:uAAA".to_owned(),
        of(PublicKey::Ed25519(identity)),
        of(PublicKey::X25519([0; 32])),
        of(PublicKey::P256([0xff; 33])),
    ];
    for did in cases {
        assert_eq!(resolved(&did).unwrap_err().kind, ProblemKind::InvalidDid, "{did}");
    }
}

#[test]
fn kinds_that_are_not_understood_are_named() {
    let p384 = "did:key:z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54";
    for did in [p384, &of(sr25519(6))] {
        let problem = resolved(did).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::FeatureNotSupported);
        assert!(problem.detail.contains("ed25519, secp256k1, P-256 and X25519"), "{problem}");
    }
}

#[test]
fn a_did_key_has_no_versions() {
    let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let problem = resolve(did, &Options::default().version(0), &History::default()).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::FeatureNotSupported);
}
