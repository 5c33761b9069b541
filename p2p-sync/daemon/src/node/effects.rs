//! Starting what the heart asks for.

use super::{Node, network::ToNetwork};
use cybersyn_mesh_core::{Answer, Change, Effect, Event, ExchangeId, Peer, Verdict, document::ApplyJob};

impl Node {
    pub(super) fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Verify(work) => self.out.verifier.check(work),
            Effect::Persist { ticket, records } => {
                self.commits_in_flight = self.commits_in_flight.saturating_add(1);
                self.out.disk.persist(ticket, records);
            }
            Effect::Answer { request, answer } => {
                if matches!(answer, Answer::Refused(_)) {
                    self.out.metrics.refused.inc();
                }
                if let Some(waiting) = self.answers.remove(&request) {
                    // The client may have gone; it asks again if it wants to know.
                    drop(waiting.send(answer));
                }
            }
            Effect::Judge { id, verdict } => {
                if verdict == Verdict::Reject {
                    self.out.metrics.refused.inc();
                }
                if let Some((message, from)) = self.gossip.remove(&id) {
                    self.to_network.send(ToNetwork::Report(message, from, verdict));
                }
            }
            Effect::Publish { topic, bytes } => self.to_network.send(ToNetwork::Publish(topic, bytes)),
            Effect::Ask { to, id, bytes } => self.ask_peer(to, id, bytes),
            Effect::Reply { id, bytes } => {
                if let Some(reply) = self.replies.remove(&id) {
                    self.to_network.send(ToNetwork::Respond(reply, bytes));
                }
            }
            Effect::Penalize { peer, offence } => self.note_offence(peer, offence),
            Effect::Apply(job) => self.apply(job),
            Effect::Changed(change) => self.tell(change),
            Effect::Forget(set) => self.out.eviction.forget(set),
        }
    }

    /// Asks a peer in a task of its own; the heart bounds how many questions are under way.
    fn ask_peer(&self, to: Peer, id: ExchangeId, bytes: Vec<u8>) {
        let (network, done) = (self.out.network.clone(), self.out.completions.clone());
        let peer_id = self.peers.get(&to).copied();
        tokio::spawn(async move {
            let bytes = match peer_id {
                Some(peer_id) => network.request(peer_id, bytes).await.inspect_err(|error| {
                    tracing::debug!(%error, "a peer did not answer");
                }),
                None => return answered(done, Event::Answered { from: to, id, bytes: None }).await,
            };
            answered(done, Event::Answered { from: to, id, bytes: bytes.ok() }).await;
        });
    }

    /// Applies an update in a worker process; the workers bound how many run at once.
    fn apply(&self, job: ApplyJob) {
        let (workers, done) = (self.out.workers.clone(), self.out.completions.clone());
        tokio::spawn(async move {
            let result = workers.run(&job).await;
            answered(done, Event::Applied { id: job.work_id(), result }).await;
        });
    }

    fn tell(&self, change: Change) {
        // Nobody listens: nobody is told.
        drop(self.out.changes.send(change));
    }
}

/// Hands a completion to the loop, which may have ended.
async fn answered(done: tokio::sync::mpsc::Sender<Event>, event: Event) {
    if done.send(event).await.is_err() {
        tracing::debug!("work ended after the node");
    }
}
