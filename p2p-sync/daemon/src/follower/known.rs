//! What the follower knows of the chain, so that it reads and tells only what changed; saved, so that the mesh can
//! start while the chain is down.

use codec::{Decode, Encode};
use cybersyn_mesh_core::ViewUpdate;
use cybersyn_primitives::{
    Millis, PageIndex, ProposalId,
    attention::{AttentionPage, AttentionParams},
    expertise::FactorPage,
    ledger::{Ledger, Phase},
    roll::RollPage,
    rule::LiveBallot,
};
use std::collections::BTreeMap;

/// The live ballots of a page of slots; positions beyond the end have none.
pub type LivePage = Vec<Option<LiveBallot>>;

/// The chain's state at the latest finalized head followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Known {
    /// Number of the head.
    pub number: u32,
    /// Its timestamp.
    pub time: Millis,
    /// How attention accrues.
    pub attention_params: AttentionParams,
    /// Every proposal's ledger.
    pub ledgers: BTreeMap<ProposalId, Ledger>,
    /// The electorate's roll.
    pub roll: BTreeMap<PageIndex, RollPage>,
    /// Attention accounts.
    pub attention: BTreeMap<PageIndex, AttentionPage>,
    /// What expertise weighs on proposals, of pages where anybody weighs more than plainly.
    pub factors: BTreeMap<(ProposalId, PageIndex), FactorPage>,
    /// Live ballots of proposals that are not final.
    pub live: BTreeMap<(ProposalId, PageIndex), LivePage>,
    /// The ledgers were all read in this run.
    #[codec(skip)]
    pub(crate) proposals_complete: bool,
}

/// What was read at a newly finalized head; what is left out stayed as it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub number: u32,
    pub time: Millis,
    pub attention_params: AttentionParams,
    pub ledgers: Vec<(ProposalId, Ledger)>,
    pub roll: Vec<(PageIndex, RollPage)>,
    pub attention: Vec<(PageIndex, AttentionPage)>,
    pub factors: Vec<((ProposalId, PageIndex), FactorPage)>,
    pub live: Vec<((ProposalId, PageIndex), LivePage)>,
}

impl Known {
    /// All that is known, as one update: what a start without the chain begins with.
    pub fn whole(&self) -> ViewUpdate {
        ViewUpdate {
            number: self.number,
            time: self.time,
            attention_params: Some(self.attention_params),
            proposals: self.ledgers.iter().map(|(id, ledger)| (*id, ledger.clone())).collect(),
            roll: self.roll.iter().map(|(page, slots)| (*page, slots.clone())).collect(),
            attention: self.attention.iter().map(|(page, accounts)| (*page, accounts.clone())).collect(),
            factors: self.factors.iter().map(|((proposal, page), it)| (*proposal, *page, it.clone())).collect(),
            live: self.live.iter().map(|((proposal, page), live)| (*proposal, *page, positions(live))).collect(),
            settled: Vec::new(),
        }
    }

    /// Ledgers are to be read from the beginning: proposals may have come and gone while nobody looked.
    pub(crate) fn forget_proposals(&mut self) {
        self.proposals_complete = false;
    }

    /// Takes over what was read and returns what of it is news.
    pub(crate) fn apply(&mut self, reading: Reading) -> ViewUpdate {
        let params = reading.attention_params;
        let mut update = ViewUpdate {
            number: reading.number,
            time: reading.time,
            attention_params: (params != self.attention_params || self.number == 0).then_some(params),
            ..ViewUpdate::default()
        };
        (self.number, self.time, self.attention_params) = (reading.number, reading.time, params);
        update.proposals = news(&mut self.ledgers, reading.ledgers);
        update.roll = news(&mut self.roll, reading.roll);
        update.attention = news(&mut self.attention, reading.attention);
        let factors = news(&mut self.factors, reading.factors).into_iter();
        update.factors = factors.map(|((proposal, page), factors)| (proposal, page, factors)).collect();
        let live = news(&mut self.live, reading.live).into_iter();
        update.live = live.map(|((proposal, page), live)| (proposal, page, positions(&live))).collect();
        self.live
            .retain(|(proposal, _), _| self.ledgers.get(proposal).is_some_and(|ledger| ledger.phase != Phase::Final));
        update
    }
}

/// Puts what was read into the map and returns what differs from before.
fn news<K: Ord + Clone, V: PartialEq + Clone>(map: &mut BTreeMap<K, V>, read: Vec<(K, V)>) -> Vec<(K, V)> {
    let mut news = Vec::new();
    for (key, value) in read {
        if map.get(&key) != Some(&value) {
            map.insert(key.clone(), value.clone());
            news.push((key, value));
        }
    }
    news
}

fn positions(live: &LivePage) -> Vec<(u8, LiveBallot)> {
    let numbered = (0..=u8::MAX).zip(live);
    numbered.filter_map(|(position, live)| Some((position, (*live)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Body, Choice, Class, Terms, VotingFunction, terms::Thresholds};

    fn ledger() -> Ledger {
        Ledger::new(Terms {
            content: [1; 32],
            scheduled: 100,
            opens: 100,
            closes: 200,
            grace: 50,
            class: Class::Rights,
            function: VotingFunction::Linear,
            tokens_max: 50,
            quorum_base: 3,
            thresholds: Thresholds { approval_permille: 500, quorum_permille: 300 },
        })
    }

    fn at(number: u32, now: Millis) -> Reading {
        Reading { number, time: now, ..Reading::default() }
    }

    #[test]
    fn only_what_changed_is_told() {
        let mut known = Known::default();
        let first =
            known.apply(Reading { ledgers: vec![(1, ledger())], roll: vec![(0, RollPage::default())], ..at(1, 10) });
        assert_eq!((first.proposals.len(), first.roll.len()), (1, 1));
        let same =
            known.apply(Reading { ledgers: vec![(1, ledger())], roll: vec![(0, RollPage::default())], ..at(2, 20) });
        assert_eq!((same.proposals.len(), same.roll.len(), same.attention_params), (0, 0, None));
    }

    #[test]
    fn factors_are_told_once_and_kept() {
        let factors = FactorPage::truncate_from(vec![1_000, 1_500]);
        let read = || Reading { factors: vec![((1, 0), factors.clone())], ..at(1, 10) };
        let mut known = Known::default();
        assert_eq!(known.apply(read()).factors, [(1, 0, factors.clone())]);
        assert_eq!(known.apply(read()).factors, []);
        let back = Known::decode(&mut &known.encode()[..]).unwrap();
        assert_eq!(back.whole().factors, [(1, 0, factors)]);
    }

    #[test]
    fn live_pages_of_final_proposals_are_dropped() {
        let live = LiveBallot { cast_at: 1, body: Body::Open { choice: Choice::Yes, tokens: 0 }, key_version: 0 };
        let mut known = Known::default();
        let first = known.apply(Reading {
            ledgers: vec![(1, ledger())],
            live: vec![((1, 0), vec![None, Some(live)])],
            ..at(1, 99)
        });
        assert_eq!(first.live, [(1, 0, vec![(1, live)])]);
        known.apply(Reading { ledgers: vec![(1, Ledger { phase: Phase::Final, ..ledger() })], ..at(2, 300) });
        assert!(known.live.is_empty());
    }

    #[test]
    fn what_is_saved_comes_back_whole() {
        let mut known = Known::default();
        known.apply(Reading { ledgers: vec![(1, ledger())], roll: vec![(0, RollPage::default())], ..at(7, 99) });
        let back = Known::decode(&mut &known.encode()[..]).unwrap();
        assert_eq!(back.whole(), known.whole());
        assert_eq!(back.whole().number, 7);
    }
}
