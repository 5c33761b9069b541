//! DID URL dereferencing (DID Resolution 1.0, section 5): from a DID URL to a document, a part of it, or the URLs of
//! services.
//!
//! A service endpoint is never followed: what it leads to is the caller's to fetch, so no circle of endpoints can
//! catch this code.

use super::{
    Answer, Dereferencing, DocumentMetadata, Options, Problem, ProblemKind, Resolution, Resolved, Resolving, Step,
    registry::{AsOf, Lookup, Registry},
    services::Selector,
};
use crate::{
    document::{Document, Relationship},
    syntax::{DidUrl, Uri, pairs},
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a DID URL leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dereferenced {
    /// The resource.
    pub content: Content,
    /// What is known about the document it comes from.
    pub metadata: DocumentMetadata,
    /// As of when this holds, where a registry was asked that has blocks.
    pub as_of: Option<AsOf>,
}

/// A resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A whole document; [`Document::empty`] when the DID is deactivated.
    Document(Box<Document>),
    /// A verification method or service, by its fragment.
    Part(Map<String, Value>),
    /// Where services are; at least one.
    Urls(Vec<Uri>),
}

/// What the caller accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A document or a part of one.
    Document,
    /// The URLs of services (`text/uri-list`).
    Urls,
}

/// A dereferencing that waits for the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    resolving: Resolving,
    rest: Rest,
}

/// What is left to do once the DID is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rest {
    url: DidUrl,
    services: Option<Selector>,
    options: Options,
    wanted: Wanted,
}

/// Dereferences `url` against a registry that answers at once.
pub fn dereference(url: &str, options: &Options, wanted: Wanted, registry: &impl Registry) -> Dereferencing {
    match begin(url, options, wanted) {
        Step::Done(dereferencing) => dereferencing,
        Step::Ask(pending) => {
            let answer = registry.find(pending.lookup());
            pending.answer(answer)
        }
    }
}

/// Begins to dereference `url`.
pub fn begin(url: &str, options: &Options, wanted: Wanted) -> Step<Pending, Dereferencing> {
    let rest = match Rest::of(url, options, wanted) {
        Ok(rest) => rest,
        Err(problem) => return Step::Done(Err(problem)),
    };
    match super::begin(rest.url.did().as_str(), &rest.options) {
        Step::Done(resolution) => Step::Done(rest.finish(resolution)),
        Step::Ask(resolving) => Step::Ask(Pending { resolving, rest }),
    }
}

impl Pending {
    /// What the registry is asked.
    pub fn lookup(&self) -> &Lookup {
        self.resolving.lookup()
    }

    /// Ends the dereferencing with the registry's answer.
    pub fn answer(self, answer: Answer) -> Dereferencing {
        self.rest.finish(self.resolving.answer(answer))
    }
}

impl Rest {
    /// Every parameter is an option of resolution, except those that select services.
    fn of(url: &str, options: &Options, wanted: Wanted) -> Result<Self, Problem> {
        let url: DidUrl = url.parse().map_err(invalid)?;
        let parameters = pairs(url.query().unwrap_or_default()).map_err(invalid)?;
        let names: BTreeSet<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() < parameters.len() {
            return Err(invalid("every parameter may be given once: which of two counts is not defined"));
        }
        let (services, others) = Selector::of(parameters)?;
        let options = others.iter().fold(options.clone(), |options, (name, value)| options.with(name, value));
        Ok(Self { url, services, options, wanted })
    }

    fn finish(self, resolution: Resolution) -> Dereferencing {
        let Resolved { document, metadata, as_of } = resolution?;
        if metadata.deactivated {
            return Ok(Dereferenced { content: Content::Document(Box::new(document)), metadata, as_of });
        }
        if !self.url.path().is_empty() {
            let detail = "neither did:cyb nor did:key gives paths a meaning: name a service by ?service=";
            return Err(Problem::new(ProblemKind::NotFound, detail));
        }
        let content = match (&self.services, self.wanted) {
            (None, Wanted::Document) => self.part_of(document)?,
            (None, Wanted::Urls) => {
                let detail = "only services have URLs: name one by ?service=, or ask for application/did";
                return Err(Problem::new(ProblemKind::RepresentationNotSupported, detail));
            }
            (Some(selector), Wanted::Document) => self.part_of(selector.only(document)?)?,
            (Some(selector), Wanted::Urls) => Content::Urls(selector.urls(&document, self.url.fragment())?),
        };
        Ok(Dereferenced { content, metadata, as_of })
    }

    /// The document, or the part of it that the fragment names.
    fn part_of(&self, document: Document) -> Result<Content, Problem> {
        let relationship = self.options.selection()?.relationship;
        let Some(fragment) = self.url.fragment() else {
            return match relationship {
                None => Ok(Content::Document(Box::new(document))),
                Some(_) => Err(no_method("a verification method is named by a fragment, such as #key-0")),
            };
        };
        let id = format!("{}#{fragment}", document.id);
        if let Some(relationship) = relationship {
            ensure_authorized(&document, &id, relationship)?;
        }
        let missing = || Problem::new(ProblemKind::NotFound, format!("the document has no part {id}"));
        find(&document.expanded().properties().into(), &id).cloned().map(Content::Part).ok_or_else(missing)
    }
}

fn ensure_authorized(document: &Document, id: &str, relationship: Relationship) -> Result<(), Problem> {
    if !document.methods().any(|method| method.id.absolute() == id) {
        return Err(no_method("the document has no verification method of that id"));
    }
    if !document.authorizes(id, relationship) {
        let detail = format!("{id} may not be used for {}", relationship.as_str());
        return Err(Problem::new(ProblemKind::InvalidRelationshipForVerificationMethod, detail));
    }
    Ok(())
}

/// The first object with that id, outermost first (Controlled Identifiers, section 3.4). Ids are unique.
fn find<'a>(value: &'a Value, id: &str) -> Option<&'a Map<String, Value>> {
    match value {
        Value::Object(map) if map.get("id").and_then(Value::as_str) == Some(id) => Some(map),
        Value::Object(map) => map.values().find_map(|value| find(value, id)),
        Value::Array(items) => items.iter().find_map(|value| find(value, id)),
        _ => None,
    }
}

fn no_method(detail: &str) -> Problem {
    Problem::new(ProblemKind::InvalidVerificationMethod, detail)
}

fn invalid(detail: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemKind::InvalidDidUrl, detail)
}
