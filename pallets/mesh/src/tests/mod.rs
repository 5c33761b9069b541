mod attacks;
mod hooks;
pub(crate) mod mock;
mod precheck;
mod read;
mod register;
mod remove;
mod renew;
mod update;
