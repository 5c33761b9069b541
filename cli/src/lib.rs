//! The command of citizens and operators, as a library so that it can be tested: keys at rest, arguments, the recount,
//! and one module per group of commands.
//!
//! It knows the chain through `cybersyn-chain-client` and the mesh through the daemon's JSON-RPC; it must never link the
//! runtime, and a secret must never leave [`keystore`] but inside a signature.

pub mod keystore;
pub mod ss58;
