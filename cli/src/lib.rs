//! The command of citizens and operators, as a library so that it can be tested: keys at rest, arguments, the recount,
//! and one module per group of commands.
//!
//! It knows the chain through `cybersyn-chain-client` and the mesh through the daemon's JSON-RPC; it must never link the
//! runtime, and a secret must never leave [`keystore`] but inside a signature.

pub mod args;
pub mod audit;
pub mod chain;
pub mod commands;
pub mod context;
pub mod exit;
pub mod fetch;
pub mod file;
pub mod finality;
pub mod gather;
pub mod genesis;
pub mod journal;
pub mod keystore;
pub mod mesh;
pub mod multiaddr;
pub mod output;
pub mod passphrase;
pub mod receipt;
pub mod signature;
pub mod ss58;
pub mod time;
pub mod wallet;
pub mod who;
pub mod world;
