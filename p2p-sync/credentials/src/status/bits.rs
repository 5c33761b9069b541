//! The bits of a status list, and their compressed text.

use super::StatusPurpose;
use crate::{
    encoding::{EncodingError, from_multibase_base64url, to_multibase_base64url},
    limits::{STATUS_ENTRIES_MAX, STATUS_ENTRIES_MIN},
};
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use std::io::{Read, Write};

/// Why bits cannot be made, read or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BitsError {
    /// Too short for privacy, too long, or not whole bytes.
    #[error("a status list has {STATUS_ENTRIES_MIN} to {STATUS_ENTRIES_MAX} entries, in whole bytes")]
    WrongLength,
    /// No such entry.
    #[error("the list has no entry {0}")]
    IndexOutOfRange(u32),
    /// A revocation cannot be taken back.
    #[error("a revocation is for good; issue a new credential, or use suspension")]
    Irreversible,
    /// The text is no multibase base64url.
    #[error("encodedList: {0}")]
    Encoding(#[from] EncodingError),
    /// Not one gzip stream, or more than a list may hold.
    #[error("encodedList is not one gzip stream of at most {STATUS_ENTRIES_MAX} bits")]
    NotGzip,
}

/// One bit per credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusBits {
    purpose: StatusPurpose,
    bytes: Vec<u8>,
}

impl StatusBits {
    /// A list in which nothing is set.
    pub fn new(purpose: StatusPurpose, entries: u32) -> Result<Self, BitsError> {
        Self::from_bytes(purpose, vec![0; entries.div_ceil(8) as usize])
    }

    fn from_bytes(purpose: StatusPurpose, bytes: Vec<u8>) -> Result<Self, BitsError> {
        let range = STATUS_ENTRIES_MIN as usize / 8..=STATUS_ENTRIES_MAX as usize / 8;
        if range.contains(&bytes.len()) { Ok(Self { purpose, bytes }) } else { Err(BitsError::WrongLength) }
    }

    /// What a set bit means.
    pub fn purpose(&self) -> StatusPurpose {
        self.purpose
    }

    /// Number of entries.
    pub fn entries(&self) -> u32 {
        u32::try_from(self.bytes.len().saturating_mul(8)).unwrap_or(u32::MAX)
    }

    /// The bits; entry 0 is the left-most bit of the first byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether an entry is set; `None` beyond the end.
    pub fn get(&self, index: u32) -> Option<bool> {
        self.bytes.get(index as usize / 8).map(|byte| byte & mask(index) != 0)
    }

    /// Revokes or suspends.
    pub fn set(&mut self, index: u32) -> Result<(), BitsError> {
        *self.byte(index)? |= mask(index);
        Ok(())
    }

    /// Ends a suspension.
    pub fn clear(&mut self, index: u32) -> Result<(), BitsError> {
        if self.purpose == StatusPurpose::Revocation {
            return Err(BitsError::Irreversible);
        }
        *self.byte(index)? &= !mask(index);
        Ok(())
    }

    /// Sets what is set in the other, whichever of the two is longer. Of two purposes this one's stays.
    pub(super) fn add(&mut self, other: &Self) {
        if self.purpose != other.purpose {
            return;
        }
        self.bytes.resize(self.bytes.len().max(other.bytes.len()), 0);
        self.bytes.iter_mut().zip(&other.bytes).for_each(|(byte, more)| *byte |= more);
    }

    fn byte(&mut self, index: u32) -> Result<&mut u8, BitsError> {
        self.bytes.get_mut(index as usize / 8).ok_or(BitsError::IndexOutOfRange(index))
    }

    /// Compressed text: multibase base64url of gzip. Compressors differ, so the text may; the bits do not.
    pub fn encode(&self) -> Result<String, BitsError> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let compressed = encoder.write_all(&self.bytes).and_then(|()| encoder.finish());
        Ok(to_multibase_base64url(&compressed.map_err(|_| BitsError::NotGzip)?))
    }

    /// Reads compressed text. At most a list's greatest length is unpacked, whatever the text would unpack to.
    pub fn decode(purpose: StatusPurpose, text: &str) -> Result<Self, BitsError> {
        let compressed = from_multibase_base64url(text)?;
        let most = u64::from(STATUS_ENTRIES_MAX / 8);
        let mut decoder = GzDecoder::new(compressed.as_slice()).take(most + 1);
        let mut bytes = Vec::new();
        decoder.read_to_end(&mut bytes).map_err(|_| BitsError::NotGzip)?;
        let rest = decoder.into_inner().into_inner();
        if bytes.len() as u64 > most || !rest.is_empty() {
            return Err(BitsError::NotGzip);
        }
        Self::from_bytes(purpose, bytes)
    }
}

fn mask(index: u32) -> u8 {
    0x80 >> (index % 8)
}
