//! The frozen texts of proposals, by content hash.

use cybersyn_primitives::{Hash, entry::FrozenText};
use std::collections::BTreeMap;

use crate::reconcile::{Span, Sums};

/// A page of fingerprints is a 4,096th of all hashes.
const PAGE_BITS: u32 = 20;

/// Frozen texts.
#[derive(Debug)]
pub struct Texts {
    by_content: BTreeMap<Hash, FrozenText>,
    sums: Sums,
}

impl Default for Texts {
    fn default() -> Self {
        Self { by_content: BTreeMap::new(), sums: Sums::paged(PAGE_BITS) }
    }
}

impl Texts {
    /// Adds the text with this content hash.
    pub fn insert(&mut self, content: Hash, text: FrozenText) {
        if self.by_content.insert(content, text).is_none() {
            self.sums.add(&content, &content);
        }
    }

    /// The text with this content hash.
    pub fn get(&self, content: &Hash) -> Option<&FrozenText> {
        self.by_content.get(content)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.by_content.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_content.is_empty()
    }

    /// Content hashes inside a span, ascending.
    pub fn in_span(&self, span: Span) -> impl Iterator<Item = Hash> + '_ {
        self.by_content
            .range(span.from..)
            .map(|(content, _)| *content)
            .take_while(move |content| span.contains(content))
    }

    /// Fingerprints of the set.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }
}
