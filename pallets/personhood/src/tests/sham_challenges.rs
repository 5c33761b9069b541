//! Challenges that are not meant: to keep somebody out, to shield a friend, to leave no room for others.

use super::*;
use crate::{Cases, Cleared, Grounds, Params, Privileged, Protection, Subject, UNJUDGED_MAX, Unjudged};
use cybersyn_primitives::traits::Finding;

/// When a case of the first day ends that nobody judges.
const UNJUDGED_DAY: u64 = 61;

fn challenge(challenger: u32, subject: Subject) -> DispatchResult {
    Personhood::challenge(signed(challenger), subject, Grounds::NoPerson, [7; 32])
}

fn newcomer() -> Subject {
    Subject::Newcomer(did(NEWCOMER))
}

/// Lets the cases of the first day end without a finding.
fn unjudged() {
    day(3, UNJUDGED_DAY);
    idle(4);
    assert_eq!(Cases::<Test>::count(), 0);
}

/// Runs `test` without founders' privileges, where two vouches make a person.
fn run_without_privileges(test: impl FnOnce()) {
    run(|| {
        Privileged::<Test>::kill();
        Params::<Test>::mutate(|parameters| parameters.vouches_needed = 2);
        test();
    });
}

/// Account `number` becomes a person by the vouches of two founders.
fn ward(number: u32, makers: [u32; 2]) -> CitizenIndex {
    for maker in makers {
        assert_ok!(vouch(maker, number));
    }
    Personhood::citizen(&account(number)).expect("two vouches suffice")
}

#[test]
fn a_newcomer_whom_nobody_judges_is_admitted_as_the_case_ends_and_not_challenged_again() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer()));
        unjudged();
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
        assert_noop!(challenge(3, newcomer()), Error::<Test>::NotFound);
    });
}

#[test]
fn a_newcomer_who_is_cleared_after_the_window_is_admitted_at_once_and_not_challenged_again() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer()));
        at_without_outage(3, START + 20 * DAY);
        assert_ok!(Personhood::rule(RuntimeOrigin::root(), 0, Finding::Dismissed));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
        assert_noop!(challenge(3, newcomer()), Error::<Test>::NotFound);
    });
}

#[test]
fn a_newcomer_who_is_cleared_within_the_window_is_admitted_by_the_agenda() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer()));
        assert_ok!(Personhood::rule(RuntimeOrigin::root(), 0, Finding::Dismissed));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
        day(3, 4);
        idle(4);
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
    });
}

#[test]
fn wards_of_the_same_makers_do_not_challenge_each_other() {
    run_without_privileges(|| {
        let one = ward(20, [0, 1]);
        ward(21, [0, 1]);
        assert_noop!(challenge(21, Subject::Citizen(one)), Error::<Test>::SameCircle);
        assert_noop!(challenge(0, Subject::Citizen(one)), Error::<Test>::SameCircle);
        ward(22, [2, 3]);
        assert_ok!(challenge(22, Subject::Citizen(one)));
    });
}

#[test]
fn who_stands_for_a_newcomer_and_their_wards_do_not_challenge_them() {
    run_without_privileges(|| {
        ward(21, [0, 1]);
        ward(22, [2, 3]);
        Protection::<Test>::mutate(|defences| defences.vouched_window = 3 * DAY);
        assert_ok!(vouch(0, NEWCOMER));
        assert_ok!(vouch(1, NEWCOMER));
        assert_noop!(challenge(0, newcomer()), Error::<Test>::SameCircle);
        assert_noop!(challenge(21, newcomer()), Error::<Test>::SameCircle);
        assert_ok!(challenge(22, newcomer()));
    });
}

#[test]
fn founders_do_not_challenge_for_whom_they_vouch_privileged_or_not() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_noop!(challenge(2, newcomer()), Error::<Test>::SameCircle);
        assert_ok!(challenge(3, newcomer()));
    });
}

#[test]
fn a_case_that_nobody_judged_shields_against_its_challenger_only() {
    run_without_privileges(|| {
        let one = ward(20, [0, 1]);
        for friend in [21, 22] {
            ward(friend, [2, 3]);
        }
        assert_ok!(challenge(21, Subject::Citizen(one)));
        unjudged();
        assert_eq!(Cleared::<Test>::get(one), 0);
        assert_noop!(challenge(21, Subject::Citizen(one)), Error::<Test>::ClearedRecently);
        assert_ok!(challenge(22, Subject::Citizen(one)));
    });
}

#[test]
fn who_was_not_judged_may_be_challenged_by_the_same_after_a_time() {
    run_defended(|| {
        Protection::<Test>::mutate(|defences| defences.bar = DAY);
        assert_ok!(challenge(4, Subject::Citizen(3)));
        unjudged();
        let ended = START + UNJUDGED_DAY * DAY;
        at_without_outage(5, ended + DAY - 1);
        assert_noop!(challenge(4, Subject::Citizen(3)), Error::<Test>::ClearedRecently);
        at_without_outage(6, ended + DAY);
        assert_ok!(challenge(4, Subject::Citizen(3)));
    });
}

#[test]
fn few_of_those_who_were_not_judged_are_remembered_the_latest_among_them() {
    run_defended(|| {
        for challenger in 0..UNJUDGED_MAX {
            let entry = (1_000 + challenger, Millis::MAX);
            Unjudged::<Test>::mutate(3, |all| all.try_push(entry)).expect("there is room");
        }
        assert_ok!(challenge(4, Subject::Citizen(3)));
        unjudged();
        let remembered: Vec<_> = Unjudged::<Test>::get(3).into_iter().map(|(challenger, _)| challenger).collect();
        assert_eq!(remembered.len() as u32, UNJUDGED_MAX);
        assert_eq!((remembered.first(), remembered.last()), (Some(&1_001), Some(&4)));
    });
}

#[test]
fn one_person_has_one_case_open() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3)));
        assert_noop!(challenge(4, Subject::Citizen(2)), Error::<Test>::CaseOpen);
        assert_ok!(Personhood::rule(RuntimeOrigin::root(), 0, Finding::Upheld));
        assert_ok!(challenge(4, Subject::Citizen(2)));
    });
}

#[test]
fn who_is_struck_otherwise_leaves_the_challenger_free_for_another_case() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3)));
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert_ok!(challenge(4, Subject::Citizen(2)));
    });
}

#[test]
fn two_traitors_keep_two_from_vouching_and_nobody_else() {
    run_defended(|| {
        assert_ok!(challenge(0, Subject::Citizen(2)));
        assert_ok!(challenge(1, Subject::Citizen(3)));
        assert_noop!(vouch(2, NEWCOMER), Error::<Test>::UnderChallenge);
        for traitor in [0, 1] {
            assert_noop!(challenge(traitor, Subject::Citizen(4)), Error::<Test>::CaseOpen);
        }
        assert_ok!(vouch(4, NEWCOMER));
    });
}
