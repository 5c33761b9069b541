//! Pallets together, as the runtime composes them.

mod authorised;
mod chain;
mod flood;
mod in_flight;
mod readmission;
