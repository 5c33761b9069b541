//! The next runtime, for the end-to-end test of an upgrade by proposal: the present one with feature `next`, which is
//! one version on and migrates one storage item.
#![cfg_attr(target_family = "wasm", no_std)]

#[cfg(target_family = "wasm")]
pub use cybersyn_runtime::*;

#[cfg(not(target_family = "wasm"))]
mod wasm {
    #![allow(missing_docs, dead_code, reason = "what is included here is generated")]
    include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}
/// The next runtime's Wasm, compressed; none if its build was skipped (`SKIP_WASM_BUILD`).
#[cfg(not(target_family = "wasm"))]
pub use wasm::WASM_BINARY;
