//! Long lists that a daemon hands out in pages. Each page must go on where the one before ended, and one daemon has so
//! much time for all of them: otherwise a hostile one could keep us asking for ever.

use super::{Mesh, MeshApiClient, code, decode, pause};
use crate::exit::Failure;
use cybersyn_mesh_api::{
    limits::{BALLOTS_PER_PAGE_MAX, BATCHES_PER_PAGE_MAX, PROPOSALS_PER_PAGE_MAX},
    types::{BatchView, ProposalView, codes},
};
use cybersyn_primitives::{CitizenIndex, ProposalId, SignedBallot, ballot::Order};
use jsonrpsee::core::client::Error;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// Most ballots taken from one daemon for one proposal.
const BALLOTS_MAX: usize = 4_000_000;
/// Most pages of proposals taken from one daemon.
const PROPOSAL_PAGES_MAX: u32 = 1_000;
/// How often a busy daemon is asked again.
const PATIENCE: u32 = 20;
/// How long one daemon may take for all pages that one command asks of it. What it allows a client per second
/// (`cybersyn_mesh_api::limits`) is some 30 pages of ballots.
const PAGES_TIME_MAX: Duration = Duration::from_secs(600);

/// How long a daemon has been waited for.
#[derive(Debug, Default)]
pub(super) struct Waited(AtomicU64);

impl Waited {
    /// What is left of the time that it may take.
    fn left(&self) -> Duration {
        PAGES_TIME_MAX.saturating_sub(Duration::from_millis(self.0.load(Ordering::Relaxed)))
    }

    fn add(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

impl Mesh {
    /// All ballots of a proposal, settled or not, page by page, in ascending order.
    pub async fn all_ballots(&self, proposal: ProposalId) -> Result<Vec<SignedBallot>, Failure> {
        let (mut ballots, mut cursor) = (Vec::<SignedBallot>::new(), None);
        loop {
            let ask = || self.client.ballots(proposal, cursor.clone(), BALLOTS_PER_PAGE_MAX);
            let page = self.patiently(ask).await?;
            for bytes in &page.ballots {
                let next: SignedBallot = decode(&self.url, "ballot", bytes)?;
                if ballots.last().is_some_and(|last| place(last) >= place(&next)) {
                    return Err(self.out_of_order("ballots"));
                }
                ballots.push(next);
            }
            if ballots.len() > BALLOTS_MAX {
                return Err(Failure::Missing(format!("{} sends more than {BALLOTS_MAX} ballots", self.url)));
            }
            match page.next {
                Some(next) if !page.ballots.is_empty() => cursor = Some(next),
                _ => return Ok(ballots),
            }
        }
    }

    /// Those of the first `count` settled batches of a proposal that the daemon has, in order of their index.
    pub async fn all_batches(&self, proposal: ProposalId, count: u32) -> Result<Vec<BatchView>, Failure> {
        let (mut batches, mut from) = (Vec::new(), 0u32);
        while from < count {
            let page = self.patiently(|| self.client.batches(proposal, from, BATCHES_PER_PAGE_MAX)).await?;
            if page.is_empty() {
                break;
            }
            for batch in page {
                if batch.index < from {
                    return Err(self.out_of_order("batches"));
                }
                from = batch.index.saturating_add(1);
                batches.push(batch);
            }
        }
        batches.retain(|batch| batch.index < count);
        Ok(batches)
    }

    /// All proposals, newest first, without their bodies.
    pub async fn all_proposals(&self) -> Result<Vec<ProposalView>, Failure> {
        let (mut proposals, mut cursor): (Vec<ProposalView>, Option<String>) = (Vec::new(), None);
        for _ in 0..PROPOSAL_PAGES_MAX {
            let ask = || self.client.proposals(cursor.clone(), Some(PROPOSALS_PER_PAGE_MAX), None);
            let page = self.patiently(ask).await?;
            proposals.extend(page.proposals);
            if page.next.is_none() {
                return Ok(proposals);
            }
            cursor = page.next;
        }
        Err(Failure::Missing(format!("{} sends more than {PROPOSAL_PAGES_MAX} pages of proposals", self.url)))
    }

    /// Asks for a page, within the time that is left to the daemon.
    async fn patiently<T, F: Future<Output = Result<T, Error>>>(&self, ask: impl Fn() -> F) -> Result<T, Failure> {
        let too_slow = || {
            let seconds = PAGES_TIME_MAX.as_secs();
            Failure::Missing(format!("{} has taken more than {seconds} seconds for its lists", self.url))
        };
        let left = self.waited.left();
        if left.is_zero() {
            return Err(too_slow());
        }
        let begun = Instant::now();
        let answer = tokio::time::timeout(left, self.until_free(ask)).await;
        self.waited.add(begun.elapsed());
        answer.unwrap_or_else(|_| Err(too_slow()))
    }

    /// Asks, and asks again as long as a busy daemon says when to.
    async fn until_free<T, F: Future<Output = Result<T, Error>>>(&self, ask: impl Fn() -> F) -> Result<T, Failure> {
        for _ in 0..PATIENCE {
            match ask().await {
                Err(error) if code(&error) == Some(codes::BUSY) => tokio::time::sleep(pause(&error)).await,
                answer => return answer.map_err(|error| self.failed(error)),
            }
        }
        ask().await.map_err(|error| self.failed(error))
    }

    fn out_of_order(&self, what: &str) -> Failure {
        Failure::Missing(format!("{} does not send its {what} in order, and so might send them without end", self.url))
    }
}

/// A ballot's place in a daemon's list.
fn place(signed: &SignedBallot) -> (CitizenIndex, Order) {
    (signed.ballot.citizen, signed.ballot.order())
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;
    use cybersyn_mesh_api::types::{BallotPageView, Hex};
    use cybersyn_primitives::{Ballot, Body, Choice};
    use jsonrpsee::{
        RpcModule,
        server::{Server, ServerHandle},
        types::ErrorObjectOwned,
    };

    fn ballot(citizen: CitizenIndex) -> Hex {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: 5 };
        Hex(SignedBallot { ballot, signature: [0; 64] }.encode())
    }

    fn batch(index: u32) -> BatchView {
        BatchView { index, block: [0; 32].into(), ballots: Vec::new() }
    }

    /// A daemon that answers every question for a page with these ballots, or with these batches.
    async fn daemon(ballots: BallotPageView, batches: Vec<BatchView>) -> (Mesh, ServerHandle) {
        let mut module = RpcModule::new((ballots, batches));
        module.register_method("mesh_ballots", |_, pages, _| Ok::<_, ErrorObjectOwned>(pages.0.clone())).unwrap();
        module.register_method("mesh_batches", |_, pages, _| Ok::<_, ErrorObjectOwned>(pages.1.clone())).unwrap();
        let server = Server::builder().build("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", server.local_addr().unwrap());
        let handle = server.start(module);
        (Mesh::connect(&url).await.unwrap(), handle)
    }

    fn page(citizens: &[CitizenIndex], next: Option<&str>) -> BallotPageView {
        let ballots = citizens.iter().map(|citizen| ballot(*citizen)).collect();
        BallotPageView { ballots, next: next.map(str::to_owned) }
    }

    #[tokio::test]
    async fn ballots_in_order_are_taken_and_others_are_not() {
        let (mesh, _daemon) = daemon(page(&[1, 2, 5], None), Vec::new()).await;
        assert_eq!(mesh.all_ballots(1).await.unwrap().len(), 3);
        let (mesh, _daemon) = daemon(page(&[1, 5, 2], None), Vec::new()).await;
        assert!(mesh.all_ballots(1).await.is_err());
    }

    #[tokio::test]
    async fn a_page_that_comes_again_and_again_ends_the_list() {
        let (mesh, _daemon) = daemon(page(&[1], Some("1")), Vec::new()).await;
        let error = mesh.all_ballots(1).await.unwrap_err();
        assert!(error.to_string().contains("in order"), "{error}");
    }

    #[tokio::test]
    async fn batches_that_come_again_and_again_end_the_list() {
        let (mesh, _daemon) = daemon(page(&[], None), vec![batch(0)]).await;
        assert_eq!(mesh.all_batches(1, 1).await.unwrap().len(), 1);
        assert!(mesh.all_batches(1, 1_000).await.is_err());
    }

    #[tokio::test]
    async fn batches_beyond_those_asked_for_are_left_out_and_gaps_are_left() {
        let (mesh, _daemon) = daemon(page(&[], None), vec![batch(1), batch(4), batch(9)]).await;
        let indices: Vec<u32> = mesh.all_batches(1, 9).await.unwrap().iter().map(|batch| batch.index).collect();
        assert_eq!(indices, [1, 4]);
    }

    #[tokio::test]
    async fn a_daemon_that_has_taken_its_time_is_asked_no_more() {
        let (mesh, _daemon) = daemon(page(&[1], None), Vec::new()).await;
        mesh.waited.add(PAGES_TIME_MAX);
        let error = mesh.all_ballots(1).await.unwrap_err();
        assert!(error.to_string().contains("600 seconds"), "{error}");
    }
}
