//! Credentials for clients that do not verify themselves, and status lists for verifiers anywhere.
//!
//! Nothing is fetched at a stranger's word: documents come from the followed chain, lists from what is hosted here or was
//! handed in. Work is bounded: so many verifications at once, in threads of their own. Whoever asks pays for what the chain
//! has to be asked, as for resolving.

mod error;
#[cfg(test)]
mod tests;
mod world;

pub use error::CredentialsError;

use crate::{articles::Articles, dids::Dids, node::now, status_lists::StatusLists};
use cybersyn_chain_client::article::Status;
use cybersyn_credentials::{
    challenge::Challenges,
    impact::{Accreditations, Aggregate, accreditations, aggregate},
    presentation::Request,
    received::{Asked, Needs, Received},
    resolver::Documents,
    status::VerifiedList,
};
use cybersyn_identity::{
    Step,
    jsonrpc::{self, Function},
};
use cybersyn_mesh_api::{
    limits::{ATTESTATIONS_PER_REQUEST_MAX, CHALLENGE_SECONDS, DID_READ, LISTS_PER_REQUEST_MAX},
    types::{AskedView, ChallengeView, ImpactView, LeftOutView, VerdictView},
};
use cybersyn_primitives::{did::Did, text};
use rand::Rng;
use serde_json::{Map, Value};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;
use world::World;

/// Verifications at once.
const WORK_MAX: usize = 4;
/// How long a request may wait for the chain, and then for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most DIDs that are resolved for one request.
const DIDS_PER_REQUEST_MAX: usize = 64;

/// Takes a price from whoever asks, or says how long they have to wait until they can pay it.
pub type Charge<'a> = &'a (dyn Fn(u32) -> Result<(), Duration> + Send + Sync);

/// The service. Clones share it.
#[derive(Clone)]
pub struct Credentials(Arc<Inner>);

struct Inner {
    dids: Dids,
    articles: Articles,
    hosted: Arc<StatusLists>,
    challenges: Mutex<Challenges>,
    work: Semaphore,
}

impl Credentials {
    /// With documents of `dids` and lists in `hosted`.
    pub fn new(dids: Dids, articles: Articles, hosted: Arc<StatusLists>) -> Self {
        let work = Semaphore::new(WORK_MAX);
        Self(Arc::new(Inner { dids, articles, hosted, challenges: Mutex::default(), work }))
    }

    /// The hosted lists.
    pub fn hosted(&self) -> Arc<StatusLists> {
        self.0.hosted.clone()
    }

    /// Gives out a challenge.
    pub fn open_challenge(&self) -> Result<ChallengeView, CredentialsError> {
        let (now, mut random) = (now(), [0; 32]);
        rand::rng().fill(&mut random);
        let until = now.saturating_add(CHALLENGE_SECONDS.saturating_mul(1_000));
        let challenge = self.challenges(|challenges| challenges.open(&random, now, until))?;
        Ok(ChallengeView { challenge, until })
    }

    /// Verifies a credential or presentation.
    pub async fn verify(
        &self,
        text: String,
        asked: AskedView,
        lists: Vec<String>,
        charge: Charge<'_>,
    ) -> Result<VerdictView, CredentialsError> {
        check_count("status lists", lists.len(), LISTS_PER_REQUEST_MAX)?;
        if let Some(challenge) = &asked.challenge {
            if asked.domain.is_none() {
                return Err(CredentialsError::DomainMissing);
            }
            self.challenges(|challenges| challenges.redeem(challenge, now()))?;
        }
        let needs = match Received::read(&text) {
            Ok(received) => received.needs().clone(),
            Err(error) => return Ok(refused(&error.to_string())),
        };
        let world = self.gather(&needs, lists, charge).await?;
        self.work(move || judge(&text, &asked, &world)).await
    }

    /// Hosts a status list, which its issuer must have anchored: whoever can publish nothing but what stands on chain can
    /// neither put an old list in the place of the current one nor fill this daemon for nothing.
    pub async fn publish(&self, text: String, charge: Charge<'_>) -> Result<(), CredentialsError> {
        let issuer = issuer_of(&text)?;
        if issuer.parse::<Did>().is_err() {
            return Err(CredentialsError::ForeignIssuer);
        }
        let documents = self.documents([&issuer].into_iter(), charge).await?;
        let hosted = self.hosted();
        self.work(move || {
            let now = now();
            let list = VerifiedList::verify_anchored(text.as_bytes(), &documents, now)?;
            Ok(hosted.put(&list, &text, now)?)
        })
        .await?
    }

    /// The hosted list with that URL.
    pub async fn list(&self, url: String) -> Result<String, CredentialsError> {
        let hosted = self.hosted();
        in_a_thread(move || hosted.at(&url).ok_or(CredentialsError::NotHosted(url))).await?
    }

    /// Sums a person's attestations.
    pub async fn sum(
        &self,
        subject: String,
        attestations: Vec<String>,
        (article, accredited): (u32, String),
        lists: Vec<String>,
        charge: Charge<'_>,
    ) -> Result<ImpactView, CredentialsError> {
        check_count("status lists", lists.len(), LISTS_PER_REQUEST_MAX)?;
        check_count("attestations", attestations.len(), ATTESTATIONS_PER_REQUEST_MAX)?;
        let accredited = self.accredited(article, &accredited).await?;
        let mut needs = Needs::default();
        for received in attestations.iter().filter_map(|text| Received::read(text).ok()) {
            needs.extend(received.needs());
        }
        let world = self.gather(&needs, lists, charge).await?;
        self.work(move || {
            let lists = world.status_lists();
            let checks = world.checks(&lists);
            let texts: Vec<&[u8]> = attestations.iter().map(|text| text.trim().as_bytes()).collect();
            view(&aggregate(&subject, &texts, &accredited, &checks)?)
        })
        .await?
    }

    /// The list of accredited issuers, which must be the article's text.
    async fn accredited(&self, article: u32, accredited: &str) -> Result<Accreditations, CredentialsError> {
        let found = self.0.articles.find(article).await.map_err(|error| CredentialsError::Chain(error.to_string()))?;
        let in_force = found.filter(|found| matches!(found.status, Status::InForce));
        let found = in_force.ok_or(CredentialsError::NotInForce(article))?;
        if text::article_hash(accredited).ok() != Some(found.content) {
            return Err(CredentialsError::NotTheArticle(article));
        }
        Ok(accreditations::read(accredited.as_bytes())?)
    }

    async fn gather(&self, needs: &Needs, lists: Vec<String>, charge: Charge<'_>) -> Result<World, CredentialsError> {
        let documents = self.documents(needs.all_dids(), charge).await?;
        Ok(World::new(documents, lists, needs, self.hosted(), now()))
    }

    /// The documents of those among `dids` that are of this chain, as of the latest finalized block: what is remembered from
    /// before the chain went down does not do, the key may have been revoked since. Those that cannot be had are left out.
    async fn documents(
        &self,
        dids: impl Iterator<Item = &String>,
        charge: Charge<'_>,
    ) -> Result<Documents, CredentialsError> {
        let mut documents = Documents::default();
        let dids: BTreeSet<&String> = dids.take(DIDS_PER_REQUEST_MAX).collect();
        let fresh = Map::from_iter([("noCache".to_owned(), Value::Bool(true))]);
        let asking = async {
            for did in dids.into_iter().filter(|did| did.parse::<Did>().is_ok()) {
                let Step::Ask(call) = jsonrpc::begin(Function::Resolve, did, &fresh) else { continue };
                let answer = match self.0.dids.known(call.lookup()) {
                    Some(answer) => answer,
                    None => {
                        charge(DID_READ).map_err(CredentialsError::TooFast)?;
                        self.0.dids.find(call.lookup()).await
                    }
                };
                if let Err(error) = documents.insert_result(did, &call.answer(answer)) {
                    tracing::debug!(%error, "a DID cannot be had");
                }
            }
            Ok::<_, CredentialsError>(())
        };
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(asked) => asked?,
            Err(_) => tracing::debug!("not all DIDs of a request were told in time"),
        }
        Ok(documents)
    }

    /// Does work in a thread when it is its turn: of reading and verifying there is so much at once and no more.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, CredentialsError> {
        let turn = tokio::time::timeout(PATIENCE, self.0.work.acquire()).await;
        let _turn = turn.map_err(|_| CredentialsError::Busy)?.map_err(|_| CredentialsError::Busy)?;
        in_a_thread(work).await
    }

    fn challenges<T>(&self, question: impl FnOnce(&mut Challenges) -> T) -> T {
        question(&mut self.0.challenges.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn judge(text: &str, asked: &AskedView, world: &World) -> VerdictView {
    let received = match Received::read(text) {
        Ok(received) => received,
        Err(error) => return refused(&error.to_string()),
    };
    let lists = world.status_lists();
    let checks = world.checks(&lists);
    let types: Vec<&str> = asked.types.iter().map(String::as_str).collect();
    let request = asked.challenge.as_deref().zip(asked.domain.as_deref());
    let request = request.map(|(challenge, domain)| Request { challenge, domain });
    match received.verify(&Asked { types: &types, request }, &checks) {
        Ok(accepted) => VerdictView {
            valid: true,
            undecided: false,
            reason: None,
            verified: Some(Value::Object(accepted.to_json())),
        },
        Err(error) => VerdictView { undecided: error.is_undecided(), ..refused(&error.to_string()) },
    }
}

fn refused(reason: &str) -> VerdictView {
    VerdictView { valid: false, undecided: false, reason: Some(reason.to_owned()), verified: None }
}

fn view(aggregate: &Aggregate) -> Result<ImpactView, CredentialsError> {
    let left_out = aggregate.left_out.iter().map(|left_out| LeftOutView {
        position: u32::try_from(left_out.position).unwrap_or(u32::MAX),
        reason: left_out.reason.to_string(),
    });
    Ok(ImpactView {
        aggregate: Value::Object(aggregate.to_json()),
        commitment: aggregate.commitment()?.into(),
        left_out: left_out.collect(),
    })
}

/// Who is to have signed the list; whether they did is judged later.
fn issuer_of(text: &str) -> Result<String, CredentialsError> {
    let dids = Received::read(text)?.needs().dids.clone();
    dids.into_iter().next().ok_or(CredentialsError::ForeignIssuer)
}

fn check_count(what: &'static str, count: usize, max: usize) -> Result<(), CredentialsError> {
    if count > max { Err(CredentialsError::TooMany { what, count, max }) } else { Ok(()) }
}

async fn in_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CredentialsError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| CredentialsError::Busy)
}
