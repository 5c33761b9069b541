//! A process killed with SIGKILL in mid-flood has lost nothing that it acknowledged.

use crate::samples::{number, records};
use anyhow::{Context, Result};
use cybersyn_mesh_store::{GroupCommit, JournalOptions, Store, StoreThread};
use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

const DIRECTORY: &str = "CYBERSYN_TEST_STORE";
const ACKNOWLEDGED: &str = "acknowledged ";

#[test]
fn a_killed_process_loses_nothing_acknowledged() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let mut writer = Command::new(env::current_exe()?)
        .args(["--exact", "kill::writer", "--nocapture"])
        .env(DIRECTORY, directory.path())
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = BufReader::new(writer.stdout.take().context("piped")?).lines();
    let mut acknowledged = None;
    let mut seen = 0;
    for line in lines {
        // The last line may be cut short by the kill: then nobody was told.
        let number = line?.strip_prefix(ACKNOWLEDGED).and_then(|text| text.strip_suffix('.')?.parse::<u32>().ok());
        acknowledged = acknowledged.max(number);
        seen += u32::from(number.is_some());
        if seen == 40 {
            writer.kill()?;
        }
    }
    writer.wait()?;
    let acknowledged = acknowledged.context("the writer acknowledged nothing")?;
    let mut found = Vec::new();
    Store::open(directory.path(), JournalOptions::default(), |record| {
        found.push(number(&record));
        Ok(())
    })?;
    assert_eq!(found, Vec::from_iter(0..found.len() as u32));
    assert!(found.len() as u32 > acknowledged, "{} recovered, {acknowledged} acknowledged", found.len());
    Ok(())
}

/// Not a test of its own: the process that is killed, started by the test above.
#[test]
fn writer() -> Result<()> {
    let Some(directory) = env::var_os(DIRECTORY) else { return Ok(()) };
    let options = JournalOptions { segment_bytes: 100_000 };
    let (store, _) = Store::open(Path::new(&directory), options, |_| Ok(()))?;
    let thread = StoreThread::start(store, GroupCommit::default())?;
    let mut next = 0;
    loop {
        let last = next + 99;
        let told = move |result: Result<(), _>| {
            if result.is_ok() {
                // The reader has gone: so will this process.
                let _closed = writeln!(std::io::stdout(), "{ACKNOWLEDGED}{last}.");
            }
        };
        match thread.handle().append(records(next..=last), told) {
            Ok(()) => next = last + 1,
            Err(_) => std::thread::yield_now(),
        }
    }
}
