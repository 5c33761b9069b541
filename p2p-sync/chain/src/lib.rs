//! The chain as mesh, command line and tests see it: storage, blocks, finalized heads and extrinsics over JSON-RPC.
//!
//! Everything goes by metadata that the node serves and by the types of `cybersyn-primitives`; this crate must never
//! link the runtime or a pallet, so that a runtime upgrade needs no new binary. Values are decoded from their raw
//! SCALE bytes into the primitives' types.
//!
//! Trust: what is read here is what the node at the other end says. Ask your own node; proofs of storage
//! (`state_getReadProof`) against a finalized state root are not checked yet.

mod backoff;
mod block;
mod client;
mod error;
mod event;
mod raw;
mod settled;
mod storage;
mod submit;

pub use backoff::Backoff;
pub use block::{BlockAt, Head};
pub use client::{Chain, Heads};
pub use error::ChainError;
pub use event::ChainEvent;
pub use settled::SettledBatch;
pub use storage::{EncodeKey, Entries, Entry, Keys};
pub use submit::{Call, Included, Wait};
pub use subxt_signer;
