//! Decentralised identifiers as documents: the syntax of DIDs and DID URLs, DID documents and their representations,
//! and resolution and dereferencing of `did:cyb` and `did:key`, also as the HTTP exchange of a Universal Resolver
//! driver. Sources: DID Core 1.0 and 1.1, Controlled Identifiers 1.0, DID Resolution 1.0, `docs/did-method.md`.
//!
//! Everything is a function of its arguments. What only the chain knows is asked for: a question comes back as
//! [`Step::Ask`], the caller looks it up in its own time and answers; [`resolve`] and [`dereference`] do both against a
//! [`Registry`] that answers at once.
//!
//! Input is hostile: it is bounded before it is parsed, parsed strictly, and refused with an error that names what is
//! wrong and what would be right. This crate must never know sockets, clocks, files, nor how the chain stores a DID.

pub mod controllers;
pub mod datetime;
pub mod did_key;
pub mod document;
pub mod http;
pub mod jsonrpc;
pub mod keys;
pub mod record;
pub mod resolution;
pub mod suite;
pub mod syntax;

pub use document::{Document, DocumentError, Entries, Representation};
pub use keys::PublicKey;
pub use record::{DidRecord, KeyRecord, Purposes, ServiceRecord};
pub use resolution::{
    Dereferencing, Options, Problem, Resolution, Step,
    dereferencing::dereference,
    registry::{AsOf, Found, History, Lookup, Registry, RegistryError},
    resolve,
};
pub use syntax::{Did, DidUrl, SyntaxError};
