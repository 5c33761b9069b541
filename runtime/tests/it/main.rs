//! Pallets together, as the runtime composes them.

mod attestations;
mod authorised;
mod chain;
mod expertise;
mod flood;
mod in_flight;
mod nodes;
mod performance;
mod readmission;
