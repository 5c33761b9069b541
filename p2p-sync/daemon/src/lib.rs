//! `cybersyn-mesh`: the sidecar that ties heart, network and store to the chain and serves clients.
//!
//! Only wiring lives here: what a ballot is worth is decided in `cybersyn-primitives`, what is kept and relayed in
//! `cybersyn-mesh-core`. This crate must never link the runtime or a pallet: the chain is known by its metadata.

pub mod acquaintances;
pub mod args;
pub mod articles;
pub mod consent;
pub mod credentials;
pub mod daemon;
pub mod dids;
pub mod directory;
pub mod disk;
pub mod eviction;
pub mod follower;
pub mod logging;
pub mod metrics;
pub mod node;
pub mod penalties;
pub mod registered;
pub mod registry;
pub mod rpc;
mod sealed;
pub mod settlement;
pub mod status_lists;
pub mod verifier;
pub mod worker;
