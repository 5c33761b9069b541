//! The method `did:cyb`: from what the chain keeps of a DID to its document. `docs/did-method.md` specifies it.

use crate::{
    datetime,
    document::{
        Document, DocumentError, Endpoint, Material, MethodEntry, Reference, Relationship, Service, VerificationMethod,
    },
    keys::{Multikey, PublicKey},
    syntax::{Did, SyntaxError, Uri},
};
use cybersyn_primitives::{DidId, KeyVersion, Millis, did::Did as CybDid};
use serde_json::Map;

/// One version of a DID as the chain keeps it: all that its document is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidRecord {
    /// The id.
    pub id: DidId,
    /// DIDs that may change it too, by their DID strings.
    pub controllers: Vec<String>,
    /// Further identifiers of the subject, URIs.
    pub also_known_as: Vec<String>,
    /// Keys by ascending version, retired ones included.
    pub keys: Vec<KeyRecord>,
    /// Services in the order of adding.
    pub services: Vec<ServiceRecord>,
    /// When the DID was created (Unix milliseconds).
    pub created: Millis,
    /// When this version came into force (Unix milliseconds).
    pub updated: Millis,
    /// Number of this version: 0 at creation, one more with every change.
    pub version: u32,
    /// Whether this version is the end: no key is in force, and no further version follows.
    pub deactivated: bool,
}

/// A key of a DID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// Position in the order of adding, never reused: the fragment is `key-` and this number.
    pub version: KeyVersion,
    /// The key.
    pub key: PublicKey,
    /// What it may be used for.
    pub purposes: Purposes,
    /// When it was retired (Unix milliseconds).
    pub until: Option<Millis>,
    /// Retired because stolen: what it signed before is void too.
    pub stolen: bool,
}

/// A service of a DID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRecord {
    /// Fragment of the service's id, unique within the DID.
    pub id: String,
    /// Type of the service.
    pub kind: String,
    /// URI of the service.
    pub endpoint: String,
}

/// What a key may be used for: a set of flags, in the chain's encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purposes(pub u8);

impl Purposes {
    /// Proves control of the DID to somebody else.
    pub const AUTHENTICATION: Self = Self(1);
    /// Issues credentials in the DID's name.
    pub const ASSERTION: Self = Self(1 << 1);
    /// Receives encrypted messages.
    pub const KEY_AGREEMENT: Self = Self(1 << 2);
    /// Invokes and delegates capabilities.
    pub const CAPABILITY: Self = Self(1 << 3);
    /// Signs ballots.
    pub const VOTING: Self = Self(1 << 4);

    /// Whether all flags of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets of flags.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The verification relationships of these purposes; ballots have none.
    fn relationships(self) -> impl Iterator<Item = Relationship> {
        let all = [
            (Self::AUTHENTICATION, Relationship::Authentication),
            (Self::ASSERTION, Relationship::AssertionMethod),
            (Self::KEY_AGREEMENT, Relationship::KeyAgreement),
            (Self::CAPABILITY, Relationship::CapabilityInvocation),
            (Self::CAPABILITY, Relationship::CapabilityDelegation),
        ];
        all.into_iter().filter(move |(purpose, _)| self.contains(*purpose)).map(|(_, relationship)| relationship)
    }
}

impl KeyRecord {
    /// Whether the key stands in the document: a stolen key must not, for what it signed is void; bytes that are no
    /// key of their kind cannot, for nothing verifies with them.
    fn is_shown(&self) -> bool {
        !self.stolen && self.key.check().is_ok()
    }

    fn is_in_force(&self) -> bool {
        self.until.is_none() && self.is_shown()
    }
}

impl DidRecord {
    /// The DID.
    pub fn did(&self) -> Did {
        CybDid(self.id).into()
    }

    /// Ids of the keys in force that may sign ballots.
    pub fn voting_methods(&self) -> Vec<String> {
        let voting = self.keys.iter().filter(|key| key.purposes.contains(Purposes::VOTING) && key.is_in_force());
        voting.map(|key| method_id(&self.did(), key.version)).collect()
    }

    /// Ids that keys would have in the document, whose bytes are no point of their curve: nothing verifies with them. The
    /// chain checks keys of the other kinds.
    pub fn unusable_methods(&self) -> Vec<String> {
        let unchecked = |key: &PublicKey| matches!(key, PublicKey::Secp256k1(_) | PublicKey::P256(_));
        let unusable = self.keys.iter().filter(|it| !it.stolen && unchecked(&it.key) && it.key.check().is_err());
        unusable.map(|key| method_id(&self.did(), key.version)).collect()
    }

    /// The document. An error means that the chain took something that it should not have taken.
    pub fn document(&self) -> Result<Document, DocumentError> {
        let did = self.did();
        let mut document = Document::empty(did.clone());
        document.controllers = parsed("controller", &self.controllers)?;
        document.also_known_as = parsed("alsoKnownAs", &self.also_known_as)?;
        for key in self.keys.iter().filter(|key| key.is_shown()) {
            let method = method(&did, key).map_err(|error| bad_syntax("verificationMethod", error))?;
            // Checking a key takes a while: that it is shown is known already.
            for relationship in key.purposes.relationships().filter(|_| key.until.is_none()) {
                let entries = document.relationships.entry(relationship).or_default();
                entries.push(MethodEntry::Reference(method.id.clone()));
            }
            document.verification_methods.push(method);
        }
        let services = self.services.iter().map(|record| service(&did, record));
        document.services = services.collect::<Result<_, _>>().map_err(|error| bad_syntax("service", error))?;
        document.check()?;
        Ok(document)
    }
}

fn method_id(did: &Did, version: KeyVersion) -> String {
    format!("{did}#key-{version}")
}

/// A key that was retired stays, marked as revoked, for whoever has a witness of when it signed.
fn method(did: &Did, record: &KeyRecord) -> Result<VerificationMethod, SyntaxError> {
    let revoked = record.until.and_then(datetime::format).map(|date| ("revoked".to_owned(), date.into()));
    Ok(VerificationMethod {
        id: Reference::to_did_url(&method_id(did, record.version), did)?,
        kind: "Multikey".to_owned(),
        controller: did.clone(),
        material: Material::Multikey(Multikey::from(record.key)),
        other: revoked.into_iter().collect(),
    })
}

fn service(did: &Did, record: &ServiceRecord) -> Result<Service, SyntaxError> {
    Ok(Service {
        id: Reference::to_did_url(&format!("{did}#{}", record.id), did)?,
        kinds: vec![record.kind.clone()],
        endpoints: vec![Endpoint::Uri(record.endpoint.parse::<Uri>()?)],
        other: Map::new(),
    })
}

fn parsed<T: std::str::FromStr<Err = SyntaxError>>(place: &str, texts: &[String]) -> Result<Vec<T>, DocumentError> {
    texts.iter().map(|text| text.parse().map_err(|error| bad_syntax(place, error))).collect()
}

fn bad_syntax(place: &str, error: SyntaxError) -> DocumentError {
    DocumentError::BadSyntax { place: place.to_owned(), error }
}
