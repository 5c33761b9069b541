//! Expertise in an audit: the pinned factors weigh, and nothing else does.

use super::*;
use cybersyn_primitives::expertise::{FactorPage, Influence};

/// A technical vote in which citizen 1 is pinned with a factor of 1.5.
fn technical() -> Evidence {
    let ballots = [vote(0, Choice::Yes, 9, 10), vote(1, Choice::No, 4, 20), vote(2, Choice::Yes, 1, 30)];
    let mut evidence = settled(Class::Technical, &[&ballots]);
    evidence.factors = BTreeMap::from([(0, FactorPage::try_from(vec![1_000, 1_500]).unwrap())]);
    let terms = evidence.ledger.terms;
    evidence.ledger.tally.remove(&rule::vote(&ballots[1].ballot.body, &terms, 1_000));
    evidence.ledger.tally.add(&rule::vote(&ballots[1].ballot.body, &terms, 1_500));
    evidence.ledger.tally_at_close = Some(evidence.ledger.tally);
    evidence
}

#[test]
fn a_chain_that_weighs_by_the_pinned_factors_agrees() {
    let report = audit(&technical());
    assert_eq!((report.verdict, &report.differences), (Verdict::Agrees, &vec![]));
}

#[test]
fn a_report_says_what_expertise_did() {
    // One vote of seven is there by expertise: 3 and 1 for, 3 against.
    let expected = Influence { share_permille: 143, changed_outcome: false };
    assert_eq!(audit(&technical()).expertise, Some(expected));
    assert_eq!(audit(&sample()).expertise, None);
}

#[test]
fn a_factor_that_nobody_pinned_differs() {
    let mut evidence = technical();
    evidence.factors.clear();
    let report = audit(&evidence);
    assert_eq!(report.verdict, Verdict::Differs);
    assert!(report.differences.iter().any(|it| matches!(it, Difference::Tally { which: "final", .. })));
}

#[test]
fn a_false_tally_without_expertise_differs() {
    let mut evidence = technical();
    if let Some(weighing) = &mut evidence.ledger.weighing {
        weighing.plain.yes.weight += 1;
    }
    let report = audit(&evidence);
    assert!(report.differences.iter().any(|it| matches!(it, Difference::Tally { which: "without expertise", .. })));
}

#[test]
fn an_omitted_experts_ballot_is_listed_with_its_whole_weight() {
    let mut evidence = technical();
    let omitted = vote(1, Choice::Yes, 4, 60);
    evidence.peers.iter_mut().for_each(|peer| peer.ballots.push(omitted));
    let report = audit(&evidence);
    assert_eq!(report.known.omitted.iter().map(|omitted| omitted.weight_rounded).collect::<Vec<_>>(), [3.0]);
}
