//! The crate as others use it, in one binary.

mod conformance;
mod consumption;
mod dereferencing;
mod did_key;
mod fixture;
mod http;
mod jsonrpc;
mod methods;
mod properties;
mod resolution;
