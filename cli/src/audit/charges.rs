//! What the vote cost: every voter was charged for exactly the tokens of their live ballots, within what they had accrued.

use super::{evidence::Evidence, report::Difference};
use cybersyn_primitives::{
    CitizenIndex, Hash, SignedBallot, hash::Software, ledger::Ledger, receipt, rule::LiveBallot,
};
use std::collections::BTreeMap;

/// Compares accounts and live ballots.
pub(super) fn compare(evidence: &Evidence, live: &BTreeMap<CitizenIndex, LiveBallot>) -> Vec<Difference> {
    let Some(spending) = &evidence.spending else { return Vec::new() };
    let mut found = Vec::new();
    let charged = evidence.accounts.values().fold(0u64, |sum, account| sum.saturating_add(account.spent));
    if charged != spending.tallied {
        found.push(Difference::Charges { charged, tallied: spending.tallied });
    }
    for (citizen, account) in &evidence.accounts {
        // Accounts are accounted up to the moment of their latest spending.
        if account.spent > account.granted {
            let (spent, accrued) = (account.spent, account.granted);
            found.push(Difference::Overspent { citizen: *citizen, spent, accrued });
        }
    }
    found.extend(voters(evidence, live).filter_map(|citizen| charge(evidence, live, citizen)));
    found
}

/// Everybody who spent something, by accounts or by ballots.
fn voters<'a>(
    evidence: &'a Evidence,
    live: &'a BTreeMap<CitizenIndex, LiveBallot>,
) -> impl Iterator<Item = CitizenIndex> + 'a {
    let mut voters: Vec<CitizenIndex> = evidence.accounts.keys().chain(live.keys()).copied().collect();
    voters.sort_unstable();
    voters.dedup();
    voters.into_iter()
}

/// A voter who was charged another sum than their live ballots cost; less than this one alone costs, where the others
/// are not known.
fn charge(evidence: &Evidence, live: &BTreeMap<CitizenIndex, LiveBallot>, citizen: CitizenIndex) -> Option<Difference> {
    let here = live.get(&citizen).map_or(0, |ballot| u64::from(ballot.body.tokens()));
    let charged = evidence.accounts.get(&citizen).map_or(0, |account| account.spent);
    let elsewhere = evidence.spending.as_ref().and_then(|spending| spending.elsewhere.as_ref());
    let (costs, agrees) = match elsewhere {
        Some(elsewhere) => {
            let costs = here.saturating_add(elsewhere.get(&citizen).copied().unwrap_or_default());
            (costs, charged == costs)
        }
        None => (here, charged >= here),
    };
    (!agrees).then_some(Difference::Charge { citizen, charged, costs })
}

/// The tokens of each voter's live ballot on a proposal, from all of its settled batches; none if these are not the
/// batches in its log.
pub fn live_tokens(ledger: &Ledger, batches: &[Vec<SignedBallot>]) -> Option<BTreeMap<CitizenIndex, u64>> {
    let mut log = receipt::Accumulator::default();
    let mut live: BTreeMap<CitizenIndex, u64> = BTreeMap::new();
    for ballots in batches {
        let leaves: Vec<Hash> = ballots.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
        let root = receipt::root::<Software>(&leaves);
        log.append::<Software>(receipt::batch_leaf::<Software>(&root, u32::try_from(leaves.len()).ok()?));
        // What settles later is greater: that was checked when it settled, and the sum of all charges shows it.
        live.extend(ballots.iter().map(|signed| (signed.ballot.citizen, u64::from(signed.ballot.body.tokens()))));
    }
    (log == ledger.log).then_some(live)
}
