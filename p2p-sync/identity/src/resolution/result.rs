//! DID resolution results and DID URL dereferencing results as JSON (DID Resolution, sections 8 and 9), in both
//! vocabularies; the older one is that of Universal Resolvers before DID 1.1.

use super::{
    Dereferencing, Problem, Resolution,
    dereferencing::{Content, Dereferenced},
    metadata::dated,
    registry::AsOf,
};
use crate::document::{Document, Representation, Vocabulary};
use serde_json::{Map, Value, json};

/// Of the results' own context in DID 1.0 times.
const RESULT_CONTEXT: &str = "https://w3id.org/did-resolution/v1";

/// The result of a resolution. A deactivated DID has no document in DID 1.1, and an empty one in DID 1.0, which knows
/// no success without.
pub fn resolution_result(resolution: &Resolution, vocabulary: Vocabulary) -> Value {
    let (document, resolution_metadata, document_metadata) = match resolution {
        Ok(resolved) => {
            let (document, mut metadata) = whole(&resolved.document, resolved.metadata.deactivated, vocabulary);
            metadata.extend(registry(resolved.as_of));
            (document, metadata, resolved.metadata.to_json())
        }
        Err(problem) => (Value::Null, problem.metadata(vocabulary), Map::new()),
    };
    with_context(
        json!({
            "didDocument": document,
            "didResolutionMetadata": resolution_metadata,
            "didDocumentMetadata": document_metadata,
        }),
        vocabulary,
    )
}

/// The result of a dereferencing.
pub fn dereferencing_result(dereferencing: &Dereferencing, vocabulary: Vocabulary) -> Value {
    let (content, metadata, content_metadata) = match dereferencing {
        Ok(dereferenced) => {
            let (content, mut metadata, content_metadata) = success(dereferenced, vocabulary);
            metadata.extend(registry(dereferenced.as_of));
            (content, metadata, content_metadata)
        }
        Err(problem) => failure(problem, vocabulary),
    };
    let content_name = match vocabulary {
        Vocabulary::V1_0 => "contentStream",
        Vocabulary::V1_1 => "content",
    };
    let result = json!({
        content_name: content,
        "dereferencingMetadata": metadata,
        "contentMetadata": content_metadata,
    });
    with_context(result, vocabulary)
}

type Parts = (Value, Map<String, Value>, Map<String, Value>);

fn success(dereferenced: &Dereferenced, vocabulary: Vocabulary) -> Parts {
    match &dereferenced.content {
        Content::Document(document) => {
            let (content, metadata) = whole(document, dereferenced.metadata.deactivated, vocabulary);
            (content, metadata, dereferenced.metadata.to_json())
        }
        Content::Part(part) => {
            let representation = representation(vocabulary);
            let content = representation.around(part.clone()).into();
            (content, content_type(representation.media_type()), Map::new())
        }
        Content::Urls(urls) => {
            let list: Vec<&str> = urls.iter().map(|url| url.as_str()).collect();
            (list.join("\r\n").into(), content_type("text/uri-list"), Map::new())
        }
    }
}

fn failure(problem: &Problem, vocabulary: Vocabulary) -> Parts {
    (Value::Null, problem.metadata(vocabulary), Map::new())
}

/// A document, and the metadata that tell how to read it.
fn whole(document: &Document, deactivated: bool, vocabulary: Vocabulary) -> (Value, Map<String, Value>) {
    if deactivated && vocabulary == Vocabulary::V1_1 {
        return (Value::Null, Map::new());
    }
    let representation = representation(vocabulary);
    (document.produce(representation).into(), content_type(representation.media_type()))
}

/// What the answer rests on. Numbers are text: metadata structures have none (DID Core 1.0, section 7.3).
fn registry(as_of: Option<AsOf>) -> Option<(String, Value)> {
    let AsOf { block, time, current } = as_of?;
    let mut entries = json!({ "block": block.to_string(), "current": current });
    if let (Some(date), Value::Object(entries)) = (dated(time), &mut entries) {
        entries.insert("time".to_owned(), date.into());
    }
    Some(("registry".to_owned(), entries))
}

fn representation(vocabulary: Vocabulary) -> Representation {
    match vocabulary {
        Vocabulary::V1_0 => Representation::DidLdJson,
        Vocabulary::V1_1 => Representation::Did,
    }
}

fn content_type(media_type: &str) -> Map<String, Value> {
    Map::from_iter([("contentType".to_owned(), media_type.into())])
}

fn with_context(mut result: Value, vocabulary: Vocabulary) -> Value {
    if let (Vocabulary::V1_0, Value::Object(entries)) = (vocabulary, &mut result) {
        entries.insert("@context".to_owned(), RESULT_CONTEXT.into());
    }
    result
}
