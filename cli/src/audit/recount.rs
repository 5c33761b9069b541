//! The sound half: the live set, rebuilt from the settled batches by the rule, and compared with the chain.

use super::{
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
use std::collections::BTreeMap;

/// What the settled batches amount to.
#[derive(Clone, Debug, Default)]
pub(super) struct Recount {
    /// The live ballot of each voter.
    pub live: BTreeMap<CitizenIndex, LiveBallot>,
    /// Their sum.
    pub tally: Tally,
    /// How many ballots settled, replaced ones included.
    pub settled: u32,
    /// Where the chain says something else.
    pub differences: Vec<Difference>,
    /// Blocks of which the roll is needed.
    pub wanted: Vec<Hash>,
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
        for signed in &batch.ballots {
            self.settle(evidence, batch, signed);
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
    fn settle(&mut self, evidence: &Evidence, batch: &SettledBallots, signed: &SignedBallot) {
        let ballot = &signed.ballot;
        let terms = &evidence.ledger.terms;
        if let Err(reason) = self.judge(evidence, batch, signed) {
            self.differences.push(Difference::unsound(ballot, batch.index, reason));
        }
        let live = self.live.get(&ballot.citizen).copied();
        if live.is_some_and(|live| ballot.order() <= live.order()) {
            self.differences.push(Difference::unsound(ballot, batch.index, Skip::NotNewer));
        }
        if let Some(live) = live {
            self.tally.remove(&rule::vote(&live.body, terms, EXPERTISE_NONE));
        }
        self.tally.add(&rule::vote(&ballot.body, terms, EXPERTISE_NONE));
        self.live.insert(ballot.citizen, ballot.into());
    }

    /// Whether the ballot was acceptable when it settled. Rolls change (a key may be stolen later), so a refusal by the
    /// latest roll counts only when the roll of the settling block refuses too.
    fn judge(&mut self, evidence: &Evidence, batch: &SettledBallots, signed: &SignedBallot) -> Result<(), Skip> {
        let date = signed.ballot.date(evidence.ledger.terms.opens);
        if batch.now.is_some_and(|now| date > now.saturating_add(FUTURE_TOLERANCE)) {
            return Err(Skip::FromFuture);
        }
        if signed.ballot.proposal != evidence.proposal {
            return Err(Skip::UnknownProposal);
        }
        let by_latest = validate(evidence, &evidence.roll, signed);
        match (by_latest, evidence.roll_at.get(&batch.block)) {
            (Ok(()), _) => Ok(()),
            (Err(reason @ (Skip::BadSignature | Skip::IllegalTokens | Skip::TooLate)), _) => Err(reason),
            (Err(_), Some(roll)) => validate(evidence, roll, signed),
            (Err(_), None) => {
                if self.wanted.last() != Some(&batch.block) {
                    self.wanted.push(batch.block);
                }
                Ok(())
            }
        }
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
        self.compare_charges(evidence);
    }

    /// Nobody may have been charged less than their live ballot costs.
    fn compare_charges(&mut self, evidence: &Evidence) {
        for (citizen, live) in &self.live {
            let tokens = u64::from(live.body.tokens());
            let charged = evidence.accounts.get(citizen).map(|account| account.spent);
            if let Some(charged) = charged.filter(|charged| *charged < tokens) {
                self.differences.push(Difference::Charge { citizen: *citizen, charged, costs: tokens });
            }
        }
    }
}

/// Whether a ballot is valid by `roll`, signature included.
pub(super) fn validate(evidence: &Evidence, roll: &super::Roll, signed: &SignedBallot) -> Result<(), Skip> {
    let (_, slot) = roll.find(signed.ballot.citizen).ok_or(Skip::UnknownVoter)?;
    let voter = Voter { slot, expertise_permille: EXPERTISE_NONE };
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
