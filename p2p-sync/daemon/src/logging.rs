//! Logs go to standard error; standard output is for the start line.

use crate::args::LogFormat;
use std::io::IsTerminal;
use tracing_subscriber::{EnvFilter, fmt};

/// Sets up logging for the process; `RUST_LOG` overrides what is logged.
pub fn start(format: LogFormat) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,libp2p=warn,libp2p_kad=error"));
    let colours = std::io::stderr().is_terminal();
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let started = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    // A second start in one process (tests) keeps the first log.
    if let Err(error) = started {
        tracing::debug!(%error, "logging was set up before");
    }
}
