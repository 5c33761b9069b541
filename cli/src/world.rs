//! What a verification needs of the world, fetched: DID documents from the chain, status lists from files, daemons or,
//! where these have none, from their own URLs.
//!
//! Nobody is believed. Documents are made of finalized state with proofs, as receipts are; lists must be signed by their
//! issuer and, where the issuer anchors them, be the ones on chain. What cannot be had is left out, and the verification says
//! that it is missing.

use crate::{
    context::Context,
    exit::Failure,
    fetch::fetch_text,
    file,
    finality::{self, Finalized},
    output::line,
};
use anyhow::{Result, ensure};
use cybersyn_chain_client::{
    ProvenState,
    did::{DidRecord, did_record, translate},
};
use cybersyn_credentials::{
    limits::STATUS_CREDENTIAL_BYTES_MAX,
    received::Needs,
    resolver::Documents,
    status::{StatusLists, VerifiedList},
    verify::Checks,
};
use cybersyn_mesh_api::MeshApiClient;
use cybersyn_primitives::{Millis, did::Did};
use serde_json::json;
use std::{collections::BTreeSet, path::PathBuf, time::Duration};
use tokio::time::Instant;

/// Most DIDs and lists that are fetched for one verification.
const FETCHES_MAX: usize = 64;

/// Most lists that are fetched from the web for one verification, …
const WEB_FETCHES_MAX: usize = 16;
/// … and the time for all of them.
const WEB_TIME_MAX: Duration = Duration::from_secs(30);

/// How old a finalized block may be that says which keys and lists are in force: revocations are to be seen.
const HEAD_AGE_MILLIS_MAX: Millis = 10 * 60_000;

/// Documents and lists.
#[derive(Default)]
pub struct World {
    documents: Documents,
    lists: StatusLists,
    /// Why something was not to be had.
    notes: Vec<String>,
    now: Millis,
}

impl World {
    /// Fetches what is needed; status lists in `files` are tried before those of mesh daemons.
    pub async fn gather(context: &Context, needs: &Needs, files: &[PathBuf]) -> Result<Self> {
        let mut world = Self { now: crate::time::now(), ..Self::default() };
        world.resolve(context, needs.all_dids().map(String::as_str)).await?;
        if !needs.lists.is_empty() {
            world.fetch_lists(context, needs, files).await?;
        }
        world.notes.iter().for_each(|note| context.out.note(&line(note)));
        Ok(world)
    }

    /// The documents of these DIDs, and nothing else.
    pub async fn of_dids(context: &Context, dids: impl IntoIterator<Item = &str>) -> Result<Self> {
        let mut world = Self { now: crate::time::now(), ..Self::default() };
        world.resolve(context, dids.into_iter()).await?;
        world.notes.iter().for_each(|note| context.out.note(&line(note)));
        Ok(world)
    }

    /// What to verify with.
    pub fn checks(&self) -> Checks<'_, Documents> {
        Checks { resolver: &self.documents, lists: &self.lists, now: self.now }
    }

    /// The documents.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The time of all judgements.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Documents of this chain's DIDs, proven; did:key needs none.
    async fn resolve<'a>(&mut self, context: &Context, dids: impl Iterator<Item = &'a str>) -> Result<()> {
        let dids: BTreeSet<Did> = dids.take(FETCHES_MAX).filter_map(|did| did.parse().ok()).collect();
        if dids.is_empty() {
            return Ok(());
        }
        let read = async |at: &ProvenState| {
            let mut records = Vec::new();
            for did in &dids {
                records.push((*did, did_record(at, &did.0).await?));
            }
            anyhow::Ok(records)
        };
        match established(context, self.now, read).await {
            Ok(records) => records.into_iter().try_for_each(|(did, record)| self.take_record(&did, record)),
            Err(error) => {
                self.notes.push(format!("DIDs cannot be resolved: {error:#}"));
                Ok(())
            }
        }
    }

    fn take_record(&mut self, did: &Did, record: Option<DidRecord>) -> Result<()> {
        let Some(record) = record else {
            self.notes.push(format!("{did} is not on the finalized chain"));
            return Ok(());
        };
        let record = translate(did.0, record)?;
        let result = json!({
            "didDocument": record.document()?.properties(),
            "didDocumentMetadata": { "deactivated": record.deactivated },
        });
        Ok(self.documents.insert_result(&did.to_string(), &result)?)
    }

    /// Files first, then the daemons in their order, then the web: the first list that holds is taken.
    async fn fetch_lists(&mut self, context: &Context, needs: &Needs, files: &[PathBuf]) -> Result<()> {
        for path in files {
            let text = file::read_text(path, STATUS_CREDENTIAL_BYTES_MAX)?;
            self.take_list(&path.display().to_string(), &text, None);
        }
        let missing = needs.lists.iter().filter(|(url, issuer)| !self.lists.contains(url, issuer));
        let missing: Vec<&(String, String)> = missing.take(FETCHES_MAX).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let (meshes, down) = context.meshes().await;
        self.notes.extend(down.iter().map(ToString::to_string));
        for (url, issuer) in missing {
            for mesh in meshes.iter() {
                match mesh.client.status_list(url.clone()).await {
                    Ok(text) => self.take_list(&mesh.url, &text, Some(url)),
                    Err(error) => self.notes.push(mesh.failure(&error).to_string()),
                }
                if self.lists.contains(url, issuer) {
                    break;
                }
            }
        }
        self.fetch_from_web(needs).await;
        Ok(())
    }

    /// Lists that nobody here has, from where their credentials say that they are. Their hosts learn that somebody asked.
    async fn fetch_from_web(&mut self, needs: &Needs) {
        let missing = needs.lists.iter().filter(|(url, issuer)| !self.lists.contains(url, issuer));
        let missing: BTreeSet<String> = missing.map(|(url, _)| url.clone()).collect();
        let end = Instant::now() + WEB_TIME_MAX;
        for url in missing.into_iter().take(WEB_FETCHES_MAX) {
            match tokio::time::timeout_at(end, fetch_text(&url, STATUS_CREDENTIAL_BYTES_MAX)).await {
                Ok(Ok(text)) => self.take_list(&url, &text, Some(&url)),
                Ok(Err(error)) => self.notes.push(format!("the status list {url}: {error}")),
                Err(_) => return self.notes.push(format!("there was no time left for the status list {url}")),
            }
        }
    }

    /// Takes a list that holds, and is the one that was asked for.
    fn take_list(&mut self, from: &str, text: &str, asked: Option<&str>) {
        match VerifiedList::verify_current(text.as_bytes(), &self.documents, self.now) {
            Ok(list) if asked.is_none_or(|url| list.id() == url) => self.lists.insert(list),
            Ok(list) => self.notes.push(format!("{from} sent the status list {} instead", list.id())),
            Err(error) => self.notes.push(format!("the status list from {from}: {error}")),
        }
    }
}

/// What `read` finds in a finalized state that it takes more than one node to forge, and no old one: what was revoked since
/// would count. Where one node is of no use, the next is asked.
pub async fn established<T>(
    context: &Context,
    now: Millis,
    read: impl AsyncFn(&ProvenState) -> Result<T>,
) -> Result<T> {
    let work = async |at: Finalized| {
        check(&at, now).await?;
        read(&at.state).await
    };
    finality::ask(context, work, |_| true).await
}

async fn check(at: &Finalized, now: Millis) -> Result<()> {
    let one_node = || {
        let how = at.finality.describe();
        Failure::Missing(format!("what is final is known {how}; ask a second node (--chain), or one that can prove it"))
    };
    ensure!(at.finality.is_established(), one_node());
    let age = now.saturating_sub(at.state.timestamp().await?);
    let minutes = age / 60_000;
    let old = format!("the latest finalized block is {minutes} minutes old; what counts may have been revoked since");
    ensure!(age <= HEAD_AGE_MILLIS_MAX, Failure::Missing(old));
    Ok(())
}
