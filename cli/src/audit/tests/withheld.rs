//! Peers and nodes that keep evidence back, or hand out false copies of it.

use super::*;

#[test]
fn peers_that_hold_nothing_do_not_make_an_audit_complete() {
    let mut evidence = sample();
    evidence.peers.iter_mut().for_each(|peer| peer.ballots.clear());
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.sound, report.complete), (Verdict::DataMissing, Some(true), None));
    assert_eq!(report.peers.iter().map(|peer| peer.lacks).collect::<Vec<_>>(), [3, 3]);
    assert!(report.missing[0].starts_with("2 different peers were heard and 0 of them"), "{:?}", report.missing);
}

#[test]
fn a_peer_that_lacks_one_live_ballot_does_not_count() {
    let mut evidence = sample();
    evidence.peers[1].ballots.retain(|signed| signed.ballot.citizen != 1);
    assert_eq!(audit(&evidence).verdict, Verdict::DataMissing);
    evidence.peers.push(peer("c", &evidence.peers[0].ballots.clone()));
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

#[test]
fn a_peer_with_an_older_ballot_of_a_voter_lacks_the_live_one() {
    let mut evidence = sample();
    // Citizen 0 voted again: the peer knows of the first time only.
    evidence.peers[1].ballots.retain(|signed| signed.ballot.cast_at != 40);
    assert_eq!(audit(&evidence).peers[1].lacks, 1);
}

#[test]
fn a_peer_with_a_greater_ballot_instead_of_the_live_one_counts() {
    let mut evidence = sample();
    let late = vote(2, Choice::No, 1, (CLOSES - OPENS) as u32);
    evidence.peers[1].ballots.retain(|signed| signed.ballot.citizen != 2);
    evidence.peers[1].ballots.push(late);
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

/// A final vote that is judged at the head, because the node says that it has no state of the vote's end.
fn judged_at_head() -> Evidence {
    Evidence { judged_at_head: true, ..sample() }
}

#[test]
fn an_audit_at_the_head_agrees_where_nothing_hangs_on_the_state() {
    let mut evidence = judged_at_head();
    evidence.peers[0].ballots.push(vote(3, Choice::No, 1, (CLOSES - OPENS) as u32));
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.known.refused.len()), (Verdict::Agrees, 1));
}

#[test]
fn a_withheld_ballot_is_not_explained_away_by_what_was_spent_since() {
    let mut evidence = judged_at_head();
    elsewhere(&mut evidence, 99);
    evidence.peers[0].ballots.push(vote(2, Choice::No, 50, 60));
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.known.unjudged[0].reason), (Verdict::DataMissing, Some(Skip::Overspent)));
    assert!(report.missing[0].contains("the end of the vote"), "{:?}", report.missing);
}

#[test]
fn a_withheld_ballot_is_not_explained_away_by_a_key_stolen_since() {
    let mut evidence = judged_at_head();
    evidence.roll = roll(|slot| slot.keys.iter_mut().for_each(|key| key.stolen = slot.citizen == 3));
    evidence.peers[0].ballots.push(vote(3, Choice::No, 0, 60));
    assert_eq!(audit(&evidence).verdict, Verdict::DataMissing);
    evidence.judged_at_head = false;
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

#[test]
fn what_has_accrued_since_the_vote_makes_no_omission() {
    let mut evidence = judged_at_head();
    evidence.accounts.insert(3, AttentionAccount::open(1, &AttentionParams::default()));
    evidence.peers[0].ballots.push(vote(3, Choice::No, 25, 50));
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.known.omitted.len()), (Verdict::DataMissing, 0));
    // A vote without tokens could always be paid.
    evidence.peers[0].ballots.push(vote(3, Choice::No, 0, 49));
    assert_eq!(audit(&evidence).verdict, Verdict::Differs);
}

#[test]
fn a_batch_without_a_date_is_data_missing() {
    let mut evidence = sample();
    evidence.batches[1].now = None;
    let report = audit(&evidence);
    assert_eq!((report.verdict, report.sound), (Verdict::DataMissing, Some(true)));
    assert!(report.missing[0].contains("when 1 batches settled"), "{:?}", report.missing);
}

#[test]
fn another_node_is_asked_for_what_the_chain_has_and_not_for_what_peers_have() {
    let mut evidence = sample();
    assert!(!audit(&evidence).lacks_state);
    evidence.peers.clear();
    assert!(!audit(&evidence).lacks_state);
    evidence.batches[1].now = None;
    assert!(audit(&evidence).lacks_state);
}

#[test]
fn a_false_signature_in_one_copy_of_a_batch_makes_nothing_unsound() {
    let mut evidence = sample();
    let genuine = evidence.batches[0].ballots.clone();
    evidence.batches[0].ballots[1].signature[0] ^= 1;
    let differences = audit(&evidence).differences;
    assert!(matches!(differences[..], [Difference::UnsoundBallot { citizen: 1, reason: Skip::BadSignature, .. }]));
    evidence.batches[0].join(&genuine);
    assert_eq!(audit(&evidence).verdict, Verdict::Agrees);
}

#[test]
fn a_copy_with_other_ballots_lends_no_signature() {
    let mut evidence = sample();
    let mut other = evidence.batches[0].ballots.clone();
    other[1] = vote(1, Choice::Yes, 4, 20);
    evidence.batches[0].join(&other);
    assert_eq!(evidence.batches[0].forms(1).count(), 1);
}

#[test]
fn where_no_copy_has_a_true_signature_the_reason_is_the_signature() {
    let mut evidence = sample();
    evidence.batches[0].ballots[1].signature[0] ^= 1;
    let mut other = evidence.batches[0].ballots.clone();
    other[1].signature[0] ^= 2;
    evidence.batches[0].join(&other);
    let differences = audit(&evidence).differences;
    assert!(matches!(differences[..], [Difference::UnsoundBallot { citizen: 1, reason: Skip::BadSignature, .. }]));
}
