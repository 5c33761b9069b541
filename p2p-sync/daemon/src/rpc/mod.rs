//! JSON-RPC over HTTP and WebSocket for citizens' clients and operators.

mod accept;
mod allowance;
mod clients;
mod error;
mod methods;
mod origin;
mod server;
mod subscriptions;
mod throttle;

pub use server::{RpcConfig, RpcServer};
