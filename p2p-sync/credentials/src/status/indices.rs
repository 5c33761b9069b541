//! Which entries of a list an issuer has given away.

use super::StatusBits;

/// The entries that are taken. An issuer keeps this; it is nobody else's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indices {
    taken: Vec<u64>,
    entries: u32,
    free: u32,
}

impl Indices {
    /// All entries of `bits` are free.
    pub fn of(bits: &StatusBits) -> Self {
        let entries = bits.entries();
        Self { taken: vec![0; entries.div_ceil(64) as usize], entries, free: entries }
    }

    /// Marks an entry that was given away before. False if it was marked already, or there is no such entry.
    pub fn take(&mut self, index: u32) -> bool {
        if index >= self.entries || self.is_taken(index) {
            return false;
        }
        let Some(word) = self.taken.get_mut(index as usize / 64) else { return false };
        *word |= 1 << (index % 64);
        self.free = self.free.saturating_sub(1);
        true
    }

    /// Takes a free entry, the first from a random one on, so that the place in the list does not tell when a credential
    /// was issued. `None` if the list is full; begin a new one long before, at three quarters.
    pub fn allocate(&mut self, random: u64) -> Option<u32> {
        if self.free == 0 {
            return None;
        }
        let start = u32::try_from(random % u64::from(self.entries.max(1))).ok()?;
        (start..self.entries).chain(0..start).find(|index| self.take(*index))
    }

    /// How many entries are free.
    pub fn free(&self) -> u32 {
        self.free
    }

    fn is_taken(&self, index: u32) -> bool {
        self.taken.get(index as usize / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}
