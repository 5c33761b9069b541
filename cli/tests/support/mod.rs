//! The real binary, run with an own keystore and nothing of the machine's environment.
#![allow(dead_code, reason = "every test file uses its part")]

pub mod daemon;

use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// An address where nobody answers.
pub const NOWHERE: &str = "ws://127.0.0.1:1";

/// A citizen's machine.
pub struct Machine {
    dir: TempDir,
    mesh: Vec<String>,
}

impl Machine {
    /// With an empty keystore, and mesh daemons at those addresses; without any, at one where nobody answers.
    pub fn new(mesh: &[String]) -> Self {
        let mesh = if mesh.is_empty() { vec![NOWHERE.to_owned()] } else { mesh.to_vec() };
        Self { dir: tempfile::tempdir().unwrap(), mesh }
    }

    /// A file in the machine's directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name).to_string_lossy().into_owned()
    }

    /// Runs the command with a passphrase in the environment.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).env("CYBERSYN_PASSPHRASE", "right").stdin(Stdio::null()).output().unwrap()
    }

    /// Runs the command without a passphrase, with that on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .env("CYBERSYN_PASSPHRASE", "right")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs the command with `--json`, expects success, returns the answer.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["--json"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The command, not yet run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cybersyn"));
        command.env_clear().arg("--chain").arg(NOWHERE).arg("--keystore").arg(self.keys());
        for url in &self.mesh {
            command.arg("--mesh").arg(url);
        }
        command.args(arguments);
        command
    }

    fn keys(&self) -> PathBuf {
        self.dir.path().join("keys")
    }

    /// Everything in the keystore's files, as one text.
    pub fn keystore_text(&self) -> String {
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        std::fs::read_dir(self.keys()).unwrap().map(|entry| read(&entry.unwrap().path())).collect()
    }
}

/// The exit code.
pub fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal ended it")
}

/// Standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
