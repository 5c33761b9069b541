//! Two nodes end up with the union of what they have, and hostile peers do not get far.

use codec::Encode;
use cybersyn_mesh_core::reconcile::{
    Claim, Exchange, Fingerprint, Holds, Id, Reconcilable, Session, Span, Sums, Violation, answer, fingerprint,
};
use cybersyn_primitives::{Hash, hash::blake2_256};
use proptest::prelude::*;
use std::{cell::Cell, collections::BTreeSet};

/// Elements are their own ids.
#[derive(Clone, Default)]
struct Numbers(BTreeSet<Id>);

impl Reconcilable for Numbers {
    fn elements(&self, span: Span) -> Box<dyn Iterator<Item = (Id, Hash)> + '_> {
        let from = self.0.range(span.from..).take_while(move |id| span.contains(id));
        Box::new(from.map(|id| (*id, blake2_256(id))))
    }

    fn item(&self, id: &Id) -> Option<Vec<u8>> {
        // As large as a signed ballot, so that pieces are cut as they will be.
        self.0.contains(id).then(|| [id.as_slice(), &[0; 50]].concat())
    }
}

impl Numbers {
    fn of(numbers: impl IntoIterator<Item = u64>) -> Self {
        Self(numbers.into_iter().map(id).collect())
    }

    fn add(&mut self, items: &[Vec<u8>]) {
        self.0.extend(items.iter().map(|item| Id::try_from(&item[..32]).unwrap()));
    }
}

fn id(number: u64) -> Id {
    let mut id = blake2_256(&number.to_be_bytes());
    id[0] = (number % 7) as u8;
    id
}

/// The same with fingerprints, which counts the elements that are looked at.
struct Paged {
    numbers: Numbers,
    sums: Sums,
    looked_at: Cell<usize>,
}

impl Paged {
    fn of(numbers: impl IntoIterator<Item = u64>, page_bits: u32) -> Self {
        let numbers = Numbers::of(numbers);
        let mut sums = Sums::paged(page_bits);
        numbers.0.iter().for_each(|id| sums.add(id, &blake2_256(id)));
        Self { numbers, sums, looked_at: Cell::new(0) }
    }
}

impl Reconcilable for Paged {
    fn elements(&self, span: Span) -> Box<dyn Iterator<Item = (Id, Hash)> + '_> {
        Box::new(self.numbers.elements(span).inspect(|_| self.looked_at.set(self.looked_at.get() + 1)))
    }

    fn item(&self, id: &Id) -> Option<Vec<u8>> {
        self.numbers.item(id)
    }

    fn sums(&self) -> Option<&Sums> {
        Some(&self.sums)
    }
}

fn span() -> impl Strategy<Value = Span> {
    let end = || {
        (0u64..600, any::<bool>()).prop_map(|(number, is_page)| {
            let mut id = id(number);
            if is_page {
                id[2..].fill(0);
            }
            id
        })
    };
    (end(), prop::option::of(end())).prop_map(|(from, to)| Span { from, to })
}

/// Runs a session; the number of questions.
fn reconcile(left: &mut Numbers, right: &mut Numbers) -> usize {
    let mut session = Session::new(left);
    let mut questions = 0;
    while let Some(question) = session.question(left).unwrap() {
        assert!(question.encoded_size() <= 256 * 1024, "{} bytes", question.encoded_size());
        questions += 1;
        right.add(&question.items);
        let reply = answer(right, &question).unwrap();
        assert!(reply.encoded_size() <= 256 * 1024, "{} bytes", reply.encoded_size());
        let items = session.reply(left, reply).unwrap();
        left.add(&items);
    }
    questions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn two_sets_become_their_union(left in prop::collection::btree_set(0u64..5_000, 0..800), right in prop::collection::btree_set(0u64..5_000, 0..800)) {
        let union: BTreeSet<Id> = left.union(&right).map(|number| id(*number)).collect();
        let (mut left, mut right) = (Numbers::of(left), Numbers::of(right));
        reconcile(&mut left, &mut right);
        prop_assert_eq!(&left.0, &union);
        prop_assert_eq!(&right.0, &union);
    }

    #[test]
    fn kept_fingerprints_are_those_of_a_walk(numbers in prop::collection::btree_set(0u64..600, 0..300), gone in prop::collection::btree_set(0u64..600, 0..300), span in span(), page_bits in prop::sample::select(vec![0u32, 16, 24, 31])) {
        let mut paged = Paged::of(numbers.union(&gone).copied(), page_bits);
        for number in &gone {
            paged.sums.remove(&id(*number), &blake2_256(&id(*number)));
        }
        paged.numbers = Numbers::of(numbers.difference(&gone).copied());
        // Gone is gone, also what was never in the first set.
        prop_assert_eq!(fingerprint(&paged, span), fingerprint(&paged.numbers, span));
        prop_assert_eq!(fingerprint(&paged, Span::ALL), fingerprint(&paged.numbers, Span::ALL));
    }

    #[test]
    fn two_paged_sets_become_their_union(left in prop::collection::btree_set(0u64..5_000, 0..800), right in prop::collection::btree_set(0u64..5_000, 0..800), page_bits in prop::sample::select(vec![0u32, 16, 24])) {
        let union: BTreeSet<Id> = left.union(&right).map(|number| id(*number)).collect();
        let (mut ours, theirs) = (Paged::of(left, page_bits), Paged::of(right, page_bits));
        let mut session = Session::new(&ours);
        let (mut got, mut sent) = (Vec::new(), Vec::new());
        while let Some(mut question) = session.question(&ours).unwrap() {
            sent.append(&mut question.items);
            got.extend(session.reply(&ours, answer(&theirs, &question).unwrap()).unwrap());
        }
        let mut theirs = theirs.numbers;
        ours.numbers.add(&got);
        theirs.add(&sent);
        prop_assert_eq!(&ours.numbers.0, &union);
        prop_assert_eq!(&theirs.0, &union);
    }

    #[test]
    fn arbitrary_replies_end_in_an_error_or_do_no_harm(counts in prop::collection::vec(0u32..3, 1..6), seed in any::<u64>()) {
        let left = Numbers::of(0..200);
        let mut session = Session::new(&left);
        session.question(&left).unwrap();
        let claims = counts.iter().enumerate().map(|(number, count)| Claim {
            span: Span { from: id(seed.wrapping_add(number as u64)), to: None },
            holds: Holds::Fingerprint(Fingerprint { count: *count, sum: [9; 32] }),
        }).collect();
        let _ = session.reply(&left, Exchange { claims, wants: vec![id(seed)], items: vec![] });
    }
}

#[test]
fn equal_sets_need_one_question() {
    let mut left = Numbers::of(0..20_000);
    let mut right = left.clone();
    assert_eq!(reconcile(&mut left, &mut right), 1);
}

#[test]
fn a_few_differences_among_many_need_few_questions() {
    let mut left = Numbers::of(0..20_000);
    let mut right = Numbers::of(3..20_003);
    let questions = reconcile(&mut left, &mut right);
    assert_eq!((left.0.len(), right.0.len()), (20_003, 20_003));
    assert!(questions <= 8, "{questions} questions");
}

#[test]
fn everything_missing_comes_in_bounded_pieces_either_way() {
    for (left, right) in [(0, 20_000), (20_000, 0)] {
        let (mut left, mut right) = (Numbers::of(0..left), Numbers::of(0..right));
        let questions = reconcile(&mut left, &mut right);
        assert_eq!((left.0.len(), right.0.len()), (20_000, 20_000));
        assert!((10..30).contains(&questions), "{questions} questions");
    }
}

#[test]
fn a_peer_that_has_nothing_gets_a_large_set_without_being_blamed() {
    let (mut left, mut right) = (Numbers::of(0..70_000), Numbers::default());
    reconcile(&mut left, &mut right);
    assert_eq!(right.0.len(), 70_000);
}

#[test]
fn a_question_does_not_cost_a_walk_through_the_set() {
    let set = Paged::of(0..20_000, 16);
    let all = Claim { span: Span::ALL, holds: Holds::Fingerprint(Fingerprint { count: 1, sum: [9; 32] }) };
    let halves = [(Id::default(), Some(id(3))), (id(3), None)]
        .map(|(from, to)| Claim { span: Span { from, to }, ..all.clone() });
    for claims in [vec![all], halves.to_vec()] {
        set.looked_at.set(0);
        let reply = answer(&set, &Exchange { claims, ..Exchange::default() }).unwrap();
        assert!(reply.claims.len() >= 16);
        assert!(set.looked_at.get() < 1_000, "{} elements", set.looked_at.get());
    }
}

#[test]
fn what_was_wanted_and_had_no_room_is_asked_for_again() {
    // Each side has one element in each range of the other's, so that all of them are wanted by name.
    let (mut left, mut right) = (Numbers::of((0..8_000).map(|n| 2 * n)), Numbers::of((0..8_000).map(|n| 2 * n + 1)));
    reconcile(&mut left, &mut right);
    assert_eq!((left.0.len(), right.0.len()), (16_000, 16_000));
}

#[test]
fn a_range_outside_of_the_question_is_a_violation() {
    let left = Numbers::of(0..200);
    let mut session = Session::new(&left);
    session.question(&left).unwrap();
    let claim = |span| Claim { span, holds: Holds::Fingerprint(Fingerprint { count: 1, sum: [9; 32] }) };
    let halves = [Span { from: [0; 32], to: Some([5; 32]) }, Span { from: [4; 32], to: None }];
    let overlapping = Exchange { claims: halves.map(claim).to_vec(), ..Exchange::default() };
    assert_eq!(session.reply(&left, overlapping), Err(Violation::Range));
    let empty = Exchange { claims: vec![claim(Span { from: [5; 32], to: Some([5; 32]) })], ..Exchange::default() };
    assert_eq!(session.reply(&left, empty), Err(Violation::Range));
    let foreign = Claim { span: Span { from: [5; 32], to: None }, holds: Holds::Ids(vec![[1; 32]]) };
    assert_eq!(session.reply(&left, Exchange { claims: vec![foreign], ..Exchange::default() }), Err(Violation::Id));
}

#[test]
fn a_peer_that_never_agrees_is_left_in_the_end() {
    let left = Numbers::of(0..100);
    let mut session = Session::new(&left);
    let lie = Claim { span: Span::ALL, holds: Holds::Fingerprint(Fingerprint { count: 5_000, sum: [9; 32] }) };
    for _ in 0..100_000 {
        match session.question(&left) {
            Ok(Some(question)) => {
                let claims = question.claims.iter().map(|claim| Claim { span: claim.span, ..lie.clone() }).collect();
                session.reply(&left, Exchange { claims, ..Exchange::default() }).unwrap();
            }
            Ok(None) => panic!("the sets differ"),
            Err(violation) => return assert_eq!(violation, Violation::Endless),
        }
    }
    panic!("the session never ends");
}
