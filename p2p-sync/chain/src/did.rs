//! DIDs as the chain stores them: the shapes of `pallet_did`, up to what is needed of them, and what documents are made of.

use crate::{ChainError, State};
use codec::{Decode, Encode};
use cybersyn_identity as identity;
use cybersyn_primitives::{DidId, KeyVersion, Millis, did::Did};

/// A DID: `pallet_did::DidRecord`, more of which may follow in its bytes, and its links, which the chain keeps beside
/// it.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidRecord {
    /// The account in control.
    pub account: [u8; 32],
    /// Keys by ascending version.
    pub keys: Vec<DidKey>,
    /// Services.
    pub services: Vec<DidService>,
    /// When it was created.
    pub created: Millis,
    /// When it last changed.
    pub updated: Millis,
    /// When control last passed on.
    pub rotated: Option<Millis>,
    /// Counts the changes.
    pub version: u32,
    /// When it was deactivated.
    pub deactivated: Option<Millis>,
    /// Controllers and other names: no part of the record's bytes.
    #[codec(skip)]
    pub links: DidLinks,
}

/// What a DID says of other identifiers: `pallet_did::DidLinks`. More may follow in its bytes.
#[derive(Clone, Debug, Default, PartialEq, Decode, Encode)]
pub struct DidLinks {
    /// DIDs whose accounts may change the document too.
    pub controllers: Vec<DidId>,
    /// Other names of the subject: URIs.
    pub also_known_as: Vec<Vec<u8>>,
    /// By how many bytes controllers may make the owner's deposit grow.
    pub allowance_bytes: u32,
}

/// A key of a DID: `pallet_did::VerificationMethod`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidKey {
    /// Position in the order of adding.
    pub version: KeyVersion,
    /// The key.
    pub key: PublicKey,
    /// Bits of `pallet_did::Purposes`.
    pub purposes: u8,
    /// When it came into force.
    pub since: Millis,
    /// When it was retired.
    pub until: Option<Millis>,
    /// Whether it was reported stolen.
    pub stolen: bool,
}

/// `pallet_did::PublicKey`.
#[derive(Clone, Copy, Debug, PartialEq, Decode, Encode)]
pub enum PublicKey {
    /// Signs ballots.
    #[codec(index = 0)]
    Ed25519([u8; 32]),
    /// The usual kind of account keys.
    #[codec(index = 1)]
    Sr25519([u8; 32]),
    /// SEC 1 compressed.
    #[codec(index = 2)]
    Secp256k1([u8; 33]),
    /// SEC 1 compressed.
    #[codec(index = 3)]
    P256([u8; 33]),
    /// Key agreement.
    #[codec(index = 4)]
    X25519([u8; 32]),
}

impl PublicKey {
    /// Its kind, as people call it.
    pub fn kind(&self) -> &'static str {
        match self {
            PublicKey::Ed25519(_) => "ed25519",
            PublicKey::Sr25519(_) => "sr25519",
            PublicKey::Secp256k1(_) => "secp256k1",
            PublicKey::P256(_) => "P-256",
            PublicKey::X25519(_) => "X25519",
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            PublicKey::Ed25519(bytes) | PublicKey::Sr25519(bytes) | PublicKey::X25519(bytes) => bytes,
            PublicKey::Secp256k1(bytes) | PublicKey::P256(bytes) => bytes,
        }
    }
}

/// A service of a DID: `pallet_did::Service`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidService {
    /// Unique within the DID.
    pub id: Vec<u8>,
    /// What it is.
    pub kind: Vec<u8>,
    /// Where it is.
    pub endpoint: Vec<u8>,
}

/// The pallet.
pub const PALLET: &str = "Did";
/// Where it keeps the records.
pub const RECORDS: &str = "Dids";
/// Where it keeps the links of DIDs that have any.
pub const LINKS: &str = "Links";

/// The DID with that id; none if it was never created.
pub async fn did_record(at: &impl State, id: &DidId) -> Result<Option<DidRecord>, ChainError> {
    let Some(record) = at.value::<DidRecord>(PALLET, RECORDS, &[id]).await? else { return Ok(None) };
    let links = at.value(PALLET, LINKS, &[id]).await?.unwrap_or_default();
    Ok(Some(DidRecord { links, ..record }))
}

/// The record with that id as documents are made of it.
pub fn translate(id: DidId, record: DidRecord) -> Result<identity::DidRecord, ChainError> {
    Ok(identity::DidRecord {
        id,
        controllers: record.links.controllers.into_iter().map(|id| Did(id).to_string()).collect(),
        also_known_as: record.links.also_known_as.into_iter().map(text).collect::<Result<_, _>>()?,
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
        what: "a service or other name of a DID".to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ProvenState, fake::FakeNode, place::storage_key};

    #[test]
    fn a_record_decodes_though_more_follows() {
        let key = DidKey {
            version: 0,
            key: PublicKey::Ed25519([2; 32]),
            purposes: 1 << 4,
            since: 5,
            until: None,
            stolen: false,
        };
        let record = DidRecord {
            account: [1; 32],
            keys: vec![key],
            services: Vec::new(),
            created: 5,
            updated: 6,
            rotated: None,
            version: 1,
            deactivated: None,
            links: DidLinks::default(),
        };
        let mut bytes = record.encode();
        bytes.extend([1, 2, 3, 4]);
        assert_eq!(DidRecord::decode(&mut &bytes[..]).unwrap(), record);
    }

    fn linked() -> DidLinks {
        DidLinks { controllers: vec![[3; 32]], also_known_as: vec![b"https://a.example".to_vec()], allowance_bytes: 9 }
    }

    fn newborn() -> DidRecord {
        // The key of the first example of did:key's specification.
        let key = hex::decode("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6").unwrap();
        let key = PublicKey::Ed25519(key.try_into().unwrap());
        DidRecord {
            account: [1; 32],
            keys: vec![DidKey { version: 0, key, purposes: 0b11, since: 5, until: None, stolen: false }],
            services: Vec::new(),
            created: 5,
            updated: 5,
            rotated: None,
            version: 0,
            deactivated: None,
            links: DidLinks::default(),
        }
    }

    #[test]
    fn links_decode_though_more_follows() {
        let links = linked();
        let mut bytes = links.encode();
        bytes.extend([1, 2, 3, 4]);
        assert_eq!(DidLinks::decode(&mut &bytes[..]).unwrap(), links);
    }

    #[test]
    fn links_become_controllers_and_other_names() {
        let record = translate([7; 32], DidRecord { links: linked(), ..newborn() }).unwrap();
        let document = record.document().unwrap();
        assert_eq!(
            document.controllers.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [Did([3; 32]).to_string()]
        );
        assert_eq!(document.also_known_as.iter().map(|uri| uri.as_str()).collect::<Vec<_>>(), ["https://a.example"]);
    }

    #[tokio::test]
    async fn a_record_is_read_with_its_links_and_both_with_proof() {
        let place = |item, id: &DidId| storage_key(PALLET, item, &[id]).unwrap();
        let links = linked();
        let mut node = FakeNode::default();
        node.push(
            vec![(place(RECORDS, &[7; 32]), newborn().encode()), (place(LINKS, &[7; 32]), links.encode())],
            Vec::new(),
        );
        let at = ProvenState::of(&node.rpc(), node.hash(1)).await.unwrap();
        assert_eq!(did_record(&at, &[7; 32]).await.unwrap(), Some(DidRecord { links, ..newborn() }));
        assert_eq!(did_record(&at, &[8; 32]).await.unwrap(), None);
    }

    #[test]
    fn a_record_becomes_a_document() {
        let mut record = newborn();
        let (id, kind, endpoint) = (b"files".to_vec(), b"LinkedDomains".to_vec(), b"https://example.com/".to_vec());
        record.services.push(DidService { id, kind, endpoint });
        let document = translate([7; 32], record).unwrap().document().unwrap();
        assert_eq!((document.methods().count(), document.services.len()), (1, 1));
    }

    #[test]
    fn a_service_that_is_no_text_is_an_error() {
        let mut record = newborn();
        record.services.push(DidService { id: vec![0xff], kind: b"A".to_vec(), endpoint: b"a:b".to_vec() });
        assert!(translate([7; 32], record).is_err());
    }
}
