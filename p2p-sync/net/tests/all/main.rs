//! Real nodes on loopback.

mod blocking;
mod connecting;
mod gossiping;
mod node;
mod reconnecting;
mod requesting;
