//! What a verification needs of the world, fetched: DID documents from a mesh daemon, status lists from daemons or files.
//!
//! Lists are not believed: they must be signed by their issuer and, where the issuer anchors them, be the ones on chain.
//! Documents are, and with them the anchors: they are for one's own daemon to tell. What cannot be had is left out, and the
//! verification says that it is missing.

use crate::{context::Context, file, mesh::Mesh};
use anyhow::Result;
use cybersyn_credentials::{
    limits::STATUS_CREDENTIAL_BYTES_MAX,
    received::Needs,
    resolver::Documents,
    status::{StatusLists, VerifiedList},
    verify::Checks,
};
use cybersyn_mesh_api::MeshApiClient;
use cybersyn_primitives::{Millis, did::Did};
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Most DIDs and lists that are fetched for one verification.
const FETCHES_MAX: usize = 64;

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
        for note in &world.notes {
            context.out.note(note);
        }
        Ok(world)
    }

    /// The documents of these DIDs, and nothing else.
    pub async fn of_dids(context: &Context, dids: impl IntoIterator<Item = &str>) -> Result<Self> {
        let mut world = Self { now: crate::time::now(), ..Self::default() };
        world.resolve(context, dids.into_iter()).await?;
        world.notes.iter().for_each(|note| context.out.note(note));
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

    /// Documents of this chain's DIDs, as of the latest finalized block; did:key needs none.
    async fn resolve<'a>(&mut self, context: &Context, dids: impl Iterator<Item = &'a str>) -> Result<()> {
        let mut of_chain: Vec<&str> = dids.take(FETCHES_MAX).filter(|did| did.parse::<Did>().is_ok()).collect();
        of_chain.sort();
        of_chain.dedup();
        if of_chain.is_empty() {
            return Ok(());
        }
        let mesh = match context.mesh().await {
            Ok(mesh) => mesh,
            Err(error) => {
                self.notes.push(format!("DIDs cannot be resolved: {error:#}"));
                return Ok(());
            }
        };
        for did in of_chain {
            self.resolve_one(&mesh, did).await?;
        }
        Ok(())
    }

    /// What the daemon remembers from before the chain went down does not do: the key may have been revoked since.
    async fn resolve_one(&mut self, mesh: &Mesh, did: &str) -> Result<()> {
        let fresh = Map::from_iter([("noCache".to_owned(), Value::Bool(true))]);
        let answer = mesh.client.resolve_did(did.to_owned(), Some(fresh)).await;
        let result = answer.map_err(|error| mesh.failed(error))?;
        if let Err(error) = self.documents.insert_result(did, &result) {
            let detail = result.pointer("/didResolutionMetadata/error/detail").and_then(Value::as_str);
            self.notes.push(detail.map_or_else(|| error.to_string(), str::to_owned));
        }
        Ok(())
    }

    /// Files first, then the daemons in their order: the first list that holds is taken.
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
        Ok(())
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
