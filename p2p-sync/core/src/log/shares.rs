//! How much of the logs' room each author takes, so that none takes it all.

use cybersyn_primitives::{
    CitizenIndex, Hash,
    entry::{Entry, Space},
};
use std::collections::{BTreeSet, HashMap};

use super::LogError;
use crate::limits::{DRAFTS_PER_AUTHOR_MAX, ENTRY_BYTES_MAX, ENTRY_BYTES_MIN, ENTRY_BYTES_PER_AUTHOR_MAX};

/// The room that is taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares {
    authors: HashMap<CitizenIndex, Share>,
    bytes: usize,
}

#[derive(Clone, Debug, Default)]
struct Share {
    bytes: usize,
    /// Spaces that the author began.
    begun: BTreeSet<Space>,
}

/// What an entry counts for, in bytes.
pub(super) fn weight(entry: &Entry) -> usize {
    entry.update.len() + entry.dependencies.len() * size_of::<Hash>() + ENTRY_BYTES_MIN
}

impl Shares {
    /// Whether there is room for an entry.
    pub fn check(&self, entry: &Entry) -> Result<(), LogError> {
        let own = self.authors.get(&entry.author).map_or(0, |share| share.bytes);
        match weight(entry) {
            weight if own + weight > ENTRY_BYTES_PER_AUTHOR_MAX => Err(LogError::MaxBytesExceeded),
            weight if self.bytes + weight > ENTRY_BYTES_MAX => Err(LogError::Full),
            _ => Ok(()),
        }
    }

    /// Whether an author may begin one more draft.
    pub fn check_draft(&self, author: CitizenIndex, is_draft: impl Fn(&Space) -> bool) -> Result<(), LogError> {
        let begun = self.authors.get(&author).into_iter().flat_map(|share| &share.begun);
        if begun.filter(|space| is_draft(space)).count() < DRAFTS_PER_AUTHOR_MAX {
            Ok(())
        } else {
            Err(LogError::MaxDraftsExceeded)
        }
    }

    /// An author began a space.
    pub fn begin(&mut self, author: CitizenIndex, space: Space) {
        self.authors.entry(author).or_default().begun.insert(space);
    }

    /// A space that an author began is gone.
    pub fn end(&mut self, author: CitizenIndex, space: &Space) {
        if let Some(share) = self.authors.get_mut(&author) {
            share.begun.remove(space);
        }
        self.forget_if_empty(author);
    }

    /// An entry came.
    pub fn add(&mut self, entry: &Entry) {
        self.authors.entry(entry.author).or_default().bytes += weight(entry);
        self.bytes += weight(entry);
    }

    /// An entry left.
    pub fn remove(&mut self, entry: &Entry) {
        if let Some(share) = self.authors.get_mut(&entry.author) {
            share.bytes = share.bytes.saturating_sub(weight(entry));
            self.bytes = self.bytes.saturating_sub(weight(entry));
        }
        self.forget_if_empty(entry.author);
    }

    fn forget_if_empty(&mut self, author: CitizenIndex) {
        if self.authors.get(&author).is_some_and(|share| share.bytes == 0 && share.begun.is_empty()) {
            self.authors.remove(&author);
        }
    }
}
