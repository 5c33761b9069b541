//! The sound half: the live set, rebuilt from the settled batches by the rule, and compared with the chain.

use super::{
    charges,
    evidence::{Evidence, SettledBallots},
    report::Difference,
};
use crate::signature::verify;
use cybersyn_primitives::{
    Ballot, CitizenIndex, Hash, PageIndex, SignedBallot,
    hash::Software,
    page_of,
    receipt::{self, Accumulator},
    rule::{self, FUTURE_TOLERANCE, LiveBallot, Skip, Voter},
    tally::Tally,
    weight::EXPERTISE_NONE,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the settled batches amount to.
#[derive(Clone, Debug, Default)]
pub(super) struct Recount {
    /// The live ballot of each voter.
    pub live: BTreeMap<CitizenIndex, LiveBallot>,
    /// Their sum.
    pub tally: Tally,
    /// Their sum without expertise.
    pub plain: Tally,
    /// How many ballots settled, replaced ones included.
    pub settled: u32,
    /// Where the chain says something else.
    pub differences: Vec<Difference>,
    /// Blocks around which the roll is needed, and of whom.
    pub wanted: BTreeMap<Hash, BTreeSet<CitizenIndex>>,
    /// Whether all batches are there.
    pub whole: bool,
    at_close: Option<Tally>,
    log: Accumulator,
}

/// Replays all batches and compares the result with the ledger.
pub(super) fn recount(evidence: &Evidence) -> Recount {
    let expected = evidence.ledger.log.count;
    let mut recount = Recount { at_close: Some(Tally::default()), ..Recount::default() };
    for (index, batch) in (0..).zip(&evidence.batches) {
        if batch.index != index {
            return recount;
        }
        recount.replay(evidence, batch);
    }
    recount.whole = recount.log.count == expected;
    if recount.whole || recount.log.count > expected {
        recount.compare(evidence);
    }
    recount
}

impl Recount {
    fn replay(&mut self, evidence: &Evidence, batch: &SettledBallots) {
        for place in 0..batch.ballots.len() {
            self.settle(evidence, batch, place);
        }
        let leaves: Vec<Hash> = batch.ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
        let root = receipt::root::<Software>(&leaves);
        self.log.append::<Software>(receipt::batch_leaf::<Software>(&root, batch.ballots.len() as u32));
        self.settled = self.settled.saturating_add(batch.ballots.len() as u32);
        match batch.now {
            Some(now) if now < evidence.ledger.terms.closes => self.at_close = Some(self.tally),
            Some(_) => {}
            None => self.at_close = None,
        }
    }

    /// Puts one settled ballot in the place of the voter's live one, noting what the rule would not have accepted.
    fn settle(&mut self, evidence: &Evidence, batch: &SettledBallots, place: usize) {
        let Some(SignedBallot { ballot, .. }) = batch.ballots.get(place) else { return };
        let terms = &evidence.ledger.terms;
        if let Err(reason) = self.judge_forms(evidence, batch, place) {
            self.differences.push(Difference::unsound(ballot, batch.index, reason));
        }
        let live = self.live.get(&ballot.citizen).copied();
        if live.is_some_and(|live| ballot.order() <= live.order()) {
            self.differences.push(Difference::unsound(ballot, batch.index, Skip::NotNewer));
        }
        let expertise = evidence.expertise(ballot.citizen);
        if let Some(live) = live {
            self.tally.remove(&rule::vote(&live.body, terms, expertise));
            self.plain.remove(&rule::vote(&live.body, terms, EXPERTISE_NONE));
        }
        self.tally.add(&rule::vote(&ballot.body, terms, expertise));
        self.plain.add(&rule::vote(&ballot.body, terms, EXPERTISE_NONE));
        self.live.insert(ballot.citizen, ballot.into());
    }

    /// Whether the ballot was acceptable with any signature that a copy of the batch has: a false one is the fault of who
    /// handed out the copy, unless nobody has a true one.
    fn judge_forms(&mut self, evidence: &Evidence, batch: &SettledBallots, place: usize) -> Result<(), Skip> {
        let mut found = Skip::BadSignature;
        for signed in batch.forms(place) {
            match self.judge(evidence, batch, &signed) {
                Ok(()) => return Ok(()),
                Err(Skip::BadSignature) => {}
                Err(reason) => found = reason,
            }
        }
        Err(found)
    }

    /// Whether the ballot was acceptable when it settled, at its place in the block. The latest roll decides what it can:
    /// what no roll makes legal, and what had begun before the block and still stands. Between the two the roll changed
    /// since (a key was stolen, a person struck), and the rolls around the block decide.
    fn judge(&mut self, evidence: &Evidence, batch: &SettledBallots, signed: &SignedBallot) -> Result<(), Skip> {
        let (ballot, date) = (&signed.ballot, signed.ballot.date(evidence.ledger.terms.opens));
        if batch.now.is_some_and(|now| date > now.saturating_add(FUTURE_TOLERANCE)) {
            return Err(Skip::FromFuture);
        }
        if ballot.proposal != evidence.proposal {
            return Err(Skip::UnknownProposal);
        }
        // Slots are for ever.
        evidence.roll.find(ballot.citizen).ok_or(Skip::UnknownVoter)?;
        match validate(evidence, &evidence.roll, signed) {
            Ok(()) if batch.now.is_none_or(|now| evidence.roll.had_begun(ballot, date, now)) => return Ok(()),
            Err(reason) if reason.is_junk() => return Err(reason),
            _ => {}
        }
        let Some(rolls) = evidence.rolls_at.get(&batch.block) else {
            self.wanted.entry(batch.block).or_default().insert(ballot.citizen);
            return Ok(());
        };
        validate(evidence, &rolls.before, signed).or_else(|_| validate(evidence, &rolls.after, signed))
    }

    fn compare(&mut self, evidence: &Evidence) {
        let ledger = &evidence.ledger;
        if self.log.count != ledger.log.count || self.log.root::<Software>() != ledger.log.root::<Software>() {
            self.differences.push(Difference::LogRoot {
                chain: ledger.log.root::<Software>().into(),
                recounted: self.log.root::<Software>().into(),
            });
        }
        if self.tally != ledger.tally {
            self.differences.push(Difference::tally("final", &ledger.tally, &self.tally));
        }
        if let Some(weighing) = ledger.weighing.filter(|weighing| weighing.plain != self.plain) {
            self.differences.push(Difference::tally("without expertise", &weighing.plain, &self.plain));
        }
        if let (Some(chain), Some(own)) = (&ledger.tally_at_close, &self.at_close)
            && chain != own
        {
            self.differences.push(Difference::tally("at close", chain, own));
        }
        if let Some(chain) = ledger.live_root {
            let own = live_root(&self.live, evidence);
            if own != chain {
                self.differences.push(Difference::LiveRoot { chain: chain.into(), recounted: own.into() });
            }
        }
        self.differences.extend(charges::compare(evidence, &self.live));
    }
}

/// Whether a ballot is valid by `roll`, signature included.
pub(super) fn validate(evidence: &Evidence, roll: &super::Roll, signed: &SignedBallot) -> Result<(), Skip> {
    let (_, slot) = roll.find(signed.ballot.citizen).ok_or(Skip::UnknownVoter)?;
    let voter = Voter { slot, expertise_permille: evidence.expertise(signed.ballot.citizen) };
    rule::validate(signed, &evidence.ledger.terms, &voter, &evidence.genesis, &verify)
}

/// Root over the pages that hold live ballots, each in order of slots.
fn live_root(live: &BTreeMap<CitizenIndex, LiveBallot>, evidence: &Evidence) -> Hash {
    let mut pages: BTreeMap<PageIndex, BTreeMap<u8, Ballot>> = BTreeMap::new();
    for (citizen, ballot) in live {
        let slot = evidence.roll.find(*citizen).map(|(slot, _)| slot);
        if let Some((page, position)) = slot.and_then(page_of) {
            pages.entry(page).or_default().insert(position, ballot.ballot(evidence.proposal, *citizen));
        }
    }
    let mut tree = Accumulator::default();
    for (page, ballots) in pages {
        let leaves: Vec<Hash> = ballots.values().map(|ballot| ballot.leaf::<Software>()).collect();
        let root = receipt::root::<Software>(&leaves);
        tree.append::<Software>(receipt::page_leaf::<Software>(page, &root, leaves.len() as u32));
    }
    tree.root::<Software>()
}
