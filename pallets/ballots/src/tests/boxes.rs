//! Opening boxes.

use super::{fixtures::*, mock::*};
use crate::pallet::Event;
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    Class, Millis, ProposalId, Terms,
    ledger::Phase,
    terms::WINDOW_MAX,
    traits::{BallotBoxes, BoxRefusal},
};

fn window(opens: Millis, closes: Millis) -> Terms {
    Terms { opens, closes, ..terms(Class::Rights) }
}

#[test]
fn an_opened_box_is_known_and_empty() {
    run(|| {
        let terms = open(3, Class::Budget);
        assert_eq!((ledger(3).terms, ledger(3).phase), (terms, Phase::Open));
        assert_eq!(Ballots::tally(3), Some(Default::default()));
        assert_eq!(Ballots::tally(4), None);
        assert_eq!(Ballots::open_proposals(), [3]);
        assert!(has_event(Event::BoxOpened { proposal: 3 }));
    });
}

#[test]
fn a_proposal_has_one_box_for_ever() {
    run(|| {
        open(1, Class::Rights);
        assert_eq!(Ballots::open(1, terms(Class::Rights)), Err(BoxRefusal::AlreadyExists));
        go(2, START + WINDOW);
        live_for(GRACE + 60_000);
        let later = window(START + 2 * WINDOW, START + 3 * WINDOW);
        assert_eq!(Ballots::open(1, later), Err(BoxRefusal::AlreadyExists));
    });
}

#[test]
fn the_window_has_its_limits() {
    run(|| {
        let refused = Err(BoxRefusal::InvalidWindow);
        assert_eq!(Ballots::open(1, window(START - 1, START + WINDOW)), refused);
        assert_eq!(Ballots::open(1, window(START, START)), refused);
        assert_eq!(Ballots::open(1, window(START + 1, START)), refused);
        assert_eq!(Ballots::open(1, window(START, START + WINDOW_MAX + 1)), refused);
        assert_eq!(Ballots::open(1, window(u64::MAX - 1, u64::MAX)), refused);
        assert_eq!(Ballots::open(1, window(START, START + WINDOW_MAX)), Ok(()));
        assert_eq!(Ballots::open(2, window(START + WINDOW_MAX, START + WINDOW_MAX + 1)), Ok(()));
    });
}

#[test]
fn boxes_are_bounded_in_all_and_per_minute() {
    run(|| {
        for proposal in 0..4 {
            open(proposal, Class::Rights);
        }
        assert_eq!(Ballots::open(4, terms(Class::Budget)), Err(BoxRefusal::MinuteFull));
        for class in Class::ALL {
            flood(class, 100 * (1 + class as u32));
        }
        assert_eq!(Ballots::open_proposals().len(), 18);
    });
}

/// Opens boxes of `class` as long as that works, with ids from `first` and closes far apart; how many.
fn flood(class: Class, first: ProposalId) -> u32 {
    let open = |count| {
        let closes = START + WINDOW + 60_000 * Millis::from(first + count);
        Ballots::open(first + count, Terms { closes, ..terms(class) })
    };
    let (count, refusal) = (0..).find_map(|count| open(count).err().map(|error| (count, error))).expect("it ends");
    assert_eq!(refusal, BoxRefusal::ClassFull);
    count
}

/// The mock has 18 boxes, one of them reserved for each of the nine classes.
#[test]
fn a_flood_of_one_class_leaves_every_other_its_room() {
    run(|| {
        assert_eq!(flood(Class::Priority, 100), 10);
        for class in Class::ALL.into_iter().filter(|class| *class != Class::Priority) {
            assert_eq!(flood(class, 200 + 100 * class as u32), 1, "{class:?}");
        }
    });
}

#[test]
fn floods_of_several_classes_share_what_is_not_reserved() {
    run(|| {
        for proposal in 0..4 {
            open(proposal, Class::Budget);
        }
        assert_eq!(flood(Class::Priority, 100), 7);
        assert_eq!(flood(Class::Emergency, 200), 1);
        assert_eq!(flood(Class::Budget, 300), 0);
    });
}

/// A class of the mock has room for ten, nine of them shared with the others.
#[test]
fn a_class_is_crowded_when_half_of_its_room_is_taken() {
    run(|| {
        let crowded = || [Class::Rights, Class::Budget].map(<Ballots as BallotBoxes>::is_crowded);
        let open = |proposal: ProposalId| {
            let closes = START + WINDOW + 60_000 * Millis::from(proposal);
            assert_eq!(Ballots::open(proposal, window(START, closes)), Ok(()));
        };
        (0..4).for_each(open);
        assert_eq!(crowded(), [false, false]);
        open(4);
        assert_eq!(crowded(), [true, false], "four of the shared ones are taken, five are left, and one reserved");
        open(5);
        assert_eq!(crowded(), [true, true]);
    });
}

#[test]
fn what_can_be_opened_is_known_before() {
    run(|| {
        assert_eq!(Ballots::can_open(&terms(Class::Rights)), Ok(()));
        for proposal in 0..4 {
            open(proposal, Class::Rights);
        }
        assert_eq!(Ballots::can_open(&terms(Class::Rights)), Err(BoxRefusal::MinuteFull));
        assert_eq!(Ballots::can_open(&window(START, START)), Err(BoxRefusal::InvalidWindow));
        flood(Class::Rights, 100);
        let later = window(START, START + WINDOW_MAX);
        assert_eq!(Ballots::can_open(&later), Err(BoxRefusal::ClassFull));
    });
}

#[test]
fn a_final_box_makes_room() {
    run(|| {
        for proposal in 0..4 {
            open(proposal, Class::Rights);
        }
        go(2, START + WINDOW);
        live_for(GRACE + 60_000);
        assert!(Ballots::open_proposals().is_empty());
        let opens = START + 2 * WINDOW;
        assert_eq!(Ballots::open(4, window(opens, opens + WINDOW)), Ok(()));
    });
}

#[test]
fn the_alive_clock_counts_an_outage_as_a_minute() {
    run(|| {
        let before = <Ballots as BallotBoxes>::clock();
        after(6_000);
        after(10 * WINDOW);
        let clock = <Ballots as BallotBoxes>::clock();
        assert_eq!(clock.alive - before.alive, 66_000);
        assert_eq!(clock.now, START + 6_000 + 10 * WINDOW);
    });
}

/// A vote that opens a minute after [`START`].
fn open_later(proposal: u32) -> Terms {
    let terms = window(START + 120_000, START + 120_000 + WINDOW);
    assert_eq!(Ballots::open(proposal, terms), Ok(()));
    terms
}

#[test]
fn a_box_withdrawn_before_voting_is_final_and_makes_room() {
    run(|| {
        open_later(1);
        assert!(<Ballots as BallotBoxes>::withdraw(1));
        assert_eq!((ledger(1).phase, ledger(1).tally), (Phase::Final, Default::default()));
        assert!(Ballots::open_proposals().is_empty());
        assert!(has_event(Event::BoxWithdrawn { proposal: 1 }));
        assert!(!<Ballots as BallotBoxes>::withdraw(1), "only once");
    });
}

#[test]
fn no_box_is_withdrawn_once_voting_has_begun() {
    run(|| {
        let terms = open_later(1);
        after(terms.opens - START);
        assert!(!<Ballots as BallotBoxes>::withdraw(1));
        assert!(!<Ballots as BallotBoxes>::withdraw(2), "there is no box 2");
        assert_eq!(ledger(1).phase, Phase::Open);
    });
}
