//! Production: from the data model to a representation (DID Core, section 6).

use super::{Document, Endpoint, Material, MethodEntry, Representation, Service, VerificationMethod};
use serde_json::{Map, Value};

impl Document {
    /// The entries of the data model.
    pub fn properties(&self) -> Map<String, Value> {
        let mut entries = self.other.clone();
        let mut put = |name: &str, value: Value| entries.insert(name.to_owned(), value);
        put("id", self.id.as_str().into());
        if !self.controllers.is_empty() {
            put("controller", one_or_many(self.controllers.iter().map(|did| did.as_str().into()).collect()));
        }
        if !self.also_known_as.is_empty() {
            put("alsoKnownAs", self.also_known_as.iter().map(|uri| uri.as_str()).collect());
        }
        if !self.verification_methods.is_empty() {
            put("verificationMethod", self.verification_methods.iter().map(|method| method.value()).collect());
        }
        for (relationship, methods) in self.relationships.iter().filter(|(_, methods)| !methods.is_empty()) {
            put(relationship.as_str(), methods.iter().map(|entry| entry.value()).collect());
        }
        if !self.services.is_empty() {
            put("service", self.services.iter().map(|service| service.value()).collect());
        }
        entries
    }

    /// The document in `representation`: its properties, and its context where it has one.
    pub fn produce(&self, representation: Representation) -> Map<String, Value> {
        representation.around(self.properties())
    }
}

impl Representation {
    /// `entries` of the data model, a whole document's or a part's, with what is specific to this representation.
    pub fn around(self, mut entries: Map<String, Value>) -> Map<String, Value> {
        if let Some(context) = self.context() {
            entries.insert("@context".to_owned(), context);
        }
        entries
    }
}

impl MethodEntry {
    fn value(&self) -> Value {
        match self {
            Self::Reference(id) => id.written().into(),
            Self::Embedded(method) => method.value(),
        }
    }
}

impl VerificationMethod {
    /// The method's entry in a document.
    fn value(&self) -> Value {
        let mut entries = self.other.clone();
        entries.insert("id".to_owned(), self.id.written().into());
        entries.insert("type".to_owned(), self.kind.as_str().into());
        entries.insert("controller".to_owned(), self.controller.as_str().into());
        match &self.material {
            Material::Multikey(key) => entries.insert("publicKeyMultibase".to_owned(), key.as_str().into()),
            Material::Jwk(jwk) => entries.insert("publicKeyJwk".to_owned(), jwk.clone().into()),
            Material::Other => None,
        };
        entries.into()
    }
}

impl Service {
    /// The service's entry in a document.
    fn value(&self) -> Value {
        let mut entries = self.other.clone();
        let endpoints = self.endpoints.iter().map(|endpoint| match endpoint {
            Endpoint::Uri(uri) => uri.as_str().into(),
            Endpoint::Map(map) => map.clone().into(),
        });
        entries.insert("id".to_owned(), self.id.written().into());
        entries.insert("type".to_owned(), one_or_many(self.kinds.iter().map(|kind| kind.as_str().into()).collect()));
        entries.insert("serviceEndpoint".to_owned(), one_or_many(endpoints.collect()));
        entries.into()
    }
}

/// A set of one is written as the item itself, where the property allows both.
fn one_or_many(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => values.into(),
    }
}
