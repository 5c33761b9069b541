//! The complete half: what became of the ballots that peers hold.

use super::{
    evidence::Evidence,
    recount::{Recount, validate},
    report::{Disregarded, Known, Omitted},
};
use cybersyn_primitives::{
    CitizenIndex, Signature, SignedBallot,
    ballot::Order,
    rule::{self, LiveBallot, Moment, Skip, Voter},
};
use std::collections::{BTreeMap, BTreeSet};

/// One voter's ballots as peers know them. The signature is no part of a ballot, so several may come with one.
type Candidates = BTreeMap<Order, Vec<(SignedBallot, BTreeSet<usize>)>>;

/// Judges every voter's greatest known ballots.
pub(super) fn complete(evidence: &Evidence, recount: &Recount) -> Known {
    let mut known = Known::default();
    for (citizen, candidates) in gather(evidence) {
        judge_voter(evidence, recount.live.get(&citizen).copied(), &candidates, &mut known);
    }
    known
}

fn gather(evidence: &Evidence) -> BTreeMap<CitizenIndex, Candidates> {
    let mut voters: BTreeMap<CitizenIndex, Candidates> = BTreeMap::new();
    for (peer, held) in evidence.peers.iter().enumerate() {
        for signed in held.ballots.iter().filter(|signed| signed.ballot.proposal == evidence.proposal) {
            let forms = voters.entry(signed.ballot.citizen).or_default().entry(signed.ballot.order()).or_default();
            match forms.iter_mut().find(|(form, _)| same(&form.signature, &signed.signature)) {
                Some((_, peers)) => {
                    peers.insert(peer);
                }
                None => forms.push((*signed, BTreeSet::from([peer]))),
            }
        }
    }
    voters
}

fn same(one: &Signature, two: &Signature) -> bool {
    one == two
}

/// From the greatest ballot down to the live one: the first that the rule would have accepted decides.
fn judge_voter(evidence: &Evidence, live: Option<LiveBallot>, candidates: &Candidates, known: &mut Known) {
    for (order, forms) in candidates.iter().rev() {
        known.ballots = known.ballots.saturating_add(1);
        if live.is_some_and(|live| *order <= live.order()) {
            continue;
        }
        let Some((signed, peers)) = forms.iter().find(|(signed, _)| is_signed(evidence, signed)) else {
            known.refused.extend(forms.iter().map(|(signed, peers)| disregarded(evidence, signed, peers)));
            continue;
        };
        match would_settle(evidence, live, signed) {
            Err(reason) if evidence.judged_at_head && hangs_on_state(reason) => {
                known.unjudged.push(Disregarded::new(evidence, signed, peers, Some(reason)));
            }
            Err(reason) => known.refused.push(Disregarded::new(evidence, signed, peers, Some(reason))),
            // While the box takes ballots, what has not settled yet is under way, not omitted.
            Ok(()) if evidence.ledger.is_open() => {
                known.pending.push(Disregarded::new(evidence, signed, peers, None));
                return;
            }
            // What has accrued by the head may not have when the vote ended.
            Ok(()) if evidence.judged_at_head && signed.ballot.body.tokens() > 0 => {
                known.unjudged.push(Disregarded::new(evidence, signed, peers, None));
            }
            Ok(()) => {
                known.omitted.push(Omitted::new(evidence, signed, peers));
                return;
            }
        }
    }
}

/// Whether the same ballot may have been acceptable by the state of an earlier block: the roll forgets keys and tenures,
/// and learns of theft and fakes; attention is spent elsewhere.
fn hangs_on_state(reason: Skip) -> bool {
    matches!(
        reason,
        Skip::Overspent | Skip::Struck | Skip::KeyStolen | Skip::KeyNotInForce | Skip::UnknownKey | Skip::NotAPerson
    )
}

fn disregarded(evidence: &Evidence, signed: &SignedBallot, peers: &BTreeSet<usize>) -> Disregarded {
    let reason = validate(evidence, &evidence.roll, signed).err().unwrap_or(Skip::BadSignature);
    Disregarded::new(evidence, signed, peers, Some(reason))
}

fn is_signed(evidence: &Evidence, signed: &SignedBallot) -> bool {
    !matches!(validate(evidence, &evidence.roll, signed), Err(Skip::BadSignature))
}

/// Whether the rule accepts the ballot at the block of the audit.
fn would_settle(evidence: &Evidence, live: Option<LiveBallot>, signed: &SignedBallot) -> Result<(), Skip> {
    validate(evidence, &evidence.roll, signed)?;
    let citizen = signed.ballot.citizen;
    let (_, slot) = evidence.roll.find(citizen).ok_or(Skip::UnknownVoter)?;
    let account = evidence.accounts.get(&citizen).copied().unwrap_or_default();
    let moment = Moment {
        now: evidence.now,
        live,
        spent: account.spent,
        accrued: account.accrued(evidence.now, &evidence.attention),
    };
    let voter = Voter { slot, expertise_permille: evidence.expertise(citizen) };
    rule::effect(&signed.ballot, &evidence.ledger.terms, &voter, &moment).map(|_| ())
}
