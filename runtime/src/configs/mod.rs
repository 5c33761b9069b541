//! Settings of the pallets, by subject.

pub mod accounts;
pub mod citizens;
pub mod consensus;
pub mod enactment;
pub mod filter;
pub mod free;
pub mod governance;
pub mod guard;
pub mod limits;
pub mod nodes;
pub mod purposes;
pub mod reputation;
pub mod system;
