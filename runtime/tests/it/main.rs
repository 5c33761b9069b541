//! Pallets together, as the runtime composes them.

mod authorised;
mod chain;
mod expertise;
mod flood;
mod in_flight;
mod managed;
mod nodes;
mod readmission;
