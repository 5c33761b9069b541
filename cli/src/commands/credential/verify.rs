//! `cybersyn credential verify` and `status`.

use super::actor::wallet;
use crate::{
    args::VerifyArgs,
    context::Context,
    exit::{Answer, Failure},
    file,
    output::line,
    world::World,
};
use anyhow::Result;
use cybersyn_credentials::{
    json::{Object, canonical_object},
    limits::PRESENTATION_BYTES_MAX,
    presentation::Request,
    received::{Accepted, Asked, Received, ReceivedError},
};
use serde::Serialize;
use std::path::PathBuf;

/// What came of a verification.
#[derive(Serialize)]
struct Verdict {
    /// Whether it counts.
    valid: bool,
    /// Whether it may count after all, for whoever has what is missing.
    undecided: bool,
    /// Why it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What may be believed.
    #[serde(flatten)]
    verified: Option<Object>,
}

impl Verdict {
    /// Of a judgement.
    fn new(judged: Result<Accepted, ReceivedError>) -> Self {
        match judged {
            Ok(accepted) => Self { valid: true, undecided: false, reason: None, verified: Some(accepted.to_json()) },
            Err(error) => {
                Self { valid: false, undecided: error.is_undecided(), reason: Some(error.to_string()), verified: None }
            }
        }
    }

    /// Shows it.
    fn show(&self, context: &Context) -> Result<Answer> {
        context.out.show(self, Self::text)?;
        Ok(match self {
            Self { valid: true, .. } => Answer::Yes,
            Self { undecided: true, .. } => Answer::Missing,
            _ => Answer::No,
        })
    }

    fn text(&self) -> String {
        match (&self.verified, &self.reason) {
            (Some(verified), _) => match canonical_object(verified) {
                Ok(claims) => format!("it counts: {}", line(&claims)),
                Err(error) => format!("it counts; its claims have no canonical form ({error}): see --json"),
            },
            (None, Some(reason)) if self.undecided => format!("nobody can tell: {}", line(reason)),
            (None, reason) => format!("it does not count: {}", line(reason.as_deref().unwrap_or_default())),
        }
    }
}

pub(super) async fn run(context: &Context, args: &VerifyArgs) -> Result<Answer> {
    let text = file::read_text(&args.file, PRESENTATION_BYTES_MAX)?;
    let types: Vec<&str> = args.types.iter().map(String::as_str).collect();
    let request = args.nonce.as_deref().zip(args.audience.as_deref());
    let request = request.map(|(challenge, domain)| Request { challenge, domain });
    let asked = Asked { types: &types, request };
    Verdict::new(judge(context, &text, &asked, &args.status_list).await?).show(context)
}

pub(super) async fn status(context: &Context, id: &str, lists: &[PathBuf]) -> Result<Answer> {
    let (_, _, opened) = wallet(context)?;
    let text = opened.wallet.held(id)?.text.clone();
    drop(opened);
    Verdict::new(judge(context, &text, &Asked::default(), lists).await?).show(context)
}

/// Fetches what is needed, and judges.
pub(super) async fn judge(
    context: &Context,
    text: &str,
    asked: &Asked<'_>,
    lists: &[PathBuf],
) -> Result<Result<Accepted, ReceivedError>> {
    let received = match Received::read(text) {
        Ok(received) => received,
        Err(error) => return Ok(Err(error)),
    };
    let world = World::gather(context, received.needs(), lists).await?;
    Ok(received.verify(asked, &world.checks()))
}

impl From<ReceivedError> for Failure {
    fn from(error: ReceivedError) -> Self {
        let text = error.to_string();
        if error.is_undecided() { Self::Missing(text) } else { Self::Refused(text) }
    }
}
