//! Waiting for a condition: polled, bounded, and telling what was last seen when it gives up.

use anyhow::{Result, bail};
use std::{
    fmt::Debug,
    future::Future,
    time::{Duration, Instant},
};

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// Polls `probe` until `holds` says yes to what it returns, at most `limit`. Errors of the probe are tried again and
/// told when time is up.
pub async fn until<T: Debug, F: Future<Output = Result<T>>>(
    what: &str,
    limit: Duration,
    mut probe: impl FnMut() -> F,
    holds: impl Fn(&T) -> bool,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        let seen = probe().await;
        match seen {
            Ok(value) if holds(&value) => return Ok(value),
            seen if begun.elapsed() >= limit => bail!("{what}: not within {limit:?}; last seen: {seen:?}"),
            _ => tokio::time::sleep(INTERVAL).await,
        }
    }
}
