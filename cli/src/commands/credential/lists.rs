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
    wallet::{IssuerList, OpenWallet},
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
use zeroize::Zeroizing;

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
    opened.wallet.lists.push(IssuerList::new(&url, &actor.did, purpose)?);
    opened.save()?;
    publish(context, (&actor.identity, &actor.passphrase), (&opened, &url), publication).await
}

async fn publish_all(context: &Context, url: Option<&str>, publication: &PublishArgs) -> Result<Answer> {
    let (identity, passphrase, opened) = wallet(context)?;
    let urls = urls(&opened, url);
    drop(opened);
    ensure!(!urls.is_empty(), Failure::Refused("there is no such list in this wallet".into()));
    let one_file = publication.list_out.is_none() || urls.len() == 1;
    ensure!(one_file, Failure::Usage("--list-out holds one list; name its URL".into()));
    for url in &urls {
        publish_one(context, (&identity, &passphrase), url, publication).await?;
    }
    Ok(Answer::Yes)
}

/// The URLs of the lists, or that one if there is such a list. No more is kept of them while others are published: what
/// they say may change meanwhile.
fn urls(opened: &OpenWallet, url: Option<&str>) -> Vec<String> {
    let lists = opened.wallet.lists.iter().filter(|list| url.is_none_or(|url| list.url == url));
    lists.map(|list| list.url.clone()).collect()
}

/// Publishes a list as it is in the wallet by now.
async fn publish_one(
    context: &Context,
    (identity, passphrase): (&Identity, &Zeroizing<String>),
    url: &str,
    publication: &PublishArgs,
) -> Result<Answer> {
    let opened = OpenWallet::open(&context.keystore, identity, passphrase)?;
    publish(context, (identity, passphrase), (&opened, url), publication).await
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
/// take the anchored list only. The wallet stays locked until all is done: what another process revokes meanwhile waits for
/// it, or the list from before would undo it.
pub(super) async fn publish(
    context: &Context,
    signer: (&Identity, &str),
    (opened, url): (&OpenWallet, &str),
    publication: &PublishArgs,
) -> Result<Answer> {
    let list = opened.wallet.known_list(url)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::Cli, keystore::CredentialFile};
    use clap::Parser;
    use cybersyn_credentials::{resolver::Documents, status::VerifiedList};

    const URL: &str = "https://issuer.example/1";
    const INDEX: u32 = 5;

    /// An issuer with a did:key, so without a chain; its list is published in a file.
    struct Fixture {
        dir: tempfile::TempDir,
        context: Context,
        identity: Identity,
        passphrase: Zeroizing<String>,
    }

    impl Fixture {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let keystore = dir.path().to_str().unwrap();
            let cli = Cli::try_parse_from(["cybersyn", "--keystore", keystore, "key", "list"]).unwrap();
            let (context, mut identity) = (Context::new(cli.globals).unwrap(), Identity::development(1));
            let passphrase = Zeroizing::new(Identity::DEVELOPMENT_PASSPHRASE.to_owned());
            let key = CredentialFile::generate(&passphrase, identity.cost());
            let list = IssuerList::new(URL, key.did(), StatusPurpose::Revocation).unwrap();
            identity.put_credential_key(key).unwrap();
            context.keystore.create(&identity).unwrap();
            let fixture = Self { dir, context, identity, passphrase };
            let mut opened = fixture.open();
            opened.wallet.lists.push(list);
            opened.save().unwrap();
            fixture
        }

        fn open(&self) -> OpenWallet {
            OpenWallet::open(&self.context.keystore, &self.identity, &self.passphrase).unwrap()
        }

        fn revoke(&self) {
            let mut opened = self.open();
            assert!(opened.wallet.list(URL).unwrap().set(INDEX, true).unwrap());
            opened.save().unwrap();
        }
    }

    #[tokio::test]
    async fn what_is_revoked_while_lists_are_published_stays_revoked() {
        let fixture = Fixture::new();
        let to_publish = urls(&fixture.open(), None);
        fixture.revoke();
        let out = fixture.dir.path().join("list.vc");
        let publication = PublishArgs { list_valid: 60_000, list_out: Some(out.clone()) };
        let signer = (&fixture.identity, &fixture.passphrase);
        publish_one(&fixture.context, signer, &to_publish[0], &publication).await.unwrap();
        let text = fs::read(out).unwrap();
        let published = VerifiedList::verify(&text, &Documents::default(), now(), None).unwrap();
        assert_eq!(published.bits().get(INDEX), Some(true));
        let kept = fixture.open().wallet.known_list(URL).unwrap().bits().unwrap();
        assert_eq!(published.anchor(), anchor(URL, published.issuer(), &kept));
    }
}
