//! Mesh daemons: connecting, asking whichever answers, and reading their refusals.

pub use cybersyn_mesh_api::MeshApiClient;

use crate::exit::Failure;
use cybersyn_mesh_api::{
    limits::{BALLOTS_PER_PAGE_MAX, BATCHES_PER_PAGE_MAX, PROPOSALS_PER_PAGE_MAX, RESPONSE_BYTES_MAX},
    types::{BatchView, Hex, ProposalView, codes},
};
use cybersyn_primitives::{Hash, ProposalId, SignedBallot};
use jsonrpsee::{
    core::client::Error,
    ws_client::{WsClient, WsClientBuilder},
};
use std::time::Duration;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// Most ballots taken from one daemon for one proposal.
const BALLOTS_MAX: usize = 4_000_000;
/// Most pages of proposals taken from one daemon.
const PROPOSAL_PAGES_MAX: u32 = 1_000;
/// How often a busy daemon is asked again, and the longest pause it may ask for.
const PATIENCE: u32 = 20;
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// A connection to one daemon.
pub struct Mesh {
    /// Where it is.
    pub url: String,
    /// What asks it.
    pub client: WsClient,
}

impl Mesh {
    /// Connects to the daemon at `url`; `http` is as good as `ws`, it is the same port.
    pub async fn connect(url: &str) -> Result<Self, Failure> {
        let ws = url.replacen("http://", "ws://", 1).replacen("https://", "wss://", 1);
        let builder = WsClientBuilder::default()
            .connection_timeout(CONNECT_TIMEOUT)
            .request_timeout(ANSWER_TIMEOUT)
            .max_response_size(RESPONSE_BYTES_MAX);
        let client = tokio::time::timeout(CONNECT_TIMEOUT, builder.build(&ws)).await;
        match client {
            Ok(Ok(client)) => Ok(Self { url: url.to_owned(), client }),
            Ok(Err(error)) => Err(unreachable(url, &error.to_string())),
            Err(_) => Err(unreachable(url, "no answer in 5 seconds")),
        }
    }

    /// All ballots of a proposal, settled or not, page by page.
    pub async fn all_ballots(&self, proposal: ProposalId) -> Result<Vec<SignedBallot>, Failure> {
        let (mut ballots, mut cursor) = (Vec::new(), None);
        loop {
            let ask = || self.client.ballots(proposal, cursor.clone(), BALLOTS_PER_PAGE_MAX);
            let page = self.patiently(ask).await?;
            for bytes in &page.ballots {
                ballots.push(decode(&self.url, "ballot", bytes)?);
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

    /// The first `count` settled batches of a proposal, as far as the daemon has them.
    pub async fn all_batches(&self, proposal: ProposalId, count: u32) -> Result<Vec<BatchView>, Failure> {
        let mut batches: Vec<BatchView> = Vec::new();
        while (batches.len() as u64) < u64::from(count) {
            let from = batches.len() as u32;
            let page = self.patiently(|| self.client.batches(proposal, from, BATCHES_PER_PAGE_MAX)).await?;
            if page.is_empty() {
                break;
            }
            batches.extend(page);
        }
        batches.truncate(count as usize);
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

    /// Asks, and asks again as long as a busy daemon says when to.
    async fn patiently<T, F: Future<Output = Result<T, Error>>>(&self, ask: impl Fn() -> F) -> Result<T, Failure> {
        for _ in 0..PATIENCE {
            match ask().await {
                Err(error) if code(&error) == Some(codes::BUSY) => tokio::time::sleep(pause(&error)).await,
                answer => return answer.map_err(|error| self.failed(error)),
            }
        }
        ask().await.map_err(|error| self.failed(error))
    }

    /// What to tell the citizen of a failed request.
    pub fn failed(&self, error: Error) -> Failure {
        self.failure(&error)
    }

    /// The same for an error that is still needed.
    pub fn failure(&self, error: &Error) -> Failure {
        match error {
            Error::Call(object) => {
                let data = object.data().map(|data| format!(" ({})", data.get().trim_matches('"'))).unwrap_or_default();
                let text = format!("{}: {}{data}", self.url, object.message());
                match object.code() {
                    codes::NOT_FOUND => Failure::Missing(text),
                    _ => Failure::Refused(text),
                }
            }
            other => unreachable(&self.url, &other.to_string()),
        }
    }
}

/// Whether the daemon does not know what was asked for.
pub fn is_not_found(error: &Error) -> bool {
    code(error) == Some(codes::NOT_FOUND)
}

/// The JSON-RPC code of a refusal.
pub fn code(error: &Error) -> Option<i32> {
    match error {
        Error::Call(object) => Some(object.code()),
        _ => None,
    }
}

/// The number in a refusal's data: a date or an offset in milliseconds.
pub fn number_in(error: &Error) -> Option<i64> {
    let Error::Call(object) = error else { return None };
    object.data()?.get().trim_matches('"').parse().ok()
}

/// How long a busy daemon asks to wait.
fn pause(error: &Error) -> Duration {
    let millis = number_in(error).and_then(|millis| u64::try_from(millis).ok());
    millis.map_or(PAUSE_MAX, Duration::from_millis).min(PAUSE_MAX)
}

/// Decodes what a daemon sent, naming the sender if it is not what it should be.
pub fn decode<T: codec::Decode>(url: &str, what: &str, bytes: &Hex) -> Result<T, Failure> {
    let mut input = bytes.0.as_slice();
    match T::decode(&mut input) {
        Ok(value) if input.is_empty() => Ok(value),
        _ => Err(Failure::Missing(format!("{url} sent a malformed {what}"))),
    }
}

/// The genesis hash of the chain that a daemon follows.
pub async fn genesis(mesh: &Mesh) -> Result<Hash, Failure> {
    let health = mesh.client.health().await.map_err(|error| mesh.failed(error))?;
    hash(&mesh.url, &health.genesis)
}

/// A hash that a daemon sent.
pub fn hash(url: &str, bytes: &Hex) -> Result<Hash, Failure> {
    Hash::try_from(bytes.0.as_slice()).map_err(|_| Failure::Missing(format!("{url} sent a malformed hash")))
}

fn unreachable(url: &str, reason: &str) -> Failure {
    Failure::Missing(format!("no mesh daemon answers at {url}: {reason}; is cybersyn-mesh running there?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonrpsee::types::ErrorObject;

    #[tokio::test]
    async fn an_unreachable_daemon_is_missing_and_named() {
        let error = Mesh::connect("ws://127.0.0.1:1").await.err().unwrap();
        assert!(matches!(&error, Failure::Missing(text) if text.contains("ws://127.0.0.1:1")), "{error}");
    }

    #[test]
    fn refusals_carry_code_and_number() {
        let error = Error::Call(ErrorObject::owned(codes::FROM_FUTURE, "from the future", Some(90_000)));
        assert_eq!((code(&error), number_in(&error)), (Some(codes::FROM_FUTURE), Some(90_000)));
    }

    #[test]
    fn a_busy_daemon_says_how_long_to_wait_but_not_for_ever() {
        let busy = |millis: u64| Error::Call(ErrorObject::owned(codes::BUSY, "busy", Some(millis)));
        assert_eq!(pause(&busy(120)), Duration::from_millis(120));
        assert_eq!(pause(&busy(u64::MAX)), PAUSE_MAX);
    }

    #[test]
    fn left_over_bytes_are_malformed() {
        assert!(decode::<u32>("ws://x", "number", &Hex(vec![1, 0, 0, 0, 9])).is_err());
        assert_eq!(decode::<u32>("ws://x", "number", &Hex(vec![1, 0, 0, 0])).unwrap(), 1);
    }
}
