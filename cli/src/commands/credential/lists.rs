//! `cybersyn credential status-list`: an issuer's lists, signed, anchored on chain and published.

use super::{
    super::submit::{Submitted, submit},
    Actor,
    actor::wallet,
};
use crate::{
    args::{PublishArgs, StatusListCommand},
    chain,
    context::Context,
    exit::{Answer, Failure},
    keystore::Identity,
    mesh::{self, Mesh},
    output::{facts, table},
    time::now,
    wallet::IssuerList,
};
use anyhow::{Context as _, Result, ensure};
use cybersyn_chain_client::{Call, did::DidService};
use cybersyn_credentials::{
    json::canonical_object,
    status::{ANCHOR_SERVICE, ListTerms, StatusPurpose, anchor, anchor_endpoint, anchor_service_id, list_credential},
};
use cybersyn_mesh_api::{MeshApiClient, status_lists::status_list_url, types::codes};
use cybersyn_primitives::{Hash, did::Did};
use serde::Serialize;
use std::{fs, time::Duration};

/// How often a daemon is asked again that has not seen the anchor yet, and the pause between.
const PATIENCE: u32 = 20;
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn run(context: &Context, command: StatusListCommand) -> Result<Answer> {
    match command {
        StatusListCommand::Create { at, url, purpose, key, publication } => {
            let place = at.map(Place::At).or(url.map(Place::Url)).context("say --at or --url")?;
            create(context, place, purpose.into(), key.as_deref(), &publication).await
        }
        StatusListCommand::Publish { url, publication } => publish_all(context, url.as_deref(), &publication).await,
        StatusListCommand::List => list(context),
    }
}

/// Where a new list is served.
enum Place {
    /// By mesh daemons, reached at this address.
    At(String),
    /// By its issuer.
    Url(String),
}

async fn create(
    context: &Context,
    place: Place,
    purpose: StatusPurpose,
    key: Option<&str>,
    publication: &PublishArgs,
) -> Result<Answer> {
    let actor = Actor::new(context, key)?;
    let mut opened = actor.wallet(context)?;
    let url = match place {
        Place::At(base) => status_list_url(&base, &actor.did, &hex::encode(rand::random::<[u8; 4]>())),
        Place::Url(url) => url,
    };
    let is_new = opened.wallet.lists.iter().all(|known| known.url != url);
    ensure!(is_new, Failure::Refused(format!("the list {url} exists already")));
    let list = IssuerList::new(&url, &actor.did, purpose)?;
    opened.wallet.lists.push(list.clone());
    opened.save()?;
    publish(context, (&actor.identity, &actor.passphrase), &list, publication).await
}

async fn publish_all(context: &Context, url: Option<&str>, publication: &PublishArgs) -> Result<Answer> {
    let (identity, passphrase, opened) = wallet(context)?;
    let lists = opened.wallet.lists.iter().filter(|list| url.is_none_or(|url| list.url == url));
    let lists: Vec<IssuerList> = lists.cloned().collect();
    drop(opened);
    ensure!(!lists.is_empty(), Failure::Refused("there is no such list in this wallet".into()));
    let one_file = publication.list_out.is_none() || lists.len() == 1;
    ensure!(one_file, Failure::Usage("--list-out holds one list; name its URL".into()));
    for list in &lists {
        publish(context, (&identity, &passphrase), list, publication).await?;
    }
    Ok(Answer::Yes)
}

/// A list as published.
#[derive(Serialize)]
struct Published {
    url: String,
    purpose: &'static str,
    anchor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchored: Option<Submitted>,
    published: Vec<String>,
}

/// Signs a list, puts its anchor on chain if it changed, and gives it to whoever serves it: in this order, because daemons
/// take the anchored list only.
pub(super) async fn publish(
    context: &Context,
    signer: (&Identity, &str),
    list: &IssuerList,
    publication: &PublishArgs,
) -> Result<Answer> {
    let (text, hash) = sign(signer, list, publication)?;
    let anchored = match list.issuer.parse::<Did>() {
        Ok(did) => anchor_on_chain(context, signer, (&did, list), &hash).await?,
        Err(_) => None,
    };
    let published = match &publication.list_out {
        Some(path) => {
            fs::write(path, &text).with_context(|| format!("cannot write {}", path.display()))?;
            vec![path.display().to_string()]
        }
        None => give_to_meshes(context, &text).await?,
    };
    let (url, purpose, anchor) = (list.url.clone(), list.purpose().name(), format!("0x{}", hex::encode(hash)));
    let shown = Published { url, purpose, anchor, anchored, published };
    context.out.show(&shown, |shown| {
        facts(&[
            ("status list", shown.url.clone()),
            ("tells", shown.purpose.to_owned()),
            ("anchor", shown.anchor.clone()),
            ("on chain", shown.anchored.as_ref().map_or_else(|| "unchanged".to_owned(), Submitted::describe)),
            ("published", shown.published.join(", ")),
        ])
    })?;
    Ok(Answer::Yes)
}

fn sign(
    (identity, passphrase): (&Identity, &str),
    list: &IssuerList,
    publication: &PublishArgs,
) -> Result<(String, Hash)> {
    let file = identity.credential.iter().rev().find(|file| file.issues() && file.did() == list.issuer);
    let missing = || Failure::Refused(format!("no credential key of {} is on this device", list.issuer));
    let file = file.ok_or_else(missing)?;
    let (bits, now) = (list.bits()?, now());
    let terms = ListTerms {
        url: &list.url,
        issuer: &list.issuer,
        valid_from: now,
        valid_until: now.saturating_add(publication.list_valid),
    };
    let signed = list_credential(&bits, &terms)?.issue(&file.method, now, &file.open(passphrase)?)?;
    Ok((canonical_object(&signed)?, anchor(&list.url, &list.issuer, &bits)))
}

async fn anchor_on_chain(
    context: &Context,
    (identity, passphrase): (&Identity, &str),
    (did, list): (&Did, &IssuerList),
    hash: &Hash,
) -> Result<Option<Submitted>> {
    let (id, endpoint) = (anchor_service_id(&list.url).into_bytes(), anchor_endpoint(hash).into_bytes());
    let (service, chain) = ((id, ANCHOR_SERVICE.as_bytes().to_vec(), endpoint), context.chain().await?);
    let record = chain::did(&chain.finalized().await?, &did.0).await?;
    let is_there =
        |known: &DidService| (&known.id, &known.kind, &known.endpoint) == (&service.0, &service.1, &service.2);
    if record.services.iter().any(is_there) {
        return Ok(None);
    }
    let call = Call::new("Did", "set_service", service);
    let included = submit(context, &chain, &call, &identity.keypair(passphrase)?).await?;
    Ok(Some(Submitted::from(&included)))
}

async fn give_to_meshes(context: &Context, text: &str) -> Result<Vec<String>> {
    let (meshes, down) = context.meshes().await;
    let mut refusals: Vec<String> = down.iter().map(ToString::to_string).collect();
    let mut published = Vec::new();
    for mesh in &meshes {
        match give(mesh, text).await {
            Ok(()) => published.push(mesh.url.clone()),
            Err(failure) => refusals.push(failure.to_string()),
        }
    }
    let nobody = || {
        let refusals = refusals.join("; ");
        Failure::Missing(format!(
            "no daemon serves the list yet ({refusals}); `cybersyn credential status-list publish` tries again"
        ))
    };
    ensure!(!published.is_empty(), nobody());
    refusals.iter().for_each(|refusal| context.out.note(refusal));
    Ok(published)
}

/// A daemon whose node is a block behind refuses the list until it sees the anchor.
async fn give(mesh: &Mesh, text: &str) -> Result<(), Failure> {
    for _ in 0..PATIENCE {
        match mesh.client.publish_status_list(text.to_owned()).await {
            Err(error) if mesh::code(&error) == Some(codes::DIVERGES) => tokio::time::sleep(PAUSE).await,
            answer => return answer.map_err(|error| mesh.failed(error)),
        }
    }
    mesh.client.publish_status_list(text.to_owned()).await.map_err(|error| mesh.failed(error))
}

#[derive(Serialize)]
struct Shown {
    url: String,
    issuer: String,
    purpose: &'static str,
    taken: usize,
}

fn list(context: &Context) -> Result<Answer> {
    let (_, _, opened) = wallet(context)?;
    let shown = |list: &IssuerList| Shown {
        url: list.url.clone(),
        issuer: list.issuer.clone(),
        purpose: list.purpose().name(),
        taken: list.taken(),
    };
    let shown: Vec<Shown> = opened.wallet.lists.iter().map(shown).collect();
    context.out.show(&shown, |shown| {
        let row = |list: &Shown| [list.url.clone(), list.purpose.to_owned(), list.taken.to_string()];
        table(["URL", "tells", "entries given away"], shown.iter().map(row))
    })?;
    Ok(Answer::Yes)
}
