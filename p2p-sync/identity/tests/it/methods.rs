//! From what the chain keeps to a document of `did:cyb`.

use crate::fixture::{ALICE, BOB, CAROL, CREATED, HOUR, did, ed25519, key, newborn, rich, service};
use cybersyn_identity::{
    DocumentError, Entries, KeyRecord, PublicKey, Purposes, Representation, document::Relationship, keys::Multikey,
};
use serde_json::{Value, json};

#[test]
fn a_newborn_did_has_a_voting_key_that_serves_no_relationship() {
    let did = did(ALICE);
    let key = Multikey::from(ed25519(7)).to_string();
    let expected = json!({
        "id": did,
        "verificationMethod": [
            { "id": format!("{did}#key-0"), "type": "Multikey", "controller": did, "publicKeyMultibase": key }
        ],
    });
    let document = newborn(ALICE).document().unwrap();
    assert_eq!(Value::from(document.properties()), expected);
    assert_eq!(newborn(ALICE).voting_methods(), [format!("{did}#key-0")]);
}

#[test]
fn every_purpose_has_its_relationships() {
    let document = rich(CAROL).document().unwrap();
    let did = did(CAROL);
    let keys = |relationship| -> Vec<String> {
        let entries = &document.relationships[&relationship];
        entries.iter().map(|entry| entry.id().absolute().replace(&format!("{did}#key-"), "")).collect()
    };
    assert_eq!(keys(Relationship::Authentication), ["1", "2"]);
    assert_eq!(keys(Relationship::AssertionMethod), ["1", "3", "4"]);
    assert_eq!(keys(Relationship::KeyAgreement), ["4", "5"]);
    assert_eq!(keys(Relationship::CapabilityInvocation), ["1"]);
    assert_eq!(keys(Relationship::CapabilityDelegation), ["1"]);
}

#[test]
fn controllers_aliases_and_services_are_written() {
    let properties = Value::from(rich(CAROL).document().unwrap().properties());
    assert_eq!(properties["controller"], json!(did(ALICE)));
    assert_eq!(properties["alsoKnownAs"], json!(["https://example.com/carol"]));
    let expected = json!({
        "id": format!("{}#files", did(CAROL)), "type": "LinkedDomains", "serviceEndpoint": "https://example.com/files/"
    });
    assert_eq!(properties["service"][0], expected);
}

/// DID Core 1.0, 5.1.2 and 5.1.3: one controller is a string or a set, several are a set; none at all is no property.
#[test]
fn controllers_and_aliases_have_the_forms_that_did_core_gives_them() {
    let plain = Value::from(newborn(ALICE).document().unwrap().properties());
    assert_eq!((plain.get("controller"), plain.get("alsoKnownAs")), (None, None));
    let mut record = newborn(ALICE);
    record.controllers = vec![did(CAROL), did(BOB)];
    record.also_known_as = vec!["did:web:alice.example".to_owned(), "https://alice.example/#me".to_owned()];
    let properties = Value::from(record.document().unwrap().properties());
    assert_eq!(properties["controller"], json!([did(CAROL), did(BOB)]));
    assert_eq!(properties["alsoKnownAs"], json!(["did:web:alice.example", "https://alice.example/#me"]));
}

/// A controller changes the document; it does not become the controller of the keys in it.
#[test]
fn keys_stay_those_of_the_did() {
    let document = rich(CAROL).document().unwrap();
    assert!(document.methods().all(|method| method.controller == document.id));
}

#[test]
fn a_retired_key_stays_marked_and_serves_nothing() {
    let mut record = rich(CAROL);
    record.keys[1].until = Some(CREATED + HOUR);
    let document = record.document().unwrap();
    let properties = Value::from(document.properties());
    assert_eq!(properties["verificationMethod"][1]["revoked"], json!("2026-01-01T01:00:00Z"));
    let id = format!("{}#key-1", did(CAROL));
    assert!(Relationship::ALL.iter().all(|relationship| !document.authorizes(&id, *relationship)));
    assert!(!document.relationships.contains_key(&Relationship::CapabilityInvocation), "no empty list is left");
}

#[test]
fn a_stolen_key_is_not_shown_at_all() {
    let mut record = rich(CAROL);
    record.keys[0].until = Some(CREATED);
    record.keys[0].stolen = true;
    let id = format!("{}#key-0", did(CAROL));
    assert!(record.document().unwrap().methods().all(|method| method.id.absolute() != id));
    assert!(record.voting_methods().is_empty());
}

/// The chain checks the form of secp256k1 and P-256 keys only.
#[test]
fn a_key_that_is_no_point_of_its_curve_is_not_shown_and_said_to_be_left_out() {
    let mut off_curve = [0; 33];
    off_curve[0] = 2;
    off_curve[32] = 5;
    let mut record = newborn(ALICE);
    record.keys.push(key(1, PublicKey::Secp256k1(off_curve), Purposes::ASSERTION));
    record.keys.push(key(2, PublicKey::P256([0xff; 33]), Purposes::VOTING));
    record.keys.push(KeyRecord { stolen: true, ..record.keys[1] });
    let document = record.document().unwrap();
    assert_eq!(document.methods().count(), 1);
    assert!(document.relationships.is_empty());
    assert_eq!(record.unusable_methods(), [1, 2].map(|version| format!("{}#key-{version}", did(ALICE))));
    assert!(rich(CAROL).unusable_methods().is_empty());
}

#[test]
fn what_the_chain_should_not_have_taken_is_an_error() {
    let mut bad_endpoint = newborn(ALICE);
    bad_endpoint.services = vec![service("a", "A", "no uri")];
    assert!(matches!(bad_endpoint.document(), Err(DocumentError::BadSyntax { .. })));
    let mut bad_controller = newborn(ALICE);
    bad_controller.controllers = vec!["alice".to_owned()];
    assert!(matches!(bad_controller.document(), Err(DocumentError::BadSyntax { .. })));
    let mut bad_alias = newborn(ALICE);
    bad_alias.also_known_as = vec!["https://a/%zz".to_owned()];
    assert!(matches!(bad_alias.document(), Err(DocumentError::BadSyntax { .. })));
    let mut same_alias = newborn(ALICE);
    same_alias.also_known_as = vec!["a:b".to_owned(); 2];
    assert!(matches!(same_alias.document(), Err(DocumentError::DuplicateItem { .. })));
    let mut twice = newborn(ALICE);
    twice.services = vec![service("key-0", "A", "a:b")];
    assert_eq!(twice.document(), Err(DocumentError::DuplicateId(format!("{}#key-0", did(ALICE)))));
}

#[test]
fn our_own_documents_are_consumed_to_the_same() {
    let document = rich(CAROL).document().unwrap();
    for representation in Representation::ALL {
        let bytes = serde_json::to_vec(&document.produce(representation)).unwrap();
        let entries = Entries::read(&bytes, representation.media_type()).unwrap();
        assert_eq!(entries.properties, document.properties());
        assert_eq!(entries.document().unwrap(), document);
        assert_eq!(entries.representation_specific.contains_key("@context"), representation.context().is_some());
    }
}

/// 20 keys with every purpose, 25 services, 8 controllers and 8 other names, all of greatest length, are read again by
/// ourselves.
#[test]
fn the_largest_document_of_the_chain_stays_below_what_is_read() {
    let mut record = newborn([0xff; 32]);
    let purposes = Purposes(0x1f & !Purposes::KEY_AGREEMENT.0);
    record.keys = (0..20).map(|version| key(version + 65_000, ed25519(version.into()), purposes)).collect();
    record.keys.remove(0);
    let long = |number: usize, length: usize| format!("{number:02}{}", "x".repeat(length - 2));
    record.services = (0..25)
        .map(|number| service(&long(number, 64), &long(number, 64), &format!("x:{}", "y".repeat(254))))
        .collect();
    record.controllers = (0..8).map(|number| did([number; 32])).collect();
    record.also_known_as = (0..8).map(|number| format!("x:{}", long(number, 254))).collect();
    let bytes = serde_json::to_vec(&record.document().unwrap().produce(Representation::Did)).unwrap();
    assert!(bytes.len() * 3 < cybersyn_identity::document::DOCUMENT_BYTES_MAX, "{} bytes", bytes.len());
    assert!(Entries::read(&bytes, "application/did").unwrap().document().is_ok());
}
