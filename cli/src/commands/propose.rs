//! `cybersyn propose`: freeze a text, put its hash on chain, publish the text to the mesh.

use super::submit::{Encoded, Submitted, submit};
use crate::{
    args::{ClassArg, ProposeArgs},
    context::Context,
    exit::{Answer, Failure},
    mesh::{self, MeshApiClient},
    output::facts,
    time::date,
};
use anyhow::{Context as _, Result, bail};
use cybersyn_chain_client::Call;
use cybersyn_primitives::{
    Millis, ProposalId,
    api::Hex,
    entry::FrozenText,
    hash::blake2_256,
    text::{self, BODY_BYTES_MAX, Header},
};
use serde::Serialize;
use std::{
    fs::File,
    io::{Read, stdin},
    path::Path,
    time::Duration,
};

/// How often the text is offered to a mesh daemon that has not heard of the proposal yet.
const PUBLISH_ATTEMPTS: u32 = 30;
/// Time between two offers.
const PUBLISH_INTERVAL: Duration = Duration::from_secs(1);

/// What is frozen and submitted.
#[derive(Serialize)]
struct Frozen {
    title: String,
    class: String,
    body: String,
    content: Hex,
    call: Option<Hex>,
    discussion: Millis,
    voting: Millis,
}

/// What came of it.
#[derive(Serialize)]
struct Proposed {
    proposal: ProposalId,
    #[serde(flatten)]
    frozen: Frozen,
    submitted: Submitted,
    published: Vec<String>,
    opens: Millis,
    closes: Millis,
}

pub(super) async fn run(context: &Context, args: &ProposeArgs) -> Result<Answer> {
    let (title, body) = canonical(args)?;
    let call = call(context, args, &body).await?;
    let text = frozen_text(args, title, body, call.as_deref());
    let content = text::content_hash(&text.header, &text.body)?;
    let frozen = Frozen {
        title: text.header.title.clone(),
        class: format!("{:?}", text.header.class).to_lowercase(),
        body: text.body.clone(),
        content: content.into(),
        call: call.clone().map(Hex),
        discussion: args.discussion,
        voting: args.voting,
    };
    context.out.note(&frozen.text());
    if args.dry_run {
        context.out.show(&frozen, |_| "nothing was submitted".to_owned())?;
        return Ok(Answer::Yes);
    }
    let keypair = context.keypair(&context.identity()?)?;
    let chain = context.chain().await?;
    let arguments = (content, text.header.class, call.map(Encoded), args.discussion, args.voting);
    let included = submit(context, &chain, &Call::new("Constitution", "propose", arguments), &keypair).await?;
    let event = included.event("Constitution", "Proposed").context("the chain reports no new proposal")?;
    let proposal: ProposalId = event.field("proposal")?;
    let (opens, closes) = (event.field("opens")?, event.field("closes")?);
    let published = publish(context, &text).await?;
    let proposed = Proposed { proposal, frozen, submitted: Submitted::from(&included), published, opens, closes };
    context.out.show(&proposed, Proposed::summary)?;
    Ok(Answer::Yes)
}

/// The call to be enacted, encoded.
async fn call(context: &Context, args: &ProposeArgs, body: &str) -> Result<Option<Vec<u8>>> {
    if let Some(digits) = &args.call {
        let bytes = hex::decode(digits.strip_prefix("0x").unwrap_or(digits));
        return Ok(Some(bytes.map_err(|error| Failure::Usage(format!("--call: {error}")))?));
    }
    let Some(number) = args.article else { return Ok(None) };
    enacting_class(args.class)?;
    let at = context.chain().await?.finalized().await?;
    Ok(Some(super::article::enact(number, body)?.encode_at(&at)?))
}

/// The chain takes an article in two classes only; said here before anything is signed.
fn enacting_class(class: ClassArg) -> Result<(), Failure> {
    match class {
        ClassArg::Renewal | ClassArg::Rights => Ok(()),
        _ => Err(Failure::Usage("--article: articles take the class renewal, or rights for one on rights".into())),
    }
}

/// Title and body in canonical form.
fn canonical(args: &ProposeArgs) -> Result<(String, String)> {
    let title = text::freeze_title(&args.title).map_err(|error| Failure::Usage(format!("--title: {error}")))?;
    let body = text::freeze(&read(&args.body)?)
        .map_err(|error| Failure::Usage(format!("{}: {error}", args.body.display())))?;
    Ok((title, body))
}

fn frozen_text(args: &ProposeArgs, title: String, body: String, call: Option<&[u8]>) -> FrozenText {
    let call = call.map(|call| (blake2_256(call), call.len() as u32));
    FrozenText { header: Header { title, class: args.class.into(), community: 0, call }, body }
}

/// At most what could be frozen, and one byte by which to notice more.
fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    // Line ends may shrink by freezing; twice the limit is enough to tell.
    let limit = 2 * BODY_BYTES_MAX as u64 + 1;
    let read = if path == Path::new("-") {
        stdin().take(limit).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_string(&mut text))
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text)
}

/// Gives the text to every daemon that answers; at least one must take it. A daemon takes it once it has seen the
/// proposal on the finalized chain.
async fn publish(context: &Context, text: &FrozenText) -> Result<Vec<String>> {
    let (meshes, down) = context.meshes().await;
    down.iter().for_each(|failure| context.out.note(&failure.to_string()));
    let offers = meshes.iter().map(|mesh| async move {
        let mut attempt = 0;
        loop {
            match mesh.client.publish_text(text.clone()).await {
                Ok(_) => return Ok(mesh.url.clone()),
                Err(error) => {
                    attempt += 1;
                    if attempt >= PUBLISH_ATTEMPTS || mesh::code(&error).is_none() {
                        return Err(mesh.failed(error));
                    }
                }
            }
            tokio::time::sleep(PUBLISH_INTERVAL).await;
        }
    });
    let mut published = Vec::new();
    for offer in futures::future::join_all(offers).await {
        match offer {
            Ok(url) => published.push(url),
            Err(failure) => context.out.note(&failure.to_string()),
        }
    }
    if published.is_empty() {
        bail!(Failure::Missing(
            "the proposal is on chain, but no mesh daemon took its text; keep the file and run \
             `cybersyn propose` with --dry-run to see the frozen text again"
                .into()
        ));
    }
    Ok(published)
}

impl Frozen {
    fn text(&self) -> String {
        let mut lines = vec![
            ("title", self.title.clone()),
            ("class", self.class.clone()),
            ("content hash", String::from(self.content.clone())),
        ];
        if let Some(call) = &self.call {
            lines.push(("enacts", String::from(call.clone())));
        }
        format!("{}\n---\n{}---", facts(&lines), self.body)
    }
}

impl Proposed {
    fn summary(&self) -> String {
        facts(&[
            ("proposal", self.proposal.to_string()),
            ("opens", date(self.opens)),
            ("closes", date(self.closes)),
            ("in", self.submitted.describe()),
            ("text at", self.published.join(", ")),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(title: &str, body: &[u8]) -> (tempfile::NamedTempFile, ProposeArgs) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), body).unwrap();
        let args = ProposeArgs {
            title: title.into(),
            class: ClassArg::Budget,
            body: file.path().to_owned(),
            call: None,
            article: None,
            discussion: 1,
            voting: 1,
            dry_run: true,
        };
        (file, args)
    }

    #[test]
    fn the_text_is_frozen_in_canonical_form() {
        let (_file, args) = args("  A bench ", b"One\r\nTwo\n\n\n");
        let (title, body) = canonical(&args).unwrap();
        let text = frozen_text(&args, title, body, Some(&[1, 2, 3]));
        assert_eq!((text.header.title.as_str(), text.body.as_str()), ("A bench", "One\nTwo\n"));
        assert_eq!(text.header.call, Some((blake2_256(&[1, 2, 3]), 3)));
        assert!(text::content_hash(&text.header, &text.body).is_ok());
    }

    #[test]
    fn an_article_takes_a_class_that_enacts_it() {
        assert!(enacting_class(ClassArg::Renewal).is_ok() && enacting_class(ClassArg::Rights).is_ok());
        let error = enacting_class(ClassArg::Budget).unwrap_err();
        assert!(error.to_string().contains("renewal"), "{error}");
    }

    #[test]
    fn what_cannot_be_frozen_is_a_usage_error_that_names_the_place() {
        let (_file, args) = args("A bench", "One \u{202E}two\n".as_bytes());
        let error = canonical(&args).unwrap_err();
        assert!(error.to_string().contains("byte 4"), "{error}");
        assert!(matches!(error.downcast_ref(), Some(Failure::Usage(_))));
    }

    #[test]
    fn a_file_beyond_every_limit_is_refused_without_being_read_whole() {
        let (_file, args) = args("A bench", &vec![b'x'; 10 * BODY_BYTES_MAX]);
        assert!(canonical(&args).unwrap_err().to_string().contains("65536"));
    }
}
