//! BLAKE2b-256, the only hash of the project's own formats.

/// A BLAKE2b-256 digest.
pub type Hash = [u8; 32];

/// How pure code hashes: software here, the host's function inside the runtime.
pub trait Hasher {
    /// BLAKE2b-256 of `data`.
    fn hash(data: &[u8]) -> Hash;
}

/// BLAKE2b-256 in plain Rust (SIMD where the processor has it).
pub struct Software;

impl Hasher for Software {
    fn hash(data: &[u8]) -> Hash {
        blake2_256(data)
    }
}

/// BLAKE2b-256 of `data`.
pub fn blake2_256(data: &[u8]) -> Hash {
    let mut out = Hash::default();
    out.copy_from_slice(blake2b_simd::Params::new().hash_length(32).hash(data).as_bytes());
    out
}
