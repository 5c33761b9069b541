//! `cybersyn did resolve`: a DID's document, or what a DID URL leads to, from a mesh daemon.

use crate::{
    args::ResolveArgs,
    context::Context,
    exit::{Answer, Failure},
    mesh::MeshApiClient,
};
use anyhow::Result;
use cybersyn_identity::jsonrpc::Function;
use serde_json::{Map, Value};

pub(super) async fn resolve(context: &Context, arguments: ResolveArgs) -> Result<Answer> {
    let mesh = context.mesh().await?;
    let (options, identifier) = (options(&arguments), arguments.did);
    let function = if arguments.urls { Function::Dereference } else { Function::of(&identifier) };
    let answer = match function {
        Function::Resolve => mesh.client.resolve_did(identifier, Some(options)).await,
        Function::Dereference => mesh.client.dereference_did(identifier, Some(options)).await,
    };
    let result = Outcome { function, value: answer.map_err(|error| mesh.failed(error))? };
    show(context, &result)?;
    result.verdict()
}

fn options(arguments: &ResolveArgs) -> Map<String, Value> {
    let text = |name: &str, value: &str| (name.to_owned(), Value::from(value));
    let given = [
        arguments.version_id.map(|version| text("versionId", &version.to_string())),
        arguments.version_time.as_deref().map(|date| text("versionTime", date)),
        arguments.no_cache.then(|| ("noCache".to_owned(), Value::Bool(true))),
        arguments.urls.then(|| text("accept", "text/uri-list")),
    ];
    given.into_iter().flatten().collect()
}

fn show(context: &Context, outcome: &Outcome) -> Result<()> {
    if context.out.is_json() {
        return context.out.show(&outcome.value, Value::to_string);
    }
    if let Some(note) = outcome.age() {
        context.out.note(&note);
    }
    if outcome.is_deactivated() {
        context.out.note("the DID is deactivated");
    }
    match outcome.content() {
        Value::Null => Ok(()),
        content => context.out.show(content, text),
    }
}

fn text(content: &Value) -> String {
    match content {
        Value::String(urls) => urls.clone(),
        document => format!("{document:#}"),
    }
}

/// A resolution or dereferencing result.
struct Outcome {
    function: Function,
    value: Value,
}

impl Outcome {
    fn content(&self) -> &Value {
        &self.value[self.names()[0]]
    }

    fn metadata(&self) -> &Value {
        &self.value[self.names()[1]]
    }

    fn is_deactivated(&self) -> bool {
        self.value[self.names()[2]]["deactivated"] == Value::Bool(true)
    }

    fn names(&self) -> [&'static str; 3] {
        match self.function {
            Function::Resolve => ["didDocument", "didResolutionMetadata", "didDocumentMetadata"],
            Function::Dereference => ["content", "dereferencingMetadata", "contentMetadata"],
        }
    }

    /// What to know of an answer that may be out of date.
    fn age(&self) -> Option<String> {
        let registry = &self.metadata()["registry"];
        let is_old = registry["current"] == Value::Bool(false);
        let date = registry["time"].as_str().map(|date| format!(" ({date})")).unwrap_or_default();
        let block = registry["block"].as_str().unwrap_or("unknown");
        is_old.then(|| format!("the daemon cannot reach the chain: this was so at block {block}{date}"))
    }

    fn verdict(&self) -> Result<Answer> {
        let error = &self.metadata()["error"];
        let Some(kind) = error["type"].as_str() else {
            return Ok(if self.is_deactivated() { Answer::No } else { Answer::Yes });
        };
        let detail = error["detail"].as_str().unwrap_or("the daemon says no more").to_owned();
        Err(match kind.rsplit('#').next().unwrap_or_default() {
            "INVALID_DID" | "INVALID_DID_URL" | "INVALID_OPTIONS" => Failure::Usage(detail),
            "NOT_FOUND" | "INTERNAL_ERROR" => Failure::Missing(detail),
            _ => Failure::Refused(detail),
        }
        .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(value: Value) -> Outcome {
        Outcome { function: Function::Resolve, value }
    }

    fn failure(kind: &str) -> Failure {
        let kind = format!("https://www.w3.org/ns/did#{kind}");
        let value = json!({ "didResolutionMetadata": { "error": { "type": kind, "detail": "because" } } });
        outcome(value).verdict().unwrap_err().downcast().unwrap()
    }

    #[test]
    fn the_kind_of_error_decides_the_exit_code() {
        let because = || "because".to_owned();
        assert_eq!(failure("INVALID_DID"), Failure::Usage(because()));
        assert_eq!(failure("NOT_FOUND"), Failure::Missing(because()));
        assert_eq!(failure("INTERNAL_ERROR"), Failure::Missing(because()));
        assert_eq!(failure("METHOD_NOT_SUPPORTED"), Failure::Refused(because()));
    }

    #[test]
    fn a_deactivated_did_is_a_no() {
        let found = json!({ "didDocument": { "id": "did:cyb:z1" }, "didDocumentMetadata": {} });
        assert_eq!(outcome(found).verdict().unwrap(), Answer::Yes);
        let gone = json!({ "didDocument": null, "didDocumentMetadata": { "deactivated": true } });
        assert_eq!(outcome(gone).verdict().unwrap(), Answer::No);
    }

    #[test]
    fn an_answer_that_may_be_out_of_date_is_said_to_be() {
        let registry = |current| {
            let registry = json!({ "block": "12", "time": "2026-01-31T12:00:00Z", "current": current });
            outcome(json!({ "didResolutionMetadata": { "registry": registry } })).age()
        };
        assert_eq!(registry(true), None);
        assert!(registry(false).unwrap().ends_with("at block 12 (2026-01-31T12:00:00Z)"));
    }
}
