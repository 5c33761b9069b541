//! Revocation and suspension: W3C Bitstring Status List 1.0, with the list's anchor on chain.
//!
//! A list is a credential with one bit per credential of an issuer. A verifier fetches the whole list, so nobody learns
//! whose status was asked. Its [`anchor`](VerifiedList::anchor) stands on chain: an old list, from before a revocation,
//! does not pass for the current one, wherever it was fetched.

mod anchoring;
mod bits;
mod entry;
mod indices;
mod list;

pub use anchoring::{ANCHOR_SERVICE, MalformedAnchor, anchor_endpoint, anchor_service_id, anchored};
pub use bits::{BitsError, StatusBits};
pub use entry::{Entry, EntryError};
pub use indices::Indices;
pub use list::{ListError, ListTerms, VerifiedList, anchor, list_credential};

use crate::date;
use cybersyn_primitives::Millis;
use std::collections::{BTreeMap, btree_map};

/// What a set bit means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusPurpose {
    /// The credential counts no more, for good.
    Revocation,
    /// The credential does not count for the time being.
    Suspension,
}

impl StatusPurpose {
    /// The name in credentials.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }
}

/// Why a credential does not count, or why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// Revoked by its issuer.
    #[error("revoked by its issuer")]
    Revoked,
    /// Suspended by its issuer.
    #[error("suspended by its issuer; ask again later")]
    Suspended,
    /// The list is not here.
    #[error("the status list {0} is not here; fetch it, then verify again")]
    NotFound(String),
    /// The list is another issuer's.
    #[error("the status list {0} is not the credential's issuer's")]
    ForeignList(String),
    /// The list is over.
    #[error("the status list {0} has expired; fetch the current one")]
    Expired(String),
    /// The list says something else.
    #[error("the status list {0} is for another purpose")]
    WrongPurpose(String),
    /// The list has no such entry.
    #[error("the status list {0} has no entry at the credential's index")]
    IndexOutOfRange(String),
}

/// Status lists that were verified, by id and issuer: a list in somebody else's name hides nobody's.
#[derive(Clone, Debug, Default)]
pub struct StatusLists(BTreeMap<String, BTreeMap<String, VerifiedList>>);

impl StatusLists {
    /// Adds a list, in the place of an older one; a newer one stays. Of two that begin at the same instant what either sets
    /// is set, so the order in which lists arrive changes nothing.
    pub fn insert(&mut self, list: VerifiedList) {
        match self.0.entry(list.id().to_owned()).or_default().entry(list.issuer().to_owned()) {
            btree_map::Entry::Vacant(place) => drop(place.insert(list)),
            btree_map::Entry::Occupied(mut here) => here.get_mut().update(list),
        }
    }

    /// Whether the issuer's list with that id is here.
    pub fn contains(&self, id: &str, issuer: &str) -> bool {
        self.0.get(id).is_some_and(|lists| lists.contains_key(issuer))
    }

    /// Whether none of the entries is set. What cannot be told is an error: a verifier that cannot see the list must not
    /// take the credential for valid.
    pub fn check(&self, entries: &[Entry], issuer: &str, now: Millis) -> Result<(), StatusError> {
        entries.iter().try_for_each(|entry| self.check_entry(entry, issuer, now))
    }

    fn check_entry(&self, entry: &Entry, issuer: &str, now: Millis) -> Result<(), StatusError> {
        let id = || entry.list().to_owned();
        let lists = self.0.get(entry.list()).ok_or_else(|| StatusError::NotFound(id()))?;
        let list = lists.get(issuer).ok_or_else(|| StatusError::ForeignList(id()))?;
        if list.valid_until().is_some_and(|until| until <= date::at(now)) {
            return Err(StatusError::Expired(id()));
        }
        if list.bits().purpose() != entry.purpose() {
            return Err(StatusError::WrongPurpose(id()));
        }
        match (list.bits().get(entry.index()), entry.purpose()) {
            (None, _) => Err(StatusError::IndexOutOfRange(id())),
            (Some(false), _) => Ok(()),
            (Some(true), StatusPurpose::Revocation) => Err(StatusError::Revoked),
            (Some(true), StatusPurpose::Suspension) => Err(StatusError::Suspended),
        }
    }
}
