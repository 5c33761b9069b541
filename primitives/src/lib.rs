//! What chain, mesh, command line and audit must agree on to the byte: identifiers, ballots and what is
//! signed, the settlement rule, voting weights, tallies, receipts, frozen text and DID syntax.
//!
//! This crate must never know FRAME, sockets, clocks or files. Time, keys and balances come in as arguments;
//! everything here is a pure function of them, so that anyone can recompute what the chain decided.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "std")]
pub mod api;
pub mod application;
pub mod attention;
pub mod authorization;
pub mod ballot;
pub mod clock;
pub mod dev;
pub mod did;
pub mod entry;
pub mod expertise;
pub mod fade;
pub mod hash;
pub mod ledger;
pub mod multiaddr;
pub mod node;
pub mod packed_roll;
pub mod peer;
pub mod receipt;
pub mod reputation;
pub mod roll;
pub mod rule;
pub mod settlement;
mod short;
pub mod tally;
pub mod terms;
pub mod text;
pub mod traits;
pub mod uri;
pub mod weight;

pub use ballot::{Ballot, Batch, Body, Choice, PackedBallot, SignedBallot};
pub use hash::Hash;
pub use terms::{Class, Terms, VotingFunction};

/// Position of a person in the order of admission. Never reused.
pub type CitizenIndex = u32;
/// Identifier of a proposal, in the order of submission. Never reused.
pub type ProposalId = u32;
/// Position of a citizen on an electorate's roll. Never reused.
pub type Slot = u32;
/// A page holds [`SLOTS_PER_PAGE`] consecutive slots (or citizens): page 0 holds 0..256.
pub type PageIndex = u16;
/// Version of a voting key within its DID, counted from 0. Never reused.
pub type KeyVersion = u16;
/// Attention tokens spent by one ballot.
pub type Tokens = u16;
/// Unix time or a duration in milliseconds, by the chain's `pallet-timestamp`.
pub type Millis = u64;
/// An ed25519 public key that signs ballots.
pub type VotingKey = [u8; 32];
/// An ed25519 signature.
pub type Signature = [u8; 64];
/// The 32-byte identifier in `did:cyb:…`.
pub type DidId = [u8; 32];

/// Slots in one page of a roll, of ballots or of attention accounts (DESIGN section 4).
pub const SLOTS_PER_PAGE: u32 = 256;

/// One day in milliseconds.
pub const DAY: Millis = 24 * 60 * 60 * 1000;

/// The page that holds `slot` and the position of `slot` in it; `None` beyond the last page.
pub fn page_of(slot: Slot) -> Option<(PageIndex, u8)> {
    let page = PageIndex::try_from(slot / SLOTS_PER_PAGE).ok()?;
    Some((page, (slot % SLOTS_PER_PAGE) as u8))
}

/// The slot at `position` of `page`.
pub fn slot_of(page: PageIndex, position: u8) -> Slot {
    Slot::from(page) * SLOTS_PER_PAGE + Slot::from(position)
}
