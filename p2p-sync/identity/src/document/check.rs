//! Conformance of a document that no single property can tell: unique ids, references that lead somewhere.

use super::{Document, DocumentError, MethodEntry};
use std::collections::BTreeSet;

impl Document {
    /// Whether ids are unique, sets hold nothing twice, and references to this document lead to something.
    pub fn check(&self) -> Result<(), DocumentError> {
        let mut ids = BTreeSet::new();
        let named = self.methods().map(|method| &method.id).chain(self.services.iter().map(|service| &service.id));
        for id in named {
            if !ids.insert(id.absolute()) {
                return Err(DocumentError::DuplicateId(id.to_string()));
            }
        }
        ensure_set("controller", self.controllers.iter().map(|did| did.as_str()))?;
        ensure_set("alsoKnownAs", self.also_known_as.iter().map(|uri| uri.as_str()))?;
        self.check_relationships()
    }

    fn check_relationships(&self) -> Result<(), DocumentError> {
        let methods: BTreeSet<&str> = self.methods().map(|method| method.id.absolute()).collect();
        for (relationship, entries) in &self.relationships {
            let place = relationship.as_str();
            if entries.is_empty() {
                return Err(DocumentError::Malformed { place: place.to_owned(), must: "absent, or hold a method" });
            }
            ensure_set(place, entries.iter().map(|entry| entry.id().absolute()))?;
            let references = entries.iter().filter(|entry| matches!(entry, MethodEntry::Reference(_)));
            let own = references.map(MethodEntry::id).filter(|id| id.is_within(&self.id));
            if let Some(id) = own.into_iter().find(|id| !methods.contains(id.absolute())) {
                return Err(DocumentError::DanglingReference { place: place.to_owned(), id: id.to_string() });
            }
        }
        Ok(())
    }
}

fn ensure_set<'a>(place: &str, items: impl Iterator<Item = &'a str>) -> Result<(), DocumentError> {
    let mut seen = BTreeSet::new();
    for item in items {
        if !seen.insert(item) {
            return Err(DocumentError::DuplicateItem { place: place.to_owned(), item: item.to_owned() });
        }
    }
    Ok(())
}
