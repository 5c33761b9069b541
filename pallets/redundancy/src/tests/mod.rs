mod genesis;
pub(crate) mod mock;
mod sessions;
mod set_validators;
