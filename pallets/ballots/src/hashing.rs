//! The host's BLAKE2b for receipts.

use cybersyn_primitives::hash::{Hash, Hasher};

/// Hashes by the node's native function.
pub struct HostHasher;

impl Hasher for HostHasher {
    fn hash(data: &[u8]) -> Hash {
        sp_io::hashing::blake2_256(data)
    }
}
