//! Records what the W3C's DID test suite (github.com/w3c/did-test-suite) takes as an implementation, from a running
//! resolver: what that answers over [`crate::http`] is written down as it comes.
//!
//! The suite speaks DID Core 1.0: it is asked for in that vocabulary.

use crate::{
    document::{DocumentError, Entries, Representation},
    http::Response,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

const RESOLUTION_RESULT: &str = "application/ld+json;profile=\"https://w3id.org/did-resolution\"";
const DEREFERENCING_RESULT: &str = "application/ld+json;profile=\"https://w3id.org/did-url-dereferencing\"";
/// The representations that the suite knows.
const REPRESENTATIONS: [Representation; 2] = [Representation::DidJson, Representation::DidLdJson];

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Name of the implementation.
    pub implementation: String,
    /// Who made it.
    pub implementer: String,
    /// Method, with `did:` in front.
    pub method: String,
    /// DIDs that resolve.
    pub dids: Vec<String>,
    /// DID URLs by the parameter that they show.
    pub parameters: Vec<(String, String)>,
    /// DIDs that are deactivated.
    pub deactivated: Vec<String>,
    /// DIDs that were never created.
    pub unknown: Vec<String>,
    /// Strings that are no DIDs.
    pub malformed: Vec<String>,
    /// DID URLs that lead to documents and parts. Where one has a fragment, the URL without it stands here too.
    pub urls: Vec<String>,
    /// DID URLs that lead to the URL of a service.
    pub service_urls: Vec<String>,
    /// DID URLs that lead nowhere.
    pub unknown_urls: Vec<String>,
    /// Strings that are no DID URLs.
    pub malformed_urls: Vec<String>,
    /// Documents to consume: name, representation, media type.
    pub documents: Vec<(String, String, String)>,
}

/// What the suite takes, by its parts; each is one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// For identifier, core-properties, production and consumption.
    pub implementation: Value,
    /// For resolution.
    pub resolver: Value,
    /// For dereferencing.
    pub dereferencer: Value,
}

/// Why nothing was recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError<E> {
    /// The resolver could not be asked.
    #[error("the resolver cannot be asked: {0}")]
    Unreachable(E),
    /// The resolver's answer was not the JSON that it must be.
    #[error("asked for {asked}, the resolver answered with status {status} and no {wanted}")]
    UnexpectedAnswer {
        /// Target of the request.
        asked: String,
        /// What was to come.
        wanted: &'static str,
        /// Status code that came.
        status: u16,
    },
    /// A document could not even be taken apart.
    #[error("the document for {did} cannot be read: {error}")]
    Unreadable {
        /// The DID, or the name of the document.
        did: String,
        /// What is wrong.
        error: DocumentError,
    },
}

/// Asks a resolver, by `get(target, accept)`, all that is planned.
pub fn record<E>(
    plan: &Plan,
    get: impl FnMut(&str, &str) -> Result<Response, E>,
) -> Result<Recording, RecordingError<E>> {
    let mut resolver = Resolver { get };
    Ok(Recording {
        implementation: implementation(plan, &mut resolver)?,
        resolver: resolutions(plan, &mut resolver)?,
        dereferencer: dereferencings(plan, &mut resolver)?,
    })
}

fn implementation<E, G>(plan: &Plan, resolver: &mut Resolver<G>) -> Result<Value, RecordingError<E>>
where
    G: FnMut(&str, &str) -> Result<Response, E>,
{
    let mut file = heading(plan);
    let parameters: Map<String, Value> =
        plan.parameters.iter().map(|(name, url)| (name.clone(), url.as_str().into())).collect();
    let consumers: Vec<Value> = plan.documents.iter().map(consumed).collect::<Result<_, _>>()?;
    file.insert("supportedContentTypes".to_owned(), json!(REPRESENTATIONS.map(Representation::media_type)));
    file.insert("dids".to_owned(), json!(plan.dids));
    file.insert("didParameters".to_owned(), parameters.into());
    file.insert("conformingConsumers".to_owned(), consumers.into());
    for did in &plan.dids {
        file.insert(did.clone(), resolver.representations(did)?);
    }
    Ok(file.into())
}

/// What consuming a document gives: its entries, and why it does not conform, if it does not.
fn consumed<E>((name, representation, media_type): &(String, String, String)) -> Result<Value, RecordingError<E>> {
    let entries = Entries::read(representation.as_bytes(), media_type);
    let entries = entries.map_err(|error| RecordingError::Unreadable { did: name.clone(), error })?;
    let errors: Vec<String> = entries.document().err().iter().map(ToString::to_string).collect();
    Ok(json!({
        "name": name,
        "input": { "representation": representation, "mediaType": media_type, "options": {} },
        "output": {
            "didDocumentDataModel": entries.properties,
            "representationSpecificEntries": entries.representation_specific,
            "errors": errors,
        },
    }))
}

fn resolutions<E, G>(plan: &Plan, resolver: &mut Resolver<G>) -> Result<Value, RecordingError<E>>
where
    G: FnMut(&str, &str) -> Result<Response, E>,
{
    let mut executions = Executions::default();
    for did in &plan.dids {
        executions.push("defaultOutcome", resolver.resolve(did)?);
        for representation in REPRESENTATIONS {
            executions.push("defaultOutcome", resolver.resolve_representation(did, representation)?);
        }
    }
    let others = [
        ("deactivatedOutcome", &plan.deactivated),
        ("notFoundErrorOutcome", &plan.unknown),
        ("invalidDidErrorOutcome", &plan.malformed),
    ];
    for (outcome, dids) in others {
        for did in dids {
            executions.push(outcome, resolver.resolve(did)?);
        }
    }
    Ok(executions.into_file(heading(plan)))
}

fn dereferencings<E, G>(plan: &Plan, resolver: &mut Resolver<G>) -> Result<Value, RecordingError<E>>
where
    G: FnMut(&str, &str) -> Result<Response, E>,
{
    let mut executions = Executions::default();
    for url in &plan.urls {
        executions.push("defaultOutcome", resolver.dereference(url)?);
    }
    for url in &plan.service_urls {
        executions.push("defaultOutcome", resolver.dereference_service(url)?);
    }
    for url in &plan.unknown_urls {
        executions.push("notFoundErrorOutcome", resolver.dereference(url)?);
    }
    for url in &plan.malformed_urls {
        executions.push("invalidDidUrlErrorOutcome", resolver.dereference(url)?);
    }
    Ok(executions.into_file(heading(plan)))
}

fn heading(plan: &Plan) -> Map<String, Value> {
    let entries =
        [("didMethod", &plan.method), ("implementation", &plan.implementation), ("implementer", &plan.implementer)];
    entries.into_iter().map(|(name, value)| (name.to_owned(), value.as_str().into())).collect()
}

/// Calls with what came of them, and which were to come to what.
#[derive(Default)]
struct Executions {
    calls: Vec<Value>,
    outcomes: Map<String, Value>,
}

impl Executions {
    fn push(&mut self, outcome: &str, call: Value) {
        let position = self.calls.len();
        let positions = self.outcomes.entry(outcome).or_insert_with(|| json!([]));
        positions.as_array_mut().into_iter().for_each(|positions| positions.push(position.into()));
        self.calls.push(call);
    }

    fn into_file(self, mut file: Map<String, Value>) -> Value {
        file.insert("expectedOutcomes".to_owned(), self.outcomes.into());
        file.insert("executions".to_owned(), self.calls.into());
        file.into()
    }
}

/// A resolver that is asked over HTTP, and the suite's words for what it answers.
struct Resolver<G> {
    get: G,
}

impl<E, G: FnMut(&str, &str) -> Result<Response, E>> Resolver<G> {
    fn representations(&mut self, did: &str) -> Result<Value, RecordingError<E>> {
        let document_metadata = self.result(did, RESOLUTION_RESULT)?.take("didDocumentMetadata");
        let mut file = Map::new();
        for representation in REPRESENTATIONS {
            let (body, content_type) = self.document(did, representation)?;
            let unreadable = |error| RecordingError::Unreadable { did: did.to_owned(), error };
            let entries = Entries::read(body.as_bytes(), &content_type).map_err(unreadable)?;
            let entry = json!({
                "didDocumentDataModel": { "representationSpecificEntries": entries.representation_specific },
                "representation": body,
                "didDocumentMetadata": document_metadata,
                "didResolutionMetadata": { "contentType": content_type },
            });
            file.insert(representation.media_type().to_owned(), entry);
            file.insert("didDocumentDataModel".to_owned(), json!({ "properties": entries.properties }));
        }
        Ok(file.into())
    }

    /// The suite's `resolve` gives the data model, so neither is there a media type.
    fn resolve(&mut self, did: &str) -> Result<Value, RecordingError<E>> {
        let mut result = self.result(did, RESOLUTION_RESULT)?;
        let mut metadata = result.take("didResolutionMetadata");
        metadata.as_object_mut().map(|metadata| metadata.remove("contentType"));
        Ok(json!({
            "function": "resolve",
            "input": { "did": did, "resolutionOptions": {} },
            "output": {
                "didResolutionMetadata": metadata,
                "didDocument": result.take("didDocument"),
                "didDocumentMetadata": result.take("didDocumentMetadata"),
            },
        }))
    }

    fn resolve_representation(
        &mut self,
        did: &str,
        representation: Representation,
    ) -> Result<Value, RecordingError<E>> {
        let document_metadata = self.result(did, RESOLUTION_RESULT)?.take("didDocumentMetadata");
        let (body, content_type) = self.document(did, representation)?;
        Ok(json!({
            "function": "resolveRepresentation",
            "input": { "did": did, "resolutionOptions": { "accept": representation.media_type() } },
            "output": {
                "didResolutionMetadata": { "contentType": content_type },
                "didDocumentStream": body,
                "didDocumentMetadata": document_metadata,
            },
        }))
    }

    /// A stream is text: JSON as such, nothing as nothing.
    fn dereference(&mut self, url: &str) -> Result<Value, RecordingError<E>> {
        let mut result = self.result(url, DEREFERENCING_RESULT)?;
        let stream = match result.take("contentStream") {
            Value::Null => String::new(),
            content => content.to_string(),
        };
        Ok(json!({
            "function": "dereference",
            "input": { "didUrl": url, "dereferenceOptions": {} },
            "output": {
                "dereferencingMetadata": result.take("dereferencingMetadata"),
                "contentStream": stream,
                "contentMetadata": result.take("contentMetadata"),
            },
        }))
    }

    fn dereference_service(&mut self, url: &str) -> Result<Value, RecordingError<E>> {
        const LIST: &str = "text/uri-list";
        let response = self.ask(url, LIST)?;
        let location = response.location.clone();
        let location = location.ok_or_else(|| unexpected(url, "redirection to a service", &response))?;
        Ok(json!({
            "function": "dereference",
            "input": { "didUrl": url, "dereferenceOptions": { "accept": LIST } },
            "output": {
                "dereferencingMetadata": { "contentType": LIST },
                "contentStream": location,
                "contentMetadata": {},
            },
        }))
    }

    fn document(&mut self, did: &str, representation: Representation) -> Result<(String, String), RecordingError<E>> {
        let response = self.ask(did, representation.media_type())?;
        match &response.content_type {
            Some(content_type) if response.status == 200 => Ok((response.body, content_type.to_string())),
            _ => Err(unexpected(did, "document", &response)),
        }
    }

    fn result(&mut self, identifier: &str, accept: &str) -> Result<ResultJson, RecordingError<E>> {
        let response = self.ask(identifier, accept)?;
        let result = serde_json::from_str(&response.body).map(ResultJson);
        result.map_err(|_| unexpected(identifier, "result in JSON", &response))
    }

    fn ask(&mut self, identifier: &str, accept: &str) -> Result<Response, RecordingError<E>> {
        let target = utf8_percent_encode(identifier, NON_ALPHANUMERIC).to_string();
        (self.get)(&target, accept).map_err(RecordingError::Unreachable)
    }
}

fn unexpected<E>(asked: &str, wanted: &'static str, response: &Response) -> RecordingError<E> {
    RecordingError::UnexpectedAnswer { asked: asked.to_owned(), wanted, status: response.status }
}

/// A result whose members are taken out one by one.
struct ResultJson(Map<String, Value>);

impl ResultJson {
    fn take(&mut self, name: &str) -> Value {
        self.0.remove(name).unwrap_or_default()
    }
}
