//! Entries, documents and frozen texts.

use crate::fixture::*;
use cybersyn_mesh_core::{
    Answer, Effect, Event, GossipId, Heart, Message, Offence, Refusal, Submission, Verdict, ViewUpdate,
    document::{ApplyJob, Authored, Content, DocumentError, Limits, apply_update, author_of, client_id},
    log::LogError,
    message::encode,
};
use cybersyn_primitives::{
    CitizenIndex, Class, Hash,
    entry::{Entry, FrozenText, SignedEntry, Space},
    ledger::Ledger,
    rule::Skip,
    text::{Header, content_hash},
};
use proptest::prelude::*;
use yrs::{Any, Array, Doc, Map, MapPrelim, ReadTxn, StateVector, Text, Transact, Update, updates::decoder::Decode};

const SPACE: Space = [3; 32];

/// An author's device: a document and a log.
struct Device {
    author: CitizenIndex,
    doc: Doc,
    next: u32,
    previous: Option<Hash>,
}

impl Device {
    fn new(author: CitizenIndex) -> Self {
        Self { author, doc: Doc::with_client_id(client_id(author, 0)), next: 0, previous: None }
    }

    /// Takes over what others wrote.
    fn see(&self, update: &[u8]) {
        self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    fn update(&self, change: impl FnOnce(&Doc)) -> Vec<u8> {
        let before = self.doc.transact().state_vector();
        change(&self.doc);
        self.doc.transact().encode_state_as_update_v1(&before)
    }

    fn comment(&self, text: &str) -> Vec<u8> {
        self.update(|doc| {
            let comments = doc.get_or_insert_array("comments");
            let fields = [("date", Any::from(NOW as f64)), ("text", Any::from(text)), ("author", Any::from(99.0))];
            comments.push_back(&mut doc.transact_mut(), MapPrelim::from(fields));
        })
    }

    fn write(&self, at: u32, text: &str) -> Vec<u8> {
        self.update(|doc| {
            let body = doc.get_or_insert_text("body");
            body.insert(&mut doc.transact_mut(), at, text);
        })
    }

    fn entry(&mut self, update: Vec<u8>) -> SignedEntry {
        let signed = sign_entry(Entry {
            space: SPACE,
            author: self.author,
            key_version: 0,
            sequence: self.next,
            previous: self.previous,
            dependencies: vec![],
            date: NOW - 10,
            update,
        });
        self.next += 1;
        self.previous = Some(signed.entry.hash());
        signed
    }
}

fn node() -> Node {
    Node::new(chain(4, 100, &[1]))
}

fn hand_in(node: &mut Node, signed: SignedEntry) -> Answer {
    node.submit(2, Submission::Entry(signed));
    node.pass(20);
    node.answer(2).expect("an answer")
}

fn content(node: &Node) -> Content {
    node.heart.document(&SPACE).map(|document| document.content).unwrap_or_default()
}

fn authored(author: CitizenIndex, update: Vec<u8>) -> Authored {
    Authored { client: client_id(author, 0), update }
}

fn refusal(state: &[u8], author: CitizenIndex, update: Vec<u8>) -> DocumentError {
    apply_update(state, authored(author, update), Limits::default()).unwrap_err()
}

#[test]
fn a_client_id_names_its_author() {
    for author in [0, 1, 77, CitizenIndex::MAX] {
        assert_eq!(author_of(client_id(author, 65_535)), Some(author));
        assert!(client_id(author, 65_535) < 1 << 53);
    }
}

#[test]
fn a_comment_is_its_signers_whatever_the_payload_says() {
    let mut node = node();
    let mut device = Device::new(2);
    let update = device.comment("aye");
    assert_eq!(hand_in(&mut node, device.entry(update)), Answer::Stored);
    let comments = content(&node).comments;
    assert_eq!(comments.len(), 1);
    assert_eq!((comments[0].author, comments[0].text.as_str(), comments[0].date), (2, "aye", NOW));
    assert_eq!(node.heart.log_position(&SPACE, 2).next, 1);
    assert_eq!(node.disk.len(), 1);
}

#[test]
fn structs_of_another_client_are_refused() {
    let forged = Device::new(1).comment("I am not who I seem");
    assert_eq!(refusal(&[], 2, forged), DocumentError::ForeignClient(client_id(1, 0)));
}

#[test]
fn others_comments_can_be_neither_removed_nor_changed() {
    let one = Device::new(1);
    let state = apply_update(&[], authored(1, one.comment("mine")), Limits::default()).unwrap();
    let two = Device::new(2);
    two.see(&state);
    let removed = two.update(|doc| {
        doc.get_or_insert_array("comments").remove(&mut doc.transact_mut(), 0);
    });
    assert_eq!(refusal(&state, 2, removed), DocumentError::ForeignComment);
    let two = Device::new(2);
    two.see(&state);
    let changed = two.update(|doc| {
        let comments = doc.get_or_insert_array("comments");
        let mut txn = doc.transact_mut();
        let Some(yrs::Out::YMap(map)) = comments.get(&txn, 0) else { panic!("a map") };
        map.insert(&mut txn, "text", "yours");
    });
    assert_eq!(refusal(&state, 2, changed), DocumentError::ForeignComment);
    one.see(&state);
    let own = one.update(|doc| {
        doc.get_or_insert_array("comments").remove(&mut doc.transact_mut(), 0);
    });
    assert!(apply_update(&state, authored(1, own), Limits::default()).is_ok(), "one's own can be taken back");
}

#[test]
fn what_is_no_update_or_too_large_or_elsewhere_is_refused() {
    assert_eq!(refusal(&[], 1, vec![9, 9, 9]), DocumentError::Malformed);
    assert_eq!(refusal(&[], 1, vec![0; 70_000]), DocumentError::TooLarge);
    let elsewhere = Device::new(1).update(|doc| {
        doc.get_or_insert_text("title").insert(&mut doc.transact_mut(), 0, "x");
    });
    assert_eq!(refusal(&[], 1, elsewhere), DocumentError::UnknownRoot);
    let long = Device::new(1).comment(&"x".repeat(17_000));
    assert_eq!(refusal(&[], 1, long), DocumentError::Full);
}

#[test]
fn an_update_that_builds_on_something_unknown_waits() {
    let device = Device::new(1);
    let first = device.write(0, "hello");
    let second = device.write(5, " world");
    assert_eq!(refusal(&[], 1, second.clone()), DocumentError::MissingDependencies);
    let state = apply_update(&[], authored(1, first), Limits::default()).unwrap();
    assert!(apply_update(&state, authored(1, second), Limits::default()).is_ok());
}

#[test]
fn a_refused_update_leaves_the_others_of_its_job_as_they_are() {
    let device = Device::new(1);
    let updates = vec![
        authored(1, device.write(0, "a")),
        authored(2, Device::new(1).write(0, "b")),
        authored(1, device.write(1, "c")),
    ];
    let job = ApplyJob { id: 1, space: SPACE, state: vec![], updates, limits: Limits::default() };
    let applied = job.run().unwrap();
    assert_eq!(applied.results.iter().map(Result::is_ok).collect::<Vec<_>>(), vec![true, false, true]);
    assert_eq!(applied.content.body, "ac");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Entries of three authors that write at once, in any order, give one document.
    #[test]
    fn any_order_of_entries_gives_the_same_document(words in prop::collection::vec((0u32..3, "[a-z]{1,6}"), 1..12), order in prop::collection::vec(any::<prop::sample::Index>(), 12)) {
        let mut devices: Vec<Device> = (0..3).map(Device::new).collect();
        let mut entries: Vec<SignedEntry> = words.iter().map(|(author, word)| {
            let device = &mut devices[*author as usize];
            let update = device.write(0, word);
            device.entry(update)
        }).collect();
        let mut straight = node();
        for signed in &entries {
            prop_assert_eq!(hand_in(&mut straight, signed.clone()), Answer::Stored);
        }
        let mut shuffled = node();
        let mut turn = order.iter();
        while !entries.is_empty() {
            let at = turn.next().map_or(0, |index| index.index(entries.len()));
            hand_in(&mut shuffled, entries.remove(at));
        }
        prop_assert_eq!(content(&straight), content(&shuffled));
        prop_assert_eq!(straight.heart.figures().entries, shuffled.heart.figures().entries);
    }

    /// Whatever bytes an author signs, the document stays readable and nobody else's comment changes.
    #[test]
    fn hostile_updates_do_no_harm(noise in prop::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let state = apply_update(&[], authored(1, Device::new(1).comment("mine")), Limits::default()).unwrap();
        let two = Device::new(2);
        two.see(&state);
        let mut flipped = two.comment("aye");
        let at = at.index(flipped.len());
        flipped[at] = byte;
        for update in [noise, flipped] {
            // A panic is what the worker process is for; it must not leave a changed document behind.
            let result = std::panic::catch_unwind(|| apply_update(&state, authored(2, update), Limits::default()));
            if let Ok(Ok(after)) = result {
                let job = ApplyJob { id: 1, space: SPACE, state: after, updates: vec![], limits: Limits::default() };
                prop_assert!(job.run().unwrap().content.comments.iter().any(|c| c.author == 1 && c.text == "mine"));
            }
        }
    }
}

#[test]
fn an_entry_before_its_predecessor_waits_for_it() {
    let mut node = node();
    let mut device = Device::new(1);
    let (first, second) = (device.write(0, "a"), device.write(1, "b"));
    let (first, second) = (device.entry(first), device.entry(second));
    assert!(matches!(hand_in(&mut node, second), Answer::Waiting { .. }));
    assert_eq!(hand_in(&mut node, first), Answer::Stored);
    assert_eq!(content(&node).body, "ab");
}

#[test]
fn who_had_no_right_at_the_entrys_date_is_refused() {
    let mut node = node();
    let mut device = Device::new(1);
    let update = device.write(0, "a");
    let mut signed = device.entry(update);
    signed.entry.date = ADMITTED - 1;
    let early = sign_entry(signed.entry.clone());
    assert_eq!(hand_in(&mut node, early), Answer::Refused(Refusal::Rule(Skip::NotAPerson)));
    signed.entry.date = NOW;
    assert_eq!(hand_in(&mut node, signed), Answer::Refused(Refusal::Rule(Skip::BadSignature)));
    let mut stranger = Device::new(9);
    let update = stranger.write(0, "a");
    let unknown = stranger.entry(update);
    assert_eq!(hand_in(&mut node, unknown), Answer::Waiting { reason: Skip::UnknownVoter });
    assert_eq!(node.heart.figures().entries, 0);
}

/// Two entries of one author at one position.
fn fork() -> [SignedEntry; 2] {
    ["one", "two"].map(|word| {
        let mut device = Device::new(1);
        let update = device.write(0, word);
        device.entry(update)
    })
}

fn hear(node: &mut Node, signed: &SignedEntry) {
    let bytes = encode(&Message::Entry(signed.clone()));
    node.tell(Event::Gossip { from: peer(1), id: GossipId(1), bytes });
    node.pass(20);
}

#[test]
fn equivocation_is_kept_as_evidence_and_every_node_shows_the_same() {
    let [one, two] = fork();
    let (mut left, mut right) = (node(), node());
    hear(&mut left, &one);
    hear(&mut left, &two);
    hear(&mut right, &two);
    hear(&mut right, &one);
    assert_eq!(content(&left), content(&right));
    assert!(["one", "two"].contains(&content(&left).body.as_str()));
    for node in [&left, &right] {
        assert_eq!(node.heart.equivocations(&SPACE).len(), 1);
        assert_eq!(node.heart.figures().equivocations, 1);
    }
}

#[test]
fn own_clients_cannot_equivocate() {
    let [one, two] = fork();
    let mut node = node();
    hand_in(&mut node, one);
    assert_eq!(hand_in(&mut node, two), Answer::Refused(Refusal::Log(LogError::Equivocation)));
}

#[test]
fn a_worker_that_dies_costs_only_the_entry_that_killed_it() {
    let mut heart = Heart::new(GENESIS);
    heart.handle(Event::Finalized(Box::new(chain(4, 100, &[1]))), NOW);
    let mut device = Device::new(1);
    let update = device.write(0, "a");
    let bytes = encode(&Message::Entry(device.entry(update)));
    let effects = heart.handle(Event::Gossip { from: peer(1), id: GossipId(5), bytes }, NOW);
    let [Effect::Verify(work)] = effects.as_slice() else { panic!("{effects:?}") };
    let effects = heart.handle(run(work), NOW);
    let Some(Effect::Apply(job)) = effects.iter().find(|effect| matches!(effect, Effect::Apply(_))) else {
        panic!("{effects:?}")
    };
    let effects = heart.handle(Event::Applied { id: job.work_id(), result: Err(DocumentError::Crashed) }, NOW);
    assert!(effects.contains(&Effect::Judge { id: GossipId(5), verdict: Verdict::Reject }));
    assert!(effects.contains(&Effect::Penalize { peer: peer(1), offence: Offence::Junk }));
    assert_eq!(heart.figures().entries, 0);
}

#[test]
fn documents_survive_a_restart() {
    let mut before = node();
    let mut device = Device::new(1);
    for number in 0..40 {
        let update = device.write(number, "x");
        hand_in(&mut before, device.entry(update));
    }
    let mut after = Node::new(ViewUpdate::default());
    let mut records = before.disk.clone();
    records.reverse();
    after.tell(Event::Recovered(records));
    assert_eq!(content(&after), content(&before));
    assert_eq!(after.heart.log_position(&SPACE, 1), before.heart.log_position(&SPACE, 1));
}

fn text(title: &str) -> FrozenText {
    let header = Header { title: title.into(), class: Class::Budget, community: 0, call: None };
    FrozenText { header, body: "We agree.\n".into() }
}

fn proposing(text: &FrozenText) -> ViewUpdate {
    let mut terms = terms(5, Class::Budget);
    terms.content = content_hash(&text.header, &text.body).unwrap();
    ViewUpdate { number: 2, proposals: vec![(5, Ledger::new(terms))], ..ViewUpdate::default() }
}

fn hand_in_text(node: &mut Node, text: &FrozenText) -> Answer {
    node.submit(3, Submission::Text { proposal: Some(5), text: text.clone() });
    node.pass(20);
    node.answer(3).expect("an answer")
}

#[test]
fn the_text_that_the_chain_holds_the_hash_of_is_stored() {
    let mut node = node();
    node.tell(Event::Finalized(Box::new(proposing(&text("Bread")))));
    assert_eq!(hand_in_text(&mut node, &text("Bread")), Answer::Stored);
    assert_eq!(node.heart.text(5), Some(&text("Bread")));
}

/// Requests answered by these effects.
fn answered(effects: &[Effect]) -> Vec<u64> {
    let number = |effect: &Effect| match effect {
        Effect::Answer { request, answer: Answer::Stored } => Some(request.number),
        _ => None,
    };
    effects.iter().filter_map(number).collect()
}

/// Hands the same in while its commit is gathered and while it is under way; nothing is answered before the end.
fn acknowledges_only_what_is_on_disk(heart: &mut Heart, submission: &Submission, begin: impl FnOnce(&mut Heart)) {
    let submit = |heart: &mut Heart, number| {
        let event = Event::Submitted { request: request_id(number), submission: Box::new(submission.clone()) };
        heart.handle(event, NOW + 1)
    };
    begin(heart);
    assert_eq!(answered(&submit(heart, 2)), vec![] as Vec<u64>);
    let effects = heart.handle(Event::Tick, NOW + 20);
    let ticket = effects.iter().find_map(|e| if let Effect::Persist { ticket, .. } = e { Some(*ticket) } else { None });
    assert_eq!(answered(&submit(heart, 3)), vec![] as Vec<u64>);
    let effects = heart.handle(Event::Persisted(ticket.expect("a commit")), NOW + 21);
    assert_eq!(answered(&effects), vec![1, 2, 3]);
    assert_eq!(answered(&submit(heart, 4)), vec![4], "it is on disk");
}

#[test]
fn an_entry_handed_in_again_is_not_acknowledged_before_it_is_on_disk() {
    let mut heart = Heart::new(GENESIS);
    heart.handle(Event::Finalized(Box::new(chain(4, 100, &[1]))), NOW);
    let mut device = Device::new(1);
    let update = device.write(0, "a");
    let submission = Submission::Entry(device.entry(update));
    let again = submission.clone();
    acknowledges_only_what_is_on_disk(&mut heart, &again, |heart| {
        let event = Event::Submitted { request: request_id(1), submission: Box::new(submission) };
        let effects = heart.handle(event, NOW);
        let [Effect::Verify(work)] = effects.as_slice() else { panic!("{effects:?}") };
        let effects = heart.handle(run(work), NOW);
        let [Effect::Apply(job)] = effects.as_slice() else { panic!("{effects:?}") };
        let applied = Event::Applied { id: job.work_id(), result: job.run().map(Box::new) };
        assert_eq!(answered(&heart.handle(applied, NOW)), vec![] as Vec<u64>);
    });
}

#[test]
fn a_text_handed_in_again_is_not_acknowledged_before_it_is_on_disk() {
    let mut heart = Heart::new(GENESIS);
    heart.handle(Event::Finalized(Box::new(proposing(&text("Bread")))), NOW);
    let submission = Submission::Text { proposal: Some(5), text: text("Bread") };
    acknowledges_only_what_is_on_disk(&mut heart, &submission, |heart| {
        let event = Event::Submitted { request: request_id(1), submission: Box::new(submission.clone()) };
        assert_eq!(answered(&heart.handle(event, NOW)), vec![] as Vec<u64>);
    });
}

#[test]
fn a_diverging_copy_is_refused() {
    let mut node = node();
    node.tell(Event::Finalized(Box::new(proposing(&text("Bread")))));
    assert_eq!(hand_in_text(&mut node, &text("Cake")), Answer::Refused(Refusal::Diverges));
    assert_eq!(node.heart.text(5), None);
}

#[test]
fn a_text_waits_for_its_proposal() {
    let mut node = node();
    assert_eq!(hand_in_text(&mut node, &text("Bread")), Answer::Waiting { reason: Skip::UnknownProposal });
    node.tell(Event::Finalized(Box::new(proposing(&text("Bread")))));
    assert_eq!(node.heart.text(5), Some(&text("Bread")));
}

#[test]
fn a_text_that_is_not_canonical_is_refused_by_name() {
    let mut node = node();
    let mut crooked = text("Bread");
    crooked.body = "no final newline".into();
    assert!(matches!(hand_in_text(&mut node, &crooked), Answer::Refused(Refusal::Text(_))));
}

#[test]
fn an_empty_state_vector_is_the_whole_document() {
    let device = Device::new(1);
    device.write(0, "whole");
    let whole = device.doc.transact().encode_state_as_update_v1(&StateVector::default());
    assert!(apply_update(&[], authored(1, whole), Limits::default()).is_ok());
}

#[test]
fn an_entry_that_never_fits_leaves_no_document_behind() {
    let mut node = node();
    let mut device = Device::new(1);
    let signed = device.entry(vec![9, 9, 9]);
    assert_eq!(hand_in(&mut node, signed), Answer::Refused(Refusal::Document(DocumentError::Malformed)));
    assert!(node.heart.document(&SPACE).is_none());
    assert!(node.disk.is_empty());
}
