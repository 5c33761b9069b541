//! How everybody else talks to the event loop.

use super::{Ask, Node};
use crate::registered::Registered;
use cybersyn_mesh_core::{Answer, Change, ClientId, Submission};
use cybersyn_mesh_net::Network;
use cybersyn_primitives::Hash;
use std::time::Instant;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Questions that wait for the loop.
pub const ASKS_MAX: usize = 1_024;

/// The daemon is stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the daemon is stopping")]
pub struct Stopped;

/// A handle on the event loop. Cheap to clone.
#[derive(Clone)]
pub struct NodeHandle {
    asks: mpsc::Sender<Ask>,
    changes: broadcast::Sender<Change>,
    /// The network, to be asked directly.
    pub network: Network,
    /// The nodes that persons have registered.
    pub registered: Registered,
    /// The chain's genesis hash.
    pub genesis: Hash,
    /// When the daemon started.
    pub started: Instant,
}

impl NodeHandle {
    pub(crate) fn new(
        asks: mpsc::Sender<Ask>,
        changes: broadcast::Sender<Change>,
        network: Network,
        registered: Registered,
        genesis: Hash,
    ) -> Self {
        Self { asks, changes, network, registered, genesis, started: Instant::now() }
    }

    /// Asks the node something that it can answer at once.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Node) -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let (answer, receiver) = oneshot::channel();
        // Whoever asked may have gone; then nobody wants the answer.
        let ask: Ask = Box::new(move |node| drop(answer.send(question(node))));
        self.asks.send(ask).await.map_err(|_| Stopped)?;
        receiver.await.map_err(|_| Stopped)
    }

    /// Hands something in for `client` and waits for the answer, which comes after it is on disk, parked or refused.
    pub async fn submit(&self, client: ClientId, submission: Submission) -> Result<Answer, Stopped> {
        let answer = self.ask(move |node| node.submit(client, submission)).await?;
        answer.await.map_err(|_| Stopped)
    }

    /// Changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}
