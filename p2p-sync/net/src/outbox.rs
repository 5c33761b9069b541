//! Events on their way to the application.

use crate::NetworkEvent;
use std::collections::VecDeque;
use tokio::sync::mpsc;

/// Events that may wait here beside those in the channel. What exceeds it must be one that is never dropped.
const WAITING_MAX: usize = 64;

/// A bounded queue in front of the event channel. The event loop keeps serving commands while the application is
/// behind (else the two could wait for each other), but stops polling the swarm when the outbox is full.
#[derive(Debug)]
pub(crate) struct Outbox {
    channel: mpsc::Sender<NetworkEvent>,
    waiting: VecDeque<NetworkEvent>,
}

impl Outbox {
    pub fn new(channel: mpsc::Sender<NetworkEvent>) -> Self {
        Self { channel, waiting: VecDeque::new() }
    }

    /// Sends an event that must not be lost.
    pub fn push(&mut self, event: NetworkEvent) {
        if let Err(event) = self.offer(event) {
            self.waiting.push_back(event);
        }
    }

    /// Sends an event if the application keeps up, gives it back otherwise.
    #[allow(clippy::result_large_err, reason = "the event goes back to its owner, it is no error value")]
    pub fn offer(&mut self, event: NetworkEvent) -> Result<(), NetworkEvent> {
        if !self.waiting.is_empty() {
            return Err(event);
        }
        self.channel.try_send(event).map_err(|error| match error {
            mpsc::error::TrySendError::Full(event) | mpsc::error::TrySendError::Closed(event) => event,
        })
    }

    /// Whether the swarm may be polled for more.
    pub fn has_room(&self) -> bool {
        self.waiting.len() < WAITING_MAX
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Moves one waiting event on, as soon as the application has taken one. Cancel-safe.
    pub async fn forward(&mut self) {
        match self.channel.reserve().await {
            Ok(permit) => {
                if let Some(event) = self.waiting.pop_front() {
                    permit.send(event);
                }
            }
            // Nobody listens any more.
            Err(_) => self.waiting.clear(),
        }
    }
}
