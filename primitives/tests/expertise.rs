//! What expertise weighs, where it does, and what it did to a result.

use cybersyn_primitives::{
    Body, Choice, Class, Hash, Terms, VotingFunction,
    expertise::{Influence, expertise_permille},
    reputation::POINT,
    rule::vote,
    tally::{Side, Tally},
    terms::Thresholds,
    weight::{EXPERTISE_MAX, EXPERTISE_NONE, VotingWeight, with_expertise},
};
use proptest::prelude::*;

fn terms(class: Class) -> Terms {
    Terms {
        content: Hash::default(),
        scheduled: 0,
        opens: 0,
        closes: 1,
        grace: 0,
        class,
        function: class.function(),
        tokens_max: 50,
        quorum_base: 10,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 300 },
    }
}

fn tally(yes: u128, no: u128) -> Tally {
    let side = |weight| Side { voters: 5, weight };
    Tally { yes: side(yes), no: side(no), abstain: side(1 << 40), ..Tally::default() }
}

#[test]
fn nobody_weighs_more_in_a_class_that_is_not_technical() {
    let body = Body::Open { choice: Choice::Yes, tokens: 49 };
    for class in Class::ALL {
        let (plain, expert) = (vote(&body, &terms(class), EXPERTISE_NONE), vote(&body, &terms(class), EXPERTISE_MAX));
        let factor = if class == Class::Technical { 2 } else { 1 };
        assert_eq!(expert.weight, plain.weight * factor, "{class:?}");
    }
}

#[test]
fn without_expertise_nothing_moves() {
    let influence = Influence::between(&tally(7, 3), &tally(7, 3), &terms(Class::Technical));
    assert_eq!(influence, Influence { share_permille: 0, changed_outcome: false });
    assert!(!influence.is_alarming(0));
}

#[test]
fn an_empty_vote_is_no_alarm() {
    let empty = Tally::default();
    assert!(!Influence::between(&empty, &empty, &terms(Class::Technical)).is_alarming(0));
}

#[test]
fn shares_are_rounded_up_so_that_just_above_is_above() {
    let share = |added: u128| Influence::between(&tally(700 + added, 0), &tally(700, 0), &terms(Class::Technical));
    assert_eq!(share(300).share_permille, 300);
    assert!(!share(300).is_alarming(300));
    assert_eq!(share(301).share_permille, 301);
    assert!(share(301).is_alarming(300));
}

#[test]
fn a_changed_outcome_is_an_alarm_however_small_the_share() {
    let influence = Influence::between(&tally(1_001, 1_000), &tally(1_000, 1_000), &terms(Class::Technical));
    assert_eq!(influence, Influence { share_permille: 1, changed_outcome: true });
    assert!(influence.is_alarming(1_000));
}

#[test]
fn the_greatest_weights_are_compared_without_overflow() {
    // Everybody there can be, at the greatest weight there is.
    let most = u128::from(u32::MAX) * u128::from(u64::MAX);
    let influence = Influence::between(&tally(most, most), &tally(most / 2, most / 2), &terms(Class::Technical));
    assert_eq!(influence.share_permille, 501, "rounded up, for the halves are rounded down");
}

proptest! {
    #[test]
    fn a_factor_lies_between_one_and_two_and_grows_with_reputation(points: u64, more: u64, full: u32) {
        let factor = expertise_permille(points, full);
        prop_assert!((EXPERTISE_NONE..=EXPERTISE_MAX).contains(&factor));
        prop_assert!(expertise_permille(points.saturating_add(more), full) >= factor);
        prop_assert_eq!(expertise_permille(0, full), EXPERTISE_NONE);
        prop_assert_eq!(expertise_permille(POINT * u64::from(full.max(1)), full), EXPERTISE_MAX);
    }

    /// The product in 64 bits is that in 128, for weights beyond all that tokens can buy too.
    #[test]
    fn a_weight_is_multiplied_exactly(weight: VotingWeight, factor: u16) {
        let clamped = u128::from(factor.clamp(EXPERTISE_NONE, EXPERTISE_MAX));
        let exact = VotingWeight::try_from(u128::from(weight) * clamped / 1_000).unwrap_or(VotingWeight::MAX);
        prop_assert_eq!(with_expertise(weight, factor), exact);
    }

    /// However experts vote, expertise is half of the weight at most.
    #[test]
    fn the_share_is_half_at_most(votes in prop::collection::vec((1u16..=50, 1000u16..=2000, any::<bool>()), 1..50)) {
        let terms = Terms { function: VotingFunction::Quadratic, ..terms(Class::Technical) };
        let (mut with, mut plain) = (Tally::default(), Tally::default());
        for (tokens, factor, is_yes) in votes {
            let body = Body::Open { choice: if is_yes { Choice::Yes } else { Choice::No }, tokens };
            with.add(&vote(&body, &terms, factor));
            plain.add(&vote(&body, &terms, EXPERTISE_NONE));
        }
        prop_assert!(Influence::between(&with, &plain, &terms).share_permille <= 500);
    }
}
