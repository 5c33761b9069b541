//! Mesh daemons: connecting, asking whichever answers, and reading their refusals.

mod pages;

pub use cybersyn_mesh_api::MeshApiClient;

use crate::exit::Failure;
use cybersyn_mesh_api::{
    limits::RESPONSE_BYTES_MAX,
    types::{Hex, codes},
};
use cybersyn_primitives::Hash;
use jsonrpsee::{
    core::client::Error,
    ws_client::{WsClient, WsClientBuilder},
};
use std::time::Duration;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest pause that a busy daemon may ask for.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// A connection to one daemon.
pub struct Mesh {
    /// Where it is.
    pub url: String,
    /// What asks it.
    pub client: WsClient,
    waited: pages::Waited,
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
            Ok(Ok(client)) => Ok(Self { url: url.to_owned(), client, waited: pages::Waited::default() }),
            Ok(Err(error)) => Err(unreachable(url, &error.to_string())),
            Err(_) => Err(unreachable(url, "no answer in 5 seconds")),
        }
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

/// The daemons, each with the genesis hash of the chain that it follows.
pub async fn with_genesis(meshes: Vec<Mesh>) -> Vec<(Mesh, Result<Hash, Failure>)> {
    let asked = futures::future::join_all(meshes.iter().map(genesis)).await;
    meshes.into_iter().zip(asked).collect()
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
