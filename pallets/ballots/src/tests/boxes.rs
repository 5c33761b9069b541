//! Opening boxes.

use super::{fixtures::*, mock::*};
use crate::pallet::Event;
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    Class, Millis, Terms,
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
        assert_eq!(Ballots::open(4, terms(Class::Rights)), Err(BoxRefusal::TooMany));
        for proposal in 4..8 {
            let later = START + WINDOW + 60_000;
            assert_eq!(Ballots::open(proposal, window(START, later)), Ok(()));
        }
        assert_eq!(Ballots::open(8, window(START, START + WINDOW_MAX)), Err(BoxRefusal::TooMany));
        assert_eq!(Ballots::open_proposals().len(), 8);
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
