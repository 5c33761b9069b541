//! The next runtime, for the end-to-end test of an upgrade by proposal: the present one with feature `next`, which is
//! one version on and migrates one storage item.
#![cfg_attr(target_family = "wasm", no_std)]

#[cfg(target_family = "wasm")]
pub use cybersyn_runtime::*;

#[cfg(not(target_family = "wasm"))]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
