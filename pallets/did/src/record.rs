//! What the chain keeps of one DID, and the questions that can be answered from it alone.

use crate::{GuardianSet, PublicKey, Purposes};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{DAY, KeyVersion, Millis, VotingKey, peer::PeerKey, uri::is_uri};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;

/// Most keys of one DID, retired ones included: some ten devices with two kinds of keys each.
pub const KEYS_MAX: u32 = 20;
/// Most services of one DID.
pub const SERVICES_MAX: u32 = 25;
/// Most bytes in a service's id.
pub const SERVICE_ID_BYTES_MAX: u32 = 64;
/// Most bytes in a service's type.
pub const SERVICE_KIND_BYTES_MAX: u32 = 64;
/// Most bytes in a service's endpoint.
pub const ENDPOINT_BYTES_MAX: u32 = 256;
/// How long a retired voting key is kept at least, before a new one may take its room: well beyond the longest voting
/// window (45 days) with its grace.
pub const RETIRED_KEY_KEPT_MILLIS: Millis = 180 * DAY;

/// Id of a service: the fragment that names it in the DID document.
pub type ServiceId = BoundedVec<u8, ConstU32<SERVICE_ID_BYTES_MAX>>;
/// Type of a service, such as `LinkedDomains`.
pub type ServiceKind = BoundedVec<u8, ConstU32<SERVICE_KIND_BYTES_MAX>>;
/// URI of a service.
pub type Endpoint = BoundedVec<u8, ConstU32<ENDPOINT_BYTES_MAX>>;

/// A key of a DID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct VerificationMethod {
    /// Position in the order of adding. Never reused.
    pub version: KeyVersion,
    /// The key with its kind.
    pub key: PublicKey,
    /// What the key may be used for.
    pub purposes: Purposes,
    /// When it came into force.
    pub since: Millis,
    /// When it was retired.
    pub until: Option<Millis>,
    /// Retired because stolen: what it signed before is void too.
    pub stolen: bool,
}

impl VerificationMethod {
    /// A key that comes into force at `since`.
    pub fn new(version: KeyVersion, key: PublicKey, purposes: Purposes, since: Millis) -> Self {
        Self { version, key, purposes, since, until: None, stolen: false }
    }

    /// The key as one that signs ballots, in force or not.
    pub fn voting_key(&self) -> Option<VotingKey> {
        self.key.as_voting_key().filter(|_| self.purposes.contains(Purposes::VOTING))
    }

    /// The key as one by which a node of the mesh authenticates, in force or not.
    pub fn node_key(&self) -> Option<PeerKey> {
        match self.key {
            PublicKey::Ed25519(key) if self.purposes.contains(Purposes::AUTHENTICATION) => Some(key),
            _ => None,
        }
    }

    /// Retired, and may give way to a new key: one that signed ballots when none of them can be in flight any more, any
    /// other at once, so that nobody can fill a DID with keys that only time removes.
    fn is_history_at(&self, now: Millis) -> bool {
        let kept = if self.voting_key().is_some() { RETIRED_KEY_KEPT_MILLIS } else { 0 };
        self.until.is_some_and(|until| until.saturating_add(kept) <= now)
    }
}

/// A service of a DID.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Service {
    /// Unique within the DID.
    pub id: ServiceId,
    /// What the service is.
    pub kind: ServiceKind,
    /// Where it is.
    pub endpoint: Endpoint,
}

impl Service {
    /// Whether id, type and endpoint can stand in a DID document: an id of unreserved characters that is no name of a
    /// key (`key-…`), a type of letters and digits, an endpoint that is a URI (RFC 3986).
    pub fn is_well_formed(&self) -> bool {
        let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
        !self.id.is_empty()
            && self.id.iter().all(unreserved)
            && !self.id.starts_with(b"key-")
            && !self.kind.is_empty()
            && self.kind.iter().all(u8::is_ascii_alphanumeric)
            && is_uri(&self.endpoint)
    }
}

/// One DID.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DidRecord<AccountId, Ticket> {
    /// The account that controls the DID (or did so last).
    pub account: AccountId,
    /// Keys by ascending version, retired ones included.
    pub keys: BoundedVec<VerificationMethod, ConstU32<KEYS_MAX>>,
    /// Services in the order of adding.
    pub services: BoundedVec<Service, ConstU32<SERVICES_MAX>>,
    /// When the DID was created.
    pub created: Millis,
    /// When it last changed.
    pub updated: Millis,
    /// When control last passed to another account.
    pub rotated: Option<Millis>,
    /// Counts the changes: 0 at creation.
    pub version: u32,
    /// When the DID was deactivated, for good.
    pub deactivated: Option<Millis>,
    /// Version of the next key.
    pub next_key: KeyVersion,
    /// Who may pass on control if the owner cannot.
    pub guardians: Option<GuardianSet>,
    /// The deposit; a verified person's DID has none.
    pub ticket: Option<Ticket>,
}

impl<AccountId, Ticket> DidRecord<AccountId, Ticket> {
    /// A DID with its first voting key, version 0.
    pub fn new(account: AccountId, voting_key: VotingKey, now: Millis, ticket: Option<Ticket>) -> Self {
        let key = VerificationMethod::new(0, PublicKey::Ed25519(voting_key), Purposes::VOTING, now);
        Self {
            account,
            keys: BoundedVec::truncate_from(alloc::vec![key]),
            services: BoundedVec::new(),
            created: now,
            updated: now,
            rotated: None,
            version: 0,
            deactivated: None,
            next_key: 1,
            guardians: None,
            ticket,
        }
    }

    /// The key of that version.
    pub fn key(&self, version: KeyVersion) -> Option<&VerificationMethod> {
        self.keys.iter().find(|method| method.version == version)
    }

    /// Bytes that a deposit is taken for: keys, services and guardians.
    pub fn size_bytes(&self) -> usize {
        let guardians = self.guardians.as_ref().map_or(0, Encode::encoded_size);
        self.keys.encoded_size().saturating_add(self.services.encoded_size()).saturating_add(guardians)
    }

    /// Marks a change.
    pub fn touch(&mut self, now: Millis) {
        self.updated = now;
        self.version = self.version.saturating_add(1);
    }

    /// Puts `method` in; when full, in the room of the oldest key that is history. `Err` when there is none.
    pub fn put_key(&mut self, method: VerificationMethod) -> Result<(), VerificationMethod> {
        if self.keys.is_full() {
            let oldest = self.keys.iter().position(|key| key.is_history_at(method.since)).ok_or(method)?;
            self.keys.remove(oldest);
        }
        self.keys.try_push(method)
    }

    /// Places that a new key can have at `now`.
    pub fn free_places(&self, now: Millis) -> u32 {
        let taken = self.keys.iter().filter(|key| !key.is_history_at(now)).count();
        KEYS_MAX.saturating_sub(u32::try_from(taken).unwrap_or(KEYS_MAX))
    }

    /// Retires the key of that version at `now`; a key retired before keeps its date.
    pub fn retire_key(&mut self, version: KeyVersion, now: Millis, stolen: bool) {
        if let Some(method) = self.keys.iter_mut().find(|method| method.version == version) {
            method.until = Some(method.until.unwrap_or(now));
            method.stolen |= stolen;
        }
    }
}
