//! A federation of real processes for end-to-end tests and for `scripts/dev.sh`: validators, sidecars, citizens.
//!
//! Everything here speaks to the binaries over their public interfaces only (command line, JSON-RPC, files they
//! document); it must never link the node, the runtime or the mesh.

pub mod citizen;
pub mod cli;
pub mod dids;
pub mod federation;
pub mod http;
pub mod journey;
pub mod mesh;
pub mod ports;
pub mod process;
pub mod sidecar;
pub mod spec;
pub mod validator;
pub mod wait;
