//! Ballot boxes: per proposal and voter the greatest ballots known (DESIGN section 4.2).
//!
//! A box is a join semilattice: putting ballots in is commutative, associative and idempotent, so nodes that have seen
//! the same ballots in any order hold the same boxes. It never looks at balances; what counts is the tally's business.

use cybersyn_primitives::{
    Ballot, CitizenIndex, Hash, ProposalId, SignedBallot,
    ballot::{Body, Order},
    hash::Software,
};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    Ticket,
    limits::BALLOTS_PER_VOTER,
    reconcile::{Fingerprint, Id, Span, Sums},
};

/// A page of fingerprints is the ballots of 256 neighbouring citizens.
const PAGE_BITS: u32 = 8;

/// A ballot in a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The ballot.
    pub signed: SignedBallot,
    /// Its leaf hash.
    pub leaf: Hash,
    /// The group commit that carries it to disk.
    pub ticket: Ticket,
}

/// One voter's ballots on one proposal, greatest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoterBox {
    ballots: Vec<Stored>,
}

/// What became of a ballot put into a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is among the greatest; `is_greatest` tells whether it is the first of them.
    Stored {
        /// Whether it is greater than all known before.
        is_greatest: bool,
    },
    /// It was there before.
    Known,
    /// The box is full of greater ones.
    Outdated,
}

impl VoterBox {
    /// The ballots, greatest first.
    pub fn ballots(&self) -> &[Stored] {
        &self.ballots
    }

    /// Whether a ballot of this order would be stored. A comparison only.
    pub fn compare(&self, order: &Order) -> Put {
        for (position, stored) in self.ballots.iter().enumerate() {
            match stored.signed.ballot.order().cmp(order) {
                std::cmp::Ordering::Equal => return Put::Known,
                std::cmp::Ordering::Less => return Put::Stored { is_greatest: position == 0 },
                std::cmp::Ordering::Greater => {}
            }
        }
        if self.ballots.len() < BALLOTS_PER_VOTER {
            Put::Stored { is_greatest: self.ballots.is_empty() }
        } else {
            Put::Outdated
        }
    }

    /// Puts a ballot in that is to be stored; returns the least one if it has to leave.
    fn insert(&mut self, stored: Stored) -> Option<Stored> {
        let order = stored.signed.ballot.order();
        let at = self.ballots.partition_point(|known| known.signed.ballot.order() > order);
        self.ballots.insert(at, stored);
        if self.ballots.len() > BALLOTS_PER_VOTER { self.ballots.pop() } else { None }
    }
}

/// One proposal's ballots.
#[derive(Clone, Debug)]
struct ProposalBox {
    voters: BTreeMap<CitizenIndex, VoterBox>,
    sums: Sums,
    /// Some came by themselves and not in a settled batch, so that the store has records of them.
    is_recorded: bool,
}

impl Default for ProposalBox {
    fn default() -> Self {
        Self { voters: BTreeMap::new(), sums: Sums::paged(PAGE_BITS), is_recorded: false }
    }
}

/// All boxes.
#[derive(Clone, Debug, Default)]
pub struct BallotBoxes {
    proposals: BTreeMap<ProposalId, ProposalBox>,
    by_voter: HashMap<CitizenIndex, Vec<ProposalId>>,
    retired: HashSet<ProposalId>,
    count: u64,
}

impl BallotBoxes {
    /// The proposal is no longer open: its ballots stay, but [`Self::proposals_of`] names it no more.
    pub fn retire(&mut self, proposal: ProposalId) {
        if self.retired.insert(proposal) {
            for citizen in self.proposals.get(&proposal).into_iter().flat_map(|of| of.voters.keys()) {
                if let Some(proposals) = self.by_voter.get_mut(citizen) {
                    proposals.retain(|known| *known != proposal);
                }
            }
        }
    }

    /// Forgets a proposal's box; returns whether the store may have records of its ballots.
    pub fn forget(&mut self, proposal: ProposalId) -> bool {
        self.retire(proposal);
        let Some(forgotten) = self.proposals.remove(&proposal) else { return false };
        self.count -= u64::from(forgotten.sums.total().count);
        forgotten.is_recorded
    }

    /// Puts a verified ballot into its box. The signature is no part of a ballot's identity: the first one seen stays.
    pub fn put(&mut self, signed: SignedBallot, ticket: Ticket) -> Put {
        let put = self.put_settled(signed, ticket);
        if let Some(of) = self.proposals.get_mut(&signed.ballot.proposal) {
            of.is_recorded = true;
        }
        put
    }

    /// Puts a ballot of a settled batch into its box.
    pub fn put_settled(&mut self, signed: SignedBallot, ticket: Ticket) -> Put {
        let Ballot { proposal, citizen, .. } = signed.ballot;
        let of = self.proposals.entry(proposal).or_default();
        let voter = of.voters.entry(citizen).or_insert_with(|| {
            if !self.retired.contains(&proposal) {
                self.by_voter.entry(citizen).or_default().push(proposal);
            }
            VoterBox { ballots: Vec::with_capacity(1) }
        });
        // Most offers that are not stored are duplicates: spare them the hash.
        let put = voter.compare(&signed.ballot.order());
        if let Put::Stored { .. } = put {
            let stored = Stored { signed, leaf: signed.ballot.leaf::<Software>(), ticket };
            of.sums.add(&ballot_id(&signed.ballot), &stored.leaf);
            match voter.insert(stored) {
                Some(left) => of.sums.remove(&ballot_id(&left.signed.ballot), &left.leaf),
                None => self.count += 1,
            }
        }
        put
    }

    /// Whether a ballot would be stored.
    pub fn compare(&self, ballot: &Ballot) -> Put {
        match self.voter(ballot.proposal, ballot.citizen) {
            Some(voter) => voter.compare(&ballot.order()),
            None => Put::Stored { is_greatest: true },
        }
    }

    /// One voter's box.
    pub fn voter(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<&VoterBox> {
        self.proposals.get(&proposal)?.voters.get(&citizen)
    }

    /// The greatest ballot known of a voter.
    pub fn greatest(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<&Stored> {
        self.voter(proposal, citizen)?.ballots.first()
    }

    /// A ballot by its order.
    pub fn find(&self, ballot: &Ballot) -> Option<&Stored> {
        let order = ballot.order();
        self.voter(ballot.proposal, ballot.citizen)?.ballots.iter().find(|known| known.signed.ballot.order() == order)
    }

    /// Voters with a ballot on `proposal` from `from` on, ascending.
    pub fn voters(
        &self,
        proposal: ProposalId,
        from: CitizenIndex,
    ) -> impl Iterator<Item = (CitizenIndex, &VoterBox)> + '_ {
        let boxes = self.proposals.get(&proposal).into_iter();
        boxes.flat_map(move |of| of.voters.range(from..).map(|(citizen, voter)| (*citizen, voter)))
    }

    /// The open proposals that a voter has a ballot on, in no order.
    pub fn proposals_of(&self, citizen: CitizenIndex) -> &[ProposalId] {
        self.by_voter.get(&citizen).map(Vec::as_slice).unwrap_or_default()
    }

    /// Proposals with a box, from `from` on, ascending.
    pub fn proposals_from(&self, from: ProposalId) -> impl Iterator<Item = ProposalId> + '_ {
        self.proposals.range(from..).map(|(proposal, _)| *proposal)
    }

    /// Fingerprints of a proposal's ballots.
    pub fn sums(&self, proposal: ProposalId) -> Option<&Sums> {
        self.proposals.get(&proposal).map(|of| &of.sums)
    }

    /// The fingerprint of a proposal's ballots.
    pub fn fingerprint(&self, proposal: ProposalId) -> Fingerprint {
        self.sums(proposal).map(Sums::total).unwrap_or_default()
    }

    /// Ballots in all boxes.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// A proposal's ballots inside a span of ids, ascending, with their leaf hashes.
    pub fn in_span(&self, proposal: ProposalId, span: Span) -> impl Iterator<Item = (Id, Hash)> + '_ {
        let (from, to) = (citizen_of(&span.from), span.to.map_or(CitizenIndex::MAX, |to| citizen_of(&to)));
        let boxes = self.proposals.get(&proposal).filter(|_| from <= to);
        let ballots = boxes.into_iter().flat_map(move |of| of.voters.range(from..=to));
        ballots
            .flat_map(|(_, voter)| voter.ballots.iter().rev())
            .map(|stored| (ballot_id(&stored.signed.ballot), stored.leaf))
            .filter(move |(id, _)| span.contains(id))
    }

    /// The ballot that has this id in its proposal's set.
    pub fn by_id(&self, proposal: ProposalId, id: &Id) -> Option<&Stored> {
        let voter = self.voter(proposal, citizen_of(id))?;
        voter.ballots.iter().find(|stored| ballot_id(&stored.signed.ballot) == *id)
    }
}

/// A ballot's id in its proposal's set: citizen and order, so that ids sort as ballots do.
pub fn ballot_id(ballot: &Ballot) -> Id {
    let Body::Open { choice, tokens } = ballot.body;
    let mut id = Id::default();
    let (citizen, rest) = id.split_at_mut(4);
    citizen.copy_from_slice(&ballot.citizen.to_be_bytes());
    let (cast_at, rest) = rest.split_at_mut(4);
    cast_at.copy_from_slice(&ballot.cast_at.to_be_bytes());
    // The first byte is the body's variant: 0, open.
    let tokens = tokens.to_be_bytes();
    let version = ballot.key_version.to_be_bytes();
    let body = [0, choice as u8, tokens[0], tokens[1], version[0], version[1]];
    rest.split_at_mut(body.len()).0.copy_from_slice(&body);
    id
}

fn citizen_of(id: &Id) -> CitizenIndex {
    CitizenIndex::from_be_bytes([id[0], id[1], id[2], id[3]])
}
