//! A citizen's DID through its versions, and a registry that holds it.

use curve25519_dalek::{EdwardsPoint, MontgomeryPoint, RistrettoPoint, Scalar};
use cybersyn_identity::{DidRecord, History, KeyRecord, PublicKey, Purposes, ServiceRecord};
use cybersyn_primitives::{DidId, KeyVersion, Millis};
use k256::elliptic_curve::sec1::ToEncodedPoint;

/// 2026-01-01T00:00:00.500Z: not on a second.
pub const CREATED: Millis = 1_767_225_600_500;
/// One hour.
pub const HOUR: Millis = 3_600_000;

pub const ALICE: DidId = [1; 32];
pub const BOB: DidId = [2; 32];
/// Has every kind of key, service and relation.
pub const CAROL: DidId = [3; 32];
/// Had controllers and another name for a time.
pub const DORA: DidId = [4; 32];
/// Was never created.
pub const NOBODY: DidId = [9; 32];

pub fn did(id: DidId) -> String {
    cybersyn_primitives::did::Did(id).to_string()
}

pub fn ed25519(seed: u64) -> PublicKey {
    PublicKey::Ed25519(EdwardsPoint::mul_base(&Scalar::from(seed)).compress().0)
}

pub fn sr25519(seed: u64) -> PublicKey {
    PublicKey::Sr25519(RistrettoPoint::mul_base(&Scalar::from(seed)).compress().0)
}

pub fn x25519(seed: u64) -> PublicKey {
    PublicKey::X25519(MontgomeryPoint::mul_base(&Scalar::from(seed)).0)
}

pub fn secp256k1(seed: u64) -> PublicKey {
    let key = k256::SecretKey::new(k256::Scalar::from(seed).into()).public_key();
    PublicKey::Secp256k1(key.to_encoded_point(true).as_bytes().try_into().unwrap())
}

pub fn p256(seed: u64) -> PublicKey {
    let key = p256::SecretKey::new(p256::Scalar::from(seed).into()).public_key();
    PublicKey::P256(key.to_encoded_point(true).as_bytes().try_into().unwrap())
}

pub fn key(version: KeyVersion, key: PublicKey, purposes: Purposes) -> KeyRecord {
    KeyRecord { version, key, purposes, until: None, stolen: false }
}

pub fn service(id: &str, kind: &str, endpoint: &str) -> ServiceRecord {
    ServiceRecord { id: id.to_owned(), kind: kind.to_owned(), endpoint: endpoint.to_owned() }
}

/// A DID as the chain creates it: one key, which votes.
pub fn newborn(id: DidId) -> DidRecord {
    DidRecord {
        id,
        controllers: Vec::new(),
        also_known_as: Vec::new(),
        keys: vec![key(0, ed25519(7), Purposes::VOTING)],
        services: Vec::new(),
        created: CREATED,
        updated: CREATED,
        version: 0,
        deactivated: false,
    }
}

/// The same DID an hour later.
pub fn after(before: &DidRecord, change: impl FnOnce(&mut DidRecord)) -> DidRecord {
    let mut record = before.clone();
    record.version += 1;
    record.updated += HOUR;
    change(&mut record);
    record
}

/// Everything that a document can have.
pub fn rich(id: DidId) -> DidRecord {
    let all = Purposes::AUTHENTICATION.and(Purposes::ASSERTION).and(Purposes::CAPABILITY);
    let mut record = newborn(id);
    record.controllers = vec![did(ALICE)];
    record.also_known_as = vec!["https://example.com/carol".to_owned()];
    record.keys.extend([
        key(1, ed25519(8), all),
        key(2, sr25519(9), Purposes::AUTHENTICATION),
        key(3, secp256k1(10), Purposes::ASSERTION),
        key(4, p256(11), Purposes::ASSERTION.and(Purposes::KEY_AGREEMENT)),
        key(5, x25519(12), Purposes::KEY_AGREEMENT),
    ]);
    record.services = vec![
        service("files", "LinkedDomains", "https://example.com/files/"),
        service("agent", "DIDCommMessaging", "https://example.com/agent"),
    ];
    record
}

/// Alice: created; got a second key; lost the first one and got a service. Bob: created, then deactivated. Carol: rich.
/// Dora: created; chose controllers and another name; has neither any more.
pub fn history() -> History {
    let mut history = History::default();
    let first = newborn(ALICE);
    let second = after(&first, |record| record.keys.push(key(1, ed25519(8), Purposes::AUTHENTICATION)));
    let third = after(&second, |record| {
        record.keys[0].until = Some(record.updated);
        record.services.push(service("files", "LinkedDomains", "https://example.com/files/"));
    });
    let bob = newborn(BOB);
    let gone = after(&bob, |record| {
        record.deactivated = true;
        record.keys[0].until = Some(record.updated);
    });
    let dora = newborn(DORA);
    let linked = after(&dora, |record| {
        record.controllers = vec![did(ALICE), did(CAROL)];
        record.also_known_as = vec!["did:web:dora.example".to_owned()];
    });
    let alone = after(&linked, |record| {
        record.controllers.clear();
        record.also_known_as.clear();
    });
    [first, second, third, bob, gone, rich(CAROL), dora, linked, alone]
        .into_iter()
        .for_each(|record| history.push(record));
    history
}
