//! Pallets together, as the runtime composes them.

mod chain;
mod expertise;
mod flood;
mod nodes;
mod readmission;
