//! One child process: its log file, its end.

use anyhow::{Context, Result, bail};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// The directory of the built binaries: that of the running one, or its parent for tests.
pub fn binaries() -> Result<PathBuf> {
    let own = std::env::current_exe().context("the path of this program is unknown")?;
    let found = own.ancestors().skip(1).find(|directory| directory.join("cybersyn-node").is_file());
    found.map(Path::to_path_buf).context("cybersyn-node is not built: run `cargo build --release --workspace`")
}

/// A running process whose output goes to a file. Killed when dropped.
#[derive(Debug)]
pub struct Process {
    name: String,
    log: PathBuf,
    child: Child,
}

impl Process {
    /// Starts `binary` of the build with `arguments`; output is appended to `log`.
    pub fn start(name: &str, binary: &str, arguments: &[String], log: &Path) -> Result<Self> {
        let path = binaries()?.join(binary);
        let file = File::options().create(true).append(true).open(log).with_context(|| format!("{}", log.display()))?;
        let child = Command::new(&path)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("{} did not start", path.display()))?;
        Ok(Self { name: name.to_string(), log: log.to_path_buf(), child })
    }

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Operating system's number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Errs with the end of its log if the process has ended.
    pub fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} ended with {status}; the end of its log:\n{}", self.name, self.log_tail()),
        }
    }

    /// `kill -9`: no chance to clean up.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().ok();
        self.child.wait()?;
        Ok(())
    }

    /// `SIGTERM`, then waits; after `limit` it is killed and that is an error.
    pub fn stop(&mut self, limit: Duration) -> Result<ExitStatus> {
        if self.child.try_wait()?.is_none() {
            let id = self.child.id().to_string();
            Command::new("kill").args(["-TERM", &id]).status().context("kill")?;
        }
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if begun.elapsed() > limit {
                self.kill()?;
                bail!("{} did not stop within {limit:?} of SIGTERM and was killed", self.name);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The last lines that it logged.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(25)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
