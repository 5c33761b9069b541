//! What an audit takes into account.

use cybersyn_primitives::{
    CitizenIndex, Hash, Millis, PageIndex, ProposalId, SignedBallot, Slot,
    attention::{AttentionAccount, AttentionParams},
    ledger::Ledger,
    roll::{RollPage, RollSlot},
    slot_of,
};
use std::collections::{BTreeMap, HashMap};

/// Everything that a recount needs, from chain and peers.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The chain's genesis hash.
    pub genesis: Hash,
    /// The proposal.
    pub proposal: ProposalId,
    /// Its ledger at the finalized head.
    pub ledger: Ledger,
    /// Number of the block that open questions are judged at: the last one that took ballots, or the finalized head.
    pub block: u32,
    /// That block's timestamp.
    pub now: Millis,
    /// The roll at that block.
    pub roll: Roll,
    /// Attention accounts at that block.
    pub accounts: BTreeMap<CitizenIndex, AttentionAccount>,
    /// How attention accrues.
    pub attention: AttentionParams,
    /// The settled batches, in order of their index.
    pub batches: Vec<SettledBallots>,
    /// Roll pages at the blocks of batches, as far as they were wanted.
    pub roll_at: BTreeMap<Hash, Roll>,
    /// What each peer has in its boxes.
    pub peers: Vec<PeerBallots>,
    /// What could not be had and is needed, in words.
    pub missing: Vec<String>,
    /// What else to tell.
    pub notes: Vec<String>,
}

/// A batch as it settled.
#[derive(Clone, Debug)]
pub struct SettledBallots {
    /// Index in the proposal's log.
    pub index: u32,
    /// The block that settled it.
    pub block: Hash,
    /// That block's timestamp, if the node still has its state.
    pub now: Option<Millis>,
    /// The accepted ballots, in the order settled.
    pub ballots: Vec<SignedBallot>,
}

/// The ballots that one peer holds.
#[derive(Clone, Debug)]
pub struct PeerBallots {
    /// Where.
    pub url: String,
    /// All of them, settled or not.
    pub ballots: Vec<SignedBallot>,
}

/// A roll, to be asked by citizen.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    slots: HashMap<CitizenIndex, (Slot, RollSlot)>,
}

impl Roll {
    /// The roll in those pages.
    pub fn new(pages: impl IntoIterator<Item = (PageIndex, RollPage)>) -> Self {
        let mut slots = HashMap::new();
        for (page, entries) in pages {
            for (position, slot) in (0..=u8::MAX).zip(entries) {
                slots.insert(slot.citizen, (slot_of(page, position), slot));
            }
        }
        Self { slots }
    }

    /// A citizen's slot and its entry.
    pub fn find(&self, citizen: CitizenIndex) -> Option<(Slot, &RollSlot)> {
        self.slots.get(&citizen).map(|(slot, entry)| (*slot, entry))
    }
}
