//! A credential's place in a status list: `BitstringStatusListEntry`.

use super::StatusPurpose;
use crate::{
    credential::url,
    json::{Object, Value, object},
    limits::STATUS_ENTRIES_MAX,
};

const ENTRY_TYPE: &str = "BitstringStatusListEntry";

/// Why an entry cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Another mechanism.
    #[error("expected the type {ENTRY_TYPE}; what cannot be checked cannot be relied on")]
    NotSupported,
    /// The list is no URL.
    #[error("statusListCredential must be the URL of the list")]
    InvalidList,
    /// The index is no number.
    #[error("statusListIndex must be a whole number in base 10, as text")]
    InvalidIndex,
    /// The purpose is missing.
    #[error("statusPurpose must be a text")]
    InvalidPurpose,
    /// More than one bit per credential.
    #[error("statusSize must be 1 for revocation and suspension")]
    InvalidSize,
}

/// Where a credential's revocation or suspension is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    list: String,
    index: u32,
    purpose: StatusPurpose,
}

impl Entry {
    /// The entry at `index` of the list with this URL.
    pub fn new(list: &str, index: u32, purpose: StatusPurpose) -> Result<Self, EntryError> {
        let list = url(Some(&list.into())).ok_or(EntryError::InvalidList)?.to_owned();
        if index < STATUS_ENTRIES_MAX { Ok(Self { list, index, purpose }) } else { Err(EntryError::InvalidIndex) }
    }

    /// Reads an entry; `None` if its purpose does not touch the validity (`refresh`, `message`).
    pub fn parse(entry: &Object) -> Result<Option<Self>, EntryError> {
        let text = |name| entry.get(name).and_then(Value::as_str);
        if text("type") != Some(ENTRY_TYPE) {
            return Err(EntryError::NotSupported);
        }
        let purpose = match text("statusPurpose") {
            Some("revocation") => StatusPurpose::Revocation,
            Some("suspension") => StatusPurpose::Suspension,
            Some("refresh" | "message") => return Ok(None),
            Some(_) => return Err(EntryError::NotSupported),
            None => return Err(EntryError::InvalidPurpose),
        };
        if entry.get("statusSize").is_some_and(|size| size.as_u64() != Some(1)) {
            return Err(EntryError::InvalidSize);
        }
        let index = text("statusListIndex").and_then(index).ok_or(EntryError::InvalidIndex)?;
        Self::new(text("statusListCredential").unwrap_or_default(), index, purpose).map(Some)
    }

    /// Writes the entry for `credentialStatus`.
    pub fn to_json(&self) -> Object {
        object([
            ("type", ENTRY_TYPE.into()),
            ("statusPurpose", self.purpose.name().into()),
            ("statusListIndex", self.index.to_string().into()),
            ("statusListCredential", self.list.as_str().into()),
        ])
    }

    /// The list's URL.
    pub fn list(&self) -> &str {
        &self.list
    }

    /// The credential's position in the list.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// What a set bit means.
    pub fn purpose(&self) -> StatusPurpose {
        self.purpose
    }
}

/// Digits only: `u32`'s own reader would take a plus sign.
fn index(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
