//! `cybersyn discuss`: a proposal's discussion, a document shared through the mesh.

use crate::{
    args::DiscussArgs,
    context::Context,
    exit::{Answer, Failure},
    genesis,
    mesh::{self, Mesh, MeshApiClient},
    time::{date, now},
    who::{self, Citizenship},
};
use anyhow::{Context as _, Result, bail};
use codec::Encode;
use cybersyn_mesh_core::document::{COMMENTS, client_id};
use cybersyn_primitives::{
    Hash, Millis,
    api::{DocumentView, Hex, LogPosition},
    entry::{DEPENDENCIES_MAX, Entry, UPDATE_BYTES_MAX},
};
use std::collections::BTreeSet;
use yrs::{Any, Array, Doc, MapPrelim, ReadTxn, Transact, Update, WriteTxn, updates::decoder::Decode};

pub(super) async fn run(context: &Context, args: &DiscussArgs) -> Result<Answer> {
    let mesh = context.mesh().await?;
    let proposal = mesh.client.proposal(args.proposal).await.map_err(|error| mesh.failed(error))?;
    let space = mesh::hash(&mesh.url, &proposal.content)?;
    if let Some(text) = &args.say {
        say(context, &mesh, space, text).await?;
    }
    let document = document(&mesh, space).await?;
    context.out.show(&document, |document| shown(proposal.title.as_deref(), proposal.body.as_deref(), document))?;
    Ok(Answer::Yes)
}

fn shown(title: Option<&str>, body: Option<&str>, document: &DocumentView) -> String {
    let mut lines = vec![title.unwrap_or("(the text has not reached this daemon yet)").to_owned()];
    lines.extend(body.map(|body| format!("\n{}", body.trim_end())));
    lines.push(String::new());
    for comment in &document.comments {
        lines.push(format!("[{}] citizen {}: {}", date(comment.date), comment.author, comment.text));
    }
    if document.comments.is_empty() {
        lines.push("nobody has said anything yet".to_owned());
    }
    lines.join("\n")
}

/// The document; an empty one if nobody has written yet.
async fn document(mesh: &Mesh, space: Hash) -> Result<DocumentView> {
    match mesh.client.document(space.into()).await {
        Ok(document) => Ok(document),
        Err(error) if mesh::is_not_found(&error) => {
            Ok(DocumentView { body: String::new(), comments: Vec::new(), update: Hex(Vec::new()), heads: Vec::new() })
        }
        Err(error) => bail!(mesh.failed(error)),
    }
}

async fn say(context: &Context, mesh: &Mesh, space: Hash, text: &str) -> Result<()> {
    let identity = context.identity()?;
    let genesis = context.genesis_of(BTreeSet::from([mesh::genesis(mesh).await?]))?;
    let citizenship = match context.chain_if_up().await {
        Some(chain) if chain.genesis() != genesis => bail!(Failure::Refused(format!(
            "{} follows the chain {}, the node {}",
            mesh.url,
            genesis::text(&genesis),
            genesis::text(&chain.genesis())
        ))),
        Some(chain) => who::ask(&context.keystore, &identity, &chain.finalized().await?, &genesis).await?,
        None => who::remember(&context.keystore, &identity, &genesis)?,
    };
    let document = document(mesh, space).await?;
    let position = position(mesh, space, citizenship).await?;
    let date = now();
    let update = comment(&document.update.0, citizenship, date, text)?;
    let entry = entry(&mesh.url, space, citizenship, &document, &position, date, update)?;
    let secret = identity.voting_key(Some(citizenship.key_version))?.open(&context.passphrase(&identity)?)?;
    let signed = secret.sign_entry(entry, &genesis);
    mesh.client.submit_entry(Hex(signed.encode())).await.map_err(|error| mesh.failed(error))?;
    Ok(())
}

async fn position(mesh: &Mesh, space: Hash, citizenship: Citizenship) -> Result<LogPosition> {
    match mesh.client.log_position(space.into(), citizenship.citizen).await {
        Ok(position) => Ok(position),
        Err(error) if mesh::is_not_found(&error) => Ok(LogPosition { next: 0, previous: None }),
        Err(error) => bail!(mesh.failed(error)),
    }
}

/// A yrs update that adds a comment to the document `state`, by the client id that belongs to author and key.
fn comment(state: &[u8], author: Citizenship, date: Millis, text: &str) -> Result<Vec<u8>> {
    let doc = Doc::with_client_id(client_id(author.citizen, author.key_version));
    let mut txn = doc.transact_mut();
    if !state.is_empty() {
        txn.apply_update(Update::decode_v1(state)?)?;
    }
    let before = txn.state_vector();
    let comments = txn.get_or_insert_array(COMMENTS);
    let date = Any::Number(i64::try_from(date)?.into());
    comments.push_back(&mut txn, MapPrelim::from([("date", date), ("text", Any::from(text))]));
    let update = txn.encode_diff_v1(&before);
    if update.len() > UPDATE_BYTES_MAX {
        bail!(Failure::Usage(format!("{} bytes are too many; {UPDATE_BYTES_MAX} fit", update.len())));
    }
    Ok(update)
}

fn entry(
    url: &str,
    space: Hash,
    author: Citizenship,
    document: &DocumentView,
    position: &LogPosition,
    date: Millis,
    update: Vec<u8>,
) -> Result<Entry> {
    let previous = position.previous.as_ref().map(|hash| mesh::hash(url, hash)).transpose()?;
    let heads: Vec<Hash> =
        document.heads.iter().map(|head| mesh::hash(url, head)).collect::<Result<_, _>>().context("a head")?;
    let dependencies = heads.into_iter().filter(|head| Some(*head) != previous).take(DEPENDENCIES_MAX).collect();
    Ok(Entry {
        space,
        author: author.citizen,
        key_version: author.key_version,
        sequence: position.next,
        previous,
        dependencies,
        date,
        update,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_mesh_core::document::{ApplyJob, Authored, Limits, apply_update};

    const ANA: Citizenship = Citizenship { citizen: 3, key_version: 1 };
    const RUI: Citizenship = Citizenship { citizen: 4, key_version: 0 };

    fn applied(state: &[u8], author: Citizenship, update: Vec<u8>) -> Vec<u8> {
        let client = client_id(author.citizen, author.key_version);
        apply_update(state, Authored { client, update }, Limits::default()).unwrap()
    }

    #[test]
    fn the_mesh_accepts_comments_and_knows_their_authors() {
        let state = applied(&[], ANA, comment(&[], ANA, 10, "Where would it stand?").unwrap());
        let state = applied(&state, RUI, comment(&state, RUI, 20, "In the square.").unwrap());
        let job = ApplyJob { id: 0, space: [0; 32], state, updates: Vec::new(), limits: Limits::default() };
        let comments = job.run().unwrap().content.comments;
        let seen: Vec<_> = comments.iter().map(|c| (c.author, c.date, c.text.as_str())).collect();
        assert_eq!(seen, [(3, 10, "Where would it stand?"), (4, 20, "In the square.")]);
    }

    #[test]
    fn an_author_comments_twice() {
        let state = applied(&[], ANA, comment(&[], ANA, 10, "one").unwrap());
        applied(&state, ANA, comment(&state, ANA, 11, "two").unwrap());
    }

    #[test]
    fn a_comment_that_does_not_fit_is_refused_here() {
        assert!(comment(&[], ANA, 10, &"x".repeat(UPDATE_BYTES_MAX)).is_err());
    }

    #[test]
    fn an_entry_follows_its_predecessor_and_depends_on_the_other_heads() {
        let heads = vec![Hex(vec![1; 32]), Hex(vec![2; 32])];
        let document = DocumentView { body: String::new(), comments: Vec::new(), update: Hex(Vec::new()), heads };
        let position = LogPosition { next: 4, previous: Some(Hex(vec![1; 32])) };
        let entry = entry("ws://x", [9; 32], ANA, &document, &position, 5, vec![7]).unwrap();
        assert_eq!((entry.sequence, entry.previous), (4, Some([1; 32])));
        assert_eq!(entry.dependencies, [[2; 32]]);
    }
}
