//! Pallets together, as the runtime composes them.

mod authorised;
mod chain;
mod expertise;
mod flood;
mod fundamental;
mod in_flight;
mod nodes;
mod readmission;
