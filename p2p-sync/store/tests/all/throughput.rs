//! Keeping ballots must cost far less than verifying them.

use crate::samples::records;
use anyhow::Result;
use cybersyn_mesh_store::{JournalOptions, Store};
use std::time::{Duration, Instant};

const GROUP: u32 = 1_024;
/// 1,024 signatures at 16 µs each, checked as one batch (shared/PEERS.md, limits).
const VERIFYING: Duration = Duration::from_millis(16);

#[test]
fn a_group_is_kept_faster_than_it_is_verified() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (mut store, _) = Store::open(directory.path(), JournalOptions::default(), |_| Ok(()))?;
    let groups: Vec<_> = (0..50).map(|n| records(n * GROUP..(n + 1) * GROUP)).collect();
    let mut times = Vec::new();
    for group in &groups {
        let start = Instant::now();
        store.journal.append(group)?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let median = times[times.len() / 2];
    println!("append of {GROUP} ballots and sync: median {median:?}, slowest {:?}", times[times.len() - 1]);
    assert!(median < VERIFYING, "{median:?}");
    Ok(())
}
