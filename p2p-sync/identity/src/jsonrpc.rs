//! Resolution and dereferencing as functions of JSON values: what a JSON-RPC server, or any other that passes arguments
//! by name, binds to. Failures are results like any other, in the words of DID Resolution.

use crate::{
    document::{Representation, Vocabulary},
    resolution::{
        self, Answer, Options, Problem, ProblemKind, Step,
        dereferencing::{self, Wanted},
        dereferencing_result,
        registry::{Lookup, Registry},
        resolution_result,
    },
};
use serde_json::{Map, Value};

/// Most options of one call.
const OPTIONS_MAX: usize = 16;
/// The option that chooses between media types.
const ACCEPT: &str = "accept";
/// The URLs of services, as `accept` names them.
const URI_LIST: &str = "text/uri-list";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `resolve(did, options)`.
    Resolve,
    /// `dereference(url, options)`.
    Dereference,
}

impl Function {
    /// What suits an identifier: a DID is resolved, a DID URL with anything more dereferenced.
    pub fn of(identifier: &str) -> Self {
        if identifier.contains(['/', '?', '#']) { Self::Dereference } else { Self::Resolve }
    }
}

/// A call that waits for the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    vocabulary: Vocabulary,
    pending: Pending,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Pending {
    Resolution(resolution::Resolving),
    Dereferencing(dereferencing::Pending),
}

/// Calls against a registry that answers at once.
pub fn call(function: Function, identifier: &str, options: &Map<String, Value>, registry: &impl Registry) -> Value {
    match begin(function, identifier, options) {
        Step::Done(result) => result,
        Step::Ask(call) => {
            let answer = registry.find(call.lookup());
            call.answer(answer)
        }
    }
}

/// Begins a call. `options` are those of DID Resolution by their names, text or true or false; `accept` is the media type of
/// a representation, which decides about the vocabulary of the result, or `text/uri-list` for the URLs of services.
pub fn begin(function: Function, identifier: &str, options: &Map<String, Value>) -> Step<Call, Value> {
    let Arguments { options, accept } = match Arguments::read(options) {
        Ok(arguments) => arguments,
        Err(problem) => return Step::Done(failed(function, problem)),
    };
    let vocabulary = accept.vocabulary;
    match function {
        Function::Resolve if accept.wanted == Wanted::Urls => {
            let detail = "a DID has no URL: dereference a DID URL that names a service by ?service=";
            let problem = Problem::new(ProblemKind::RepresentationNotSupported, detail);
            Step::Done(resolution_result(&Err(problem), vocabulary))
        }
        Function::Resolve => resolution::begin(identifier, &options).map(
            |resolution| resolution_result(&resolution, vocabulary),
            |resolving| Call { vocabulary, pending: Pending::Resolution(resolving) },
        ),
        Function::Dereference => dereferencing::begin(identifier, &options, accept.wanted).map(
            |dereferencing| dereferencing_result(&dereferencing, vocabulary),
            |pending| Call { vocabulary, pending: Pending::Dereferencing(pending) },
        ),
    }
}

impl Call {
    /// What the registry is asked.
    pub fn lookup(&self) -> &Lookup {
        match &self.pending {
            Pending::Resolution(resolving) => resolving.lookup(),
            Pending::Dereferencing(pending) => pending.lookup(),
        }
    }

    /// The result, with the registry's answer.
    pub fn answer(self, answer: Answer) -> Value {
        match self.pending {
            Pending::Resolution(resolving) => resolution_result(&resolving.answer(answer), self.vocabulary),
            Pending::Dereferencing(pending) => dereferencing_result(&pending.answer(answer), self.vocabulary),
        }
    }
}

/// Options, and what `accept` comes to.
struct Arguments {
    options: Options,
    accept: Accept,
}

struct Accept {
    vocabulary: Vocabulary,
    wanted: Wanted,
}

impl Arguments {
    fn read(given: &Map<String, Value>) -> Result<Self, Problem> {
        let invalid = |detail: String| Problem::new(ProblemKind::InvalidOptions, detail);
        if given.len() > OPTIONS_MAX {
            return Err(invalid(format!("{} options are given, at most {OPTIONS_MAX} are taken", given.len())));
        }
        let mut arguments = Self {
            options: Options::default(),
            accept: Accept { vocabulary: Vocabulary::V1_1, wanted: Wanted::Document },
        };
        for (name, value) in given {
            let value = match value {
                Value::String(text) => text.as_str(),
                Value::Bool(true) => "true",
                Value::Bool(false) => "false",
                _ => return Err(invalid(format!("the option {name:?} is text, or true or false"))),
            };
            if name == ACCEPT {
                arguments.accept = Accept::read(value)?;
            } else {
                arguments.options = arguments.options.with(name, value);
            }
        }
        Ok(arguments)
    }
}

impl Accept {
    fn read(media_type: &str) -> Result<Self, Problem> {
        if media_type == URI_LIST {
            return Ok(Self { vocabulary: Vocabulary::V1_1, wanted: Wanted::Urls });
        }
        let unsupported = || {
            let offered = Representation::ALL.map(Representation::media_type).join(", ");
            let detail = format!("accept is one media type: {offered} or {URI_LIST}");
            Problem::new(ProblemKind::RepresentationNotSupported, detail)
        };
        let representation = Representation::of(media_type).ok_or_else(unsupported)?;
        Ok(Self { vocabulary: representation.vocabulary(), wanted: Wanted::Document })
    }
}

fn failed(function: Function, problem: Problem) -> Value {
    match function {
        Function::Resolve => resolution_result(&Err(problem), Vocabulary::V1_1),
        Function::Dereference => dereferencing_result(&Err(problem), Vocabulary::V1_1),
    }
}
