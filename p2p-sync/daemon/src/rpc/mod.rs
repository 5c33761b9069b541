//! JSON-RPC over HTTP and WebSocket for citizens' clients and operators.

mod api;
mod error;
mod origin;
mod server;

pub use api::MeshApiServer;
pub use server::{RpcConfig, RpcServer};
