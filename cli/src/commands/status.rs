//! `cybersyn status`: are chain and mesh well?

use crate::{
    context::Context,
    exit::Answer,
    mesh::{Mesh, MeshApiClient},
    output::{facts, table},
    time::{date, now},
};
use anyhow::Result;
use cybersyn_chain_client::ChainError;
use cybersyn_primitives::{Millis, api::HealthView};
use serde::Serialize;

/// Finalized blocks older than this mean that the chain stands still.
const STALE_MILLIS: Millis = 60_000;

/// How chain and mesh are.
#[derive(Serialize)]
struct Status {
    chain: Vec<ChainStatus>,
    mesh: Vec<MeshStatus>,
    well: bool,
}

#[derive(Serialize)]
struct ChainStatus {
    url: String,
    reachable: bool,
    error: Option<String>,
    genesis: Option<String>,
    best: Option<u32>,
    finalized: Option<u32>,
    finalized_time: Option<Millis>,
    spec_version: Option<u32>,
    alive: bool,
}

#[derive(Serialize)]
struct MeshStatus {
    url: String,
    error: Option<String>,
    same_chain: Option<bool>,
    #[serde(flatten)]
    health: Option<HealthView>,
}

pub(super) async fn run(context: &Context) -> Result<Answer> {
    let checks = context.chain_urls().iter().map(|url| chain_status(context, url));
    let chain = futures::future::join_all(checks).await;
    let genesis = chain.iter().find_map(|chain| chain.genesis.as_deref());
    let checks = context.mesh_urls().iter().map(|url| mesh_status(url, genesis));
    let mesh = futures::future::join_all(checks).await;
    let same_chain = chain.iter().filter_map(|chain| chain.genesis.as_deref()).all(|found| Some(found) == genesis);
    let well = same_chain && chain.iter().all(|chain| chain.alive) && mesh.iter().all(MeshStatus::is_well);
    let reachable = chain.iter().all(|chain| chain.reachable) && mesh.iter().all(|mesh| mesh.health.is_some());
    context.out.show(&Status { chain, mesh, well }, Status::text)?;
    Ok(match (well, reachable) {
        (true, _) => Answer::Yes,
        (false, true) => Answer::No,
        (false, false) => Answer::Missing,
    })
}

async fn chain_status(context: &Context, url: &str) -> ChainStatus {
    match asked(context, url).await {
        Ok(status) => status,
        Err(error) => ChainStatus {
            url: url.to_owned(),
            reachable: false,
            error: Some(error.to_string()),
            genesis: None,
            best: None,
            finalized: None,
            finalized_time: None,
            spec_version: None,
            alive: false,
        },
    }
}

async fn asked(context: &Context, url: &str) -> Result<ChainStatus, ChainError> {
    let chain = context.connect(url).await?;
    let (finalized, best) = (chain.finalized().await?, chain.best().await?);
    let time = finalized.timestamp().await?;
    Ok(ChainStatus {
        url: url.to_owned(),
        reachable: true,
        error: None,
        genesis: Some(format!("0x{}", hex::encode(chain.genesis()))),
        best: Some(best.head().number),
        finalized: Some(finalized.head().number),
        finalized_time: Some(time),
        spec_version: Some(finalized.spec_version()),
        alive: now().saturating_sub(time) < STALE_MILLIS,
    })
}

async fn mesh_status(url: &str, genesis: Option<&str>) -> MeshStatus {
    let answer = match Mesh::connect(url).await {
        Ok(mesh) => mesh.client.health().await.map_err(|error| mesh.failed(error)),
        Err(failure) => Err(failure),
    };
    let (health, error) = match answer {
        Ok(health) => (Some(health), None),
        Err(failure) => (None, Some(failure.to_string())),
    };
    let same = |health: &HealthView| genesis.map(|genesis| String::from(health.genesis.clone()) == genesis);
    MeshStatus { url: url.to_owned(), error, same_chain: health.as_ref().and_then(same), health }
}

impl MeshStatus {
    fn is_well(&self) -> bool {
        self.same_chain != Some(false) && self.health.as_ref().is_some_and(|health| health.chain_connected)
    }
}

impl Status {
    fn text(&self) -> String {
        let rows = self.mesh.iter().map(|mesh| match &mesh.health {
            Some(health) => [
                mesh.url.clone(),
                if mesh.same_chain == Some(false) { "follows another chain".into() } else { "up".into() },
                health.finalized.to_string(),
                health.peers.to_string(),
                health.ballots.to_string(),
                health.parked.to_string(),
            ],
            None => {
                let error = mesh.error.clone().unwrap_or_default();
                [mesh.url.clone(), error, String::new(), String::new(), String::new(), String::new()]
            }
        });
        let mesh = table(["mesh", "state", "finalized", "peers", "ballots", "parked"], rows);
        let chain: Vec<String> = self.chain.iter().map(ChainStatus::text).collect();
        format!("{}\n{mesh}", chain.join("\n\n"))
    }
}

impl ChainStatus {
    fn text(&self) -> String {
        let state = match (&self.error, self.alive) {
            (Some(error), _) => error.clone(),
            (None, true) => "up".to_owned(),
            (None, false) => "up, but no block has been finalized for a minute or more".to_owned(),
        };
        let number = |value: Option<u32>| value.map_or_else(|| "–".to_owned(), |number| number.to_string());
        facts(&[
            ("chain", self.url.clone()),
            ("state", state),
            ("genesis", self.genesis.clone().unwrap_or_else(|| "–".into())),
            ("best block", number(self.best)),
            ("finalized", number(self.finalized)),
            ("finalized at", self.finalized_time.map(date).unwrap_or_else(|| "–".into())),
            ("runtime version", number(self.spec_version)),
        ])
    }
}
