//! The credential that carries a status list, and the anchor of its content.

use super::{BitsError, MalformedAnchor, StatusBits, StatusPurpose, anchored};
use crate::{
    credential::{BASE_CONTEXT, Credential, ModelError},
    date::{self, Date, NotADate},
    json::{JsonError, Value, object, parse_object},
    limits::STATUS_CREDENTIAL_BYTES_MAX,
    resolver::{ResolveError, Resolver},
    verify::{self, VerifyError},
};
use cybersyn_primitives::{Hash, Millis, hash::blake2_256};
use std::cmp::Ordering;

/// Domain tag of anchors.
const ANCHOR_TAG: &[u8] = b"cybersyn/status-list/v1";

/// Why a list does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Not JSON within the bounds.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// Not a valid credential.
    #[error("{0}")]
    Credential(#[from] Box<VerifyError>),
    /// Not a credential of the data model.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// A credential, but no status list.
    #[error("expected a BitstringStatusListCredential with its URL as id and one subject of type BitstringStatusList")]
    NotAList,
    /// Another purpose than revocation or suspension, or several.
    #[error("statusPurpose must be revocation or suspension, one per list")]
    NotSupported,
    /// Bits that are none.
    #[error("{0}")]
    Bits(#[from] BitsError),
    /// The dates of a new list are none.
    #[error("{0}")]
    Date(#[from] NotADate),
    /// The issuer's document cannot be had.
    #[error("{0}")]
    Resolve(#[from] ResolveError),
    /// The issuer's document has an anchor that cannot be read.
    #[error("{0}")]
    Anchor(#[from] MalformedAnchor),
    /// Nothing stands on chain for it.
    #[error("the list is not anchored on chain, or not yet; put its anchor in the issuer's DID document first")]
    NotAnchored,
    /// Not what stands on chain.
    #[error("this is not the list that is anchored on chain: an old one, or a forged one; fetch the current one")]
    NotTheAnchored,
}

/// What a list's credential says beside the bits.
#[derive(Clone, Copy, Debug)]
pub struct ListTerms<'a> {
    /// Where it is published: its id, and what entries refer to.
    pub url: &'a str,
    /// The issuer's DID.
    pub issuer: &'a str,
    /// Since when.
    pub valid_from: Millis,
    /// Until when, at the latest, verifiers may use it.
    pub valid_until: Millis,
}

/// The 32 bytes that stand on chain for a list: its issuer, place, purpose and bits; not the signature, nor how the bits
/// were compressed, so that a list can be signed anew without a transaction.
pub fn anchor(url: &str, issuer: &str, bits: &StatusBits) -> Hash {
    let mut payload = ANCHOR_TAG.to_vec();
    for part in [issuer.as_bytes(), url.as_bytes(), bits.purpose().name().as_bytes(), bits.bytes()] {
        payload.extend_from_slice(&(part.len() as u64).to_le_bytes());
        payload.extend_from_slice(part);
    }
    blake2_256(&payload)
}

/// The credential for `bits`, to be issued like any other.
pub fn list_credential(bits: &StatusBits, terms: &ListTerms) -> Result<Credential, ListError> {
    let subject = object([
        ("id", format!("{}#list", terms.url).into()),
        ("type", "BitstringStatusList".into()),
        ("statusPurpose", bits.purpose().name().into()),
        ("encodedList", bits.encode()?.into()),
    ]);
    let document = object([
        ("@context", vec![BASE_CONTEXT].into()),
        ("id", terms.url.into()),
        ("type", vec!["VerifiableCredential", "BitstringStatusListCredential"].into()),
        ("issuer", terms.issuer.into()),
        ("validFrom", date::format(terms.valid_from)?.into()),
        ("validUntil", date::format(terms.valid_until)?.into()),
        ("credentialSubject", subject.into()),
    ]);
    Ok(Credential::new_within(document, STATUS_CREDENTIAL_BYTES_MAX)?)
}

/// A list that its issuer signed and that is valid now.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedList {
    url: String,
    issuer: String,
    valid_from: Option<Date>,
    valid_until: Option<Date>,
    bits: StatusBits,
}

impl VerifiedList {
    /// Verifies a list as received against the anchor in its issuer's document, if the issuer anchors it.
    pub fn verify_current(text: &[u8], resolver: &impl Resolver, now: Millis) -> Result<Self, ListError> {
        Ok(Self::verify_with_anchor(text, resolver, now)?.0)
    }

    /// Verifies a list as received against the anchor in its issuer's document, which must be there.
    pub fn verify_anchored(text: &[u8], resolver: &impl Resolver, now: Millis) -> Result<Self, ListError> {
        let (list, is_anchored) = Self::verify_with_anchor(text, resolver, now)?;
        if is_anchored { Ok(list) } else { Err(ListError::NotAnchored) }
    }

    /// The list, and whether its issuer anchors it.
    fn verify_with_anchor(text: &[u8], resolver: &impl Resolver, now: Millis) -> Result<(Self, bool), ListError> {
        let list = Self::verify(text, resolver, now, None)?;
        match anchored(&resolver.resolve(&list.issuer)?, &list.url)? {
            Some(anchor) if anchor != list.anchor() => Err(ListError::NotTheAnchored),
            anchor => Ok((list, anchor.is_some())),
        }
    }

    /// Becomes the other list if that is newer; of two of one age what either sets is set.
    pub(super) fn update(&mut self, other: Self) {
        match other.valid_from.cmp(&self.valid_from) {
            Ordering::Less => {}
            Ordering::Greater => *self = other,
            Ordering::Equal => self.bits.add(&other.bits),
        }
    }

    /// Verifies a list as received. With the `anchored` hash from the chain it must be that very list; without one (an
    /// issuer who does not anchor) an older list that is still valid passes for the current one.
    pub fn verify(
        text: &[u8],
        resolver: &impl Resolver,
        now: Millis,
        anchored: Option<&Hash>,
    ) -> Result<Self, ListError> {
        let secured = parse_object(text, STATUS_CREDENTIAL_BYTES_MAX)?;
        let verified = verify::signed(&secured, STATUS_CREDENTIAL_BYTES_MAX, resolver, now).map_err(Box::new)?;
        let list = Self::read(verified.credential())?;
        if anchored.is_some_and(|anchored| *anchored != list.anchor()) {
            return Err(ListError::NotTheAnchored);
        }
        Ok(list)
    }

    fn read(credential: &Credential) -> Result<Self, ListError> {
        let mut subjects = credential.subjects();
        let (Some(url), Some(subject), None) = (credential.id(), subjects.next(), subjects.next()) else {
            return Err(ListError::NotAList);
        };
        let text = |name| subject.get(name).and_then(Value::as_str);
        if !credential.is_of_type("BitstringStatusListCredential") || text("type") != Some("BitstringStatusList") {
            return Err(ListError::NotAList);
        }
        let purpose = match text("statusPurpose") {
            Some("revocation") => StatusPurpose::Revocation,
            Some("suspension") => StatusPurpose::Suspension,
            _ => return Err(ListError::NotSupported),
        };
        let bits = StatusBits::decode(purpose, text("encodedList").ok_or(ListError::NotAList)?)?;
        let (url, issuer) = (url.to_owned(), credential.issuer().to_owned());
        let (valid_from, valid_until) = (credential.valid_from(), credential.valid_until());
        Ok(Self { url, issuer, valid_from, valid_until, bits })
    }

    /// Its URL.
    pub fn id(&self) -> &str {
        &self.url
    }

    /// Who issued it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Since when it is valid: of two lists at one URL the later one is the newer.
    pub fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// Until when it may be used.
    pub fn valid_until(&self) -> Option<Date> {
        self.valid_until
    }

    /// The bits.
    pub fn bits(&self) -> &StatusBits {
        &self.bits
    }

    /// What stands on chain for it.
    pub fn anchor(&self) -> Hash {
        anchor(&self.url, &self.issuer, &self.bits)
    }
}
