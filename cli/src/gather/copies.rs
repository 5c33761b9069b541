//! Copies of settled batches, from bodies of blocks and from daemons. The chain keeps a root over the ballots of each batch;
//! what it does not cover, the signatures and the block that settled it, each copy has as it likes, so all are kept.

use crate::audit::SettledBallots;
use cybersyn_chain_client::BlockAt;
use cybersyn_primitives::{Hash, Millis, ProposalId, SignedBallot, hash::Software, receipt};
use std::collections::BTreeMap;

/// What was found so far.
pub(super) struct Copies {
    proposal: ProposalId,
    /// Root and number of ballots of each batch, from proven state.
    roots: Vec<(Hash, u32)>,
    batches: BTreeMap<u32, Copied>,
}

/// A batch, from all copies.
struct Copied {
    batch: SettledBallots,
    /// The blocks that are said to have settled it, in the order heard.
    blocks: Vec<Hash>,
}

impl Copies {
    /// None yet, of the batches with these roots.
    pub fn new(proposal: ProposalId, roots: Vec<(Hash, u32)>) -> Self {
        Self { proposal, roots, batches: BTreeMap::new() }
    }

    /// How many batches there is a copy of.
    pub fn len(&self) -> usize {
        self.batches.len()
    }

    /// Whether there is a copy of every batch.
    pub fn is_whole(&self) -> bool {
        self.len() >= self.roots.len()
    }

    /// Takes the proposal's batches out of a block. A block that cannot be read is searched for or reported later.
    pub async fn take_from(&mut self, at: &BlockAt) {
        let (Ok(batches), proposal) = (at.settled_batches().await, self.proposal) else { return };
        for batch in batches.into_iter().filter(|batch| batch.proposal == proposal) {
            self.take(batch.index, batch.block, batch.ballots);
        }
    }

    /// Takes a copy of what the chain keeps the root of.
    pub fn take(&mut self, index: u32, block: Hash, ballots: Vec<SignedBallot>) {
        let root = usize::try_from(index).ok().and_then(|index| self.roots.get(index));
        if root != Some(&root_of(&ballots)) {
            return;
        }
        match self.batches.get_mut(&index) {
            Some(copied) => copied.join(block, &ballots),
            None => {
                let batch = SettledBallots { index, block, now: None, ballots, signatures: BTreeMap::new() };
                self.batches.insert(index, Copied { batch, blocks: vec![block] });
            }
        }
    }

    /// Every block that is said to have settled something.
    pub fn blocks(&self) -> impl Iterator<Item = Hash> + '_ {
        self.batches.values().flat_map(|copied| copied.blocks.iter().copied())
    }

    /// The batches in order of their index; there may be gaps. Each with the block that is proven to have settled it, where
    /// one is: `time_of` knows the timestamp of a proven block that settled the batch.
    pub fn dated(self, time_of: impl Fn(&Hash, u32) -> Option<Millis>) -> Vec<SettledBallots> {
        let copies = self.batches.into_values();
        copies.map(|copied| copied.dated(&time_of)).collect()
    }
}

impl Copied {
    fn join(&mut self, block: Hash, ballots: &[SignedBallot]) {
        self.batch.join(ballots);
        if !self.blocks.contains(&block) {
            self.blocks.push(block);
        }
    }

    fn dated(mut self, time_of: impl Fn(&Hash, u32) -> Option<Millis>) -> SettledBallots {
        let proven = self.blocks.iter().find_map(|block| Some((*block, time_of(block, self.batch.index)?)));
        if let Some((block, now)) = proven {
            (self.batch.block, self.batch.now) = (block, Some(now));
        }
        self.batch
    }
}

fn root_of(ballots: &[SignedBallot]) -> (Hash, u32) {
    let leaves: Vec<Hash> = ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
    (receipt::root::<Software>(&leaves), u32::try_from(leaves.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Ballot, Body, Choice};

    const TRUE: Hash = [1; 32];
    const FALSE: Hash = [2; 32];

    fn ballots(citizen: u32, signature: u8) -> Vec<SignedBallot> {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: 5 };
        vec![SignedBallot { ballot, signature: [signature; 64] }]
    }

    /// None of two batches, of a ballot of citizen 0 and of one of citizen 1.
    fn copies() -> Copies {
        Copies::new(1, (0..2).map(|citizen| root_of(&ballots(citizen, 0))).collect())
    }

    #[test]
    fn batches_that_a_daemon_made_up_are_not_taken() {
        let mut copies = copies();
        copies.take(0, TRUE, ballots(9, 0));
        copies.take(2, TRUE, ballots(2, 0));
        assert_eq!(copies.len(), 0);
        copies.take(0, TRUE, ballots(0, 0));
        copies.take(1, TRUE, ballots(1, 0));
        assert!(copies.is_whole());
    }

    #[test]
    fn every_signature_that_a_copy_has_is_kept_once() {
        let mut copies = copies();
        [7, 8, 7, 8].into_iter().for_each(|signature| copies.take(0, TRUE, ballots(0, signature)));
        let batches = copies.dated(|_, _| None);
        let forms: Vec<u8> = batches[0].forms(0).map(|signed| signed.signature[0]).collect();
        assert_eq!(forms, [7, 8]);
    }

    #[test]
    fn the_block_that_can_be_proven_is_the_one() {
        let mut copies = copies();
        copies.take(0, FALSE, ballots(0, 7));
        copies.take(0, TRUE, ballots(0, 7));
        assert_eq!(copies.blocks().collect::<Vec<_>>(), [FALSE, TRUE]);
        let batches = copies.dated(|block, index| (*block == TRUE && index == 0).then_some(99));
        assert_eq!((batches[0].block, batches[0].now), (TRUE, Some(99)));
    }
}
