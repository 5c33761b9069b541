//! From a DID as the chain stores it to a DID as documents are made of it.

use codec::Decode;
use cybersyn_chain_client::{
    ChainError,
    did::{DidKey, DidRecord, DidService, PublicKey},
};
use cybersyn_identity as identity;
use cybersyn_primitives::DidId;

/// The record in those bytes.
pub fn read(bytes: &[u8]) -> Result<DidRecord, ChainError> {
    DidRecord::decode(&mut &bytes[..])
        .map_err(|error| ChainError::Undecodable { what: "Did::Dids".to_owned(), reason: error.to_string() })
}

/// The record with that id. The chain knows neither controllers nor other names yet.
pub fn translate(id: DidId, record: DidRecord) -> Result<identity::DidRecord, ChainError> {
    Ok(identity::DidRecord {
        id,
        controllers: Vec::new(),
        also_known_as: Vec::new(),
        keys: record.keys.into_iter().map(key).collect(),
        services: record.services.into_iter().map(service).collect::<Result<_, _>>()?,
        created: record.created,
        updated: record.updated,
        version: record.version,
        deactivated: record.deactivated.is_some(),
    })
}

fn key(key: DidKey) -> identity::KeyRecord {
    identity::KeyRecord {
        version: key.version,
        key: match key.key {
            PublicKey::Ed25519(bytes) => identity::PublicKey::Ed25519(bytes),
            PublicKey::Sr25519(bytes) => identity::PublicKey::Sr25519(bytes),
            PublicKey::Secp256k1(bytes) => identity::PublicKey::Secp256k1(bytes),
            PublicKey::P256(bytes) => identity::PublicKey::P256(bytes),
            PublicKey::X25519(bytes) => identity::PublicKey::X25519(bytes),
        },
        purposes: identity::Purposes(key.purposes),
        until: key.until,
        stolen: key.stolen,
    }
}

fn service(service: DidService) -> Result<identity::ServiceRecord, ChainError> {
    Ok(identity::ServiceRecord { id: text(service.id)?, kind: text(service.kind)?, endpoint: text(service.endpoint)? })
}

fn text(bytes: Vec<u8>) -> Result<String, ChainError> {
    String::from_utf8(bytes).map_err(|error| ChainError::Undecodable {
        what: "a service in Did::Dids".to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dids::fake::{ALICE, newborn};
    use codec::Encode;

    #[test]
    fn a_record_becomes_a_document() {
        let mut record = newborn(5);
        let (id, kind, endpoint) = (b"files".to_vec(), b"LinkedDomains".to_vec(), b"https://example.com/".to_vec());
        record.services.push(DidService { id, kind, endpoint });
        let document = translate(ALICE, read(&record.encode()).unwrap()).unwrap().document().unwrap();
        assert_eq!(document.methods().count(), 1);
        assert_eq!(document.services.len(), 1);
    }

    #[test]
    fn bytes_that_are_no_record_are_an_error() {
        assert!(read(&[1, 2, 3]).is_err());
        let mut record = newborn(5);
        record.services.push(DidService { id: vec![0xff], kind: b"A".to_vec(), endpoint: b"a:b".to_vec() });
        assert!(translate(ALICE, record).is_err());
    }
}
