mod accounts;
mod change;
mod genesis;
pub(crate) mod mock;
mod set_parameters;
