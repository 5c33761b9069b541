mod attacks;
mod genesis;
pub(crate) mod mock;
mod operators;
mod performance;
mod release_keys;
mod sessions;
mod set_performance;
mod set_validators;
