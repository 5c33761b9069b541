//! The first step of consumption: from a representation to the entries of the data model (DID Core, section 6.1).

use super::{
    Document, DocumentError, Representation, consume, json,
    representation::{CONTEXT_V1_0, CONTEXT_V1_1},
};
use serde_json::{Map, Value};

/// Most bytes of a document that is read. The largest of ours, with all keys and services, has a third of it.
pub const DOCUMENT_BYTES_MAX: usize = 128 * 1024;

/// Entries that belong to a representation and not to the data model.
const REPRESENTATION_SPECIFIC: [&str; 1] = ["@context"];

/// A document as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    /// Entries of the data model, untouched.
    pub properties: Map<String, Value>,
    /// Entries of the representation: `@context`.
    pub representation_specific: Map<String, Value>,
    representation: Representation,
}

impl Entries {
    /// Reads what `media_type` says to be a DID document. Whether it is a conforming one, [`Self::document`] tells.
    pub fn read(bytes: &[u8], media_type: &str) -> Result<Self, DocumentError> {
        let representation = Representation::of(media_type)
            .ok_or_else(|| DocumentError::MediaTypeNotSupported(media_type.chars().take(80).collect()))?;
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(DocumentError::TooLarge);
        }
        let Value::Object(mut properties) = json::read(bytes)? else {
            return Err(malformed("the document", "a JSON object"));
        };
        let specific = REPRESENTATION_SPECIFIC.iter().filter_map(|name| properties.remove_entry(*name));
        let representation_specific = specific.collect();
        Ok(Self { properties, representation_specific, representation })
    }

    /// The document, if it is conforming.
    pub fn document(&self) -> Result<Document, DocumentError> {
        self.check_context()?;
        let document = consume::document(&self.properties)?;
        document.check()?;
        Ok(document)
    }

    /// JSON-LD needs a context, `application/did` may have one; either begins with DID's own.
    fn check_context(&self) -> Result<(), DocumentError> {
        let context = self.representation_specific.get("@context");
        let first = match context {
            Some(Value::Array(contexts)) => contexts.first(),
            other => other,
        };
        let known = first.and_then(Value::as_str).is_some_and(|first| [CONTEXT_V1_0, CONTEXT_V1_1].contains(&first));
        let fine = match self.representation {
            Representation::DidJson => true,
            Representation::DidLdJson => known,
            Representation::Did => known || context.is_none(),
        };
        fine.then_some(())
            .ok_or(malformed("@context", "https://www.w3.org/ns/did/v1 or v1.1, or a list that begins so"))
    }
}

fn malformed(place: &str, must: &'static str) -> DocumentError {
    DocumentError::Malformed { place: place.to_owned(), must }
}
