//! Changes of the storage layout, one file per version.

pub mod v2;
