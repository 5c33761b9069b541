//! Checks signatures on a thread of its own, so that the event loop never waits for arithmetic.

use crate::metrics::Metrics;
use cybersyn_mesh_core::{Event, Work, limits::WORKS_IN_FLIGHT_MAX};
use std::{io, thread, time::Instant};
use tokio::sync::mpsc;

/// The way to the verification thread, which ends when this is dropped.
#[derive(Debug)]
pub struct Verifier {
    works: mpsc::Sender<Work>,
}

impl Verifier {
    /// Starts the thread; outcomes come back as events.
    pub fn start(done: mpsc::Sender<Event>, metrics: Metrics) -> io::Result<Self> {
        // The heart asks for no more works at once than fit.
        let (works, queue) = mpsc::channel(WORKS_IN_FLIGHT_MAX + 1);
        thread::Builder::new().name("verify".to_owned()).spawn(move || run(queue, &done, &metrics))?;
        Ok(Self { works })
    }

    /// Queues a work.
    pub fn check(&self, work: Work) {
        if let Err(error) = self.works.try_send(work) {
            tracing::error!(%error, "the verification queue does not take what the heart asked for");
        }
    }
}

fn run(mut queue: mpsc::Receiver<Work>, done: &mpsc::Sender<Event>, metrics: &Metrics) {
    while let Some(work) = queue.blocking_recv() {
        let begun = Instant::now();
        let outcome = work.run(rand::random());
        metrics.verify_seconds.observe(begun.elapsed().as_secs_f64());
        if done.blocking_send(Event::Verified(outcome)).is_err() {
            return;
        }
    }
}
