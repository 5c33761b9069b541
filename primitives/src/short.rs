//! Bytes of a small bounded length, kept without allocating: inside the runtime each allocation is a call of the host.

use codec::Output;
use core::ops::Deref;

/// Up to `N` bytes.
pub(crate) struct Short<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Short<N> {
    pub(crate) fn new() -> Self {
        Self { bytes: [0; N], len: 0 }
    }
}

impl<const N: usize> Output for Short<N> {
    /// What does not fit is a bug: `N` is too small for what is written.
    fn write(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        debug_assert!(end <= N, "{end} bytes do not fit into {N}");
        if let Some(place) = self.bytes.get_mut(self.len..end) {
            place.copy_from_slice(bytes);
            self.len = end;
        }
    }
}

impl<const N: usize> Deref for Short<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
