//! DID resolution (DID Resolution 1.0, section 4): from a DID to its document and what is known about it.
//!
//! ```
//! use cybersyn_identity::{History, Options, resolve};
//! let resolved = resolve("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", &Options::default(), &History::default());
//! assert_eq!(resolved.unwrap().document.verification_methods.len(), 1);
//! ```

pub mod dereferencing;
mod metadata;
mod options;
mod problem;
pub mod registry;
mod result;
mod services;

pub use metadata::DocumentMetadata;
pub use options::Options;
pub use problem::{Problem, ProblemKind};
pub use result::{dereferencing_result, resolution_result};

use crate::{did_key, document::Document, syntax::Did};
use cybersyn_primitives::did::Did as CybDid;
use options::Selection;
use registry::{AsOf, Found, Lookup, Registry, RegistryError};

/// What resolution comes to.
pub type Resolution = Result<Resolved, Problem>;
/// What dereferencing comes to.
pub type Dereferencing = Result<dereferencing::Dereferenced, Problem>;

/// A resolved DID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The document; [`Document::empty`] when the DID is deactivated.
    pub document: Document,
    /// What is known about the document.
    pub metadata: DocumentMetadata,
    /// As of when this holds, where a registry was asked that has blocks.
    pub as_of: Option<AsOf>,
}

/// Either the end, or a question to the registry on the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<A, T> {
    /// Nothing is left to ask.
    Done(T),
    /// The registry is asked; its answer leads on.
    Ask(A),
}

impl<A, T> Step<A, T> {
    /// This step with its end and its question turned into others.
    pub fn map<B, U>(self, done: impl FnOnce(T) -> U, ask: impl FnOnce(A) -> B) -> Step<B, U> {
        match self {
            Self::Done(end) => Step::Done(done(end)),
            Self::Ask(question) => Step::Ask(ask(question)),
        }
    }
}

/// What the registry answers to a [`Lookup`]: the version asked for, if there is one.
pub type Answer = Result<Option<Found>, RegistryError>;

/// A resolution that waits for the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolving {
    did: Did,
    lookup: Lookup,
    selection: Selection,
}

/// Resolves `did` against a registry that answers at once.
pub fn resolve(did: &str, options: &Options, registry: &impl Registry) -> Resolution {
    match begin(did, options) {
        Step::Done(resolution) => resolution,
        Step::Ask(resolving) => {
            let answer = registry.find(resolving.lookup());
            resolving.answer(answer)
        }
    }
}

/// Begins to resolve `did`.
pub fn begin(did: &str, options: &Options) -> Step<Resolving, Resolution> {
    let parsed: Did = match did.parse() {
        Ok(parsed) => parsed,
        Err(error) => return Step::Done(Err(Problem::new(ProblemKind::InvalidDid, error))),
    };
    match parsed.method() {
        "cyb" => begin_cyb(parsed, options),
        "key" => Step::Done(resolve_key(&parsed, options)),
        other => Step::Done(Err(Problem::new(
            ProblemKind::MethodNotSupported,
            format!("did:{other} is not resolved here; did:cyb and did:key are"),
        ))),
    }
}

fn begin_cyb(did: Did, options: &Options) -> Step<Resolving, Resolution> {
    let id = match did.as_str().parse::<CybDid>() {
        Ok(CybDid(id)) => id,
        Err(error) => return Step::Done(Err(Problem::new(ProblemKind::InvalidDid, error))),
    };
    match options.selection() {
        Ok(selection) => {
            let lookup = Lookup { id, at: selection.at, fresh: selection.fresh };
            Step::Ask(Resolving { did, lookup, selection })
        }
        Err(problem) => Step::Done(Err(problem)),
    }
}

/// A `did:key` has one version for ever; it was never recorded anywhere, so nothing is known about it.
fn resolve_key(did: &Did, options: &Options) -> Resolution {
    let selection = options.selection()?;
    if selection.at != registry::At::Latest {
        let detail = "a did:key has no versions: leave versionId and versionTime out";
        return Err(Problem::new(ProblemKind::FeatureNotSupported, detail));
    }
    let document = did_key::document(did).map_err(Problem::from)?;
    Ok(Resolved { document: selection.written(document), metadata: DocumentMetadata::default(), as_of: None })
}

impl Resolving {
    /// What the registry is asked.
    pub fn lookup(&self) -> &Lookup {
        &self.lookup
    }

    /// Ends the resolution with the registry's answer.
    pub fn answer(self, answer: Answer) -> Resolution {
        let found = match answer {
            Ok(Some(found)) => found,
            Ok(None) => return Err(self.not_found()),
            Err(error) => return Err(Problem::from(&error)),
        };
        if found.record.id != self.lookup.id {
            return Err(Problem::new(ProblemKind::InternalError, "the registry answered for another DID"));
        }
        let metadata = DocumentMetadata::of(&found);
        let document = if metadata.deactivated {
            Document::empty(self.did)
        } else {
            let invalid = |error| Problem::new(ProblemKind::InvalidDidDocument, error);
            found.record.document().map_err(invalid)?
        };
        Ok(Resolved { document: self.selection.written(document), metadata, as_of: found.as_of })
    }

    fn not_found(&self) -> Problem {
        let detail = match self.lookup.at {
            registry::At::Latest => format!("{} was never created on this chain", self.did),
            registry::At::Version(version) => format!("{} has no version {version}, or it is not kept", self.did),
            registry::At::Time(_) => format!("{} did not exist at that time, or the version is not kept", self.did),
        };
        Problem::new(ProblemKind::NotFound, detail)
    }
}
