//! The mesh's tally: what the chain's tally would be if everything known here were settled now.
//!
//! A pure function of the finalized head and the ballots: per voter, over all open proposals, begin with what the chain
//! holds, then offer the greatest ballots, decreases first, then by date, then by proposal; where the greatest is not
//! payable yet the next one is tried; again until nothing changes, since a later decrease may pay for an earlier wish.
//! [`TallyBook`] keeps each voter's result and recomputes only voters that something happened to.

use cybersyn_primitives::{
    CitizenIndex, Millis, ProposalId, SignedBallot,
    attention::AttentionAccount,
    ledger::Ledger,
    rule::{LiveBallot, Moment, Voter, admissible, effect, vote},
    tally::{Tally, Vote},
    weight::EXPERTISE_NONE,
};
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::{
    ballot_box::BallotBoxes,
    view::{ChainView, Touched, is_open},
};

/// What counts for one voter on one open proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The proposal.
    pub proposal: ProposalId,
    /// The ballot that counts.
    pub live: Option<LiveBallot>,
    /// Whether the chain has to be told of it.
    pub is_pending: bool,
    /// What it amounts to.
    pub vote: Option<Vote>,
    /// Tokens that the greatest ballot lacks, if it is a greater one that cannot be paid yet.
    pub missing: u64,
}

/// The mesh tallies of all open proposals.
#[derive(Debug, Default)]
pub struct TallyBook {
    tallies: HashMap<ProposalId, Tally>,
    picks: HashMap<CitizenIndex, Vec<Pick>>,
    /// Voters with something unpaid: time alone may change their picks.
    waiting: HashSet<CitizenIndex>,
    dirty: BTreeSet<CitizenIndex>,
}

impl TallyBook {
    /// Something about this voter changed.
    pub fn touch(&mut self, citizen: CitizenIndex) {
        self.dirty.insert(citizen);
    }

    /// The finalized head moved.
    pub fn head(&mut self, touched: &Touched, view: &ChainView, boxes: &BallotBoxes) {
        self.dirty.extend(&touched.voters);
        self.dirty.extend(&self.waiting);
        if touched.all {
            self.dirty.extend(self.picks.keys());
        }
        for proposal in &touched.proposals {
            self.dirty.extend(boxes.voters(*proposal, 0).map(|(citizen, _)| citizen));
            self.dirty.extend(view.live_set(*proposal).map(|(citizen, _)| citizen));
        }
    }

    /// Brings the tallies up to date; returns the proposals whose tally changed.
    pub fn refresh(&mut self, view: &ChainView, boxes: &BallotBoxes) -> BTreeSet<ProposalId> {
        let mut changed = BTreeSet::new();
        for citizen in std::mem::take(&mut self.dirty) {
            let after = picks(view, boxes, citizen);
            let before = self.picks.remove(&citizen).unwrap_or_default();
            self.replace(&before, &after, &mut changed);
            if after.iter().any(|pick| pick.missing > 0) {
                self.waiting.insert(citizen);
            } else {
                self.waiting.remove(&citizen);
            }
            if !after.is_empty() {
                self.picks.insert(citizen, after);
            }
        }
        changed
    }

    fn replace(&mut self, before: &[Pick], after: &[Pick], changed: &mut BTreeSet<ProposalId>) {
        if before == after {
            return;
        }
        for pick in before {
            if let Some(vote) = &pick.vote {
                self.tallies.entry(pick.proposal).or_default().remove(vote);
            }
        }
        for pick in after {
            if let Some(vote) = &pick.vote {
                self.tallies.entry(pick.proposal).or_default().add(vote);
            }
        }
        changed.extend(before.iter().chain(after).map(|pick| pick.proposal));
    }

    /// The tally of a proposal; of one that is no longer open, what the chain settled.
    pub fn tally(&self, view: &ChainView, proposal: ProposalId) -> Tally {
        match view.proposal(proposal) {
            Some(ledger) if !is_open(ledger) => ledger.tally,
            _ => self.tallies.get(&proposal).copied().unwrap_or_default(),
        }
    }

    /// What counts for a voter on an open proposal.
    pub fn pick(&self, proposal: ProposalId, citizen: CitizenIndex) -> Option<&Pick> {
        self.picks.get(&citizen)?.iter().find(|pick| pick.proposal == proposal)
    }

    /// What the chain has still to be told, in no order.
    pub fn pending(&self) -> impl Iterator<Item = (CitizenIndex, &Pick)> + '_ {
        let all = self.picks.iter().flat_map(|(citizen, picks)| picks.iter().map(|pick| (*citizen, pick)));
        all.filter(|(_, pick)| pick.is_pending)
    }
}

/// One proposal on which a voter has something to say.
struct Wish<'a> {
    proposal: ProposalId,
    ledger: &'a Ledger,
    on_chain: Option<LiveBallot>,
    live: Option<LiveBallot>,
    /// Valid ballots above the chain's, greatest first.
    candidates: Vec<SignedBallot>,
}

/// What counts for a voter on every open proposal.
pub fn picks(view: &ChainView, boxes: &BallotBoxes, citizen: CitizenIndex) -> Vec<Pick> {
    let Some(slot) = view.voter(citizen) else { return Vec::new() };
    // What a ballot weighs decides neither its validity nor its price: `Wish::pick` puts it in.
    let voter = Voter { slot, expertise_permille: EXPERTISE_NONE };
    let account = view.attention(citizen);
    let mut wishes = wishes(view, boxes, citizen, &voter);
    let mut spent = account.spent;
    while offer_all(view, &voter, &account, &mut wishes, &mut spent) {}
    let mut picks: Vec<Pick> = wishes.iter().map(|wish| wish.pick(view, citizen, &account, spent)).collect();
    picks.sort_by_key(|pick| pick.proposal);
    picks
}

fn wishes<'a>(view: &'a ChainView, boxes: &BallotBoxes, citizen: CitizenIndex, voter: &Voter<'_>) -> Vec<Wish<'a>> {
    let mut proposals: Vec<ProposalId> = boxes.proposals_of(citizen).to_vec();
    proposals.extend(view.live_of(citizen));
    proposals.sort_unstable();
    proposals.dedup();
    let open = proposals.into_iter().filter_map(|id| Some((id, view.proposal(id).filter(|ledger| is_open(ledger))?)));
    let mut wishes: Vec<Wish<'a>> = open
        .map(|(proposal, ledger)| {
            let on_chain = view.live(proposal, citizen);
            let known = boxes.voter(proposal, citizen).map(|voter| voter.ballots()).unwrap_or_default();
            let candidates = known
                .iter()
                .map(|stored| stored.signed)
                .filter(|signed| on_chain.is_none_or(|live| live.order() < signed.ballot.order()))
                .filter(|signed| admissible(&signed.ballot, &ledger.terms, voter).is_ok())
                .collect();
            Wish { proposal, ledger, on_chain, live: on_chain, candidates }
        })
        .collect();
    wishes.sort_by_key(Wish::rank);
    wishes
}

/// Offers each proposal's greatest payable ballot once; whether anything changed.
fn offer_all(
    view: &ChainView,
    voter: &Voter<'_>,
    account: &AttentionAccount,
    wishes: &mut [Wish<'_>],
    spent: &mut u64,
) -> bool {
    let mut changed = false;
    for wish in wishes {
        for signed in &wish.candidates {
            let now = wish.earliest(view, signed);
            let accrued = account.accrued(now, view.attention_params());
            let moment = Moment { now, live: wish.live, spent: *spent, accrued };
            if let Ok(effect) = effect(&signed.ballot, &wish.ledger.terms, voter, &moment) {
                wish.live = Some(effect.live);
                *spent = effect.spent;
                changed = true;
                break;
            }
        }
    }
    changed
}

impl Wish<'_> {
    /// Decreases first, then by date of the greatest ballot, then by proposal.
    fn rank(&self) -> (bool, Millis, ProposalId) {
        let tokens = |live: Option<LiveBallot>| live.map_or(0, |live| live.body.tokens());
        let greatest = self.candidates.first().map(|signed| signed.ballot);
        let is_increase = greatest.is_some_and(|ballot| ballot.body.tokens() > tokens(self.on_chain));
        (is_increase, greatest.map_or(0, |ballot| ballot.date(self.ledger.terms.opens)), self.proposal)
    }

    /// The earliest moment at which the chain could settle the ballot. While the chain is down its clock stands still,
    /// and ballots cast meanwhile count here as they will then.
    fn earliest(&self, view: &ChainView, signed: &SignedBallot) -> Millis {
        view.time().max(signed.ballot.date(self.ledger.terms.opens))
    }

    fn pick(&self, view: &ChainView, citizen: CitizenIndex, account: &AttentionAccount, spent: u64) -> Pick {
        let expertise = view.expertise(self.proposal, citizen);
        let greatest = self.candidates.first();
        let unpaid = greatest.filter(|signed| self.live.is_none_or(|live| live.order() < signed.ballot.order()));
        let missing = unpaid.map_or(0, |signed| {
            let accrued = account.accrued(self.earliest(view, signed), view.attention_params());
            let refund = self.live.map_or(0, |live| u64::from(live.body.tokens()));
            let wanted = spent.saturating_sub(refund).saturating_add(signed.ballot.body.tokens().into());
            wanted.saturating_sub(accrued)
        });
        Pick {
            proposal: self.proposal,
            live: self.live,
            is_pending: self.live != self.on_chain,
            vote: self.live.map(|live| vote(&live.body, &self.ledger.terms, expertise)),
            missing,
        }
    }
}
