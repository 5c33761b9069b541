//! Sybil attacks on the real personhood pallet: a society of real persons, traitors among them who vouch for fakes or
//! buyers who deposit for them, the people who notice some of the fakes, and a tribunal that is sometimes wrong. Day by
//! day, block by block, once with the protection and once without.
//!
//! Everything is a function of the seed. Attackers know the rules and read the chain; scenarios without protection switch
//! the rules off in storage. All else is by calls, as anybody could make them, and reads what anybody can read.

mod attack;
mod chain;
mod justice;
mod outcome;
mod people;
mod scenario;
mod seal;
mod side_by_side;
mod society;
#[cfg(test)]
mod tests;

pub use outcome::{Count, Outcome, table};
pub use scenario::{Scenario, Setting, run};
pub use side_by_side::run_all;
