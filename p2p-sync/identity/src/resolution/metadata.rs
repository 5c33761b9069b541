//! DID document metadata (DID Resolution, section 4.3).

use super::registry::{Found, NextVersion};
use crate::datetime;
use cybersyn_primitives::Millis;
use serde_json::{Map, Value};

/// What is known about a document besides what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentMetadata {
    /// When the DID was created (Unix milliseconds).
    pub created: Option<Millis>,
    /// When this version came into force, unless it is the first.
    pub updated: Option<Millis>,
    /// Whether the DID was deactivated.
    pub deactivated: bool,
    /// Number of this version.
    pub version: Option<u32>,
    /// The version after this.
    pub next: Option<NextVersion>,
    /// Ids of the keys that may sign ballots: no verification relationship of DID Core says so.
    pub voting_methods: Vec<String>,
    /// Ids of the keys that are left out of the document because their bytes are no point of their curve.
    pub unusable_methods: Vec<String>,
}

impl DocumentMetadata {
    /// Of a version that the registry found.
    pub(super) fn of(found: &Found) -> Self {
        let record = &found.record;
        Self {
            created: Some(record.created),
            updated: (record.version > 0).then_some(record.updated),
            deactivated: record.deactivated,
            version: Some(record.version),
            next: found.next,
            voting_methods: record.voting_methods(),
            unusable_methods: record.unusable_methods(),
        }
    }

    /// As a metadata structure. What happened at genesis has no date there.
    pub fn to_json(&self) -> Map<String, Value> {
        let date = |millis: Option<Millis>| millis.and_then(dated).map(Value::from);
        let number = |version: Option<u32>| version.map(|version| Value::from(version.to_string()));
        let entries = [
            ("created", date(self.created)),
            ("updated", date(self.updated)),
            ("deactivated", self.deactivated.then_some(Value::from(true))),
            ("nextUpdate", date(self.next.map(|next| next.updated))),
            ("versionId", number(self.version)),
            ("nextVersionId", number(self.next.map(|next| next.version))),
            ("method", self.of_the_method().map(Value::from)),
        ];
        entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// What DID Core has no name for.
    fn of_the_method(&self) -> Option<Map<String, Value>> {
        let lists = [("votingMethod", &self.voting_methods), ("unusableMethod", &self.unusable_methods)];
        let some = lists.into_iter().filter(|(_, ids)| !ids.is_empty());
        let entries: Map<String, Value> = some.map(|(name, ids)| (name.to_owned(), ids.clone().into())).collect();
        (!entries.is_empty()).then_some(entries)
    }
}

/// The date of a time on chain, of which genesis has none; none after the year 9999 either.
pub(super) fn dated(millis: Millis) -> Option<String> {
    (millis > 0).then(|| datetime::format(millis)).flatten()
}
