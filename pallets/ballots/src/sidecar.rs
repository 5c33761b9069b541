//! Asking the sidecar: HTTP on loopback, bounded in time and size. What it answers is trusted in nothing.

use alloc::{string::String, vec::Vec};
use codec::DecodeAll;
use core::fmt;
use cybersyn_primitives::{
    Batch,
    settlement::{ANSWER_BYTES_MAX, ANSWER_MILLIS_MAX, SIDECAR_URL_KEY, batches_url},
};
use sp_core::offchain::{Duration, StorageKind};
use sp_runtime::offchain::http::Request;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// The URL is not UTF-8, or leads away from this machine.
    NotLoopback,
    /// Nobody listens, or the connection broke.
    Unreachable,
    /// No whole answer within the deadline.
    TooSlow,
    /// Another status than 200.
    Status(u16),
    /// More bytes than an answer may have.
    TooLong,
    /// Not the SCALE of batches.
    Malformed,
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Silence::NotLoopback => {
                f.write_str("its URL must begin with http://127.0.0.1, http://[::1] or http://localhost")
            }
            Silence::Unreachable => f.write_str("nobody answers; is cybersyn-mesh running?"),
            Silence::TooSlow => write!(f, "no answer within {ANSWER_MILLIS_MAX} ms"),
            Silence::Status(code) => write!(f, "it answered with status {code}"),
            Silence::TooLong => write!(f, "its answer is longer than {ANSWER_BYTES_MAX} bytes"),
            Silence::Malformed => f.write_str("its answer is no list of batches; do versions match?"),
        }
    }
}

/// The sidecar's URL, if this node was started with one.
pub(crate) fn url() -> Option<Result<String, Silence>> {
    let bytes = sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, SIDECAR_URL_KEY)?;
    Some(String::from_utf8(bytes).ok().filter(|url| is_loopback(url)).ok_or(Silence::NotLoopback))
}

fn is_loopback(url: &str) -> bool {
    let hosts = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    hosts.iter().filter_map(|host| url.strip_prefix(host)).any(|rest| rest.is_empty() || rest.starts_with([':', '/']))
}

/// One part of the batches for a block built on `built_on`; empty: that was all.
pub(crate) fn fetch(sidecar: &str, built_on: u32, part: u32) -> Result<Vec<Batch>, Silence> {
    let deadline = sp_io::offchain::timestamp().add(Duration::from_millis(ANSWER_MILLIS_MAX));
    let url = batches_url(sidecar, built_on, part);
    let pending = Request::get(&url).deadline(deadline).send().map_err(|_| Silence::Unreachable)?;
    let answer = pending.try_wait(deadline).map_err(|_| Silence::TooSlow)?;
    let response = answer.map_err(|_| Silence::Unreachable)?;
    if response.code != 200 {
        return Err(Silence::Status(response.code));
    }
    let mut body = response.body();
    body.deadline(deadline);
    let bytes: Vec<u8> = body.by_ref().take(ANSWER_BYTES_MAX.saturating_add(1)).collect();
    if body.error().is_some() {
        return Err(Silence::TooSlow);
    }
    if bytes.len() > ANSWER_BYTES_MAX {
        return Err(Silence::TooLong);
    }
    Vec::<Batch>::decode_all(&mut bytes.as_slice()).map_err(|_| Silence::Malformed)
}
