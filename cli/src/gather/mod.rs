//! Evidence for an audit, from chain and mesh: what nodes and daemons say is used to find things; what counts is proven.

mod batches;
mod blocks;
mod copies;
mod judged;
mod peers;
mod roll;
mod spending;

pub use batches::{Gathered, batches};
pub use blocks::Blocks;
pub use judged::{Judged, judging_block};
pub use peers::ballots_of_peers;
pub use roll::{accounts, factors, roll, rolls_around};
pub use spending::spending;
