//! The mesh sidecar: wires core, network and store to the chain; JSON-RPC and metrics.
fn main() {}
