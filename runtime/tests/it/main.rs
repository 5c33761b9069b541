//! Pallets together, as the runtime composes them.

mod chain;
mod flood;
mod readmission;
