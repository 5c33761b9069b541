//! What resolution asks of whoever keeps DIDs.

use crate::record::DidRecord;
use cybersyn_primitives::{DidId, Millis};
use std::collections::BTreeMap;

/// Keeps DIDs, and answers at once. Whoever needs time to answer uses [`super::begin`] instead.
pub trait Registry {
    /// The version that `lookup` asks for, if there is one.
    fn find(&self, lookup: &Lookup) -> Result<Option<Found>, RegistryError>;
}

/// A question to the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The DID.
    pub id: DidId,
    /// Which of its versions.
    pub at: At,
    /// Nothing that was kept from earlier and may have changed since is an answer (`noCache`).
    pub fresh: bool,
}

/// A version of a DID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The one in force.
    Latest,
    /// The one of that number.
    Version(u32),
    /// The one that was in force at that time (Unix milliseconds): the last that is not younger.
    Time(Millis),
}

/// A version of a DID, and what came after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The DID at that version.
    pub record: DidRecord,
    /// The version after that, unless this is the one in force.
    pub next: Option<NextVersion>,
    /// As of when this holds; none where the registry has no blocks.
    pub as_of: Option<AsOf>,
}

/// The block up to which the registry knows what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Its number.
    pub block: u32,
    /// Its date (Unix milliseconds); 0 at genesis, which has none.
    pub time: Millis,
    /// Whether no later one is final, as far as can be known: not so while the chain cannot be reached.
    pub current: bool,
}

/// The version after the one that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextVersion {
    /// Its number.
    pub version: u32,
    /// When it came into force (Unix milliseconds).
    pub updated: Millis,
}

/// Why the registry has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// It does not keep that version.
    #[error(
        "that version is kept here no longer: ask a resolver with an archive node, or leave versionId and versionTime out"
    )]
    NoHistory,
    /// It cannot be reached, or its answer made no sense. The text is for the operator, not for who asked.
    #[error("the registry did not answer: {0}")]
    Unavailable(String),
}

impl Found {
    /// Of all versions of a DID, by ascending number, the one that is asked for.
    pub fn among(versions: &[DidRecord], at: At) -> Option<Self> {
        let position = match at {
            At::Latest => versions.len().checked_sub(1),
            At::Version(number) => versions.iter().position(|record| record.version == number),
            At::Time(time) => versions.iter().rposition(|record| record.updated <= time),
        }?;
        let next = versions.get(position.checked_add(1)?);
        let next = next.map(|record| NextVersion { version: record.version, updated: record.updated });
        Some(Self { record: versions.get(position)?.clone(), next, as_of: None })
    }
}

/// A registry in memory, with all versions.
#[derive(Clone, Debug, Default)]
pub struct History {
    versions: BTreeMap<DidId, Vec<DidRecord>>,
}

impl History {
    /// Appends a version of its DID.
    pub fn push(&mut self, record: DidRecord) {
        self.versions.entry(record.id).or_default().push(record);
    }
}

impl Registry for History {
    fn find(&self, lookup: &Lookup) -> Result<Option<Found>, RegistryError> {
        Ok(self.versions.get(&lookup.id).and_then(|versions| Found::among(versions, lookup.at)))
    }
}
