//! Decided sets leave memory in the end, with their records on disk, and do not come back.

use crate::{fixture::*, heart::Mesh};
use cybersyn_mesh_core::{
    Answer, Config, Effect, Event, ExchangeId, GossipId, Heart, Message, Query, Record, Refusal, Reply, SettledBatch,
    Submission, Verdict, ViewUpdate,
    message::{SetName, Summary, encode},
    reconcile::{Claim, Exchange, Holds, Span},
};
use cybersyn_primitives::{
    Class, Millis, ProposalId,
    entry::{Entry, FrozenText, SignedEntry},
    ledger::Phase,
    rule::Skip,
    text::{Header, content_hash},
};

const DAY: Millis = 24 * 3_600_000;
/// When the proposals end.
const END: Millis = OPENS + WINDOW + 600_000;

fn text() -> FrozenText {
    let header = Header { title: "Bread".into(), class: Class::Budget, community: 0, call: None };
    FrozenText { header, body: "We agree.\n".into() }
}

fn content() -> [u8; 32] {
    content_hash(&text().header, &text().body).unwrap()
}

/// Proposal 1 with its text, in a phase, at a time.
fn head(phase: Phase, time: Millis) -> ViewUpdate {
    let mut ledger = final_ledger(1);
    (ledger.terms.content, ledger.phase) = (content(), phase);
    ViewUpdate { number: 2, time, proposals: vec![(1, ledger)], ..chain(4, 100, &[2]) }
}

fn finalized(phase: Phase, time: Millis) -> Event {
    let mut update = head(phase, time);
    update.proposals.push((2, cybersyn_primitives::ledger::Ledger::new(terms(2, Class::Budget))));
    Event::Finalized(Box::new(update))
}

fn vote_on(proposal: ProposalId, citizen: u32) -> cybersyn_primitives::SignedBallot {
    let ballot = ballot(proposal, citizen, 5, cybersyn_primitives::Choice::Yes, 1);
    let content = if proposal == 1 { content() } else { terms(proposal, Class::Budget).content };
    let signature = key(citizen).sign(&ballot.signing_payload(&GENESIS, &content)).into();
    cybersyn_primitives::SignedBallot { ballot, signature }
}

fn comment(author: u32) -> SignedEntry {
    let space = content();
    sign_entry(Entry {
        space,
        author,
        key_version: 0,
        sequence: 0,
        previous: None,
        dependencies: vec![],
        date: NOW - 10,
        update: vec![0, 0],
    })
}

/// A node that keeps decided sets for a day, with a ballot on proposals 1 and 2, a comment on 1 and its text.
fn node() -> Node {
    let mut node = Node::new(ViewUpdate::default());
    node.heart = Heart::with_config(GENESIS, Config { retention_millis: DAY });
    node.tell(finalized(Phase::Open, NOW));
    assert_eq!(node.vote(vote_on(1, 0)), Answer::Stored);
    assert_eq!(node.vote(vote_on(2, 0)), Answer::Stored);
    node.submit(3, Submission::Entry(comment(1)));
    node.submit(4, Submission::Text { proposal: Some(1), text: text() });
    node.pass(20);
    node.log.clear();
    node
}

fn forgotten(node: &Node) -> Vec<SetName> {
    let name = |effect: &Effect| if let Effect::Forget(name) = effect { Some(*name) } else { None };
    node.log.iter().filter_map(name).collect()
}

/// The node a day and a moment after the end.
fn node_after() -> Node {
    let mut node = node();
    node.tell(finalized(Phase::Final, END + DAY + 1));
    node
}

#[test]
fn what_was_decided_long_ago_leaves_memory_and_may_leave_the_disk() {
    let mut node = node();
    node.tell(finalized(Phase::Final, END + DAY));
    assert_eq!((forgotten(&node), node.heart.figures().ballots), (vec![], 2), "not yet");
    node.tell(finalized(Phase::Final, END + DAY + 1));
    assert_eq!(forgotten(&node), vec![SetName::Ballots(1), SetName::Entries(content())]);
    assert_eq!((node.heart.figures().ballots, node.heart.figures().entries), (1, 0));
    assert!(node.heart.document(&content()).is_none());
    assert!(node.heart.ballot(2, 0).is_some(), "the open proposal's ballots stay");
    node.log.clear();
    node.tell(finalized(Phase::Final, END + 2 * DAY));
    assert_eq!(forgotten(&node), vec![], "once is enough");
}

/// Proposal 2 has the text of proposal 1.
fn proposed_again(phase: Phase, time: Millis) -> Event {
    let mut update = head(Phase::Final, time);
    let mut ledger = cybersyn_primitives::ledger::Ledger::new(terms(2, Class::Budget));
    (ledger.terms.content, ledger.phase) = (content(), phase);
    update.proposals = vec![(1, update.proposals[0].1.clone()), (2, ledger)];
    Event::Finalized(Box::new(update))
}

#[test]
fn a_discussion_stays_while_its_text_is_before_the_citizens_again() {
    let mut node = node();
    node.tell(proposed_again(Phase::Open, END + DAY + 1));
    assert_eq!(forgotten(&node), vec![SetName::Ballots(1)]);
    assert_eq!(node.heart.figures().entries, 1);
    node.submit(5, Submission::Entry(comment(2)));
    node.pass(20);
    assert_eq!(node.answer(5), Some(Answer::Stored), "it goes on");
    node.log.clear();
    node.tell(proposed_again(Phase::Final, END + DAY + 2));
    assert_eq!(forgotten(&node), vec![SetName::Ballots(2), SetName::Entries(content())]);
    assert_eq!(node.heart.figures().entries, 0);
}

#[test]
fn what_is_not_final_is_not_forgotten() {
    let mut node = node();
    node.tell(finalized(Phase::Grace { alive_at_close: 0 }, END + 100 * DAY));
    assert_eq!((forgotten(&node), node.heart.figures().ballots), (vec![], 2));
}

#[test]
fn texts_stay() {
    assert_eq!(node_after().heart.text(1), Some(&text()));
}

#[test]
fn what_was_forgotten_is_not_taken_again() {
    let mut node = node_after();
    node.log.clear();
    for message in [Message::Ballots(vec![vote_on(1, 1)]), Message::Entry(comment(2))] {
        node.tell(Event::Gossip { from: peer(1), id: GossipId(1), bytes: encode(&message) });
    }
    let ignored = || Effect::Judge { id: GossipId(1), verdict: Verdict::Ignore };
    assert_eq!(node.log, vec![ignored(), ignored()], "and costs nobody anything");
    let refused = Answer::Refused(Refusal::Rule(Skip::Final));
    assert_eq!(node.vote(vote_on(1, 1)), refused);
    node.submit(5, Submission::Entry(comment(2)));
    assert_eq!(node.answer(5), Some(refused));
}

#[test]
fn what_was_forgotten_is_not_reconciled() {
    let mut node = node_after();
    node.log.clear();
    node.tell(Event::PeerConnected(peer(1)));
    let Some(Effect::Ask { id, bytes, .. }) = node.log.pop() else { panic!("no question") };
    let Ok(Query::Summary(summary)) = Query::parse(&bytes) else { panic!("no summary") };
    let names: Vec<SetName> = summary.sets.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, vec![SetName::Texts, SetName::Ballots(2)]);
    let old = vec![SetName::Ballots(1), SetName::Entries(content())];
    node.tell(Event::Answered { from: peer(1), id, bytes: Some(encode(&Reply::Summary(old.clone()))) });
    assert_eq!(node.log, vec![], "not asked for");
    let sets = old.into_iter().map(|name| (name, Default::default())).collect();
    let summary = Query::Summary(Summary { sets, from: None, to: None });
    let claims = vec![Claim { span: Span::ALL, holds: Holds::Ids(vec![[1; 32]]) }];
    let exchange = Exchange { claims, items: vec![codec::Encode::encode(&vote_on(1, 1))], ..Exchange::default() };
    for (query, expected) in [
        (summary, Reply::Summary(vec![SetName::Texts, SetName::Ballots(2)])),
        (Query::Reconcile { set: SetName::Ballots(1), exchange }, Reply::Reconcile(Exchange::default())),
    ] {
        node.tell(Event::Asked { from: peer(2), id: ExchangeId(1), bytes: encode(&query) });
        assert_eq!(node.log.pop(), Some(Effect::Reply { id: ExchangeId(1), bytes: encode(&expected) }));
    }
    assert_eq!(node.heart.figures().ballots, 1);
}

/// A node that was started again from `records`, a day and a moment after the end.
fn restarted(retention_millis: Millis, records: Vec<Record>) -> Node {
    let mut node = Node::new(ViewUpdate::default());
    node.heart = Heart::with_config(GENESIS, Config { retention_millis });
    node.tell(Event::Recovered(records));
    node.tell(finalized(Phase::Final, END + DAY + 1));
    node
}

#[test]
fn nodes_with_different_retention_live_together() {
    let records = node().disk;
    let mut mesh = Mesh::new(2);
    mesh.nodes = vec![restarted(DAY, records.clone()), restarted(Millis::MAX, records)];
    mesh.connect();
    for _ in 0..4 {
        mesh.nodes.iter_mut().for_each(|node| node.pass(15_000));
        assert_eq!(mesh.deliver(), 2, "a summary each, and nothing to do");
    }
    assert_eq!(mesh.nodes[0].heart.figures().ballots, 1);
    assert_eq!(mesh.nodes[1].heart.figures().ballots, 2, "the archive keeps all");
}

fn batch() -> SettledBatch {
    SettledBatch { proposal: 1, index: 0, block: [1; 32], number: 1, ballots: vec![vote_on(1, 0)] }
}

#[test]
fn receipts_outlive_the_ballots() {
    let mut node = node();
    let Event::Finalized(mut update) = finalized(Phase::Final, END + DAY + 1) else { unreachable!() };
    update.settled.push(batch());
    node.tell(Event::Finalized(update));
    assert_eq!(forgotten(&node).len(), 2);
    assert_eq!(node.heart.ballot(1, 0).unwrap().state, cybersyn_primitives::api::BallotState::Counted);
    assert!(node.heart.counted_proof(1, 0).is_some());
    assert_eq!(node.heart.settled_batches(1).count(), 1);
}

#[test]
fn after_a_restart_the_store_is_told_again_only_of_what_it_gave_back() {
    let compacted = restarted(DAY, vec![Record::Settled(batch())]);
    assert_eq!((forgotten(&compacted), compacted.heart.figures().ballots), (vec![], 0));
    let before =
        restarted(DAY, vec![Record::Settled(batch()), Record::Ballot(vote_on(1, 0)), Record::Entry(comment(1))]);
    assert_eq!(forgotten(&before), vec![SetName::Ballots(1), SetName::Entries(content())]);
}

#[test]
fn who_waits_for_a_document_that_is_forgotten_is_answered() {
    let mut heart = Heart::with_config(GENESIS, Config { retention_millis: DAY });
    heart.handle(finalized(Phase::Open, NOW), NOW);
    let mut jobs = Vec::new();
    // The first entry's job is under way, the second one waits for it.
    for (number, author) in [(1, 1), (2, 2)] {
        let bytes = encode(&Message::Entry(comment(author)));
        let effects = heart.handle(Event::Gossip { from: peer(1), id: GossipId(number), bytes }, NOW);
        let Some(Effect::Verify(work)) = effects.first() else { panic!("{effects:?}") };
        jobs.extend(heart.handle(run(work), NOW));
    }
    let [Effect::Apply(job)] = jobs.as_slice() else { panic!("{jobs:?}") };
    let ignored = |number| Effect::Judge { id: GossipId(number), verdict: Verdict::Ignore };
    let effects = heart.handle(finalized(Phase::Final, END + DAY + 1), NOW);
    assert!(effects.contains(&ignored(2)), "{effects:?}");
    let result = job.run().map(Box::new);
    let effects = heart.handle(Event::Applied { id: job.work_id(), result }, NOW);
    assert!(effects.contains(&ignored(1)), "{effects:?}");
    assert_eq!(heart.figures().entries, 0);
    assert!(heart.document(&content()).is_none());
}
