//! What became of a batch: the event's bitmap and counts, and the tree over the accepted ballots.

use crate::{BITMAP_BYTES, HostHasher, SKIP_KINDS_MAX};
use cybersyn_primitives::{Ballot, receipt::Accumulator, rule::Skip};
use frame_support::{BoundedVec, traits::ConstU32};

/// One entry per ballot of the batch, in order.
#[derive(Default)]
pub(crate) struct Report {
    /// The tree over the leaves of the accepted ballots.
    pub(crate) leaves: Accumulator,
    /// A bit per ballot.
    pub(crate) accepted: BoundedVec<u8, ConstU32<BITMAP_BYTES>>,
    /// Ballots skipped, by reason.
    pub(crate) skipped: BoundedVec<(Skip, u16), ConstU32<SKIP_KINDS_MAX>>,
    next: usize,
}

impl Report {
    /// Notes an accepted ballot.
    pub(crate) fn accept(&mut self, ballot: &Ballot) {
        let bit = 1u8 << (self.next % 8);
        self.step();
        if let Some(byte) = self.accepted.last_mut() {
            *byte |= bit;
        }
        // A batch is bounded far below what a tree can take.
        let _index = self.leaves.append::<HostHasher>(ballot.leaf::<HostHasher>());
    }

    /// Notes a skipped ballot.
    pub(crate) fn skip(&mut self, reason: Skip) {
        self.step();
        self.count(reason, 1);
    }

    /// Junk ballots among the skipped.
    pub(crate) fn junk(&self) -> u32 {
        let junk = self.skipped.iter().filter(|(reason, _)| reason.is_junk());
        junk.fold(0, |sum, (_, count)| sum.saturating_add((*count).into()))
    }

    /// For how many ballots' full weight the batch stands: those whose signature was checked, and one for every 16 of the
    /// others, which cost some comparisons each.
    pub(crate) fn ballots_worked(&self) -> u32 {
        let skipped = |checked: bool| {
            let of_kind = self.skipped.iter().filter(|(reason, _)| (*reason == Skip::BadSignature) == checked);
            of_kind.fold(0u32, |sum, (_, count)| sum.saturating_add((*count).into()))
        };
        self.leaves.count.saturating_add(skipped(true)).saturating_add(skipped(false).div_ceil(16))
    }

    fn step(&mut self) {
        if self.next.is_multiple_of(8) {
            // Batches beyond the bitmap are refused by `authorize`; nothing is lost here but bits of such.
            let _ = self.accepted.try_push(0);
        }
        self.next = self.next.saturating_add(1);
    }

    fn count(&mut self, reason: Skip, times: u16) {
        match self.skipped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count = count.saturating_add(times),
            // There are fewer reasons than places.
            None => drop(self.skipped.try_push((reason, times))),
        }
    }
}
