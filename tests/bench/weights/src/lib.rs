//! The runtime's Wasm with its benchmarks compiled in. `WASM_BINARY` is `None` unless `CYBERSYN_BENCH_WEIGHTS` was set
//! when this was built.
#![cfg_attr(target_family = "wasm", no_std)]
#![allow(missing_docs, reason = "the constants are the Wasm builder's")]

#[cfg(target_family = "wasm")]
pub use cybersyn_runtime::*;

#[cfg(not(target_family = "wasm"))]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
