//! The chain as mesh, command line and tests see it: storage, blocks, finalized heads and extrinsics over JSON-RPC.
//!
//! Everything goes by metadata that the node serves and by the types of `cybersyn-primitives`; this crate must never
//! link the runtime or a pallet, so that a runtime upgrade needs no new binary. Values are decoded from their raw
//! SCALE bytes into the primitives' types.
//!
//! Trust: what a [`BlockAt`] answers is what the node at the other end says; that is for one's own node. What a
//! [`ProvenState`] answers is proven: values by Merkle proofs against the state root of a header, the header by its hash,
//! that hash by GRANDPA's votes from genesis on ([`Chain::proven`]). What no proof can show is how new the head is, and,
//! for one who comes back after years, that validators of long ago did not sign a second history since.

mod anchor;
pub mod article;
mod backoff;
mod block;
mod client;
pub mod did;
mod error;
mod event;
#[cfg(test)]
mod fake;
mod finality;
mod header;
mod place;
mod proven;
mod raw;
mod settled;
mod storage;
mod submit;
mod trie;

pub use backoff::Backoff;
pub use block::{BlockAt, Head};
pub use client::{Chain, Heads};
pub use error::ChainError;
pub use event::ChainEvent;
pub use proven::ProvenState;
pub use settled::SettledBatch;
pub use storage::{EncodeKey, Entries, Entry, Keys, State};
pub use submit::{Call, Included, Wait};
pub use subxt_signer;
