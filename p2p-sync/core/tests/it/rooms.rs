//! Room in the logs: no author takes all of it, and what leaves gives its room back.

use crate::fixture::*;
use cybersyn_mesh_core::{
    Answer, Refusal, Submission,
    limits::{DRAFTS_PER_AUTHOR_MAX, ENTRY_BYTES_PER_AUTHOR_MAX},
    log::{Fit, LogError, Logs},
    reconcile::{Fingerprint, Span},
};
use cybersyn_primitives::{
    CitizenIndex, Hash,
    entry::{Entry, SignedEntry, Space, UPDATE_BYTES_MAX},
};

const SPACE: Space = [3; 32];
const NEW: Fit = Fit::New { is_equivocation: false };

fn entry(space: Space, author: CitizenIndex, sequence: u32, previous: Option<Hash>, bytes: usize) -> SignedEntry {
    let entry = Entry {
        space,
        author,
        key_version: 0,
        sequence,
        previous,
        dependencies: vec![],
        date: NOW - 10,
        update: vec![0; bytes],
    };
    SignedEntry { entry, signature: [0; 64] }
}

fn first(space: Space, author: CitizenIndex) -> SignedEntry {
    entry(space, author, 0, None, 2)
}

fn numbered(number: u32) -> Space {
    let mut space = [1; 32];
    space[..4].copy_from_slice(&number.to_be_bytes());
    space
}

fn fit(logs: &Logs, signed: &SignedEntry) -> Fit {
    logs.fit(signed, &signed.entry.hash(), |_| false, |_| true)
}

/// Adds large entries of one author while they fit; how many did, and why the next one did not.
fn fill(logs: &mut Logs, space: Space, author: CitizenIndex) -> (usize, Fit) {
    let mut previous = None;
    for sequence in 0.. {
        let signed = entry(space, author, sequence, previous, UPDATE_BYTES_MAX);
        let fit = fit(logs, &signed);
        if fit != NEW {
            return (sequence as usize, fit);
        }
        previous = Some(signed.entry.hash());
        logs.insert(signed);
    }
    unreachable!()
}

#[test]
fn an_author_begins_only_so_many_drafts_and_others_go_on() {
    let mut logs = Logs::default();
    for number in 0..DRAFTS_PER_AUTHOR_MAX as u32 {
        let signed = first(numbered(number), 1);
        assert_eq!(fit(&logs, &signed), NEW);
        logs.insert(signed);
    }
    assert_eq!(fit(&logs, &first(SPACE, 1)), Fit::Refused(LogError::MaxDraftsExceeded));
    assert_eq!(fit(&logs, &first(SPACE, 2)), NEW);
    logs.insert(first(SPACE, 2));
    assert_eq!(fit(&logs, &first(SPACE, 1)), NEW, "writing in a draft of another author is no beginning");
}

#[test]
fn discussions_of_proposals_are_no_drafts() {
    let mut logs = Logs::default();
    for number in 0..DRAFTS_PER_AUTHOR_MAX as u32 {
        logs.insert(first(numbered(number), 1));
    }
    let signed = first(SPACE, 1);
    assert_eq!(logs.fit(&signed, &signed.entry.hash(), |_| false, |space| *space != SPACE), NEW);
    let signed = first([4; 32], 1);
    let one_is_a_discussion = |space: &Space| *space != numbered(0);
    assert_eq!(logs.fit(&signed, &signed.entry.hash(), |_| false, one_is_a_discussion), NEW);
}

#[test]
fn a_client_hears_which_limit_it_has_met() {
    let mut node = Node::new(chain(4, 100, &[1]));
    for number in 0..=DRAFTS_PER_AUTHOR_MAX as u32 {
        node.submit(2, Submission::Entry(sign_entry(Entry { update: vec![0, 0], ..first(numbered(number), 1).entry })));
        node.pass(20);
        let expected = match number as usize {
            DRAFTS_PER_AUTHOR_MAX => Answer::Refused(Refusal::Log(LogError::MaxDraftsExceeded)),
            _ => Answer::Stored,
        };
        assert_eq!(node.answer(2), Some(expected));
    }
}

#[test]
fn one_author_fills_neither_a_space_nor_the_node() {
    let mut logs = Logs::default();
    let (entries, full) = fill(&mut logs, SPACE, 1);
    assert_eq!(full, Fit::Refused(LogError::MaxBytesExceeded));
    assert_eq!(entries, ENTRY_BYTES_PER_AUTHOR_MAX / (UPDATE_BYTES_MAX + 512));
    assert_eq!(fill(&mut logs, numbered(1), 1).0, 0, "nor in another space");
    assert!(fill(&mut logs, SPACE, 2).0 > 0);
}

#[test]
fn empty_entries_take_room_too() {
    let mut logs = Logs::default();
    let mut previous = None;
    let taken = (0..u32::MAX).find(|number| {
        let (space, sequence) = (numbered(number / 16_000), number % 16_000);
        let signed = entry(space, 1, sequence, previous.filter(|_| sequence > 0), 0);
        previous = Some(signed.entry.hash());
        let is_full = fit(&logs, &signed) != NEW;
        logs.insert(signed);
        is_full
    });
    assert!(taken.is_some_and(|taken| taken < 40_000), "{taken:?}");
}

/// Entries of one author for one position, the greatest hash first: each one takes the place of another.
fn equivocations(count: u64) -> Vec<SignedEntry> {
    let mut all: Vec<SignedEntry> = (0..count)
        .map(|number| {
            let mut signed = entry(SPACE, 1, 0, None, UPDATE_BYTES_MAX);
            signed.entry.date -= number;
            signed
        })
        .collect();
    all.sort_by_key(|signed| std::cmp::Reverse(signed.entry.hash()));
    all
}

#[test]
fn what_an_equivocation_displaces_gives_its_room_back() {
    let mut logs = Logs::default();
    for signed in equivocations(600) {
        assert!(matches!(fit(&logs, &signed), Fit::New { .. }), "{:?}", fit(&logs, &signed));
        logs.insert(signed);
    }
    assert_eq!(logs.count(), 2);
    let (entries, _) = fill(&mut logs, numbered(1), 1);
    assert_eq!(entries, ENTRY_BYTES_PER_AUTHOR_MAX / (UPDATE_BYTES_MAX + 512) - 2);
}

#[test]
fn fingerprints_follow_what_comes_and_goes() {
    let mut logs = Logs::default();
    for signed in equivocations(20) {
        logs.insert(signed);
        let naive = logs.in_span(SPACE, Span::ALL).fold(Fingerprint::default(), |sum, (_, hash)| sum.with(&hash));
        assert_eq!(logs.fingerprint(&SPACE), naive);
    }
}

#[test]
fn a_forgotten_space_gives_its_room_back() {
    let mut logs = Logs::default();
    let (entries, _) = fill(&mut logs, SPACE, 1);
    assert!(logs.forget(&SPACE));
    assert!(!logs.forget(&SPACE));
    assert_eq!(logs.count(), 0);
    assert_eq!(fill(&mut logs, SPACE, 1).0, entries);
}
