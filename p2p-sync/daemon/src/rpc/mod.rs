//! JSON-RPC over HTTP and WebSocket for citizens' clients and operators.

mod accept;
mod allowance;
mod clients;
mod error;
mod identifiers;
mod methods;
mod origin;
mod resolver;
mod server;
mod status_lists;
mod subscriptions;
mod throttle;

pub use server::{RpcConfig, RpcServer};
