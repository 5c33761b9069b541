//! Pallets together, as the runtime composes them.

mod attestations;
mod authorised;
mod chain;
mod deposits;
mod expertise;
mod flood;
mod fundamental;
mod guardians;
mod in_flight;
mod managed;
mod nodes;
mod performance;
mod readmission;
