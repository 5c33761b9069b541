//! Every way in which an audit can fail, on a small federation with real signatures.

mod expertise;
mod withheld;

use super::*;
use crate::{finality::Finality, keystore::VotingSecret};
use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Class, Hash, Millis, SignedBallot, Terms, Tokens,
    attention::{AttentionAccount, AttentionParams},
    hash::Software,
    ledger::{Ledger, Phase},
    receipt::{self, Accumulator},
    roll::{Interval, RollKey, RollPage, RollSlot},
    rule::{self, Skip},
    terms::Thresholds,
};
use std::collections::{BTreeMap, BTreeSet};

const GENESIS: Hash = [1; 32];
const CONTENT: Hash = [2; 32];
const OPENS: Millis = 1_000_000;
const CLOSES: Millis = 2_000_000;
const PROPOSAL: u32 = 7;

fn terms(class: Class) -> Terms {
    Terms {
        content: CONTENT,
        scheduled: OPENS,
        opens: OPENS,
        closes: CLOSES,
        grace: 60_000,
        class,
        function: class.function(),
        tokens_max: 50,
        quorum_base: 4,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 300 },
    }
}

fn vote(citizen: CitizenIndex, choice: Choice, tokens: Tokens, cast_at: u32) -> SignedBallot {
    let body = Body::Open { choice, tokens };
    let ballot = Ballot { proposal: PROPOSAL, citizen, key_version: 0, body, cast_at };
    VotingSecret::development(citizen).sign_ballot(ballot, &GENESIS, &CONTENT)
}

fn slot(citizen: CitizenIndex) -> RollSlot {
    let key = RollKey {
        version: 0,
        key: VotingSecret::development(citizen).public(),
        force: Interval::open(1),
        stolen: false,
    };
    RollSlot {
        citizen,
        tenures: vec![Interval::open(1)].try_into().unwrap(),
        struck: false,
        keys: vec![key].try_into().unwrap(),
    }
}

fn roll(change: impl Fn(&mut RollSlot)) -> Roll {
    let mut slots: Vec<RollSlot> = (0..4).map(slot).collect();
    slots.iter_mut().for_each(change);
    Roll::new([(0, RollPage::try_from(slots).unwrap())])
}

/// A final proposal on which those batches settled, known alike to two peers.
fn settled(class: Class, batches: &[&[SignedBallot]]) -> Evidence {
    let mut ledger = Ledger { phase: Phase::Final, ..Ledger::new(terms(class)) };
    let mut live: BTreeMap<CitizenIndex, Ballot> = BTreeMap::new();
    for batch in batches {
        let leaves: Vec<Hash> = batch.iter().map(|signed| signed.ballot.leaf::<Software>()).collect();
        let root = receipt::root::<Software>(&leaves);
        ledger.log.append::<Software>(receipt::batch_leaf::<Software>(&root, leaves.len() as u32));
        live.extend(batch.iter().map(|signed| (signed.ballot.citizen, signed.ballot)));
    }
    let mut pages = Accumulator::default();
    let leaves: Vec<Hash> = live.values().map(|ballot| ballot.leaf::<Software>()).collect();
    pages.append::<Software>(receipt::page_leaf::<Software>(
        0,
        &receipt::root::<Software>(&leaves),
        leaves.len() as u32,
    ));
    live.values().for_each(|ballot| ledger.tally.add(&rule::vote(&ballot.body, &ledger.terms, 1000)));
    if let Some(weighing) = &mut ledger.weighing {
        weighing.plain = ledger.tally;
    }
    ledger.tally_at_close = Some(ledger.tally);
    ledger.live_root = Some(pages.root::<Software>());
    let account = |ballot: &Ballot| AttentionAccount {
        spent: ballot.body.tokens().into(),
        ..AttentionAccount::open(1, &AttentionParams::default())
    };
    let ballots: Vec<SignedBallot> = batches.concat();
    Evidence {
        genesis: GENESIS,
        proposal: PROPOSAL,
        spending: Some(Spending { tallied: ledger.tally.tokens, elsewhere: Some(BTreeMap::new()) }),
        ledger,
        finality: Finality::Votes,
        block: 99,
        judged_at_head: false,
        now: CLOSES + 60_000,
        roll: roll(|_| ()),
        factors: BTreeMap::new(),
        accounts: live.iter().map(|(citizen, ballot)| (*citizen, account(ballot))).collect(),
        attention: AttentionParams::default(),
        batches: (0..)
            .zip(batches)
            .map(|(index, batch)| SettledBallots {
                index,
                block: [index as u8; 32],
                now: Some(CLOSES - 1),
                ballots: batch.to_vec(),
                signatures: BTreeMap::new(),
            })
            .collect(),
        rolls_at: BTreeMap::new(),
        peers: ["a", "b"].map(|peer| self::peer(peer, &ballots)).to_vec(),
        notes: Vec::new(),
    }
}

fn peer(name: &str, ballots: &[SignedBallot]) -> PeerBallots {
    PeerBallots { peer: name.into(), url: format!("ws://{name}"), ballots: ballots.to_vec() }
}

fn sample() -> Evidence {
    settled(
        Class::Budget,
        &[
            &[vote(0, Choice::Yes, 9, 10), vote(1, Choice::No, 4, 20), vote(2, Choice::Yes, 1, 30)],
            &[vote(0, Choice::Yes, 16, 40)],
        ],
    )
}

#[test]
fn a_chain_that_counted_everything_agrees() {
    let report = audit(&sample());
    assert_eq!((report.verdict, &report.differences), (Verdict::Agrees, &vec![]));
    assert_eq!((report.sound, report.complete), (Some(true), Some(true)));
    assert_eq!((report.settled, report.live), (4, 3));
    assert_eq!(report.chain, report.recounted);
}

#[test]
fn an_omitted_ballot_is_named_with_its_weight() {
    let mut evidence = sample();
    let omitted = vote(3, Choice::No, 25, 50);
    evidence.accounts.insert(3, AttentionAccount::open(1, &AttentionParams::default()));
    evidence.peers[1].ballots.push(omitted);
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.complete), (Verdict::Differs, Some(false)));
    let [found] = report.known.omitted.as_slice() else { panic!("{report:?}") };
    assert_eq!((found.citizen, found.weight_rounded, &found.peers), (3, 5.0, &vec!["ws://b".to_owned()]));
    assert_eq!(report.margin_rounded, 3.0);
    assert_ne!(report.outcome_with_omitted, report.outcome);
}

#[test]
fn an_omitted_replacement_is_named_though_its_voter_has_a_live_ballot() {
    let mut evidence = sample();
    evidence.peers[0].ballots.push(vote(2, Choice::No, 1, 31));
    let report = audit(&evidence);
    assert_eq!(report.verdict, Verdict::Differs);
    assert_eq!(report.known.omitted[0].citizen, 2);
}

#[test]
fn a_ballot_below_the_live_one_is_no_omission() {
    let mut evidence = sample();
    evidence.peers[0].ballots.push(vote(2, Choice::No, 1, 29));
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

#[test]
fn a_wrong_tally_differs() {
    let mut evidence = sample();
    evidence.ledger.tally.yes.weight += 1;
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.sound), (Verdict::Differs, Some(false)));
    assert!(matches!(report.differences[0], Difference::Tally { which: "final", .. }));
}

#[test]
fn a_wrong_tally_at_close_differs() {
    let mut evidence = sample();
    evidence.batches[1].now = Some(CLOSES);
    assert!(matches!(audit(&evidence).differences[0], Difference::Tally { which: "at close", .. }));
}

#[test]
fn a_wrong_live_root_differs() {
    let mut evidence = sample();
    evidence.ledger.live_root = Some([0; 32]);
    assert!(matches!(audit(&evidence).differences[0], Difference::LiveRoot { .. }));
}

#[test]
fn a_ballot_that_never_entered_the_log_differs() {
    let mut evidence = sample();
    evidence.batches[0].ballots.pop();
    let report = audit(&evidence);
    assert_eq!(report.verdict, Verdict::Differs);
    assert!(report.differences.iter().any(|difference| matches!(difference, Difference::LogRoot { .. })));
}

#[test]
fn a_forged_settled_ballot_differs() {
    let mut forged = vote(1, Choice::Yes, 1, 20);
    forged.signature[0] ^= 1;
    let report = audit(&settled(Class::Budget, &[&[forged]]));
    assert_eq!(report.verdict, Verdict::Differs);
    assert!(matches!(report.differences[0], Difference::UnsoundBallot { citizen: 1, reason: Skip::BadSignature, .. }));
}

#[test]
fn a_settled_ballot_with_illegal_tokens_differs() {
    let report = audit(&settled(Class::Rights, &[&[vote(1, Choice::Yes, 1, 20)]]));
    assert!(matches!(report.differences[0], Difference::UnsoundBallot { reason: Skip::IllegalTokens, .. }));
}

#[test]
fn an_older_ballot_settled_over_a_newer_one_differs() {
    let report = audit(&settled(Class::Rights, &[&[vote(1, Choice::Yes, 0, 20)], &[vote(1, Choice::No, 0, 10)]]));
    assert!(matches!(report.differences[0], Difference::UnsoundBallot { reason: Skip::NotNewer, .. }));
}

#[test]
fn a_ballot_settled_before_its_date_differs() {
    let mut evidence = settled(Class::Rights, &[&[vote(1, Choice::Yes, 0, 200_000)]]);
    evidence.batches[0].now = Some(OPENS + 100_000);
    let report = audit(&evidence);
    assert!(matches!(report.differences[0], Difference::UnsoundBallot { reason: Skip::FromFuture, .. }));
}

/// Citizen 2 has other live ballots, for so many tokens.
fn elsewhere(evidence: &mut Evidence, tokens: u64) {
    evidence.accounts.get_mut(&2).unwrap().spent += tokens;
    let spending = evidence.spending.as_mut().unwrap();
    spending.tallied += tokens;
    spending.elsewhere.as_mut().unwrap().insert(2, tokens);
}

#[test]
fn an_uncharged_ballot_differs() {
    let mut evidence = sample();
    evidence.accounts.get_mut(&0).unwrap().spent = 15;
    let charge = Difference::Charge { citizen: 0, charged: 15, costs: 16 };
    assert_eq!(audit(&evidence).differences, [Difference::Charges { charged: 20, tallied: 21 }, charge]);
}

#[test]
fn ballots_on_other_proposals_are_charged_too() {
    let mut evidence = sample();
    elsewhere(&mut evidence, 40);
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
    evidence.accounts.get_mut(&2).unwrap().spent -= 40;
    let charge = Difference::Charge { citizen: 2, charged: 1, costs: 41 };
    assert!(audit(&evidence).differences.contains(&charge));
}

#[test]
fn one_charged_for_another_differs() {
    let mut evidence = sample();
    evidence.accounts.get_mut(&0).unwrap().spent = 15;
    evidence.accounts.get_mut(&2).unwrap().spent = 2;
    let expected = [
        Difference::Charge { citizen: 0, charged: 15, costs: 16 },
        Difference::Charge { citizen: 2, charged: 2, costs: 1 },
    ];
    assert_eq!(audit(&evidence).differences, expected);
}

#[test]
fn with_other_proposals_unknown_the_sum_and_the_live_ballot_bound_the_charge() {
    let mut evidence = sample();
    elsewhere(&mut evidence, 40);
    evidence.spending.as_mut().unwrap().elsewhere = None;
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
    evidence.accounts.get_mut(&0).unwrap().spent = 15;
    let charge = Difference::Charge { citizen: 0, charged: 15, costs: 16 };
    assert_eq!(audit(&evidence).differences, [Difference::Charges { charged: 60, tallied: 61 }, charge]);
}

#[test]
fn spending_beyond_what_was_accrued_differs() {
    let mut evidence = sample();
    elsewhere(&mut evidence, 100);
    assert_eq!(audit(&evidence).differences, [Difference::Overspent { citizen: 2, spent: 101, accrued: 100 }]);
}

#[test]
fn the_live_tokens_of_a_proposal_are_those_of_the_latest_ballots_in_its_log() {
    let evidence = sample();
    let mut batches: Vec<Vec<SignedBallot>> = evidence.batches.iter().map(|batch| batch.ballots.clone()).collect();
    assert_eq!(live_tokens(&evidence.ledger, &batches), Some(BTreeMap::from([(0, 16), (1, 4), (2, 1)])));
    batches[0].swap(0, 1);
    assert_eq!(live_tokens(&evidence.ledger, &batches), None);
}

#[test]
fn a_forged_ballot_in_a_peer_proves_nothing_against_the_chain() {
    let mut evidence = sample();
    let mut forged = vote(3, Choice::No, 1, 50);
    forged.signature[9] ^= 1;
    evidence.peers[0].ballots.push(forged);
    let report = audit(&evidence);
    assert_eq!(report.verdict, Verdict::Agrees);
    assert_eq!(report.known.refused[0].reason, Some(Skip::BadSignature));
}

#[test]
fn a_forged_twin_does_not_hide_an_omitted_ballot() {
    let mut evidence = sample();
    let genuine = vote(3, Choice::No, 1, 50);
    let mut forged = genuine;
    forged.signature[9] ^= 1;
    evidence.accounts.insert(3, AttentionAccount::open(1, &AttentionParams::default()));
    evidence.peers[0].ballots.extend([forged, genuine]);
    assert_eq!(audit(&evidence).known.omitted.len(), 1);
}

#[test]
fn an_overspent_ballot_is_refused_and_the_next_below_it_decides() {
    let mut evidence = sample();
    elsewhere(&mut evidence, 99);
    evidence.peers[0].ballots.push(vote(2, Choice::No, 50, 60));
    let report = audit(&evidence);
    assert_eq!(report.verdict, Verdict::Agrees);
    assert_eq!(report.known.refused[0].reason, Some(Skip::Overspent));
    evidence.peers[0].ballots.push(vote(2, Choice::No, 1, 55));
    assert_eq!(audit(&evidence).known.omitted.len(), 1);
}

#[test]
fn a_ballot_dated_after_the_close_is_too_late() {
    let mut evidence = sample();
    evidence.peers[0].ballots.push(vote(3, Choice::No, 1, (CLOSES - OPENS) as u32));
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.known.refused[0].reason), (Verdict::Agrees, Some(Skip::TooLate)));
}

#[test]
fn while_the_box_takes_ballots_the_unsettled_are_pending() {
    let mut evidence = sample();
    evidence.ledger.phase = Phase::Grace { alive_at_close: 0 };
    evidence.ledger.live_root = None;
    evidence.accounts.insert(3, AttentionAccount::open(1, &AttentionParams::default()));
    evidence.peers[0].ballots.push(vote(3, Choice::No, 1, 50));
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.known.pending.len()), (Verdict::Agrees, 1));
    assert!(!report.is_final);
}

#[test]
fn one_peer_is_not_enough() {
    let mut evidence = sample();
    evidence.peers.pop();
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.complete), (Verdict::DataMissing, None));
}

#[test]
fn one_peer_is_enough_to_show_an_omission() {
    let mut evidence = sample();
    evidence.peers.pop();
    evidence.peers[0].ballots.push(vote(2, Choice::No, 1, 31));
    assert_eq!(audit(&evidence).verdict, Verdict::Differs);
}

#[test]
fn a_missing_batch_is_data_missing() {
    for gone in [0, 1] {
        let mut evidence = sample();
        evidence.batches.remove(gone);
        let report = audit(&evidence);
        assert_eq!((report.verdict, report.sound), (Verdict::DataMissing, None));
        assert_eq!(report.missing, ["1 of 2 settled batches could be had"]);
    }
}

/// The roll when citizen 1's key has been reported stolen.
fn stolen() -> Roll {
    roll(|slot| slot.keys.iter_mut().for_each(|key| key.stolen = slot.citizen == 1))
}

#[test]
fn a_key_stolen_later_is_judged_by_the_rolls_around_the_block() {
    let mut evidence = sample();
    evidence.roll = stolen();
    let report = audit(&evidence);
    let wanted = BTreeMap::from([([0; 32], BTreeSet::from([1]))]);
    assert_eq!((report.verdict, &report.wanted), (Verdict::DataMissing, &wanted));
    evidence.rolls_at.insert([0; 32], Rolls { before: roll(|_| ()), after: roll(|_| ()) });
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

#[test]
fn a_ballot_may_settle_in_the_block_that_reports_its_key_stolen() {
    let mut evidence = sample();
    evidence.roll = stolen();
    evidence.rolls_at.insert([0; 32], Rolls { before: roll(|_| ()), after: stolen() });
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

#[test]
fn a_ballot_by_a_key_stolen_before_the_block_differs() {
    let mut evidence = sample();
    evidence.roll = stolen();
    evidence.rolls_at.insert([0; 32], Rolls { before: stolen(), after: stolen() });
    let report = audit(&evidence);
    assert!(matches!(report.differences[0], Difference::UnsoundBallot { reason: Skip::KeyStolen, .. }));
}

#[test]
fn a_key_that_was_added_after_the_block_did_not_sign_before() {
    let later = || roll(|slot| slot.keys.iter_mut().for_each(|key| key.force.since = OPENS + 15));
    let mut evidence = sample();
    // Dated 20 ms after the opening, settled 10 ms after: ahead of its time, as the tolerance allows.
    evidence.batches[0].now = Some(OPENS + 10);
    evidence.roll = later();
    let unsound = |evidence: &Evidence| audit(evidence).differences;
    assert_eq!(audit(&evidence).wanted.keys().collect::<Vec<_>>(), [&[0; 32]]);
    let without = || roll(|slot| slot.keys.clear());
    evidence.rolls_at.insert([0; 32], Rolls { before: without(), after: without() });
    assert!(unsound(&evidence).iter().any(|difference| {
        matches!(difference, Difference::UnsoundBallot { citizen: 1, reason: Skip::UnknownKey, .. })
    }));
}

#[test]
fn a_voter_who_never_was_on_the_roll_differs() {
    let mut evidence = sample();
    evidence.roll = Roll::new([(0, RollPage::try_from(vec![slot(0), slot(2)]).unwrap())]);
    assert!(matches!(
        audit(&evidence).differences[0],
        Difference::UnsoundBallot { citizen: 1, reason: Skip::UnknownVoter, .. }
    ));
}

#[test]
fn one_nodes_word_on_what_is_final_is_data_missing() {
    let mut evidence = sample();
    evidence.finality = Finality::OneNode { reason: "its states are pruned".into() };
    let report = audit(&evidence);
    assert_eq!(report.verdict, Verdict::DataMissing);
    assert!(report.missing[0].contains("its states are pruned"), "{:?}", report.missing);
    evidence.finality = Finality::Nodes { count: 2 };
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}
