//! DID documents of records, as far as signatures and anchors of credentials need them.

use crate::{
    ChainError, State,
    did::{DidKey, DidRecord, DidService, PublicKey},
};
use cybersyn_primitives::did::Did;
use serde_json::{Value, json};

/// The bit of keys that prove control of the DID.
pub const AUTHENTICATION: u8 = 1;
/// The bit of keys that issue credentials.
pub const ASSERTION: u8 = 1 << 1;

/// The relationships that matter to credentials.
const RELATIONSHIPS: [(&str, u8); 2] = [("authentication", AUTHENTICATION), ("assertionMethod", ASSERTION)];

/// What the chain says of a DID.
#[derive(Clone, Debug, PartialEq)]
pub enum Issuer {
    /// It was never created.
    Unknown,
    /// It is deactivated, for good.
    Deactivated,
    /// Its document.
    Document(Value),
}

/// What the chain says of `did`, for whoever is to believe its signatures.
pub async fn issuer(at: &impl State, did: &Did) -> Result<Issuer, ChainError> {
    let record: Option<DidRecord> = at.value("Did", "Dids", &[&did.0]).await?;
    Ok(record.map_or(Issuer::Unknown, |record| document(&record, did).map_or(Issuer::Deactivated, Issuer::Document)))
}

/// The DID document, without what neither signs credentials nor anchors anything. None once deactivated.
fn document(record: &DidRecord, did: &Did) -> Option<Value> {
    if record.deactivated.is_some() {
        return None;
    }
    let in_force = record.keys.iter().filter(|key| key.until.is_none() && !key.stolen);
    let keys: Vec<(&DidKey, String)> = in_force.filter_map(|key| Some((key, multikey(&key.key)?))).collect();
    let id = |key: &DidKey| format!("{did}#key-{}", key.version);
    let method = |(key, multikey): &(&DidKey, String)| json!({ "id": id(key), "type": "Multikey", "controller": did.to_string(), "publicKeyMultibase": multikey });
    let mut document = json!({
        "id": did.to_string(),
        "verificationMethod": keys.iter().map(method).collect::<Vec<_>>(),
        "service": record.services.iter().map(|service| service_json(service, did)).collect::<Vec<_>>(),
    });
    for (relationship, purpose) in RELATIONSHIPS {
        let serving = keys.iter().filter(|(key, _)| key.purposes & purpose != 0);
        document[relationship] = serving.map(|(key, _)| id(key)).collect();
    }
    Some(document)
}

fn service_json(service: &DidService, did: &Did) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    json!({
        "id": format!("{did}#{}", text(&service.id)),
        "type": text(&service.kind),
        "serviceEndpoint": text(&service.endpoint),
    })
}

/// The Multikey of the kinds that sign credentials.
fn multikey(key: &PublicKey) -> Option<String> {
    let prefix = match key {
        PublicKey::Ed25519(_) => [0xed, 0x01],
        PublicKey::P256(_) => [0x80, 0x24],
        _ => return None,
    };
    Some(format!("z{}", bs58::encode([&prefix[..], key.bytes()].concat()).into_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::KeyVersion;

    fn key(version: KeyVersion, purposes: u8) -> DidKey {
        DidKey { version, key: PublicKey::Ed25519([2; 32]), purposes, since: 5, until: None, stolen: false }
    }

    fn record(keys: Vec<DidKey>) -> DidRecord {
        DidRecord {
            account: [1; 32],
            keys,
            services: Vec::new(),
            created: 5,
            updated: 6,
            rotated: None,
            version: 1,
            deactivated: None,
        }
    }

    #[test]
    fn keys_stand_under_what_they_are_for() {
        let did = Did([1; 32]);
        let record = record(vec![key(0, 1 << 4), key(1, ASSERTION), key(2, ASSERTION | AUTHENTICATION)]);
        let document = document(&record, &did).unwrap();
        assert_eq!(document["assertionMethod"], json!([format!("{did}#key-1"), format!("{did}#key-2")]));
        assert_eq!(document["authentication"], json!([format!("{did}#key-2")]));
    }

    #[test]
    fn keys_that_are_over_and_deactivated_dids_sign_nothing() {
        let did = Did([1; 32]);
        let (retired, stolen) = (DidKey { until: Some(9), ..key(0, 3) }, DidKey { stolen: true, ..key(1, 3) });
        let empty = document(&record(vec![retired, stolen]), &did).unwrap();
        assert_eq!((&empty["verificationMethod"], &empty["assertionMethod"]), (&json!([]), &json!([])));
        assert_eq!(document(&DidRecord { deactivated: Some(7), ..record(vec![key(0, 3)]) }, &did), None);
    }

    #[test]
    fn services_are_named_by_their_fragment() {
        let service = DidService { id: b"a".to_vec(), kind: b"B".to_vec(), endpoint: b"c:d".to_vec() };
        let did = Did([1; 32]);
        let document = document(&DidRecord { services: vec![service], ..record(Vec::new()) }, &did).unwrap();
        assert_eq!(document["service"][0], json!({ "id": format!("{did}#a"), "type": "B", "serviceEndpoint": "c:d" }));
    }

    #[test]
    fn the_multikey_is_that_of_the_standard() {
        // The key of did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK, from the method's specification.
        let key = PublicKey::Ed25519(
            hex::decode("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6")
                .unwrap()
                .try_into()
                .unwrap(),
        );
        assert_eq!(multikey(&key).as_deref(), Some("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"));
        assert_eq!(multikey(&PublicKey::Sr25519([1; 32])), None);
    }
}
