//! Settled batches, rebuilt from a block: the ballots from its extrinsics, what became of them from its events.
//!
//! Leaves are not in state and bodies get pruned, so whoever wants to prove or recount later keeps what this returns.

use crate::{BlockAt, ChainError, ChainEvent};
use codec::Decode;
use cybersyn_primitives::{
    Batch, CitizenIndex, Hash, PageIndex, ProposalId, SignedBallot, hash::Software, receipt, roll::RollPage,
};
use std::collections::{BTreeMap, BTreeSet};

/// A batch that entered a proposal's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledBatch {
    /// The proposal.
    pub proposal: ProposalId,
    /// Index in the proposal's log.
    pub index: u32,
    /// Root of the accepted ballots, checked.
    pub root: Hash,
    /// Block that included it.
    pub block: Hash,
    /// The accepted ballots, in the order settled.
    pub ballots: Vec<SignedBallot>,
}

/// What a `BatchSettled` event says.
struct Outcome {
    proposal: ProposalId,
    index: u32,
    root: Hash,
    accepted: Vec<u8>,
    extrinsic: u32,
}

impl BlockAt {
    /// The batches settled in this block, in order.
    pub async fn settled_batches(&self) -> Result<Vec<SettledBatch>, ChainError> {
        let events = self.events().await?;
        let settled = events.iter().filter(|event| event.is("Ballots", "BatchSettled"));
        let outcomes: Vec<Outcome> = settled.map(outcome).filter_map(Result::transpose).collect::<Result<_, _>>()?;
        if outcomes.is_empty() {
            return Ok(Vec::new());
        }
        let offered = self.offered().await?;
        let mut batches = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            let ballots = offered.get(&outcome.extrinsic).map(Vec::as_slice).unwrap_or_default();
            batches.push(self.rebuild(&outcome, ballots)?);
        }
        Ok(batches)
    }

    fn rebuild(&self, outcome: &Outcome, offered: &[SignedBallot]) -> Result<SettledBatch, ChainError> {
        let ballots = accepted(offered, &outcome.accepted);
        let leaves: Vec<Hash> = ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
        if receipt::root::<Software>(&leaves) != outcome.root {
            return Err(ChainError::BatchDiffers { proposal: outcome.proposal, index: outcome.index });
        }
        let Outcome { proposal, index, root, .. } = *outcome;
        Ok(SettledBatch { proposal, index, root, block: self.head.hash, ballots })
    }

    /// The ballots that each extrinsic of the block offered, in order.
    async fn offered(&self) -> Result<BTreeMap<u32, Vec<SignedBallot>>, ChainError> {
        let extrinsics = self.at.extrinsics().fetch().await.map_err(|error| ChainError::Lost(error.to_string()))?;
        let mut batches = BTreeMap::new();
        let mut single = BTreeMap::new();
        for extrinsic in extrinsics.iter() {
            let extrinsic = extrinsic.map_err(|error| ChainError::undecodable("an extrinsic", error))?;
            let index = extrinsic.index() as u32;
            let field = |name| extrinsic.iter_call_data_fields().find(|field| field.name() == name);
            match (extrinsic.pallet_name(), extrinsic.call_name()) {
                ("Ballots", "settle") => {
                    batches.insert(index, argument::<Batch>("batch", field("batch").map(|field| field.bytes()))?);
                }
                ("Ballots", "settle_own") => {
                    let bytes = field("signed").map(|field| field.bytes());
                    single.insert(index, vec![argument::<SignedBallot>("signed", bytes)?]);
                }
                _ => {}
            }
        }
        let citizens = self.citizens(&batches).await?;
        single.extend(batches.iter().map(|(index, batch)| (*index, unpack(batch, &citizens))));
        Ok(single)
    }

    /// Who is in the roll pages that the batches name. Slots are never reused, so any later state serves as well.
    async fn citizens(
        &self,
        batches: &BTreeMap<u32, Batch>,
    ) -> Result<BTreeMap<PageIndex, Vec<CitizenIndex>>, ChainError> {
        let mut citizens = BTreeMap::new();
        for page in pages_of(batches) {
            let roll: RollPage = self.value("Ballots", "RollPages", &[&page]).await?.unwrap_or_default();
            citizens.insert(page, roll.iter().map(|slot| slot.citizen).collect());
        }
        Ok(citizens)
    }
}

fn pages_of(batches: &BTreeMap<u32, Batch>) -> BTreeSet<PageIndex> {
    batches.values().flat_map(|batch| batch.pages.iter().map(|(page, _)| *page)).collect()
}

/// None: nothing of the batch was accepted, so nothing was logged.
fn outcome(event: &ChainEvent) -> Result<Option<Outcome>, ChainError> {
    let Some(index) = event.field::<Option<u32>>("index")? else { return Ok(None) };
    Ok(Some(Outcome {
        proposal: event.field("proposal")?,
        index,
        root: event.field("root")?,
        accepted: event.field("accepted")?,
        extrinsic: event.extrinsic.unwrap_or(u32::MAX),
    }))
}

fn argument<T: Decode>(name: &str, bytes: Option<&[u8]>) -> Result<T, ChainError> {
    let bytes = bytes.ok_or_else(|| ChainError::no_such("Ballots", name))?;
    T::decode(&mut &bytes[..]).map_err(|error| ChainError::undecodable(format!("Ballots call argument {name}"), error))
}

/// The batch's ballots in order; one whose slot nobody has keeps its place under a citizen that cannot exist.
fn unpack(batch: &Batch, citizens: &BTreeMap<PageIndex, Vec<CitizenIndex>>) -> Vec<SignedBallot> {
    let citizen = |page: &PageIndex, position: u8| {
        citizens.get(page).and_then(|page| page.get(usize::from(position))).copied().unwrap_or(CitizenIndex::MAX)
    };
    batch
        .pages
        .iter()
        .flat_map(|(page, ballots)| ballots.iter().map(move |packed| (page, packed)))
        .map(|(page, packed)| packed.unpack(batch.proposal, citizen(page, packed.position)))
        .collect()
}

/// The ballots whose bit is set: ballot `i` is bit `i mod 8`, lowest first, of byte `i / 8`.
fn accepted(offered: &[SignedBallot], bits: &[u8]) -> Vec<SignedBallot> {
    let is_set = |index: usize| bits.get(index / 8).is_some_and(|byte| byte >> (index % 8) & 1 == 1);
    offered.iter().enumerate().filter(|(index, _)| is_set(*index)).map(|(_, signed)| *signed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;
    use cybersyn_primitives::{Ballot, Body, Choice, PackedBallot};

    fn signed(citizen: CitizenIndex) -> SignedBallot {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        SignedBallot {
            ballot: Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: citizen },
            signature: [citizen as u8; 64],
        }
    }

    #[test]
    fn accepted_takes_the_set_bits_lowest_first() {
        let offered: Vec<SignedBallot> = (0..10).map(signed).collect();
        let taken = accepted(&offered, &[0b0000_0101, 0b10]);
        let citizens: Vec<u32> = taken.iter().map(|signed| signed.ballot.citizen).collect();
        assert_eq!(citizens, [0, 2, 9]);
    }

    #[test]
    fn a_batch_without_accepted_ballots_has_no_place_in_the_log() {
        let fields = vec![("index".to_owned(), None::<u32>.encode())];
        let event = ChainEvent { pallet: "Ballots".into(), name: "BatchSettled".into(), extrinsic: Some(1), fields };
        assert!(outcome(&event).unwrap().is_none());
    }

    #[test]
    fn missing_bits_mean_skipped() {
        assert!(accepted(&[signed(1)], &[]).is_empty());
    }

    #[test]
    fn a_batch_unpacks_in_order_with_the_roll_of_its_pages() {
        let batch = Batch {
            proposal: 1,
            built_on: 9,
            number: 0,
            pages: vec![
                (1, vec![PackedBallot::pack(&signed(301), 1)]),
                (0, vec![PackedBallot::pack(&signed(5), 0), PackedBallot::pack(&signed(6), 7)]),
            ],
        };
        let citizens = BTreeMap::from([(0, vec![5]), (1, vec![300, 301])]);
        let found: Vec<u32> = unpack(&batch, &citizens).iter().map(|signed| signed.ballot.citizen).collect();
        assert_eq!(found, [301, 5, CitizenIndex::MAX]);
    }
}
