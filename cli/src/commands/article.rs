//! `cybersyn article`: what is in force.

use crate::{
    args::ArticleArgs,
    context::Context,
    exit::{Answer, Failure},
    output::facts,
    time::date,
};
use anyhow::Result;
use cybersyn_chain_client::{
    Call, State,
    article::{Article, Status, article},
};
use cybersyn_primitives::{Millis, text};
use serde::Serialize;

/// The call that brings the text `body` into force as article `number`.
pub(super) fn enact(number: u32, body: &str) -> Result<Call> {
    Ok(Call::new("Constitution", "enact_article", (number, text::article_hash(body)?)))
}

/// An article as shown.
#[derive(Serialize)]
struct Shown {
    number: u32,
    content: String,
    enacted: Millis,
    expires: Option<Millis>,
    renewals: u8,
    cohort: u8,
    expiry_announced: bool,
    #[serde(flatten)]
    status: Status,
}

/// The article of that number.
pub(super) async fn read(at: &impl State, number: u32) -> Result<Article> {
    let missing = || Failure::Missing(format!("there is no article {number} on the finalized chain"));
    Ok(article(at, number).await?.ok_or_else(missing)?)
}

pub(super) async fn run(context: &Context, args: &ArticleArgs) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let article = read(&at, args.number).await?;
    let shown = Shown {
        number: args.number,
        content: format!("0x{}", hex::encode(article.content)),
        enacted: article.enacted,
        expires: article.expires,
        renewals: article.renewals,
        cohort: article.cohort,
        expiry_announced: article.noticed,
        status: article.status,
    };
    context.out.show(&shown, Shown::text)?;
    Ok(if matches!(shown.status, Status::InForce) { Answer::Yes } else { Answer::No })
}

impl Shown {
    fn text(&self) -> String {
        let status = match self.status {
            Status::InForce => "in force".to_owned(),
            Status::Paused { until } => format!("paused until {}", date(until)),
            Status::Archived { until } => format!("expired; not to be enacted again before {}", date(until)),
            Status::Repealed { at } => format!("repealed {}", date(at)),
        };
        facts(&[
            ("article", self.number.to_string()),
            ("status", status),
            ("enacted", date(self.enacted)),
            ("expires", self.expires.map_or_else(|| "never".to_owned(), date)),
            ("renewed", format!("{} times", self.renewals)),
            ("text", self.content.clone()),
        ])
    }
}
