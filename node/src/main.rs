//! `cybersyn-node`: the validator and full node.
//!
//! It runs the chain and answers questions about it. It holds no governance logic: rules are the runtime's, ballots
//! the sidecar's.
#![allow(clippy::result_large_err, reason = "the error types of sc-service and sc-cli are large")]

mod cli;
mod command;
mod rpc;
mod service;
mod sidecar;

fn main() -> sc_cli::Result<()> {
    command::run()
}
