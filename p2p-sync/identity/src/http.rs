//! The HTTP binding of resolution and dereferencing (DID Resolution, section 11.1), as the driver interface of a
//! Universal Resolver wants it: `GET /1.0/identifiers/{DID or DID URL}`. Requests come in and responses go out as
//! values; the server is somebody else's.
//!
//! Whoever serves this sends `Vary: Accept` and, for pages in browsers, `Access-Control-Allow-Origin: *`: nothing here
//! depends on who asks.

mod accept;
mod target;

use crate::resolution::{
    self, Answer, Dereferencing, Problem, ProblemKind, Resolution, Step,
    dereferencing::{self, Content, Wanted},
    dereferencing_result,
    registry::{Lookup, Registry},
    resolution_result,
};
use accept::Format;
use serde_json::{Map, Value};
use std::borrow::Cow;
use target::Target;

/// Where the binding is served.
pub const PATH: &str = "/1.0/identifiers/";
/// Media type of failures that come without a result around them (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// A `GET`.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What follows [`PATH`] in the request's target, as it was received: still percent-encoded, with the query.
    pub target: &'a str,
    /// The header `Accept`; several are joined by commas.
    pub accept: Option<&'a str>,
}

/// What is sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// The header `Content-Type`, when there is a body.
    pub content_type: Option<Cow<'static, str>>,
    /// The header `Location`, for status 303.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

/// A request that waits for the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    format: Format,
    pending: Pending,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pending {
    Resolution(resolution::Resolving),
    Dereferencing(dereferencing::Pending),
}

/// Responds from a registry that answers at once.
pub fn respond(request: &Request<'_>, registry: &impl Registry) -> Response {
    match begin(request) {
        Step::Done(response) => response,
        Step::Ask(exchange) => {
            let answer = registry.find(exchange.lookup());
            exchange.answer(answer)
        }
    }
}

/// Begins to respond.
pub fn begin(request: &Request<'_>) -> Step<Exchange, Response> {
    let target = Target::read(request.target);
    let is_url = target.as_ref().is_ok_and(Target::is_url);
    let Some(format) = accept::choose(request.accept, is_url) else {
        let detail = format!("none of the media types accepted can be had; there are {}", accept::OFFERED);
        return Step::Done(Response::problem(&Problem::new(ProblemKind::RepresentationNotSupported, detail)));
    };
    match target {
        Err(problem) => Step::Done(failed(format, problem)),
        Ok(target) if format.resolves(is_url) => {
            let (did, options) = target.for_resolution();
            resolution::begin(&did, &options).map(
                |resolution| resolved(format, &resolution),
                |resolving| Exchange { format, pending: Pending::Resolution(resolving) },
            )
        }
        Ok(Target { identifier, options }) => dereferencing::begin(&identifier, &options, format.wanted()).map(
            |dereferencing| dereferenced(format, &dereferencing),
            |pending| Exchange { format, pending: Pending::Dereferencing(pending) },
        ),
    }
}

impl Exchange {
    /// What the registry is asked.
    pub fn lookup(&self) -> &Lookup {
        match &self.pending {
            Pending::Resolution(resolving) => resolving.lookup(),
            Pending::Dereferencing(pending) => pending.lookup(),
        }
    }

    /// Responds with the registry's answer.
    pub fn answer(self, answer: Answer) -> Response {
        match self.pending {
            Pending::Resolution(resolving) => resolved(self.format, &resolving.answer(answer)),
            Pending::Dereferencing(pending) => dereferenced(self.format, &pending.answer(answer)),
        }
    }
}

fn failed(format: Format, problem: Problem) -> Response {
    match format {
        Format::DereferencingResult(_) => dereferenced(format, &Err(problem)),
        _ => resolved(format, &Err(problem)),
    }
}

fn resolved(format: Format, resolution: &Resolution) -> Response {
    let status = match resolution {
        Ok(resolved) if resolved.metadata.deactivated => 410,
        Ok(_) => 200,
        Err(problem) => problem.kind.status(),
    };
    match (format, resolution) {
        (Format::ResolutionResult(vocabulary), _) => {
            Response::json(status, format.media_type(), &resolution_result(resolution, vocabulary))
        }
        (_, Err(problem)) => Response::problem(problem),
        (_, Ok(resolved)) => {
            let document = resolved.document.produce(format.representation());
            Response::json(status, format.media_type(), &document.into())
        }
    }
}

fn dereferenced(format: Format, dereferencing: &Dereferencing) -> Response {
    let status = match dereferencing {
        Ok(dereferenced) if dereferenced.metadata.deactivated => 410,
        Ok(_) => 200,
        Err(problem) => problem.kind.status(),
    };
    if let Format::DereferencingResult(vocabulary) = format {
        return Response::json(status, format.media_type(), &dereferencing_result(dereferencing, vocabulary));
    }
    let content = match dereferencing {
        Ok(dereferenced) => &dereferenced.content,
        Err(problem) => return Response::problem(problem),
    };
    let entries: Map<String, Value> = match content {
        Content::Urls(urls) => return Response::see_other(urls.first().map(ToString::to_string)),
        Content::Document(_) if format == Format::Urls => return Response::empty(status),
        Content::Document(document) => document.properties(),
        Content::Part(part) => part.clone(),
    };
    Response::json(status, format.media_type(), &format.representation().around(entries).into())
}

impl Response {
    fn json(status: u16, content_type: &'static str, body: &Value) -> Self {
        Self { status, content_type: Some(content_type.into()), location: None, body: body.to_string() }
    }

    fn problem(problem: &Problem) -> Self {
        Self::json(problem.kind.status(), PROBLEM, &problem.details())
    }

    fn empty(status: u16) -> Self {
        Self { status, content_type: None, location: None, body: String::new() }
    }

    /// The binding has room for one URL: the first, in the order of the document.
    fn see_other(location: Option<String>) -> Self {
        Self { location, ..Self::empty(303) }
    }
}

impl Format {
    /// Whether this is got by resolving, and not by dereferencing.
    fn resolves(self, is_url: bool) -> bool {
        match self {
            Self::ResolutionResult(_) => true,
            Self::DereferencingResult(_) | Self::Urls => false,
            Self::Document { .. } => !is_url,
        }
    }

    fn wanted(self) -> Wanted {
        if self == Self::Urls { Wanted::Urls } else { Wanted::Document }
    }
}
