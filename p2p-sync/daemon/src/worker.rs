//! Applies document updates from outside in a process of its own, where they can be killed (DESIGN section 7): yrs
//! trusts its input, so a hostile update may panic, spin or eat memory.
//!
//! The daemon starts itself with a hidden subcommand, under a shell that limits memory and CPU time; one job goes in
//! on standard input, its result comes out on standard output, both in SCALE.

use anyhow::{Context, Result};
use codec::{Decode, DecodeAll, Encode};
use cybersyn_mesh_core::document::{Applied, ApplyJob, DocumentError};
use std::{
    io::{Read, Write},
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    process::Stdio,
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::Semaphore,
};

/// Name of the hidden subcommand.
pub const SUBCOMMAND: &str = "apply-update";

/// Address space of the worker in KiB.
const MEMORY_KIB: u32 = 1024 * 1024;
/// CPU time of the worker in seconds.
const CPU_SECONDS: u32 = 5;
/// Wall-clock time for one job.
const JOB_TIMEOUT: Duration = Duration::from_secs(10);
/// Jobs running at once.
const WORKERS_MAX: usize = 2;
/// Largest job or result that is read, in bytes.
const MESSAGE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What comes back from a worker.
pub type JobResult = Result<Box<Applied>, DocumentError>;

/// Starts workers, a bounded number at once.
#[derive(Clone, Debug)]
pub struct Workers {
    program: PathBuf,
    permits: Arc<Semaphore>,
}

impl Workers {
    /// Workers run `program`, which must be this binary.
    pub fn new(program: PathBuf) -> Self {
        Self { program, permits: Arc::new(Semaphore::new(WORKERS_MAX)) }
    }

    /// Runs a job; a worker that dies, spins or talks nonsense gives [`DocumentError::Crashed`].
    pub async fn run(&self, job: &ApplyJob) -> JobResult {
        let Ok(_permit) = self.permits.acquire().await else { return Err(DocumentError::Crashed) };
        match tokio::time::timeout(JOB_TIMEOUT, self.attempt(job)).await {
            Ok(Ok(result)) => result.map(Box::new),
            Ok(Err(error)) => {
                tracing::warn!(space = %hex::encode(job.space), %error, "a document worker failed");
                Err(DocumentError::Crashed)
            }
            Err(_) => {
                tracing::warn!(space = %hex::encode(job.space), "a document worker took too long and was killed");
                Err(DocumentError::Crashed)
            }
        }
    }

    async fn attempt(&self, job: &ApplyJob) -> Result<Result<Applied, DocumentError>> {
        let mut child = self.spawn()?;
        let mut input = child.stdin.take().context("no standard input")?;
        let output = child.stdout.take().context("no standard output")?;
        input.write_all(&job.encode()).await?;
        drop(input);
        let mut bytes = Vec::new();
        output.take(MESSAGE_BYTES_MAX).read_to_end(&mut bytes).await?;
        let status = child.wait().await?;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(Result::<Applied, DocumentError>::decode_all(&mut &bytes[..])?)
    }

    /// The limits are the shell's, because setting them needs no unsafe code there.
    fn spawn(&self) -> Result<Child> {
        let script = format!("ulimit -v {MEMORY_KIB} && ulimit -t {CPU_SECONDS} && exec \"$0\" {SUBCOMMAND}");
        Command::new("/bin/sh")
            .arg("-c")
            .arg(script)
            .arg(&self.program)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start a document worker")
    }
}

/// The worker's side: one job from standard input, its result to standard output.
pub fn serve() -> Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MESSAGE_BYTES_MAX).read_to_end(&mut bytes)?;
    let job = ApplyJob::decode(&mut &bytes[..]).context("standard input does not hold a job")?;
    let result = panic::catch_unwind(AssertUnwindSafe(|| job.run())).unwrap_or(Err(DocumentError::Crashed));
    std::io::stdout().lock().write_all(&result.encode())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_mesh_core::document::Limits;

    fn job() -> ApplyJob {
        ApplyJob { id: 1, space: [0; 32], state: Vec::new(), updates: Vec::new(), limits: Limits::default() }
    }

    #[tokio::test]
    async fn a_worker_that_dies_is_a_crash_and_no_more() {
        let workers = Workers::new("/bin/false".into());
        assert_eq!(workers.run(&job()).await, Err(DocumentError::Crashed));
    }

    #[tokio::test]
    async fn a_worker_that_talks_nonsense_is_a_crash_and_no_more() {
        let workers = Workers::new("/bin/echo".into());
        assert_eq!(workers.run(&job()).await, Err(DocumentError::Crashed));
    }
}
