mod attacks;
mod expertise;
mod fakes;
mod give;
pub(crate) mod mock;
mod record;
mod set_parameters;
mod time;
mod unpinned;
