//! What an audit takes into account.

use crate::finality::Finality;
use cybersyn_primitives::{
    Ballot, CitizenIndex, Hash, Millis, PageIndex, ProposalId, Signature, SignedBallot, Slot,
    attention::{AttentionAccount, AttentionParams},
    ballot::Order,
    expertise::{FactorPage, pinned},
    ledger::Ledger,
    page_of,
    roll::{RollPage, RollSlot},
    rule::LiveBallot,
    slot_of,
    weight::EXPERTISE_NONE,
};
use std::collections::{BTreeMap, HashMap};

/// Everything that a recount needs. What the chain says is proven (state by Merkle proofs, batches by the log root);
/// what peers say is checked ballot by ballot.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The chain's genesis hash.
    pub genesis: Hash,
    /// The proposal.
    pub proposal: ProposalId,
    /// Its ledger at the finalized head.
    pub ledger: Ledger,
    /// Why that head is believed to be final.
    pub finality: Finality,
    /// Number of the block that open questions are judged at: the last one that took ballots, or the finalized head.
    pub block: u32,
    /// Whether that is the head because the node does not have the state at the end of the vote.
    pub judged_at_head: bool,
    /// That block's timestamp.
    pub now: Millis,
    /// The roll at that block.
    pub roll: Roll,
    /// What expertise weighs, as pinned, by page of the roll.
    pub factors: BTreeMap<PageIndex, FactorPage>,
    /// Every attention account at that block.
    pub accounts: BTreeMap<CitizenIndex, AttentionAccount>,
    /// How attention accrues.
    pub attention: AttentionParams,
    /// What all proposals together cost at that block; none where this one's class spends no attention.
    pub spending: Option<Spending>,
    /// The settled batches, in order of their index.
    pub batches: Vec<SettledBallots>,
    /// The roll around the blocks of batches, as far as it was wanted.
    pub rolls_at: BTreeMap<Hash, Rolls>,
    /// What each peer has in its boxes.
    pub peers: Vec<PeerBallots>,
    /// What else to tell.
    pub notes: Vec<String>,
}

impl Evidence {
    /// The factor of a citizen, in thousandths.
    pub fn expertise(&self, citizen: CitizenIndex) -> u16 {
        let place = self.roll.find(citizen).and_then(|(slot, _)| page_of(slot));
        let factor = place.and_then(|(page, position)| Some(pinned(self.factors.get(&page)?, position)));
        factor.unwrap_or(EXPERTISE_NONE)
    }
}

/// A batch as it settled.
#[derive(Clone, Debug)]
pub struct SettledBallots {
    /// Index in the proposal's log.
    pub index: u32,
    /// The block that settled it.
    pub block: Hash,
    /// That block's timestamp, if it can be proven still.
    pub now: Option<Millis>,
    /// The accepted ballots, in the order settled.
    pub ballots: Vec<SignedBallot>,
    /// Other signatures that copies of the batch have, by the place of the ballot. No root is over signatures, so who hands
    /// out a copy can change them.
    pub signatures: BTreeMap<usize, Vec<Signature>>,
}

impl SettledBallots {
    /// Takes in what another copy of the batch has.
    pub fn join(&mut self, ballots: &[SignedBallot]) {
        for (place, (known, other)) in self.ballots.iter().zip(ballots).enumerate() {
            let is_new = || self.signatures.get(&place).is_none_or(|all| !all.contains(&other.signature));
            if other.ballot == known.ballot && other.signature != known.signature && is_new() {
                self.signatures.entry(place).or_default().push(other.signature);
            }
        }
    }

    /// The ballot at `place`, with every signature that a copy has.
    pub fn forms(&self, place: usize) -> impl Iterator<Item = SignedBallot> + '_ {
        let first = self.ballots.get(place).copied();
        let others = self.signatures.get(&place).into_iter().flatten();
        let others = others.filter_map(move |signature| Some(SignedBallot { signature: *signature, ..first? }));
        first.into_iter().chain(others)
    }
}

/// What is spent on all proposals.
#[derive(Clone, Debug, Default)]
pub struct Spending {
    /// Tokens in the tallies of all proposals.
    pub tallied: u64,
    /// Tokens of each voter's live ballots on other proposals; none where the ballots of some could not be had.
    pub elsewhere: Option<BTreeMap<CitizenIndex, u64>>,
}

/// The roll before and after a block. A ballot settled in the block must have been legal at its place in it, between
/// what the block's other extrinsics did to the roll; so it was legal by one or the other.
#[derive(Clone, Debug, Default)]
pub struct Rolls {
    /// In the state of the parent.
    pub before: Roll,
    /// In the state of the block.
    pub after: Roll,
}

/// The ballots that one peer holds.
#[derive(Clone, Debug)]
pub struct PeerBallots {
    /// What the daemon calls itself in the mesh: one that is reached at two addresses is one peer.
    pub peer: String,
    /// Where.
    pub url: String,
    /// All of them, settled or not.
    pub ballots: Vec<SignedBallot>,
}

impl PeerBallots {
    /// How many of these ballots the peer lacks: it holds neither them nor a greater one of their voter. Who took part in
    /// the vote has them all, for nodes keep the greatest, and what the chain settles as well.
    pub fn lacks(&self, proposal: ProposalId, live: &BTreeMap<CitizenIndex, LiveBallot>) -> usize {
        let mut greatest = BTreeMap::<CitizenIndex, Order>::new();
        for SignedBallot { ballot, .. } in self.ballots.iter().filter(|held| held.ballot.proposal == proposal) {
            let known = greatest.entry(ballot.citizen).or_insert(ballot.order());
            *known = ballot.order().max(*known);
        }
        live.iter().filter(|(citizen, live)| greatest.get(citizen).is_none_or(|held| *held < live.order())).count()
    }
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

    /// Whether the tenure and the key that speak for a ballot dated `date` had begun by `now`. Entries are added at their
    /// block's time, so then they stood in the roll already.
    pub fn had_begun(&self, ballot: &Ballot, date: Millis, now: Millis) -> bool {
        self.slots.get(&ballot.citizen).is_some_and(|(_, slot)| {
            let key = slot.key(ballot.key_version).is_some_and(|key| key.force.since <= now);
            key && slot.tenures.iter().any(|tenure| tenure.contains(date) && tenure.since <= now)
        })
    }

    /// A citizen's slot and its entry.
    pub fn find(&self, citizen: CitizenIndex) -> Option<(Slot, &RollSlot)> {
        self.slots.get(&citizen).map(|(slot, entry)| (*slot, entry))
    }
}
