//! How a validator's off-chain worker asks its sidecar for batches (DESIGN section 4.5): HTTP on loopback.
//!
//! `GET {sidecar}/settlement/batches?built_on={block number}&part={0, 1, …}` answers 200 with the SCALE of
//! `Vec<Batch>`, in the order to settle them; an empty vector ends the parts. Nothing in it is trusted.

use alloc::{format, string::String};

/// Key in the node's persistent offchain storage that holds the sidecar's URL (UTF-8), written by `--sidecar-url`.
pub const SIDECAR_URL_KEY: &[u8] = b"cybersyn/sidecar-url";
/// Path of the sidecar's answer.
pub const BATCHES_PATH: &str = "/settlement/batches";
/// Largest answer that the worker reads, in bytes.
pub const ANSWER_BYTES_MAX: usize = 512 * 1024;
/// Most parts that a worker asks for in one block.
pub const PARTS_MAX: u32 = 16;
/// Time the worker waits for one answer, in milliseconds.
pub const ANSWER_MILLIS_MAX: u64 = 2_000;

/// The URL of part `part` of the batches for a block built on `built_on`.
pub fn batches_url(sidecar: &str, built_on: u32, part: u32) -> String {
    format!("{}{BATCHES_PATH}?built_on={built_on}&part={part}", sidecar.trim_end_matches('/'))
}
