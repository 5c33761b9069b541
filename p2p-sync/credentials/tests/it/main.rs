//! Behaviour of the whole crate: what is good passes, every attack is refused with its own error.

mod actors;
mod anchors;
mod attestations;
mod credentials;
mod documents;
mod json;
mod key_binding;
mod presentations;
mod proofs;
mod properties;
mod received;
mod sd_jwts;
mod statuses;
mod vcs;
mod vectors;
