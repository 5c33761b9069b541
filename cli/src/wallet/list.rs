//! A status list as its issuer keeps it.

use crate::exit::Failure;
use anyhow::Result;
use cybersyn_credentials::{
    limits::STATUS_ENTRIES_MIN,
    status::{Entry, Indices, StatusBits, StatusPurpose},
};
use serde::{Deserialize, Serialize};

/// A list of the issuer's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssuerList {
    /// Where it is published.
    pub url: String,
    /// Whose it is.
    pub issuer: String,
    /// Whether entries mean a suspension, and not a revocation.
    suspends: bool,
    /// The bits, compressed.
    bits: String,
    /// Entries that were given away.
    taken: Vec<u32>,
}

impl IssuerList {
    /// A list in which nothing is set, of the usual length.
    pub fn new(url: &str, issuer: &str, purpose: StatusPurpose) -> Result<Self> {
        let bits = StatusBits::new(purpose, STATUS_ENTRIES_MIN)?.encode()?;
        let (url, issuer, suspends) = (url.to_owned(), issuer.to_owned(), purpose == StatusPurpose::Suspension);
        Ok(Self { url, issuer, suspends, bits, taken: Vec::new() })
    }

    /// What a set bit means.
    pub fn purpose(&self) -> StatusPurpose {
        if self.suspends { StatusPurpose::Suspension } else { StatusPurpose::Revocation }
    }

    /// The bits.
    pub fn bits(&self) -> Result<StatusBits> {
        Ok(StatusBits::decode(self.purpose(), &self.bits)?)
    }

    /// How many entries were given away.
    pub fn taken(&self) -> usize {
        self.taken.len()
    }

    /// Whether no entry is free.
    pub fn is_full(&self) -> bool {
        self.taken.len() >= STATUS_ENTRIES_MIN as usize
    }

    /// Gives a free entry away, from a random one on.
    pub fn allocate(&mut self, random: u64) -> Result<Entry> {
        let mut indices = Indices::of(&self.bits()?);
        for index in &self.taken {
            indices.take(*index);
        }
        let full = || Failure::Refused(format!("the list {} is full; make another one", self.url));
        let index = indices.allocate(random).ok_or_else(full)?;
        let entry = Entry::new(&self.url, index, self.purpose())?;
        self.taken.push(index);
        Ok(entry)
    }

    /// Revokes or suspends an entry, or ends its suspension. False if that was so already.
    pub fn set(&mut self, index: u32, to: bool) -> Result<bool> {
        let mut bits = self.bits()?;
        if bits.get(index) == Some(to) {
            return Ok(false);
        }
        if to { bits.set(index) } else { bits.clear(index) }?;
        self.bits = bits.encode()?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(purpose: StatusPurpose) -> IssuerList {
        IssuerList::new("https://x.example/1", "did:key:z1", purpose).unwrap()
    }

    #[test]
    fn an_entry_is_given_away_once() {
        let mut list = list(StatusPurpose::Revocation);
        let given = [7, 7, 8].map(|random| list.allocate(random).unwrap().index());
        assert_eq!(given, [7, 8, 9]);
        assert_eq!(list.taken(), 3);
    }

    #[test]
    fn a_revocation_is_for_good_and_a_suspension_ends() {
        let mut revocations = list(StatusPurpose::Revocation);
        assert!(revocations.set(7, true).unwrap());
        assert!(!revocations.set(7, true).unwrap());
        assert!(revocations.set(7, false).is_err());
        let mut suspensions = list(StatusPurpose::Suspension);
        assert!(suspensions.set(7, true).unwrap() && suspensions.set(7, false).unwrap());
        assert_eq!(suspensions.bits().unwrap().get(7), Some(false));
    }
}
