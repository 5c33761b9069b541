//! Reconciliation.
use codec::{Decode, Encode};

/// Names an element of a set; sets are ordered by it.
pub type Id = [u8; 32];

/// Ids from `from` up to but not including `to`; without `to`, up to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Span {
    /// First id inside.
    pub from: Id,
    /// First id after.
    pub to: Option<Id>,
}

/// How many elements there are and the sum of their hashes, modulo 2²⁵⁶.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Fingerprint {
    /// Elements.
    pub count: u32,
    /// Sum of their hashes.
    pub sum: [u8; 32],
}

/// What one side holds in a span.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Claim {
    /// The span.
    pub span: Span,
    /// What is held.
    pub holds: Holds,
}

/// What one side holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Holds {
    /// Elements with this fingerprint.
    #[codec(index = 0)]
    Fingerprint(Fingerprint),
    /// Exactly these, ascending.
    #[codec(index = 1)]
    Ids(Vec<Id>),
}
