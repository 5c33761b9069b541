//! The ledger's way from open to final.

use cybersyn_primitives::{
    Choice, Class, Millis, Terms,
    clock::{AliveClock, GAP_MAX},
    ledger::{Ledger, Phase},
    receipt::Accumulator,
    tally::{Outcome, Vote},
    terms::Thresholds,
    weight::ONE,
};

const OPENS: Millis = 1_000_000;
const CLOSES: Millis = 2_000_000;
const GRACE: Millis = 100_000;

fn ledger(grace: Millis) -> Ledger {
    Ledger::new(Terms {
        content: [1; 32],
        scheduled: OPENS,
        opens: OPENS,
        closes: CLOSES,
        grace,
        class: Class::Rights,
        function: Class::Rights.function(),
        tokens_max: 0,
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    })
}

fn clock(now: Millis, alive: Millis) -> AliveClock {
    AliveClock { now, alive }
}

#[test]
fn ballots_are_taken_until_the_grace_has_passed() {
    let mut ledger = ledger(GRACE);
    assert!(ledger.takes_ballots(&clock(CLOSES - 1, 7)));
    assert!(ledger.takes_ballots(&clock(CLOSES, 7)), "the grace begins");
    assert!(ledger.close_if_due(&clock(CLOSES, 7)));
    assert!(ledger.takes_ballots(&clock(CLOSES + GRACE, 7 + GRACE - 1)));
    assert!(!ledger.takes_ballots(&clock(CLOSES + GRACE, 7 + GRACE)));
    ledger.phase = Phase::Counting { next: 0, pages: Accumulator::default() };
    assert!(!ledger.takes_ballots(&clock(CLOSES, 7)));
}

#[test]
fn a_box_is_open_until_counting_begins() {
    let mut ledger = ledger(GRACE);
    assert!(ledger.is_open());
    assert!(ledger.close_if_due(&clock(CLOSES, 7)) && ledger.is_open());
    ledger.phase = Phase::Counting { next: 0, pages: Accumulator::default() };
    assert!(!ledger.is_open());
    ledger.phase = Phase::Final;
    assert!(!ledger.is_open());
}

#[test]
fn without_grace_the_close_is_the_end() {
    let ledger = ledger(0);
    assert!(ledger.takes_ballots(&clock(CLOSES - 1, 7)));
    assert!(!ledger.takes_ballots(&clock(CLOSES, 7)));
}

#[test]
fn a_box_closes_once_and_not_early() {
    let mut ledger = ledger(GRACE);
    assert!(!ledger.close_if_due(&clock(CLOSES - 1, 7)));
    assert!(ledger.close_if_due(&clock(CLOSES, 7)));
    assert!(!ledger.close_if_due(&clock(CLOSES + 1, 8)));
    assert_eq!(ledger.phase, Phase::Grace { alive_at_close: 7 });
}

#[test]
fn grace_runs_on_the_chain_alive_clock() {
    let mut ledger = ledger(GRACE);
    let mut clock = clock(CLOSES, 0);
    ledger.close_if_due(&clock);
    clock.advance(CLOSES + 100 * GRACE);
    assert_eq!(ledger.grace_left(&clock), Some(GRACE - GAP_MAX));
}

#[test]
fn a_decision_compares_the_end_with_the_close() {
    let mut ledger = ledger(GRACE);
    ledger.tally.add(&Vote { choice: Choice::Yes, weight: ONE, tokens: 0 });
    ledger.close_if_due(&clock(CLOSES, 7));
    for _ in 0..2 {
        ledger.tally.add(&Vote { choice: Choice::No, weight: ONE, tokens: 0 });
    }
    assert_eq!(ledger.decision(), None);
    (ledger.phase, ledger.live_root) = (Phase::Final, Some([3; 32]));
    let decision = ledger.decision().expect("final");
    assert_eq!((decision.outcome_at_close, decision.outcome), (Outcome::Approved, Outcome::Rejected));
    assert_eq!((decision.tally, decision.live_root), (ledger.tally, [3; 32]));
}
