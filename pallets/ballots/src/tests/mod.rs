//! One file per call or hook; [`mock`] is the runtime, [`fixtures`] makes citizens, boxes and batches.

mod attacks;
mod boxes;
mod close;
mod expertise;
mod fixtures;
pub(crate) mod mock;
mod poke;
mod properties;
mod roll;
mod settle;
mod settle_own;
mod weight;
mod worker;
