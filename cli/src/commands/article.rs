//! `cybersyn article`: what is in force.

use crate::{
    args::ArticleArgs,
    context::Context,
    exit::{Answer, Failure},
    output::facts,
    time::date,
};
use anyhow::{Result, bail};
use codec::{Decode, Encode};
use cybersyn_chain_client::Call;
use cybersyn_primitives::{Hash, Millis, text};
use serde::Serialize;

/// The call that brings the text `body` into force as article `number`.
pub(super) fn enact(number: u32, body: &str) -> Result<Call> {
    Ok(Call::new("Constitution", "enact_article", (number, text::article_hash(body)?)))
}

/// An article: `pallet_constitution::Article`.
#[derive(Decode, Encode)]
struct Article {
    content: Hash,
    enacted: Millis,
    expires: Option<Millis>,
    renewals: u8,
    cohort: u8,
    noticed: bool,
    status: Status,
}

/// Where it stands: `pallet_constitution::ArticleStatus`.
#[derive(Clone, Copy, Decode, Encode, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
enum Status {
    InForce,
    Paused { until: Millis },
    Archived { until: Millis },
    Repealed { at: Millis },
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

pub(super) async fn run(context: &Context, args: &ArticleArgs) -> Result<Answer> {
    let at = context.chain().await?.finalized().await?;
    let Some(article) = at.value::<Article>("Constitution", "Articles", &[&args.number]).await? else {
        bail!(Failure::Missing(format!("there is no article {} on the finalized chain", args.number)));
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_told_in_one_word() {
        let json = serde_json::to_value(Status::InForce).unwrap();
        assert_eq!(json, serde_json::json!({ "status": "in-force" }));
        let json = serde_json::to_value(Status::Paused { until: 5 }).unwrap();
        assert_eq!(json, serde_json::json!({ "status": "paused", "until": 5 }));
    }
}
