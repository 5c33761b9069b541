//! Fingerprints of sets and of spans of them: how many elements there are and the sum of their hashes.
//!
//! [`Sums`] keeps them up to date while elements come and go, by pages of neighbouring ids, so that a fingerprint costs
//! the ends of its span and not a pass over all elements.

use codec::{Decode, Encode};
use cybersyn_primitives::Hash;
use std::{collections::BTreeMap, ops::Range};

use super::{Id, Reconcilable, Span};

/// How many elements there are and the sum of their hashes, modulo 2²⁵⁶.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Fingerprint {
    /// Elements.
    pub count: u32,
    /// Sum of their hashes, little-endian.
    pub sum: [u8; 32],
}

impl Fingerprint {
    /// With one element more.
    #[must_use]
    pub fn with(self, hash: &Hash) -> Self {
        self.plus(&Self { count: 1, sum: *hash })
    }

    /// Without one element that it is of.
    #[must_use]
    pub fn without(mut self, hash: &Hash) -> Self {
        self.each_limb(hash, u64::overflowing_sub);
        self.count = self.count.saturating_sub(1);
        self
    }

    /// Of the elements of both, which have none in common.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.each_limb(&other.sum, u64::overflowing_add);
        self.count = self.count.saturating_add(other.count);
        self
    }

    /// Long addition or subtraction: `step` says result and carry.
    fn each_limb(&mut self, other: &[u8; 32], step: fn(u64, u64) -> (u64, bool)) {
        let mut carry = false;
        for (sum, limb) in self.sum.chunks_exact_mut(8).zip(other.chunks_exact(8)) {
            let (partial, first) = step(limb_of(sum), limb_of(limb));
            let (total, second) = step(partial, carry.into());
            sum.copy_from_slice(&total.to_le_bytes());
            carry = first || second;
        }
    }
}

fn limb_of(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |limb, byte| (limb << 8) | u64::from(*byte))
}

/// Fingerprints of a set by pages of ids. An id's page is the number in its first four bytes without the lowest
/// `page_bits`.
#[derive(Clone, Debug)]
pub struct Sums {
    page_bits: u32,
    total: Fingerprint,
    pages: BTreeMap<u64, Fingerprint>,
}

impl Sums {
    /// Of the empty set; `page_bits` below 32.
    pub fn paged(page_bits: u32) -> Self {
        Self { page_bits: page_bits.min(31), total: Fingerprint::default(), pages: BTreeMap::new() }
    }

    /// An element came that was not there.
    pub fn add(&mut self, id: &Id, hash: &Hash) {
        self.total = self.total.with(hash);
        let page = self.pages.entry(page_of(id, self.page_bits)).or_default();
        *page = page.with(hash);
    }

    /// An element left that was there.
    pub fn remove(&mut self, id: &Id, hash: &Hash) {
        let number = page_of(id, self.page_bits);
        let Some(page) = self.pages.get_mut(&number) else { return };
        self.total = self.total.without(hash);
        *page = page.without(hash);
        if page.count == 0 {
            self.pages.remove(&number);
        }
    }

    /// Of the whole set.
    pub fn total(&self) -> Fingerprint {
        self.total
    }

    /// Numbers of the pages that lie wholly inside; none if there are none.
    fn whole_pages(&self, span: &Span) -> Option<Range<u64>> {
        let begun = page_of(&span.from, self.page_bits);
        let first = if self.start_of(begun) == span.from { begun } else { begun + 1 };
        let end = span.to.map_or(1 << (32 - self.page_bits), |to| page_of(&to, self.page_bits));
        (first < end).then_some(first..end)
    }

    /// The first id of a page.
    fn start_of(&self, page: u64) -> Id {
        let mut id = Id::default();
        id[..4].copy_from_slice(&((page << self.page_bits) as u32).to_be_bytes());
        id
    }

    /// The first id after a page; none after the last page.
    fn end_of(&self, page: u64) -> Option<Id> {
        (page + 1 < 1 << (32 - self.page_bits)).then(|| self.start_of(page + 1))
    }
}

fn page_of(id: &Id, page_bits: u32) -> u64 {
    u64::from(u32::from_be_bytes([id[0], id[1], id[2], id[3]]) >> page_bits)
}

/// The fingerprint of `span`.
pub fn fingerprint<S: Reconcilable + ?Sized>(set: &S, span: Span) -> Fingerprint {
    match set.sums() {
        Some(sums) if span == Span::ALL => sums.total(),
        _ => {
            let mut sum = Fingerprint::default();
            each_step(set, span, u32::MAX, &mut |_, step| sum = sum.plus(step));
            sum
        }
    }
}

/// Walks through `span` in ascending steps: a page of at most `count_max` elements at once, everything else one by one.
/// Of each step: the id at which it begins and its fingerprint.
pub(super) fn each_step<S: Reconcilable + ?Sized>(
    set: &S,
    span: Span,
    count_max: u32,
    visit: &mut dyn FnMut(Id, &Fingerprint),
) {
    let singly = |part: Span, visit: &mut dyn FnMut(Id, &Fingerprint)| {
        set.elements(part).for_each(|(id, hash)| visit(id, &Fingerprint::default().with(&hash)));
    };
    let Some((sums, pages)) = set.sums().and_then(|sums| Some((sums, sums.whole_pages(&span)?))) else {
        return singly(span, visit);
    };
    let head = Span { from: span.from, to: Some(sums.start_of(pages.start)) };
    if Some(head.from) < head.to {
        singly(head, visit);
    }
    for (page, sum) in sums.pages.range(pages.clone()) {
        match sum.count <= count_max {
            true => visit(sums.start_of(*page), sum),
            false => singly(Span { from: sums.start_of(*page), to: sums.end_of(*page) }, visit),
        }
    }
    let tail = Span { from: sums.start_of(pages.end), to: span.to };
    if span.to.is_some_and(|to| tail.from < to) {
        singly(tail, visit);
    }
}
