mod genesis;
pub(crate) mod mock;
mod release_keys;
mod sessions;
mod set_validators;
