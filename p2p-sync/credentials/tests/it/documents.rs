//! DID documents: which key may do what.

use crate::actors::{NOW, actor, issuer, object, stranger};
use cybersyn_credentials::{
    json::{Object, Value, canonical},
    key::{KeyError, PublicKey, Signer},
    resolver::{Documents, Method, Purpose, ResolveError, did_key_document, did_of, method},
};

const DID: &str = "did:cyb:zIssuer";

/// A document with one Multikey `#k1`, authorised for assertions; `change` edits it.
fn document(change: impl FnOnce(&mut Object)) -> Object {
    let multikey = issuer().key.public_key().to_multikey();
    let mut document = object(&format!(
        r##"{{"id": "{DID}", "verificationMethod": [{{"id": "{DID}#k1", "type": "Multikey", "controller": "{DID}",
            "publicKeyMultibase": "{multikey}"}}], "assertionMethod": ["#k1"]}}"##
    ));
    change(&mut document);
    document
}

fn resolve(document: &Object, name: &str, purpose: Purpose) -> Result<Method, ResolveError> {
    let mut documents = Documents::default();
    let text = canonical(&Value::Object(document.clone())).expect("canonical");
    documents.insert(text.as_bytes()).expect("a document");
    method(&documents, name, purpose, NOW as i64)
}

fn assertion(document: &Object) -> Result<Method, ResolveError> {
    resolve(document, &format!("{DID}#k1"), Purpose::AssertionMethod)
}

fn first_method(document: &mut Object) -> &mut Object {
    document["verificationMethod"][0].as_object_mut().expect("a method")
}

#[test]
fn an_authorised_key_is_found() {
    let found = assertion(&document(|_| ())).expect("authorised");
    assert_eq!(found, Method { controller: DID.to_owned(), key: issuer().key.public_key() });
    let absolute = document(|document| {
        document.insert("assertionMethod".to_owned(), vec![format!("{DID}#k1")].into());
    });
    assert_eq!(assertion(&absolute).expect("authorised"), found);
    let embedded = document(|document| {
        let method = document.remove("verificationMethod").expect("methods");
        document.insert("assertionMethod".to_owned(), method);
    });
    assert_eq!(assertion(&embedded).expect("authorised"), found);
}

#[test]
fn a_json_web_key_is_found() {
    let document = document(|document| {
        let method = first_method(document);
        method.remove("publicKeyMultibase");
        method.insert("type".to_owned(), "JsonWebKey".into());
        method.insert("publicKeyJwk".to_owned(), stranger().key.public_key().to_jwk().into());
    });
    assert_eq!(assertion(&document).expect("authorised").key, stranger().key.public_key());
}

#[test]
fn a_key_for_one_purpose_does_not_serve_another() {
    let name = format!("{DID}#k1");
    let refused = resolve(&document(|_| ()), &name, Purpose::Authentication);
    assert_eq!(refused, Err(ResolveError::NotAuthorized { method: name, purpose: Purpose::Authentication }));
}

#[test]
fn a_listed_method_without_a_relationship_is_worth_nothing() {
    let document = document(|document| {
        document.remove("assertionMethod");
    });
    assert!(matches!(assertion(&document), Err(ResolveError::NotAuthorized { .. })));
}

#[test]
fn another_dids_document_or_key_is_refused() {
    struct Liar;
    impl cybersyn_credentials::resolver::Resolver for Liar {
        fn resolve(&self, _: &str) -> Result<Object, ResolveError> {
            Ok(document(|_| ()))
        }
    }
    let refused = method(&Liar, "did:cyb:zVictim#k1", Purpose::AssertionMethod, 0);
    let problem = "it is another DID's";
    assert_eq!(refused, Err(ResolveError::InvalidDocument { did: "did:cyb:zVictim".to_owned(), problem }));
    let foreign = document(|document| {
        first_method(document).insert("controller".to_owned(), "did:cyb:zOther".into());
    });
    assert!(matches!(assertion(&foreign), Err(ResolveError::InvalidDocument { .. })));
}

#[test]
fn dangling_and_doubled_methods_are_refused() {
    let dangling = document(|document| {
        document.insert("verificationMethod".to_owned(), Value::Array(Vec::new()));
    });
    assert!(matches!(assertion(&dangling), Err(ResolveError::InvalidDocument { .. })));
    let doubled = document(|document| {
        let methods = document["verificationMethod"].as_array_mut().expect("methods");
        methods.push(methods[0].clone());
    });
    assert!(matches!(assertion(&doubled), Err(ResolveError::InvalidDocument { .. })));
}

#[test]
fn an_ended_key_is_refused_and_one_that_ends_later_is_not() {
    for end in ["expires", "revoked"] {
        let ending = |date: &str| {
            document(|document| {
                first_method(document).insert(end.to_owned(), date.into());
            })
        };
        let over = assertion(&ending("2026-01-01T00:00:00Z"));
        assert_eq!(over, Err(ResolveError::MethodExpired(format!("{DID}#k1"))), "{end}");
        assert!(assertion(&ending("2026-01-01T00:00:00.001Z")).is_ok(), "{end}");
        assert!(matches!(assertion(&ending("soon")), Err(ResolveError::InvalidDocument { .. })), "{end}");
    }
}

/// What a retired key signed may bear any date: without a witness of it the date is the signer's word.
#[test]
fn a_retired_key_verifies_nothing_and_the_error_says_that_it_is_over() {
    let retired = document(|document| {
        document.remove("assertionMethod");
        first_method(document).insert("revoked".to_owned(), "2025-12-31T00:00:00Z".into());
    });
    assert_eq!(assertion(&retired), Err(ResolveError::MethodExpired(format!("{DID}#k1"))));
    let later = document(|document| {
        document.remove("assertionMethod");
        first_method(document).insert("revoked".to_owned(), "2026-12-31T00:00:00Z".into());
    });
    assert!(matches!(assertion(&later), Err(ResolveError::NotAuthorized { .. })));
}

#[test]
fn an_unknown_did_is_not_found() {
    let refused = method(&Documents::default(), "did:cyb:zNobody#k", Purpose::AssertionMethod, 0);
    assert_eq!(refused, Err(ResolveError::NotFound("did:cyb:zNobody".to_owned())));
}

#[test]
fn a_deactivated_did_signs_no_more() {
    let mut documents = Documents::default();
    documents.deactivate(&issuer().did);
    let refused = method(&documents, &issuer().method, Purpose::AssertionMethod, 0);
    assert_eq!(refused, Err(ResolveError::Deactivated(issuer().did)));
}

#[test]
fn what_is_no_method_is_refused() {
    for name in
        ["", "#k1", "did:cyb:zIssuer", "did:cyb:zIssuer#", "https://example.com#k1", "did:cyb:a?x=1#k", "did:cyb:a/b#k"]
            .into_iter()
            .chain(["did:cyb:#k", "did::a#k", "did:CYB:a#k", "did:cyb:a:#k", "did:cyb:a%2#k", "did:cyb:a b#k"])
            .chain(["did:cyb:a\u{1b}[2K\nit counts#k", "did:cyb:a#k\r\u{9b}2K", "did:cyb:\u{202e}a#k", "did:cyb:a#k#k"])
    {
        let refused = method(&Documents::default(), name, Purpose::AssertionMethod, 0);
        assert_eq!(refused, Err(ResolveError::InvalidMethod(name.to_owned())), "{name:?}");
    }
    let long = format!("did:cyb:{}#k", "a".repeat(2_000));
    assert!(matches!(
        method(&Documents::default(), &long, Purpose::AssertionMethod, 0),
        Err(ResolveError::InvalidMethod(_))
    ));
}

#[test]
fn methods_of_every_kind_of_did_are_read() {
    for name in ["did:web:example.com%3A3000:user:alice#key-1", "did:x:1#k", "did:key:z6Mk_.-#z6Mk?/@", "did:x::1#k"] {
        assert_eq!(did_of(name), Ok(name.split('#').next().expect("a DID")), "{name:?}");
    }
}

#[test]
fn too_many_methods_and_oversize_documents_are_refused() {
    let crowded = document(|document| {
        document.insert("assertionMethod".to_owned(), vec!["#k1"; 65].into());
    });
    assert!(matches!(assertion(&crowded), Err(ResolveError::InvalidDocument { .. })));
    let large = format!(r#"{{"id": "{DID}", "x": "{}"}}"#, "x".repeat(70_000));
    assert!(matches!(Documents::default().insert(large.as_bytes()), Err(ResolveError::Json(_))));
    assert!(Documents::default().insert(br#"{"id": "https://example.com"}"#).is_err());
}

#[test]
fn did_key_needs_no_resolving_and_takes_real_keys_only() {
    let issuer = issuer();
    let found = method(&Documents::default(), &issuer.method, Purpose::Authentication, 0).expect("a did:key");
    assert_eq!(found.key, issuer.key.public_key());
    for did in ["did:key:", "did:key:z", "did:key:z6Mk", "did:key:u6MkrJVn", "did:web:example.com"] {
        assert_eq!(did_key_document(did), None, "{did}");
    }
    assert!(did_key_document(&format!("did:key:z{}", "1".repeat(100_000))).is_none());
}

mod keys {
    use super::*;
    use cybersyn_credentials::encoding::to_base58;

    /// The identity and the seven other points of small order, as far as their encodings are canonical.
    #[test]
    fn of_small_order_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let order_two = {
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (0xec, 0x7f);
            bytes
        };
        let order_eight = hex::decode("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05").expect("hex");
        for bytes in [identity, [0; 32], order_two, order_eight.try_into().expect("32 bytes")] {
            assert_eq!(PublicKey::ed25519(&bytes), Err(KeyError::Weak), "{bytes:?}");
        }
    }

    #[test]
    fn private_keys_are_refused() {
        let mut jwk = issuer().key.public_key().to_jwk();
        assert!(PublicKey::from_jwk(&jwk).is_ok());
        jwk.insert("d".to_owned(), "secret".into());
        assert_eq!(PublicKey::from_jwk(&jwk), Err(KeyError::Private));
    }

    #[test]
    fn other_kinds_and_lengths_are_refused() {
        let key = issuer().key.public_key();
        let PublicKey::Ed25519(bytes) = key else { panic!("an Ed25519 key") };
        let with = |prefix: [u8; 2], bytes: &[u8]| to_base58(&[&prefix[..], bytes].concat());
        assert_eq!(PublicKey::from_multikey(&with([0xed, 1], &bytes.as_bytes()[1..])), Err(KeyError::Malformed));
        assert_eq!(PublicKey::from_multikey(&with([0xec, 1], bytes.as_bytes())), Err(KeyError::NotSupported), "X25519");
        assert_eq!(PublicKey::from_multikey(&with([0x80, 0x24], bytes.as_bytes())), Err(KeyError::Malformed));
        for jwk in [r#"{"kty": "RSA"}"#, r#"{"kty": "oct", "k": "AAAA"}"#, r#"{"kty": "OKP", "crv": "X25519"}"#] {
            assert_eq!(PublicKey::from_jwk(&object(jwk)), Err(KeyError::NotSupported), "{jwk}");
        }
        assert_eq!(
            PublicKey::from_jwk(&object(r#"{"kty": "OKP", "crv": "Ed25519", "x": "AA"}"#)),
            Err(KeyError::Malformed)
        );
    }

    #[test]
    fn both_kinds_survive_both_forms() {
        let p256 = PublicKey::from_jwk(&object(
            r#"{"kty": "EC", "crv": "P-256", "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
                "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}"#,
        ));
        for key in [p256.expect("a key"), actor(9).key.public_key()] {
            assert_eq!(PublicKey::from_multikey(&key.to_multikey()).as_ref(), Ok(&key));
            assert_eq!(PublicKey::from_jwk(&key.to_jwk()).as_ref(), Ok(&key));
        }
    }

    #[test]
    fn a_key_answers_to_its_own_algorithms_only() {
        let p256 = PublicKey::from_multikey("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv").expect("a P-256 key");
        let ed25519 = issuer().key.public_key();
        for algorithm in ["EdDSA", "Ed25519", "ES256", "none", "HS256", "ES256K", "RS256", ""] {
            assert_eq!(p256.answers_to(algorithm), algorithm == "ES256", "{algorithm}");
            assert_eq!(ed25519.answers_to(algorithm), matches!(algorithm, "EdDSA" | "Ed25519"), "{algorithm}");
        }
    }

    #[test]
    fn a_point_beside_the_curve_is_refused() {
        let beside = object(
            r#"{"kty": "EC", "crv": "P-256", "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
                "y": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ"}"#,
        );
        assert_eq!(PublicKey::from_jwk(&beside), Err(KeyError::Weak));
    }
}
